"""Pasting order lines: every row has a fate, and nothing is written until all of them are fine."""

import base64
import datetime
import io
import zipfile

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import QuoteToCashCommon


class LinesCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods.default_code = "OVEN-1"
        cls.other_goods.write({"default_code": "MIXER-7", "barcode": "4006381333931"})
        cls.salesman = cls.make_user("salesman")
        cls.order = cls.quote()

    @classmethod
    def quote(cls, **values):
        return cls.env["sale.order"].create({"partner_id": cls.partner.id, "user_id": cls.salesman.id, **values})

    def paste(self, text="", order=None, user=None, **values):
        """Paste a table as a salesperson and look at the preview; return the dialog."""
        order = (order or self.order).with_user(user or self.salesman)
        context = order.action_paste_lines()["context"]
        wizard = order.env["sale.order.line.import"].with_context(**context).create({"text": text, **values})
        wizard.action_read()
        return wizard

    def upload(self, content, **values):
        return self.paste(file=base64.b64encode(content), **values)

    def workbook(self, *rows):
        book, stream = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(stream)
        return stream.getvalue()

    def lines(self, order=None):
        return [
            (line.product_id, line.product_uom_qty, line.price_unit, line.discount)
            for line in (order or self.order).order_line
        ]

    def assertBad(self, wizard, *notes):
        self.assertEqual(wizard.row_ids.mapped("fate"), ["bad"] * len(notes), wizard.row_ids.mapped("note"))
        for row, note in zip(wizard.row_ids, notes, strict=True):
            self.assertIn(note, row.note)


