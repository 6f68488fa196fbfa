"""Pasting lines, and accepting with a purchase order number, in the browser."""

from odoo.tests import HttpCase, tagged

from .common_doors import DoorsCommon
from .test_quoting_lines import LinesCommon


@tagged("post_install", "-at_install")
class TestQuotingBrowser(LinesCommon, HttpCase):
    def test_paste_correct_and_add(self):
        self.env.flush_all()
        self.start_tour(f"/odoo/orders/{self.order.id}", "quote_to_cash_paste_lines", login="q2c_salesman", timeout=120)
        self.env.invalidate_all()
        self.assertEqual(self.lines(), [(self.goods, 2, 100, 0), (self.other_goods, 12, 95.5, 0)])

    def test_compare_and_restore_a_revision(self):
        order = self.make_order((self.goods, 10), (self.other_goods, 2), confirm=False, stock=False)
        order.user_id = self.env["res.users"].search([("login", "=", "q2c_salesman")])
        order.action_quotation_sent()
        order.order_line[1].unlink()
        order.order_line.product_uom_qty = 3
        self.env.flush_all()
        self.start_tour(f"/odoo/orders/{order.id}", "quote_to_cash_revision", login="q2c_salesman", timeout=120)
        self.env.invalidate_all()
        self.assertEqual((order.quote_revision, order.order_line.mapped("product_uom_qty")), (1, [10, 2]))

    def test_accept_with_a_purchase_order_number(self):
        self.partner.customer_ref_required = True
        self.order.order_line = [(0, 0, {"product_id": self.service.id})]
        self.order.require_payment = False
        self.order.require_signature = True
        self.order.action_quotation_sent()
        self.env.flush_all()
        self.start_tour(self.order.get_portal_url(), "quote_to_cash_accept_po_number", timeout=120)
        self.env.invalidate_all()
        self.assertEqual((self.order.state, self.order.client_order_ref), ("sale", "PO-4711"))
        self.assertTrue(self.order.signature)


@tagged("post_install", "-at_install")
class TestPayInTheBrowser(DoorsCommon):
    def test_pay_with_a_purchase_order_number(self):
        self.only("po_number_missing")
        self.partner.customer_ref_required = True
        order = self.offer(require_signature=False, require_payment=True)
        # The provider's own page, which sends the customer back at once
        view = self.env["ir.ui.view"].create(
            {"type": "qweb", "name": "Card", "arch": '<form action="/payment/status" method="get" />'}
        )
        self.make_provider(redirect_form_view_id=view.id)
        self.env.flush_all()
        self.start_tour(order.get_portal_url(), "quote_to_cash_pay_po_number", timeout=120)
        self.env.invalidate_all()
        self.assertEqual((order.client_order_ref, len(order.transaction_ids)), ("PO-4712", 1))
