"""The dock in the browser, with what a hand scanner sends."""

from odoo.tests import HttpCase, tagged

from .common_handover import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverBrowser(HandoverCommon, HttpCase):
    def test_a_day_at_the_dock(self):
        self.van.name, self.lorry.name = "Dock Van", "Dock Lorry"
        self.loader.name = "Lou Loader"
        plain, boxes, more, held, late, lost = (self.delivery() for _index in range(6))
        other = self.delivery(carrier=self.lorry)
        held.sale_id.action_hold(self.reason("address"))
        names = {plain: "HAND-1", boxes: "HAND-2", more: "HAND-3", held: "HAND-HELD", other: "HAND-LORRY"}
        names |= {late: "HAND-4", lost: "HAND-5"}
        for picking, name in names.items():
            picking.name = name
        self.pack(boxes, "HAND-BOX-1", "HAND-BOX-2")
        self.pack(more, "HAND-BOX-3", "HAND-BOX-4")
        self.env.flush_all()
        self.start_tour("/odoo/hand-over", "quote_to_cash_handover", login=self.loader.login, timeout=120)
        self.env.invalidate_all()
        gone = plain + boxes + more + late + lost
        self.assertEqual(set(gone.mapped("state")), {"done"})
        self.assertEqual(gone.handed_over_by_id, self.loader)
        manifest = gone.manifest_id
        self.assertEqual((len(manifest), manifest.state, manifest.driver_name), (1, "closed", "Dora"))
        self.assertEqual((manifest.picking_count, manifest.carton_count), (5, 7))
        self.assertEqual(set((held + other).mapped("state")), {"assigned"})