@tagged("post_install", "-at_install")
class TestPastedLines(LinesCommon):
    def test_by_sku_and_barcode_at_the_price_list(self):
        wizard = self.paste("SKU\tQty\nOVEN-1\t2\n4006381333931\t3")
        self.assertFalse(self.order.order_line)
        self.assertEqual(wizard.row_ids.mapped("fate"), ["add", "add"])
        self.assertIn("Price list", wizard.row_ids[0].note)
        wizard.action_add()
        self.assertEqual(self.lines(), [(self.goods, 2, 100, 0), (self.other_goods, 3, 100, 0)])

    def test_prices_and_discounts_that_are_given(self):
        wizard = self.paste("SKU;Qty;Price;Discount\nOVEN-1;2;$ 95,50;\nMIXER-7;1;;10 %")
        self.assertIn("95.50", wizard.row_ids[0].note)
        wizard.action_add()
        self.assertEqual(self.lines(), [(self.goods, 2, 95.5, 0), (self.other_goods, 1, 100, 10)])

    def test_a_given_price_stays_when_the_quantity_changes(self):
        self.paste("OVEN-1\t2\t95").action_add()
        self.order.order_line.product_uom_qty = 5
        self.assertEqual(self.order.order_line.price_unit, 95)

    def test_a_given_price_of_nothing_stays_too(self):
        self.paste("OVEN-1\t1\t0,00").action_add()
        self.order.order_line.product_uom_qty = 5
        self.assertEqual(self.order.order_line.price_unit, 0)
        self.paste("OVEN-1\t2\t0,00").action_add()
        self.assertEqual(self.lines(), [(self.goods, 7, 0, 0)])

    def test_capitals_do_not_matter_unless_they_tell_products_apart(self):
        self.assertEqual(self.paste("oven-1\t2").row_ids.product_id, self.goods)
        small = self.make_product("Small oven", default_code="oven-1")
        self.assertEqual(self.paste("oven-1\t2").row_ids.product_id, small)

    def test_unknown_and_missing_codes(self):
        self.assertBad(self.paste("NIX\t2\n\t3"), "Unknown SKU or barcode “NIX”", "No SKU")

    def test_several_candidates_are_named_and_one_is_chosen_there(self):
        twin = self.make_product("Twin", default_code="OVEN-1")
        wizard = self.paste("OVEN-1\t2")
        self.assertBad(wizard, "Several products")
        self.assertIn("Twin", wizard.row_ids.note)
        with Form(wizard) as dialog, dialog.row_ids.edit(0) as row:
            row.product_id = twin
            self.assertEqual(row.fate, "add")
        wizard.action_add()
        self.assertEqual(self.order.order_line.product_id, twin)

    def test_of_two_the_one_that_can_be_sold(self):
        self.make_product("Old", default_code="OVEN-1", active=False)
        self.make_product("Part", default_code="OVEN-1", sale_ok=False)
        self.assertEqual(self.paste("OVEN-1\t2").row_ids.product_id, self.goods)

    def test_what_cannot_be_sold_says_why(self):
        other = self.env["res.company"].create({"name": "Other Ltd"})
        self.salesman.company_ids += other
        self.make_product("Old", default_code="OLD", active=False)
        self.make_product("Part", default_code="PART", sale_ok=False)
        self.make_product("Theirs", default_code="THEIRS", company_id=other.id)
        self.salesman.invalidate_recordset()
        order = self.order.with_context(allowed_company_ids=[self.env.company.id, other.id])
        wizard = self.paste("OLD\t1\nPART\t1\nTHEIRS\t1", order=order)
        self.assertBad(wizard, "is archived", "is not for sale", "belongs to another company")

    def test_products_of_a_company_of_which_the_user_is_none_are_unknown(self):
        other = self.env["res.company"].create({"name": "Other Ltd"})
        self.make_product("Theirs", default_code="THEIRS", company_id=other.id)
        self.assertBad(self.paste("THEIRS\t1"), "Unknown SKU")

    def test_quantities(self):
        wizard = self.paste("OVEN-1\t0\nOVEN-1\t-2\nOVEN-1\ttwo\nOVEN-1\t\nOVEN-1\t1.23456\nOVEN-1\t99999999999")
        self.assertBad(
            wizard, "out of range", "out of range", "is no number", "is no number", "too many decimals", "out of range"
        )

    def test_a_number_that_can_be_read_in_two_ways_is_told(self):
        wizard = self.paste("OVEN-1\t1,234")
        self.assertEqual(wizard.row_ids.quantity, 1234)
        self.assertIn("“1,234” read as 1,234.00, as in your language", wizard.row_ids.note)
        wizard = self.paste("OVEN-1;1.234\nMIXER-7;1,5")
        self.assertEqual(wizard.row_ids.mapped("quantity"), [1234, 1.5])
        self.assertIn("as other numbers of the list", wizard.row_ids[0].note)
        wizard = self.paste("OVEN-1;1,234\nMIXER-7;1,5\nMIXER-7;2.5")
        self.assertIn("can be read in two ways", wizard.row_ids[0].note)
        self.assertEqual(wizard.row_ids.mapped("fate")[0], "bad")

    def test_the_user_says_which_mark_separates_decimals(self):
        wizard = self.paste("OVEN-1;1,234\nMIXER-7;1,5\nMIXER-7;2.5")
        with Form(wizard) as dialog:
            dialog.decimal_mark = "."
        self.assertEqual(wizard.row_ids[0].quantity, 1234)
        self.assertEqual(wizard.bad_count, 0)

    def test_prices_that_cannot_be(self):
        text = "SKU;Qty;Price;Discount\nOVEN-1;1;-5;\nOVEN-1;1;12 CHF;\nOVEN-1;1;;101\nOVEN-1;1;1.23456;"
        self.assertBad(self.paste(text), "out of range", "is in CHF", "at most 100", "too many decimals")

    def test_packaging_by_barcode_and_by_name(self):
        units = self.goods.uom_id.id
        dozen = self.env["uom.uom"].create({"name": "Crate", "relative_factor": 12, "relative_uom_id": units})
        self.goods.uom_ids = dozen
        self.env["product.uom"].create({"product_id": self.goods.id, "uom_id": dozen.id, "barcode": "OVEN-BOX"})
        wizard = self.paste(f"SKU;Qty;Unit\nOVEN-BOX;2;\nOVEN-1;3 {dozen.name};\nMIXER-7;1;{dozen.name}\nOVEN-1;1 x;")
        self.assertEqual(wizard.row_ids.mapped("fate"), ["add", "merge", "bad", "add"], wizard.row_ids.mapped("note"))
        self.assertIn("is none of", wizard.row_ids[2].note)
        wizard.row_ids[2].skip = True
        wizard.action_add()
        self.assertEqual(
            [(line.product_uom_id, line.product_uom_qty) for line in self.order.order_line],
            [(dozen, 5), (self.goods.uom_id, 1)],
        )

    def test_rows_twice_and_lines_that_are_there_become_one(self):
        self.order.order_line = [Command.create({"product_id": self.goods.id, "product_uom_qty": 4})]
        line = self.order.order_line
        wizard = self.paste("OVEN-1\t2\nMIXER-7\t1\nMIXER-7\t5\nOVEN-1\t1\t95")
        self.assertEqual(wizard.row_ids.mapped("fate"), ["merge", "add", "merge", "add"])
        self.assertIn("has 4.00 already", wizard.row_ids[0].note)
        self.assertIn("With row 2", wizard.row_ids[2].note)
        wizard.action_add()
        self.assertEqual(self.lines(), [(self.goods, 6, 100, 0), (self.other_goods, 6, 100, 0), (self.goods, 1, 95, 0)])
        self.assertEqual(self.order.order_line[0], line)

    def test_or_they_stay_apart(self):
        self.order.order_line = [Command.create({"product_id": self.goods.id, "product_uom_qty": 4})]
        wizard = self.paste("OVEN-1\t2\nOVEN-1\t3", merge=False)
        wizard.action_add()
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [4, 2, 3])

    def test_nothing_is_written_while_anything_is_wrong(self):
        wizard = self.paste("OVEN-1\t2\nNIX\t1")
        with self.assertRaisesRegex(UserError, "Row 2: Unknown SKU"):
            wizard.action_add()
        self.assertFalse(self.order.order_line)
        wizard.skip_bad = True
        wizard.action_add()
        self.assertEqual(self.lines(), [(self.goods, 2, 100, 0)])

    def test_rows_are_corrected_and_skipped_in_the_preview(self):
        wizard = self.paste("OVEN-1\ttwo\nNIX\t1\nMIX\t1")
        with Form(wizard) as dialog:
            with dialog.row_ids.edit(0) as row:
                row.quantity_text = "2"
                self.assertEqual(row.fate, "add")
            with dialog.row_ids.edit(1) as row:
                row.code = "MIXER-7"
                self.assertEqual(row.product_id, self.other_goods)
            with dialog.row_ids.edit(2) as row:
                row.skip = True
        self.assertEqual((wizard.good_count, wizard.bad_count, wizard.skipped_count), (2, 0, 1))
        wizard.action_add()
        self.assertEqual(self.lines(), [(self.goods, 2, 100, 0), (self.other_goods, 1, 100, 0)])

    def test_added_once(self):
        wizard = self.paste("OVEN-1\t2")
        wizard.action_add()
        for again in (wizard.action_add, wizard.action_read, wizard.action_back):
            with self.assertRaisesRegex(UserError, "added already"):
                again()
        self.assertEqual(len(self.order.order_line), 1)

    def test_not_into_what_was_confirmed_meanwhile(self):
        wizard = self.paste("OVEN-1\t2")
        self.order.state = "sale"
        with self.assertRaisesRegex(UserError, "no quotation any more"):
            wizard.action_add()
        with self.assertRaises(UserError):
            self.order.action_paste_lines()
        self.assertFalse(self.order.order_line)

    def test_nothing_left_to_add(self):
        wizard = self.paste("NIX\t2", skip_bad=True)
        with self.assertRaisesRegex(UserError, "No row is left"):
            wizard.action_add()

    def test_with_the_rights_of_the_user(self):
        stranger = self.make_user("salesman", login="q2c_other_salesman")
        with self.assertRaises(AccessError):
            self.paste("OVEN-1\t2", user=stranger)
        with self.assertRaises(AccessError):
            self.paste("OVEN-1\t2", user=self.make_user("warehouse"))

    def test_the_day_is_the_companys(self):
        for zone, noon in (("Pacific/Auckland", "2050-01-31 23:00:00"), ("Pacific/Honolulu", "2050-02-01 22:00:00")):
            self.env.company.partner_id.tz = zone
            order = self.quote()
            self.paste("SKU;Qty;Delivery date\nOVEN-1;1;2050-02-01", order=order).action_add()
            self.assertEqual(str(order.commitment_date), noon)
            self.assertNotIn("Delivery on", order.order_line.name)
            self.assertEqual(
                self.paste("SKU;Qty;Delivery date\nOVEN-1;1;2050-02-01", order=order).row_ids.fate, "merge"
            )

    def test_one_date_is_the_orders_and_several_are_the_lines(self):
        self.env.company.partner_id.tz = "UTC"
        self.paste("SKU;Qty;Delivery date\nOVEN-1;1;2050-02-01\nMIXER-7;1;1.2.2050").action_add()
        self.assertEqual(str(self.order.commitment_date), "2050-02-01 12:00:00")
        self.assertNotIn("Delivery on", self.order.order_line[0].name)
        other = self.quote()
        self.paste("SKU;Qty;Date\nOVEN-1;1;2050-02-01\nMIXER-7;1;2050-02-02", order=other).action_add()
        self.assertFalse(other.commitment_date)
        self.assertIn("Delivery on 02/02/2050", other.order_line[1].name)

    def test_dates_that_cannot_be(self):
        text = "SKU;Qty;Date\nOVEN-1;1;2001-01-01\nOVEN-1;1;soon\nOVEN-1;1;31.2.2050"
        self.assertBad(self.paste(text), "has passed", "is no date", "is no date")

    def test_what_the_price_list_says_of_quantities(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Ten",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "fixed",
                            "fixed_price": 80,
                            "min_quantity": 10,
                            "applied_on": "0_product_variant",
                            "product_id": self.goods.id,
                        }
                    )
                ],
            }
        )
        order = self.quote(pricelist_id=pricelist.id)
        self.paste("OVEN-1\t6\nOVEN-1\t4", order=order).action_add()
        self.assertEqual(self.lines(order), [(self.goods, 10, 80, 0)])

    def test_statements_do_not_grow_with_rows(self):
        for number in range(40):
            self.make_product(f"P{number}", default_code=f"P-{number}")

        def count(rows):
            text = "".join(f"P-{number}\t{number + 1}\n" for number in range(rows))
            order = self.quote()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard = self.paste(text, order=order)
            self.assertEqual(wizard.good_count, rows)
            self.env.flush_all()
            preview = self.env.cr.sql_log_count - before
            wizard.action_add()
            self.env.flush_all()
            return preview, self.env.cr.sql_log_count - before - preview

        def count_plainly(rows):
            products = self.env["product.product"].search([("default_code", "in", [f"P-{n}" for n in range(rows)])])
            order = self.quote()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.order_line = [Command.create({"product_id": product.id}) for product in products]
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(40)
        (few, few_added), (many, many_added) = count(5), count(40)
        self.assertLessEqual(many - few, 2)
        # Odoo asks the price list once for each line; nothing is added to that.
        self.assertLessEqual(many_added - few_added, count_plainly(40) - count_plainly(5) + 2)


