"""A check takes as many statements for 200 orders as for 10, whatever it finds."""

from collections import Counter
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common_credit import CreditCommon

FEW, MANY = 10, 200
# With all rules on, for orders of goods with a carrier and a promised date. At most: one or two are read
# once in the life of a process, if nobody has asked before.
NOTHING_FOUND = 30
NEW_FINDINGS = 34
SAME_FINDINGS = 32
OTHER_FACTS = 39
ALL_RESOLVED = 32


@tagged("post_install", "-at_install")
class TestCost(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules.severity = "warn"
        cls.carrier = cls.make_carrier()
        cls.products = cls.goods + cls.other_goods
        cls.products.write({"weight": 1, "standard_price": 60})
        for product in cls.products:
            cls.add_stock(product, 10_000)

    @classmethod
    def orders(cls, number, wrong=False):
        """Create orders of as many customers; if wrong, there is something to find about each, and each line."""
        address = {"city": "Berlin", "zip": "10115", "country_id": cls.germany.id, "phone": "+49 30 123456"}
        partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {index}",
                    "street": False if wrong else f"Hauptstraße {index}",
                    "credit_limit": 1 if wrong else 1000,
                    **address,
                }
                for index in range(number)
            ]
        )
        lines = [
            {"product_id": product.id, "product_uom_qty": 2, "discount": 90 if wrong else 0} for product in cls.products
        ]
        return cls.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "carrier_id": cls.carrier.id,
                    "commitment_date": "2040-01-04 10:00:00",
                    "warehouse_id": cls.warehouse.id,
                    # No two orders are alike.
                    "order_line": [Command.create({**line, "price_unit": 100 + index / 100}) for line in lines],
                }
                for index, partner in enumerate(partners)
            ]
        )

    def statements(self, orders, number):
        """Check orders with nothing in the cache; return the beginnings of the statements that it took."""
        taken = []
        execute = type(self.env.cr).execute

        def listen(cursor, query, params=None, log_exceptions=True):
            taken.append(" ".join(str(getattr(query, "code", query)).split())[:200])
            return execute(cursor, query, params, log_exceptions)

        self.env.flush_all()
        self.env.cr.flush()
        self.env.invalidate_all()
        with self.assertQueryCount(number), patch.object(type(self.env.cr), "execute", listen):
            orders._check_orders(takes_credit=True)
            self.env.flush_all()
        return taken

    def assertSame(self, few, many, number):
        """Check that few orders take no more than this number of statements, and many the same ones."""
        with self.subTest(number=number):
            of_few, of_many = Counter(self.statements(few, number)), Counter(self.statements(many, number))
            self.assertEqual((of_many - of_few, of_few - of_many), (Counter(), Counter()))

    def test_nothing_found(self):
        self.orders(2)._check_orders()  # what is read once in the life of a process
        few, many = self.orders(FEW), self.orders(MANY)
        self.assertSame(few, many, NOTHING_FOUND)
        self.assertFalse((few + many).finding_ids)
        self.assertEqual(set((few + many).mapped("validation_state")), {"clear"})

    def test_findings(self):
        self.orders(2, wrong=True)._check_orders()
        few, many = self.orders(FEW, wrong=True), self.orders(MANY, wrong=True)
        orders = few + many
        self.assertSame(few, many, NEW_FINDINGS)
        findings = self.findings(orders)
        self.assertGreaterEqual(len(findings), 6 * len(orders))
        self.assertSame(few, many, SAME_FINDINGS)
        self.assertEqual(self.findings(orders), findings)
        findings.action_waive("All of them")
        orders.order_line.discount = 80
        self.assertSame(few, many, OTHER_FACTS)
        self.assertTrue(findings.filtered(lambda finding: finding.state == "open"))
        orders.partner_id.write({"street": "Hauptstraße 5", "credit_limit": 1000})
        orders.order_line.discount = 0
        self.assertSame(few, many, ALL_RESOLVED)
        self.assertEqual(set(findings.mapped("state")), {"resolved"})
