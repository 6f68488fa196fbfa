"""Invoices and credit notes are told as they are posted."""

from datetime import date
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.quickbooks_document import DISCOUNT, PRODUCT, ROUNDING, TAX

from .common_quickbooks import JANUARY
from .common_quickbooks_reader import ReaderCommon, stand_in


@tagged("post_install", "-at_install")
class TestQuickbooksReader(ReaderCommon):
    # === The worked example === #

    def test_the_example_is_posted_as_the_reference_says(self):
        move = self.example()
        self.assertEqual((move.amount_untaxed, move.amount_tax, move.amount_total), (230.00, 18.98, 248.98))

    def test_the_example_is_told_as_the_reference_says(self):
        document = self.document(self.example())
        self.assertEqual(
            [(row.kind, row.account.name, row.amount, row.quantity, row.discount) for row in document.rows],
            [
                (PRODUCT, "Product Sales", Decimal("-180"), Decimal(2), Decimal(10)),
                (PRODUCT, "Product Sales", Decimal("-50"), Decimal(1), Decimal(0)),
                (TAX, "Sales Tax Payable", Decimal("-18.98"), None, Decimal(0)),
            ],
        )
        self.assertEqual([row.item and row.item.name for row in document.rows], ["DESK", "LAMP", None])
        self.assertEqual([[tax.name for tax in row.taxes] for row in document.rows], [["CA 8.25"], ["CA 8.25"], []])
        self.assertEqual([row.tax and row.tax.name for row in document.rows], [None, None, "CA 8.25"])

    def test_the_head_of_the_example(self):
        move = self.example()
        document = self.document(move)
        self.assertEqual((document.key, document.kind), (("invoice", move.id, 0), "invoice"))
        self.assertEqual((document.date, document.due_date), (JANUARY, date(2026, 3, 2)))
        self.assertEqual((document.total, document.receivable.key), (Decimal("248.98"), self.receivable().id))
        self.assertEqual((document.full_number, document.number), ("INV/2026/00001", "INV2600001"))
        self.assertEqual((document.customer.name, document.terms.name), ("Anna's Bakery", "30 Days"))
        self.assertEqual((document.foreign, document.ship_to, document.reference), (None, None, ""))

    def test_the_candidate_of_the_example(self):
        move = self.example()
        row = self.found(move)[move]
        self.assertEqual((row["kind"], row["date"], row["full_number"]), ("invoice", JANUARY, "INV/2026/00001"))
        self.assertEqual((row["partner_id"], float(row["amount"])), (self.customer.id, 248.98))
        self.assertRegex(row["fingerprint"], "^[0-9a-f]{32}$")

    # === Kinds === #

    def test_a_credit_note(self):
        move = self.invoice((self.desk, 1), kind="out_refund")
        document = self.document(move)
        self.assertEqual((document.kind, document.total), ("credit_note", Decimal("-108.25")))
        self.assertEqual(self.amounts(document), [("Product Sales", 100), ("Sales Tax Payable", 8.25)])
        self.assertEqual(document.rows[0].quantity, 1)

    def test_a_receipt_is_an_invoice(self):
        self.assertEqual(self.document(self.invoice(kind="out_receipt")).kind, "invoice")

    def test_a_contact_is_told_as_its_company(self):
        contact = self.make_customer("Ann", parent_id=self.customer.id, type="contact", is_company=False)
        move = self.invoice(partner_id=contact.id)
        self.assertEqual(self.document(move).customer.key, self.customer.id)
        self.assertEqual(self.found(move)[move]["partner_id"], self.customer.id)

    def test_another_delivery_address_is_told(self):
        place = self.make_customer(
            "Gate 2", parent_id=self.customer.id, type="delivery", street="2 Dock Road", is_company=False,
            state_id=self.env.ref("base.state_us_5").id, country_id=self.env.ref("base.us").id,
        )  # fmt: skip
        address = self.document(self.invoice(partner_shipping_id=place.id)).ship_to
        self.assertEqual((address.street, address.street2, address.city), ("2 Dock Road", "", "Oakland"))
        self.assertEqual((address.state, address.country), ("CA", "United States"))

    def test_the_customers_reference(self):
        self.assertEqual(self.document(self.invoice(ref="PO 4711")).reference, "PO 4711")

    def test_a_chosen_number_is_kept(self):
        move = self.invoice()

        def chosen(*args):
            names = stand_in(*args)
            names.numbers = {move.id: "MINE-1"}
            return names

        with self.names_by(chosen):
            self.assertEqual(self.document(move).number, "MINE-1")

    # === Taxes === #

    def test_price_included(self):
        tax = self.make_tax("Included 10", 10, price_include_override="tax_included")
        document = self.document(self.invoice({"product_id": self.desk.id, "price_unit": 110, "tax_ids": tax.ids}))
        self.assertEqual(self.amounts(document), [("Product Sales", -100), ("Sales Tax Payable", -10)])

    def test_several_taxes_on_a_row(self):
        city = self.make_tax("City 1", 1)
        document = self.document(self.invoice({"product_id": self.desk.id, "tax_ids": (self.tax | city).ids}))
        self.assertEqual([tax.name for tax in document.rows[0].taxes], ["CA 8.25", "City 1"])
        self.assertEqual(sorted(row.tax.name for row in document.rows if row.kind == TAX), ["CA 8.25", "City 1"])

    def test_a_group_of_taxes_is_told_as_its_members(self):
        state, city = self.make_tax("State 6", 6), self.make_tax("City 1", 1)
        group = self.env["account.tax"].create(
            {
                "name": "Group 7",
                "amount_type": "group",
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "children_tax_ids": [Command.set((state | city).ids)],
            }
        )
        document = self.document(self.invoice({"product_id": self.desk.id, "tax_ids": group.ids}))
        self.assertEqual({tax.name for tax in document.rows[0].taxes}, {"State 6", "City 1"})
        self.assertEqual(
            {(row.tax.name, row.amount) for row in document.rows if row.kind == TAX},
            {("State 6", Decimal("-6")), ("City 1", Decimal("-1"))},
        )

    def test_a_tax_of_nothing_is_named_on_its_row(self):
        exempt = self.make_tax("Exempt", 0)
        document = self.document(self.invoice({"product_id": self.desk.id, "tax_ids": exempt.ids}))
        self.assertEqual([tax.name for tax in document.rows[0].taxes], ["Exempt"])
        self.assertEqual(sum(row.amount for row in document.rows if row.kind == TAX), 0)

    def test_no_tax(self):
        document = self.document(self.invoice({"product_id": self.desk.id, "tax_ids": []}))
        self.assertEqual([(row.kind, row.taxes) for row in document.rows], [(PRODUCT, ())])

    # === Rounding === #

    def rounding(self, strategy):
        account = self.account("expense", "658000", "Rounding")
        return self.env["account.cash.rounding"].create(
            {
                "name": "To 5 cents",
                "rounding": 0.05,
                "strategy": strategy,
                "profit_account_id": account.id,
                "loss_account_id": account.id,
            }
        )

    def test_cash_rounding_with_a_row(self):
        move = self.example_rounded("add_invoice_line")
        document = self.document(move)
        self.assertEqual(document.total, Decimal("249.00"))
        row = document.rows[-1]
        self.assertEqual((row.kind, row.account.name, row.amount), (ROUNDING, "Rounding", Decimal("-0.02")))
        self.assertEqual((row.item.name, row.quantity), ("rounding", None))

    def test_cash_rounding_of_the_tax_is_a_part_of_it(self):
        document = self.document(self.example_rounded("biggest_tax"))
        rows = [row for row in document.rows if row.kind == TAX]
        self.assertEqual({row.tax.name for row in rows}, {"CA 8.25"})
        self.assertEqual(sum(row.amount for row in rows), Decimal("-19.00"))

    def example_rounded(self, strategy):
        return self.invoice(
            {"product_id": self.desk.id, "quantity": 2, "discount": 10},
            {"product_id": self.lamp.id},
            invoice_cash_rounding_id=self.rounding(strategy).id,
        )

    def test_rounding_that_odoo_spreads_over_rows_is_taken_as_posted(self):
        self.make_euro(1.2)
        lines = [{"product_id": self.desk.id, "price_unit": 500, "tax_ids": []} for _index in range(3)]
        document = self.document(self.invoice(*lines, currency_id=self.env.ref("base.EUR").id))
        self.assertEqual(sum(row.amount for row in document.rows), Decimal("-1250"))
        self.assertEqual({row.amount for row in document.rows}, {Decimal("-416.67"), Decimal("-416.66")})

    # === Due === #

    def test_instalments_are_one_amount_due_when_the_last_is(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (10, 40)
                ],
            }
        )
        document = self.document(self.invoice(invoice_payment_term_id=terms.id))
        self.assertEqual((document.total, document.due_date), (Decimal("108.25"), date(2026, 3, 12)))

    def early(self, computation):
        return self.env["account.payment.term"].create(
            {
                "name": "2 % early",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": computation,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )

    def test_a_discount_for_early_payment_that_only_lowers_the_tax_is_no_row(self):
        move = self.invoice(invoice_payment_term_id=self.early("mixed").id)
        self.assertIn("epd", move.line_ids.mapped("display_type"))
        document = self.document(move)
        self.assertEqual(self.amounts(document), [("Product Sales", -100), ("Sales Tax Payable", -8.09)])

    def test_a_discount_that_is_booked_apart_is_a_row(self):
        discounts = self.account("expense", "658100", "Discounts")
        self.company.account_discount_expense_allocation_id = discounts
        document = self.document(self.invoice({"product_id": self.desk.id, "discount": 10, "tax_ids": []}))
        self.assertIn(("Discounts", 10), self.amounts(document, DISCOUNT))
        self.assertEqual({row.item.name for row in document.rows if row.kind == DISCOUNT}, {"discount"})

    def test_nothing_to_pay(self):
        document = self.document(self.invoice({"product_id": self.desk.id, "discount": 100}))
        self.assertEqual((document.total, document.receivable.key), (0, self.receivable().id))

    # === Other currencies === #

    def test_another_currency_is_told_in_the_companys_with_the_total_beside(self):
        euro = self.make_euro(0.8)
        document = self.document(self.invoice({"product_id": self.desk.id, "price_unit": 80}, currency_id=euro.id))
        self.assertEqual((document.total, document.foreign), (Decimal("108.25"), ("EUR", Decimal("86.6"))))

    # === Items and classes === #

    def test_what_has_no_name_is_told_without_one(self):
        def nameless(*args):
            names = stand_in(*args)
            for values in (names.accounts, names.taxes, names.items, names.customers, names.fallbacks):
                values.clear()
            return names

        move = self.invoice((self.desk, 1), {"name": "Advice", "price_unit": 10})
        with self.names_by(nameless):
            document = self.document(move)
        self.assertEqual((document.customer.key, document.customer.name), (self.customer.id, ""))
        self.assertEqual((document.receivable.key, document.receivable.name), (self.receivable().id, ""))
        row, text, tax = document.rows
        self.assertEqual((row.account.name, row.item.key, row.item.name, row.taxes[0].name), ("", self.desk.id, "", ""))
        self.assertEqual((text.item, tax.tax.key, tax.tax.name), (None, self.tax.id, ""))

    def test_a_row_without_a_product(self):
        row = self.document(self.invoice({"name": "Advice", "price_unit": 10, "tax_ids": []})).rows[0]
        self.assertEqual((row.item.name, row.text), ("text", "Advice"))

    def test_classes_are_those_of_the_greatest_share(self):
        plan = self.env["account.analytic.plan"].create({"name": "Class"})
        north, south = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        shares = {str(north.id): 40, str(south.id): 60}
        move = self.invoice({"product_id": self.desk.id, "analytic_distribution": shares}, (self.lamp, 1))
        self.assertEqual([row.class_name for row in self.document(move).rows[:2]], ["South", ""])
