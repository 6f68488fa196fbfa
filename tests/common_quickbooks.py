"""A company in California that keeps its books in QuickBooks: builders for the tests of the export."""

from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

JANUARY = date(2026, 1, 31)
ROLES = {
    "exporter": "quote_to_cash.group_accountant_export",
    "export_manager": "quote_to_cash.group_accountant_export_manager",
    "invoicing": "account.group_account_invoice",
}


class QuickbooksCommon(BaseCommon):
    """The company of the worked example: USD, one sales tax of 8.25 %, 30 days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.begin()

    @classmethod
    def begin(cls, name="Example Company"):
        """Make the company; also in processes, where there is an environment only."""
        cls.company = cls.make_company(name)
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.company = cls.company.with_env(cls.env)
        cls.tax = cls.make_tax("CA 8.25", 8.25)
        cls.income = cls.account("income", "400100", "Product Sales")
        cls.desk = cls.make_product("Desk", "DESK", 100)
        cls.lamp = cls.make_product("Lamp", "LAMP", 50)
        cls.terms = cls.env["account.payment.term"].create(
            {
                "name": "30 Days",
                "company_id": cls.company.id,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        cls.customer = cls.make_customer("Anna's Bakery")

    # === Who and what === #

    @classmethod
    def make_company(cls, name, currency="USD"):
        company = cls.env["res.company"].create(
            {"name": name, "country_id": cls.env.ref("base.us").id, "currency_id": cls.env.ref(f"base.{currency}").id}
        )
        cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        return company

    @classmethod
    def make_user(cls, role, **values):
        """Create a user of the company who has just this role."""
        values = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)], **values}
        return new_test_user(cls.env, values.pop("login", f"q2c_{role}"), groups=ROLES[role], **values)

    @classmethod
    def make_customer(cls, name, **values):
        values = {"street": "1 Main Street", "city": "Oakland", "zip": "94601", "is_company": True, **values}
        return cls.env["res.partner"].create({"name": name, **values})

    @classmethod
    def account(cls, kind, code, name, **values):
        """Create an account: `income`, `expense`, `liability_current`, ..."""
        values = {"company_ids": [Command.set(cls.company.ids)], **values}
        return cls.env["account.account"].create({"account_type": kind, "code": code, "name": name, **values})

    @classmethod
    def make_tax(cls, name, percent, **values):
        """Create a sales tax that is booked to an account of its own."""
        account = cls.env["account.account"].search(
            [*cls.env["account.account"]._check_company_domain(cls.company), ("name", "=", "Sales Tax Payable")],
            limit=1,
        ) or cls.account("liability_current", "252900", "Sales Tax Payable")
        lines = [
            Command.create(
                {"document_type": document, "repartition_type": kind, "account_id": kind == "tax" and account.id}
            )
            for document in ("invoice", "refund")
            for kind in ("base", "tax")
        ]
        values = {"amount_type": "percent", "type_tax_use": "sale", "company_id": cls.company.id, **values}
        return cls.env["account.tax"].create(
            {"name": name, "amount": percent, "repartition_line_ids": [Command.clear(), *lines], **values}
        )

    @classmethod
    def make_product(cls, name, code, price, **values):
        values = {"type": "consu", "property_account_income_id": cls.income.id, **values}
        tax = values.pop("tax", cls.tax)
        return cls.env["product.product"].create(
            {"name": name, "default_code": code, "list_price": price, "taxes_id": [Command.set(tax.ids)], **values}
        )

    # === Documents === #

    @classmethod
    def invoice(cls, *lines, kind="out_invoice", post=True, day=JANUARY, **values):
        """Create an invoice; a line is `(product, quantity)` or a dict of values."""
        commands = [
            Command.create(line if isinstance(line, dict) else {"product_id": line[0].id, "quantity": line[1]})
            for line in lines or [(cls.desk, 1)]
        ]
        values = {
            "partner_id": cls.customer.id,
            "invoice_date": day,
            "date": day,
            "invoice_payment_term_id": cls.terms.id,
            **values,
        }
        move = cls.env["account.move"].create(
            {"move_type": kind, "company_id": cls.company.id, "invoice_line_ids": commands, **values}
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def example(cls):
        """The worked example of the reference: a discount, a section, a note; 230.00 + 18.98 = 248.98."""
        return cls.invoice(
            {"display_type": "line_section", "name": "Furniture"},
            {"product_id": cls.desk.id, "quantity": 2, "discount": 10},
            {"product_id": cls.lamp.id, "quantity": 1},
            {"display_type": "line_note", "name": "Thank you"},
        )

    @classmethod
    def pay(cls, moves, amount=None, day=JANUARY, **values):
        """Register a payment of invoices the way the button does; return it."""
        values = {"payment_date": day, **values}
        if amount is not None:
            values["amount"] = amount
        wizard = cls.env["account.payment.register"].with_context(active_model="account.move", active_ids=moves.ids)
        return wizard.create(values)._create_payments()
