"""What a customer owes, step by step: invoices, payments, orders, and what the check makes of them."""

from odoo import fields
from odoo.fields import Command

from odoo.addons.quote_to_cash.models.validation.transaction import GateTransaction

from .common_gate import GateCommon


class CreditCommon(GateCommon):
    """Ten ovens cost 1,000. The limit is the only rule, and there is none until a test sets it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repair()
        cls.only("credit_limit")
        cls.credit_manager = cls.make_user("credit")
        cls.tax = cls.env["account.tax"].create({"name": "20 %", "amount": 20, "amount_type": "percent"})

    # === Documents === #

    @classmethod
    def make_invoice(cls, amount, due=None, partner=None, company=None, post=True, **values):
        """Create an invoice without an order, due today by default."""
        company = company or cls.env.company
        today = fields.Date.today()
        invoice = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": (partner or cls.partner).id,
                    "invoice_date": min(fields.Date.to_date(due) or today, today),
                    "invoice_date_due": due or today,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": cls.service.id,
                                "quantity": 1,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def receive(cls, amount, partner=None, **values):
        """Book a payment that nobody has allocated to an invoice yet."""
        payment = cls.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (partner or cls.partner).id,
                "amount": amount,
                **values,
            }
        )
        payment.action_post()
        return payment

    @classmethod
    def paid_online(cls, order, amount, state="done"):
        """Create a payment that the provider has, and the ledger has not."""
        provider = cls.env["payment.provider"].search([("code", "=", "none")], limit=1) or cls.env[
            "payment.provider"
        ].create({"name": "Card", "code": "none", "state": "test"})
        transaction = cls.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": cls.env.ref("payment.payment_method_unknown").id,
                "reference": f"{order[:1].name}-{state}-{len(order.transaction_ids)}",
                "operation": "online_direct",
                "amount": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        return cls.set_state(transaction, state)

    @classmethod
    def set_state(cls, transaction, state):
        """Have a transaction reach a state; the provider decides what it supports, here the state counts."""
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE payment_transaction SET state = %s WHERE id = %s", [state, transaction.id])
        transaction.invalidate_recordset()
        return transaction

    @classmethod
    def make_of(cls, transaction, amount, state="done", refund=False):
        """Capture a part of an authorization, or give it up (cancel), or give money back."""
        child = cls.set_state(transaction._create_child_transaction(amount, is_refund=refund), state)
        siblings = transaction.child_transaction_ids.filtered(lambda other: other.operation == transaction.operation)
        if transaction.state == "authorized" and sum(siblings.mapped("amount")) == transaction.amount:
            cls.set_state(transaction, "done")
        return child

    @classmethod
    def book(cls, transaction, **values):
        """Book what was paid online, matched with nothing; as one piece of work, as Odoo does."""
        with GateTransaction.of(cls.env).collecting(cls.env):
            transaction.payment_id = cls.receive(transaction.amount, transaction.partner_id, **values)
        return transaction.payment_id

    @classmethod
    def confirmed(cls, *lines, **values):
        """Create an order that has been confirmed, whatever the check says."""
        order = cls.blocked(*lines, **values)
        cls.enforce("off", order.company_id)
        order.action_confirm()
        cls.enforce("enforce", order.company_id)
        return order

    @classmethod
    def make_euro(cls, rate):
        """Return the currency, a unit of which the company's buys ``rate``."""
        euro = cls.env.ref("base.EUR")
        euro.active = True
        cls.set_rate(euro, rate, "2020-01-01")
        return euro

    @classmethod
    def set_rate(cls, currency, rate, day=None):
        cls.env["res.currency.rate"].create(
            {"currency_id": currency.id, "company_rate": rate, "name": day or fields.Date.today()}
        )

    @classmethod
    def make_pricelist(cls, currency):
        return cls.env["product.pricelist"].create({"name": currency.name, "currency_id": currency.id})

    # === What the check makes of them === #

    def position(self, partner=None, company=None):
        """Return what a customer owes and is going to owe."""
        figures = self.env["sale.order.credit"]
        customer = (partner or self.partner).commercial_partner_id
        company = company or self.env.company
        rows = figures._open_orders(customer, company)
        return figures._positions(customer, rows, figures._ledger(customer, company))[customer.id]

    def assertPosition(self, receivable=0.0, to_invoice=0.0, prepaid=0.0, partner=None, company=None):
        """Check each part of the exposure, and that the first ties to the ledger."""
        position = self.position(partner, company)
        self.assertAlmostEqual(position.receivable, receivable, 2)
        self.assertAlmostEqual(position.to_invoice, to_invoice, 2)
        self.assertAlmostEqual(position.prepaid, prepaid, 2)
        customer = (partner or self.partner).commercial_partner_id.with_company(company or self.env.company)
        customer.invalidate_recordset(["credit"])
        self.assertAlmostEqual(customer.credit, receivable, 2, "Odoo's own figure")

    def assertBlocked(self, order):
        """Check that the only finding of an order is about credit; return it."""
        finding = order.action_validate_order()
        self.assertEqual((len(finding), order.validation_state), (1, "blocked"))
        return finding

    def assertClear(self, order):
        self.assertFalse(order.action_validate_order().mapped("message"))
