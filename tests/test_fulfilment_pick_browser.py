"""The work list in the browser."""

from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged

from .common_pick import PickCommon


@tagged("post_install", "-at_install")
class TestWorkListBrowser(PickCommon, HttpCase):
    def test_release(self):
        worker = self.make_user("warehouse", login="wanda", name="Wanda Worker")
        others = self.env["stock.picking"].search([("fulfilment_state", "in", ("waiting", "picking", "packed"))])
        others.sudo().action_cancel()
        late, risk, held, fine = (
            self.make_order(name=f"PICK-{name}", carrier_id=self.van.id).picking_ids
            for name in ("LATE", "RISK", "HELD", "FINE")
        )
        late.ship_by = Datetime.now() - timedelta(hours=2)
        self.in_days(risk | held | fine, 4)
        risk.move_ids.sale_line_id.promise_state = "late"
        held.sale_id.action_hold(self.reason("address"))
        self.env.flush_all()
        printed = []

        def print_picks(pickings, report):
            printed.append(pickings.ids)
            return {"type": "ir.actions.client", "tag": "soft_reload"}

        with patch.object(type(late), "_print_picks", print_picks):
            self.start_tour("/odoo/work-list", "quote_to_cash_work_list", login="wanda", timeout=120)
        self.env.invalidate_all()
        self.assertEqual(printed, [(late | risk | fine).sorted(lambda p: (p.ship_by, p.id)).ids])
        self.assertEqual((late | risk | fine).user_id, worker)
        self.assertFalse(held.user_id)
