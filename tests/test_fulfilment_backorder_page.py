"""The public page on which a customer answers."""

from datetime import timedelta

from odoo import fields
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestBackorderPage(QuoteToCashCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write({"email": "anna@example.com", "name": "Anna's Bakery"})
        cls.company.backorder_notices = True
        cls.successor = cls.make_product("Oven 2", list_price=120)
        cls.goods.product_tmpl_id.successor_id = cls.successor
        cls.add_stock(cls.goods, 6)
        cls.add_stock(cls.successor, 20)
        cls.order = cls.make_order((cls.goods, 10), stock=False)
        picking = cls.order.picking_ids
        picking.move_ids.picked = True
        cls.answer(picking.button_validate())
        cls.notice = cls.env["sale.backorder.notice"].search([("order_id", "=", cls.order.id)])
        cls.notice._send()
        cls.url = f"/order/backorder/{cls.notice.id}/{cls.notice.access_token}"

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        self.env.flush_all()

    def look(self, url=None, status=200):
        response = self.url_open(url or self.url)
        self.assertEqual(response.status_code, status)
        return response.text

    def post(self, answer, url=None, status=200, **values):
        values = {"seen": self.notice._fingerprint(), **values}
        values["csrf_token"] = Request.csrf_token(self)
        response = self.url_open(url or self.url, data={"answer": answer, **values})
        self.assertEqual(response.status_code, status)
        self.env.invalidate_all()
        return response.text

    def test_only_what_is_sent_by_the_form_acts(self):
        """Odoo asks for its token with POST alone, and lets HEAD and OPTIONS through to any route."""
        for method in ("HEAD", "OPTIONS"):
            response = self.url_open(self.url, data={"answer": "cancel"}, params={"answer": "cancel"}, method=method)
            self.assertEqual(response.status_code, 200, method)
            self.assertUntouched()

    def assertUntouched(self):
        self.env.invalidate_all()
        self.assertEqual(self.notice.state, "sent")
        self.assertFalse(self.order.order_line.qty_short_closed)

    def test_shows_what_there_is_and_changes_nothing(self):
        page = self.look(f"{self.url}?answer=cancel")
        self.assertIn("In the box", page)
        self.assertIn("Not in the box", page)
        self.assertIn("Oven 2", page)
        self.assertIn(self.order.name, page)
        self.assertNotIn('value="send_now"', page)
        self.assertUntouched()

    def test_forged_tokens(self):
        for url in (
            f"/order/backorder/{self.notice.id}/forged",
            f"/order/backorder/{self.notice.id + 1000}/{self.notice.access_token}",
            f"/order/backorder/{self.notice.id}/{self.notice.access_token}x",
            f"/order/backorder/{self.notice.id}/gefälscht",
        ):
            self.assertIn("not valid", self.look(url, 404))
            self.assertIn("not valid", self.post("cancel", url, 404))
        self.assertUntouched()

    def test_without_the_forms_token(self):
        response = self.url_open(self.url, data={"answer": "cancel"})
        self.assertEqual(response.status_code, 400)
        self.assertUntouched()

    def test_cancel(self):
        self.assertIn("We have recorded", self.post("cancel"))
        self.assertEqual((self.notice.state, self.notice.answered_by), ("answered", "Anna's Bakery"))
        self.assertEqual(self.order.order_line.qty_short_closed, 4)
        self.assertIn("We have recorded", self.look())

    def test_twice(self):
        self.post("wait")
        page = self.post("cancel")
        self.assertIn("Nothing was changed now", page)
        self.assertIn("Wait", page)
        self.assertFalse(self.order.order_line.qty_short_closed)

    def test_nonsense(self):
        for values in ({"answer": "everything for free"}, {"answer": ""}, {"answer": "substitute"}):
            self.assertIn('name="problem"', self.post(**values))
        self.assertIn(
            'name="problem"', self.post("substitute", **{f"instead_{self.order.order_line.id}": self.service.id})
        )
        self.assertIn('name="problem"', self.post("substitute", instead_x="1", instead_1="DROP"))
        self.assertIn('name="problem"', self.post("substitute", **{"instead_²": "1", "instead_1": "²"}))
        self.assertUntouched()

    def test_after_the_deadline(self):
        self.notice.deadline = fields.Datetime.now() - timedelta(days=1)
        self.assertIn("time to answer ended", self.post("cancel", status=410))
        self.assertIn("cannot be answered any more", self.look(status=410))
        self.assertUntouched()

    def test_after_shipping(self):
        self.add_stock(self.goods, 4)
        self.open_pickings(self.order).action_assign()
        self.ship(self.order)
        self.assertIn("Nothing of this order is open", self.post("cancel"))
        self.assertUntouched()

    def test_the_same_twice_is_no_problem(self):
        self.post("cancel")
        page = self.post("cancel")
        self.assertIn("We have recorded", page)
        self.assertNotIn('name="problem"', page)
        self.assertEqual(self.order.order_line.qty_short_closed, 4)

    def test_what_has_changed_meanwhile_is_shown_first(self):
        seen = self.notice._fingerprint()
        self.add_stock(self.goods, 1)
        self.open_pickings(self.order).action_assign()
        self.ship(self.order, {self.goods: 1})
        self.env["sale.backorder.notice"].search([("id", "!=", self.notice.id)]).unlink()
        self.notice.state = "sent"  # as without a question for the second box
        page = self.post("cancel", seen=seen)
        self.assertIn("Something has changed", page)
        self.assertIn(">3.00</span>", page)
        self.assertNotIn(">4.00</span>", page)
        self.assertUntouched()
        self.assertIn("We have recorded", self.post("cancel"))
        self.assertEqual(self.order.order_line.qty_short_closed, 3)

    def test_an_answer_without_what_was_seen(self):
        self.assertIn("Something has changed", self.post("cancel", seen=""))
        self.assertUntouched()

    def test_an_older_question_leads_to_the_newer_one(self):
        line = self.order.order_line
        self.order.action_change_promise({line: line.promise_date + timedelta(days=9)}, "The vendor is late")
        newer = self.env["sale.backorder.notice"].search([("order_id", "=", self.order.id)], limit=1)
        self.assertNotIn(newer.access_token, self.look(status=410))  # it was not asked yet
        newer._send()
        self.assertIn(newer.access_token, self.look(status=410))
        newer.partner_id = self.env["res.partner"].create({"name": "Somebody else"})
        self.assertNotIn(newer.access_token, self.look(status=410))

    def test_something_else(self):
        self.post("substitute", **{f"instead_{self.order.order_line.id}": self.successor.id})
        old, new = self.order.order_line
        self.assertEqual((old.qty_short_closed, new.product_id, new.product_uom_qty), (4, self.successor, 4))
        self.assertEqual(new.price_unit, 100)

    def test_in_the_browser(self):
        self.start_tour(f"{self.url}?answer=wait", "quote_to_cash_backorder", timeout=60)
        self.env.invalidate_all()
        self.assertEqual((self.notice.state, self.notice.answer), ("answered", "substitute"))
        self.assertEqual(self.order.order_line[1].product_id, self.successor)
