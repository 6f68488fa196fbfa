"""What is sent is kept once, whatever door it leaves by; what is changed afterwards is the next revision."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_revision import RevisionCommon

PDF = b"%PDF-1.4 as sent"


@tagged("post_install", "-at_install")
class TestRevisionSent(RevisionCommon):
    def test_a_draft_is_no_revision(self):
        order = self.quotation()
        order.order_line[0].product_uom_qty = 3
        self.assertRevision(order, 0)
        self.assertFalse(order.quote_sent_at)

    def test_marked_as_sent(self):
        order = self.quotation(client_order_ref="PO 1", validity_date="2040-01-05")
        order.action_quotation_sent()
        self.assertRevision(order, 1)
        revision = order.revision_ids
        self.assertEqual(
            (revision.number, revision.amount_total, revision.partner_id, revision.validity_date),
            (1, order.amount_total, order.partner_id, fields.Date.to_date("2040-01-05")),
        )
        self.assertEqual((revision.sent_at, revision.sent_by_id), (order.quote_sent_at, self.env.user))
        self.assertEqual(
            [(line.product_id, line.product_uom_qty, line.price_unit) for line in revision.line_ids],
            [(self.goods, 10, 100), (self.other_goods, 2, 100)],
        )

    def test_written_as_sent_over_rpc_together_with_a_change(self):
        order = self.quotation()
        order.write({"state": "sent", "order_line": [Command.update(order.order_line[0].id, {"product_uom_qty": 7})]})
        self.assertRevision(order, 1)
        self.assertEqual(order.revision_ids.line_ids[0].product_uom_qty, 7)

    def test_imported_as_sent(self):
        order = self.quotation(state="sent")
        self.assertRevision(order, 1)
        self.assertEqual(len(order.revision_ids.line_ids), 2)

    def test_by_mail(self):
        order = self.quotation()
        self.resend(order)
        self.assertEqual(order.state, "sent")
        self.assertRevision(order, 1)

    def test_by_the_mail_dialog(self):
        order = self.quotation()
        action = order.action_quotation_send()
        dialog = Form(self.env["mail.compose.message"].with_context(**action["context"]))
        dialog.save()._action_send_mail()
        self.assertRevision(order, 1)

    def test_a_message_that_is_no_quotation_sends_nothing(self):
        order = self.sent()
        order.order_line[0].product_uom_qty = 3
        order.message_post(body="Thank you")
        self.assertRevision(order, 2, kept=1)

    def test_sent_again_unchanged(self):
        order = self.sent()
        self.resend(order)
        self.assertRevision(order, 1)

    def test_sent_again_changed(self):
        order = self.sent()
        first = order.quote_sent_at
        order.order_line[0].product_uom_qty = 3
        self.resend(order)
        self.assertRevision(order, 2)
        self.assertEqual(order.quote_sent_at, first)
        self.assertEqual(order.revision_ids.mapped("number"), [2, 1])
        self.assertEqual(order.revision_ids[1].line_ids[0].product_uom_qty, 10)

    def test_confirming_and_a_copy_take_no_revision_along(self):
        order = self.sent()
        order.action_confirm()
        order.order_line[0].product_uom_qty = 3
        self.assertRevision(order, 1)
        self.assertRevision(order.copy(), 0)

    def test_many_at_once(self):
        orders = self.env["sale.order"].union(*(self.quotation() for _number in range(3)))
        orders.action_quotation_sent()
        for order in orders:
            self.assertRevision(order, 1)
            self.assertEqual(len(order.revision_ids.line_ids), 2)

    def test_defaults_meant_for_others_do_not_disturb(self):
        order = self.quotation()
        order.with_context(default_name="Wrong", default_number=7, default_product_id=self.service.id).write(
            {"state": "sent"}
        )
        self.assertEqual(order.revision_ids.line_ids.product_id, self.goods + self.other_goods)

    def test_number_and_date_follow_and_nobody_writes_them(self):
        order = self.sent(user_id=self.salesman.id).with_user(self.salesman)
        for values in ({"quote_revision": 7}, {"quote_sent_at": "2020-01-01"}, {"quote_choice": "x"}):
            with self.assertRaises(AccessError):
                order.write(values)

    def test_the_name_stays(self):
        order = self.sent()
        order.order_line[0].product_uom_qty = 3
        self.assertEqual((order.display_name, order.quote_number), (order.name, f"{order.name} Rev. 2"))

    def test_statements_do_not_grow_with_the_number(self):
        def count(number):
            orders = self.env["sale.order"].union(*(self.quotation() for _number in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            # Printing is not ours.
            with patch.object(type(orders), "_printed", lambda self: dict.fromkeys(self.ids, PDF)):
                orders.action_quotation_sent()
                self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2)  # what is read once in the life of a process
        self.assertLessEqual(count(12) - count(4), 8 * 3)


@tagged("post_install", "-at_install")
class TestRevisionPdf(RevisionCommon):
    def test_the_very_file_that_went_out(self):
        order = self.quotation()
        self.resend(order, attachments=[("Terms.pdf", b"%PDF-1.4 terms"), (f"Quotation - {order.name}.pdf", PDF)])
        file = order.revision_ids.attachment_id
        self.assertEqual((file.raw, file.mimetype), (PDF, "application/pdf"))
        self.assertEqual((file.res_model, file.res_id), ("sale.order.revision", order.revision_ids.id))

    def test_printed_where_none_went_out(self):
        order = self.quotation().with_context(force_report_rendering=True)
        order.action_quotation_sent()
        self.assertTrue(order.revision_ids.attachment_id.raw.startswith(b"%PDF"))
        self.assertFalse(order.revision_ids.pdf_problem)

    def test_many_are_printed_each_to_its_own(self):
        orders = self.quotation() | self.quotation()
        orders.with_context(force_report_rendering=True).action_quotation_sent()
        files = orders.revision_ids.attachment_id
        self.assertEqual(len(files), 2)
        self.assertEqual(len(set(files.mapped("checksum"))), 2)

    def test_a_pdf_that_fails_stops_nothing_and_is_said(self):
        order = self.quotation()
        with (
            patch.object(type(order), "_printed", side_effect=ValueError("no such field")),
            mute_logger("odoo.addons.quote_to_cash.models.quoting.revision_pdf"),
        ):
            order.action_quotation_sent()
        self.assertRevision(order, 1)
        self.assertFalse(order.revision_ids.attachment_id)
        self.assertIn("could not be made", order.revision_ids.pdf_problem)
        with self.assertRaisesRegex(UserError, "could not be made"):
            order.revision_ids.action_open_pdf()

    def test_an_import_prints_nothing(self):
        order = self.quotation()
        with patch.object(type(order), "_printed", side_effect=AssertionError("printed")):
            order.with_context(import_file=True).write({"state": "sent"})
        self.assertIn("Not printed", order.revision_ids.pdf_problem)

    def test_demo_data_prints_nothing(self):
        order = self.quotation()
        with (
            patch.object(type(order), "_printed", side_effect=AssertionError("printed")),
            patch.object(self.registry, "ready", False),
        ):
            order.action_quotation_sent()
        self.assertIn("Not printed", order.revision_ids.pdf_problem)

    def test_who_may_see_the_revision_may_open_it_and_nobody_may_delete_it(self):
        order = self.quotation(user_id=self.salesman.id)
        self.resend(order, attachments=[(f"Quotation - {order.name}.pdf", PDF)])
        file = order.revision_ids.attachment_id
        self.assertEqual(file.with_user(self.salesman).raw, PDF)
        admin = self.env.ref("base.user_admin")
        for user in (self.salesman, admin):
            with self.assertRaises(AccessError):
                file.with_user(user).write({"raw": b"other"})
            with self.assertRaises(AccessError):
                file.with_user(user).unlink()
        with self.assertRaises(AccessError):
            file.with_user(self.make_user("salesman", login="q2c_other")).read(["raw"])


@tagged("post_install", "-at_install")
class TestRevisionChanged(RevisionCommon):
    def test_each_change_of_what_the_customer_reads(self):
        partner = self.env["res.partner"].create({"name": "Ben"})
        term = self.env["account.payment.term"].create({"name": "Never"})
        incoterm = self.env["account.incoterms"].search([], limit=1)
        changes = {
            "partner_shipping_id": partner.id,
            "partner_invoice_id": partner.id,
            "payment_term_id": term.id,
            "incoterm": incoterm.id,
            "validity_date": "2041-02-03",
            "commitment_date": "2041-02-03 10:00:00",
            "note": "<p>Other terms</p>",
            "require_payment": True,
            "require_signature": False,
        }
        for name, value in changes.items():
            with self.subTest(name):
                order = self.sent(require_signature=True, require_payment=False)
                order[name] = value
                self.assertRevision(order, 2, kept=1)

    def test_each_change_of_a_line(self):
        tax = self.env["account.tax"].create({"name": "7 %", "amount": 7})
        changes = {
            "name": "Better oven",
            "product_uom_qty": 3,
            "price_unit": 90,
            "discount": 5,
            "tax_ids": [Command.set(tax.ids)],
            "customer_lead": 9,
            "product_id": self.service.id,
        }
        for name, value in changes.items():
            with self.subTest(name):
                order = self.sent()
                order.order_line[0].write({name: value})
                self.assertRevision(order, 2, kept=1)

    def test_what_the_customer_does_not_read(self):
        order = self.sent()
        order.write({"user_id": self.salesman.id, "client_order_ref": "PO 7", "date_order": "2026-01-01"})
        order.order_line[0].sequence = 3
        self.assertRevision(order, 1)

    def test_lines_more_less_and_in_another_order(self):
        for work in (
            lambda order: order.write({"order_line": [Command.create({"product_id": self.service.id})]}),
            lambda order: order.order_line.create({"order_id": order.id, "display_type": "line_note", "name": "Note"}),
            lambda order: order.order_line[0].unlink(),
            lambda order: order.order_line[0].write({"sequence": 99}),
        ):
            order = self.sent()
            work(order)
            self.assertRevision(order, 2, kept=1)

    def test_changed_back(self):
        order = self.sent()
        line = order.order_line[1]
        line.product_uom_qty = 3
        line.product_uom_qty = 2
        self.assertRevision(order, 1)
        line.unlink()
        self.assertRevision(order, 2, kept=1)
        order.order_line = [Command.create({"product_id": self.other_goods.id, "product_uom_qty": 2})]
        self.assertRevision(order, 1)

    def test_there_and_back_in_one_piece_of_work(self):
        order = self.sent()
        with patch.object(type(order), "_quote_fingerprint", autospec=True, side_effect=lambda order: "x") as asked:
            order.write(
                {"note": "x", "order_line": [Command.update(line.id, {"discount": 1}) for line in order.order_line]}
            )
        self.assertEqual(asked.call_count, 1)

    def test_by_the_form(self):
        order = self.sent()
        with Form(order) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 4
        self.assertRevision(order, 2, kept=1)

    def test_by_who_gives_it_away_with_the_same_write(self):
        order = self.sent(user_id=self.salesman.id)
        self.env.invalidate_all()
        order.with_user(self.salesman).write({"user_id": self.env.ref("base.user_admin").id, "note": "Other terms"})
        self.assertRevision(order, 2, kept=1)

    def test_by_new_prices(self):
        order = self.sent()
        self.goods.list_price = 120
        self.assertRevision(order, 1)
        order.action_update_prices()
        self.assertRevision(order, 2, kept=1)

    def test_by_the_discount_dialog(self):
        order = self.sent()
        dialog = self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": "sol_discount", "discount_percentage": 0.1}
        )
        dialog.action_apply_discount()
        self.assertRevision(order, 2, kept=1)

    def test_by_the_delivery_dialog(self):
        order = self.sent()
        carrier = self.env["delivery.carrier"].create(
            {"name": "Express", "product_id": self.make_product("Freight", type="service").id}
        )
        order.set_delivery_line(carrier, 12)
        self.assertRevision(order, 2, kept=1)
        order._remove_delivery_line()
        self.assertRevision(order, 1)

    def test_a_draft_that_was_sent_once_goes_on_counting(self):
        order = self.sent()
        order.action_draft()
        self.assertRevision(order, 1)
        order.order_line[0].product_uom_qty = 3
        self.assertRevision(order, 2, kept=1)
        order.action_quotation_sent()
        self.assertRevision(order, 2)

    def test_cancelled_and_taken_up_again(self):
        order = self.sent()
        order._action_cancel()
        order.action_draft()
        order.note = "New terms"
        order.action_quotation_sent()
        self.assertRevision(order, 2)

    def test_never_sent_and_confirmed_orders_cost_nothing(self):
        order = self.quotation()
        confirmed = self.make_order()
        with patch.object(type(order), "_quote_fingerprint", side_effect=AssertionError("compared")):
            order.write({"note": "x", "order_line": [Command.create({"product_id": self.service.id})]})
            confirmed.order_line.product_uom_qty = 11

    def test_confirming_takes_no_statement_more(self):
        def count():
            order = self.sent()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count()  # what is read once in the life of a process
        with_us = count()
        orders, lines = type(self.env["sale.order"]), type(self.env["sale.order.line"])
        with (
            patch.object(orders, "_keep_as_sent", lambda self: None),
            patch.object(orders, "_revised_quotations", lambda self: self.browse()),
            patch.object(lines, "_revised_quotations", lambda self: self.order_id.browse()),
            patch.object(lines, "_quotations_to_keep", lambda self: self.order_id.browse()),
        ):
            without = count()
        self.assertEqual(with_us, without)

    def test_a_change_takes_a_fixed_number_of_statements(self):
        def count(number):
            order = self.sent(*[(self.goods, 1)] * number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.note = "Other terms"
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(3), count(30))

    def test_confirming_asks_nothing(self):
        order = self.sent()
        with (
            patch.object(type(order), "_quote_fingerprint", side_effect=AssertionError("compared")),
            patch.object(type(order), "_note_revisions", side_effect=AssertionError("noted")),
        ):
            order.action_confirm()
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestRevisionBefore(RevisionCommon):
    """What was sent before the addon came."""

    def test_kept_just_before_it_is_changed(self):
        for work in (
            lambda order: order.order_line[0].write({"product_uom_qty": 3}),
            lambda order: order.write({"order_line": [Command.update(order.order_line[0].id, {"product_uom_qty": 3})]}),
            lambda order: order.order_line[0].unlink(),
            lambda order: order.order_line.create({"order_id": order.id, "product_id": self.service.id}),
            lambda order: order.write({"note": "Other terms"}),
        ):
            order = self.sent_before()
            work(order)
            self.assertRevision(order, 2, kept=1)
            revision = order.revision_ids
            self.assertEqual(revision.line_ids.mapped("product_uom_qty"), [10, 2])
            self.assertFalse(revision.note)
            self.assertEqual((revision.sent_at, order.quote_sent_at), (False, False))

    def test_sent_again_changed_is_the_second(self):
        order = self.sent_before()
        order.order_line[0].product_uom_qty = 3
        self.resend(order)
        self.assertRevision(order, 2)

    def test_taken_back_to_draft(self):
        order = self.sent_before()
        order.action_draft()
        order.order_line[0].product_uom_qty = 3
        self.assertRevision(order, 2, kept=1)

    def test_cancelled_and_taken_up_again(self):
        order = self.sent_before()
        order._action_cancel()
        self.assertEqual(len(order.revision_ids), 1)

    def test_what_does_not_matter_keeps_nothing(self):
        order = self.sent_before()
        order.client_order_ref = "PO 1"
        self.assertRevision(order, 0)
        order.action_confirm()
        self.assertRevision(order, 0)


@tagged("post_install", "-at_install")
class TestRevisionKept(RevisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sent(user_id=cls.salesman.id)
        cls.kept = cls.order.revision_ids

    def test_superuser_cannot_change_or_delete(self):
        for record in (self.kept, self.kept.line_ids[0]):
            with self.assertRaises(UserError):
                record.sudo().write({"company_id": self.env.company.id})
            with self.assertRaises(UserError):
                record.sudo().unlink()

    def test_administrator_may_only_read(self):
        kept = self.kept.with_user(self.env.ref("base.user_admin"))
        for work in (
            lambda: kept.write({"number": 7}),
            kept.unlink,
            lambda: kept.create({"order_id": self.order.id, "number": 7, "content_hash": "x"}),
            lambda: kept.line_ids.write({"price_unit": 1}),
            lambda: self.order.with_user(kept.env.user).write({"revision_ids": [Command.clear()]}),
            lambda: self.order.with_user(kept.env.user).write({"revision_ids": [Command.delete(kept.id)]}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                work()

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_too(self):
        for table in ("sale_order_revision", "sale_order_revision_line"):
            for statement in (
                f"UPDATE {table} SET company_id = company_id + 1",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                with (
                    self.subTest(statement),
                    self.assertRaisesRegex(Exception, "stays as it was"),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(statement)

    def test_it_goes_with_the_quotation(self):
        self.resend(self.order, attachments=[(f"Quotation - {self.order.name}.pdf", PDF)])
        self.order.order_line[0].product_uom_qty = 3
        self.resend(self.order, attachments=[(f"Quotation - {self.order.name}.pdf", PDF)])
        kept, lines, file = (
            self.order.revision_ids,
            self.order.revision_ids.line_ids,
            self.order.revision_ids.attachment_id,
        )
        self.assertTrue(file)
        self.order._action_cancel()
        self.order.unlink()
        self.assertFalse(kept.exists() or lines.exists() or file.exists())

    def test_a_deleted_product_leaves_the_text(self):
        product = self.make_product("Kettle")
        order = self.sent((product, 1))
        order.order_line = [Command.clear(), Command.create({"product_id": self.goods.id})]
        product.unlink()
        line = order.revision_ids.line_ids
        line.invalidate_recordset()
        self.assertEqual((line.product_id.id, line.name), (False, "Kettle"))

    def test_salespeople_see_those_of_their_quotations(self):
        other = self.sent(user_id=self.make_user("salesman", login="q2c_other").id)
        nobodys = self.sent(user_id=False)
        search = self.env["sale.order.revision"].search
        found = self.kept.with_user(self.salesman).search([("order_id", "in", (self.order + other + nobodys).ids)])
        self.assertEqual(found.order_id, self.order + nobodys)
        with self.assertRaises(AccessError):
            other.revision_ids.with_user(self.salesman).read(["amount_total"])
        with self.assertRaises(AccessError):
            other.revision_ids.line_ids.with_user(self.salesman).read(["price_unit"])
        everybodys = self.make_user("sales_all")
        self.assertIn(other, search([]).with_user(everybodys).search([]).order_id)

    def test_other_companies_customers_and_colleagues_see_none(self):
        company = self.env["res.company"].create({"name": "Other Ltd"})
        stranger = self.make_user("sales_all", login="q2c_far", company_id=company.id, company_ids=company.ids)
        self.assertFalse(self.kept.with_user(stranger).search([("id", "=", self.kept.id)]))
        for role in ("portal", "internal", "warehouse"):
            with self.assertRaises(AccessError):
                self.kept.with_user(self.make_user(role)).read(["number"])

    def test_the_warehouse_is_not_offered_what_it_may_not_see(self):
        for user, offered in ((self.make_user("warehouse"), False), (self.salesman, True)):
            view = self.env["sale.order"].with_user(user).get_view(view_type="form")
            self.assertEqual("action_open_revisions" in view["arch"], offered)
            self.assertEqual("revision_ids" in self.env["sale.order"].with_user(user).fields_get(), offered)
