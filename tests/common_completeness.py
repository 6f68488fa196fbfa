"""Quotations that say everything, and one point of it taken away."""

from datetime import timedelta

from odoo.fields import Command, Date

from odoo.addons.quote_to_cash.models.validation.const import SENDING_RULES

from .common_gate import GateCommon


class CompletenessCommon(GateCommon):
    """A test switches on the rules that it is about. The usual point that is missing is the expiry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repair()
        cls.only("quote_dates_missing")
        cls.company = cls.env.company
        cls.company.write(
            {
                "quote_return_terms": "<p>30 days</p>",
                "quote_warranty_terms": "<p>Two years</p>",
                "quote_cancellation_terms": "<p>Free until packed</p>",
                "quote_acceptance_terms": False,
            }
        )
        cls.carrier = cls.make_carrier()
        cls.terms = cls.env["account.payment.term"].create({"name": "30 days net"})

    @classmethod
    def complete(cls, **values):
        """Create a quotation in which nothing is missing, but for these values."""
        return cls.quote(
            cls.goods,
            {"product_id": cls.carrier.product_id.id, "product_uom_qty": 1, "is_delivery": True},
            **{
                "user_id": cls.salesman.id,
                "note": "<p>Our terms</p>",
                "validity_date": Date.today() + timedelta(days=30),
                "payment_term_id": cls.terms.id,
                "commitment_date": "2040-01-04 10:00:00",
                "require_signature": True,
                "require_payment": False,
                **values,
            },
        )

    @classmethod
    def incomplete(cls, **values):
        """Create a quotation without expiry."""
        return cls.complete(**{"validity_date": False, **values})

    @classmethod
    def all_points(cls, severity="block"):
        return cls.only(*SENDING_RULES, severity=severity)

    @classmethod
    def many(cls, number):
        """Create quotations, of as many customers, that lack every point."""
        partners = cls.env["res.partner"].create([{"name": f"Customer {index}"} for index in range(number)])
        cls.company.quote_return_terms = False
        return cls.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "validity_date": False,
                    "note": False,
                    "payment_term_id": False,
                    "require_signature": False,
                    "require_payment": False,
                    "warehouse_id": cls.warehouse.id,
                    "order_line": [
                        Command.create({"product_id": cls.goods.id, "product_uom_qty": 1}),
                        Command.create({"product_id": cls.other_goods.id, "product_uom_qty": 0}),
                    ],
                }
                for partner in partners
            ]
        )

    def lacks(self, order, *states):
        """Return the codes of what is missing, as the database has it."""
        return self.findings(order, *states).filtered(lambda finding: finding.door == "send").mapped("code")

    def assertLacks(self, order, text):
        """Judge a quotation by the one rule that is on, and expect it to find something; return the finding."""
        finding = order._check_sending()
        self.assertEqual(len(finding), 1, finding.mapped("message"))
        self.assertIn(text, finding.message)
        self.assertTrue(finding.found)
        self.assertTrue(finding.limit)
        return finding

    def assertComplete(self, order):
        self.assertEqual(order._check_sending().mapped("message"), [])