@tagged("post_install", "-at_install")
class TestUploadedLines(LinesCommon):
    def assertRefused(self, content, text):
        with self.assertRaisesRegex(UserError, text):
            self.upload(content)
        self.assertFalse(self.order.order_line)

    def test_csv(self):
        self.upload("Artikel;Menge;Preis\r\nOVEN-1;1.000;9,50\r\n".encode("cp1252")).action_add()
        self.assertEqual(self.lines(), [(self.goods, 1000, 9.5, 0)])

    def test_excel(self):
        self.goods.default_code = "1234"
        wizard = self.upload(self.workbook(["Qty", "SKU", "Price"], [2, 1234, 9.5], [], [1.5, "MIXER-7", None]))
        self.assertEqual(wizard.row_ids.mapped("number"), [2, 4])
        wizard.action_add()
        self.assertEqual(self.lines(), [(self.goods, 2, 9.5, 0), (self.other_goods, 1.5, 100, 0)])

    def test_numbers_of_excel_are_not_ambiguous(self):
        self.env["decimal.precision"].search([("name", "=", "Product Unit")]).digits = 3
        (row,) = self.upload(self.workbook(["SKU", "Qty"], ["OVEN-1", 1.234])).row_ids
        self.assertEqual((row.quantity, row.fate), (1.234, "add"))
        self.assertNotIn("read as", row.note)

    def test_formulas_and_dates_where_a_number_belongs(self):
        book = self.workbook(
            ["SKU", "Qty", "Total"],
            ["OVEN-1", "=1+1", None],
            ["OVEN-1", datetime.date(2030, 2, 1), None],
            ["OVEN-1", 1, "=B4*2"],
        )
        rows = self.upload(book).row_ids
        self.assertEqual(rows.mapped("fate"), ["bad", "bad", "add"])
        self.assertIn("formula", rows[0].note)
        self.assertIn("2030-02-01", rows[1].note)

    def test_dates_of_excel(self):
        book = self.workbook(["SKU", "Qty", "Date"], ["OVEN-1", 1, datetime.date(2050, 2, 1)])
        self.assertEqual(str(self.upload(book).row_ids.date), "2050-02-01")

    def zipped(self, **parts):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name.replace("__", "."), content)
        return stream.getvalue()

    def test_files_that_are_none_or_do_harm(self):
        good = self.workbook(["SKU", "Qty"], ["OVEN-1", 1])
        self.assertRefused(good[: len(good) // 2], "cannot be read")
        self.assertRefused(b"PK\x03\x04", "cannot be read")
        self.assertRefused(b"%PDF-1.7", "cannot be read")
        self.assertRefused(self.zipped(readme__txt="hello"), "cannot be read")
        self.assertRefused(self.zipped(bomb__xml=b"0" * 40_000_000), "too big")
        entities = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        self.assertRefused(self.zipped(workbook__xml=entities), "cannot be read")
        self.assertRefused(b"A" * 5_000_001, "too big")
        self.assertRefused(self.workbook(*([["OVEN-1", 1]] * 1002)), "more than 1000 rows")
        self.assertRefused(self.workbook([], []), "no rows")

    def test_lists_without_what_is_needed(self):
        self.assertRefused(b"SKU;Price\nOVEN-1;2", "no column with the quantity")
        self.assertRefused(b"Name;Qty\nOVEN-1;2", "no column with the product")
        self.assertRefused(b"", "no rows")
