"""A company that invoices what it ships, for the tests of invoicing."""

from odoo import fields

from .common import QuoteToCashCommon


class CollectionsCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write({"email": "anna@example.com", "street": "1 Main Street", "city": "Ghent"})
        cls.company.write({"invoicing_policy": "shipment", "invoicing_start_date": fields.Date.today()})

    @classmethod
    def ship_part(cls, order, quantity, product=None):
        """Ship a part of an order; the rest stays as backorder."""
        return cls.ship(order, {product or cls.goods: quantity})

    def run_job(self):
        """Run the job as Odoo's scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_invoice_shipments").method_direct_trigger()
        self.env.invalidate_all()

    def invoiced(self, order):
        """Return what the documents of an order say: `[(kind, state, total)]`, the oldest first."""
        return [(move.move_type, move.state, move.amount_total) for move in order.invoice_ids.sorted("id")]

    def assertInvoiced(self, order, *totals):
        """Check the posted documents; credit notes are negative."""
        signs = {"out_invoice": 1, "out_refund": -1}
        moves = order.invoice_ids.filtered(lambda move: not move._is_downpayment()).sorted("id")
        self.assertEqual(set(moves.mapped("state")) - {"posted"}, set())
        self.assertEqual([round(signs[move.move_type] * move.amount_total, 2) for move in moves], list(totals))
