"""What returns cost: a line no more than Odoo's own moves of the same goods, the screen the same for every size."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_returns import ReturnsCommon

MORE = 6  # products


@tagged("post_install", "-at_install")
class TestInspectionCost(ReturnsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.make_user("warehouse", login="q2c_returns_worker")
        cls.vendor = cls.env["res.partner"].create({"name": "Oven Works"})

    def arrived(self, count):
        """Return a return of so many products, all of which are here."""
        seller = [Command.create({"partner_id": self.vendor.id})]
        goods = [self.make_product(f"Part {number}", seller_ids=seller) for number in range(count)]
        order = self.delivered(*[(product, 1) for product in goods])
        reason = self.return_reason().id
        lines = [{"sale_line_id": line.id, "quantity": 1, "reason_id": reason} for line in order.order_line]
        rma = self.env["sale.rma"]._create_return(self.partner, lines)
        rma.with_user(self.manager).action_approve()
        self.receive(rma)
        return rma.with_user(self.worker)

    def queries(self, count, act):
        """Count what it takes to do something with a return of so many products."""
        rma = self.arrived(count)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(rma)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def grown(self, act):
        """Count what more products cost."""
        self.queries(2, act)  # caches fill
        few = self.queries(2, act)
        return self.queries(2 + MORE, act) - few

    def assertNoneForEach(self, act, besides=0):
        """Check that nothing is asked for each product. What an environment looks up once may come at any time."""
        self.assertLess(self.grown(act) - besides, MORE)

    def inspecting(self, **found):
        return lambda rma: rma.action_inspect([{"line_id": line.id, **found} for line in rma.line_ids])

    def moving(self, rma):
        """Put the goods on the shelf as Odoo does it, at once."""
        moves = self.env["stock.move"].create([self.to_shelf(move) for move in rma.picking_ids.move_ids])
        moves.with_user(self.worker)._action_done()._trigger_assign()

    def to_shelf(self, move):
        way = {
            "product_id": move.product_id.id,
            "location_id": move.location_dest_id.id,
            "location_dest_id": self.warehouse.lot_stock_id.id,
            "company_id": self.company.id,
        }
        line = {**way, "product_uom_id": move.product_uom.id, "quantity": move.quantity}
        return {
            **way,
            "product_uom": move.product_uom.id,
            "product_uom_qty": move.quantity,
            "picked": True,
            "move_line_ids": [Command.create(line)],
        }

    def scrapping(self, rma):
        self.env["stock.scrap"].with_user(self.worker).create(
            [
                {
                    "product_id": move.product_id.id,
                    "product_uom_id": move.product_uom.id,
                    "scrap_qty": move.quantity,
                    "location_id": move.location_dest_id.id,
                    "company_id": self.company.id,
                }
                for move in rma.picking_ids.move_ids
            ]
        ).do_scrap()

    def sending(self, rma):
        """Make a transfer to the vendor and reserve it as Odoo does."""
        way = {
            "location_id": rma.picking_ids.location_dest_id.id,
            "location_dest_id": self.vendor.property_stock_supplier.id,
        }
        moves = [
            {
                **way,
                "product_id": move.product_id.id,
                "product_uom": move.product_uom.id,
                "product_uom_qty": move.quantity,
            }
            for move in rma.picking_ids.move_ids
        ]
        picking = (
            self.env["stock.picking"]
            .with_user(self.worker)
            .create(
                {
                    **way,
                    "partner_id": self.vendor.id,
                    "picking_type_id": self.warehouse.out_type_id.id,
                    "move_ids": [Command.create(move) for move in moves],
                }
            )
        )
        picking.action_confirm()

    def test_a_line_that_is_put_away_costs_no_more_than_in_odoo(self):
        own = self.grown(self.moving)
        for disposition in ("restock", "refurbish"):
            with self.subTest(disposition):
                self.assertNoneForEach(self.inspecting(disposition=disposition), besides=own)

    def test_a_line_that_is_scrapped_costs_no_more_than_in_odoo(self):
        self.assertNoneForEach(self.inspecting(disposition="scrap"), besides=self.grown(self.scrapping))

    def test_a_line_that_leaves_costs_no_more_than_in_odoo(self):
        own = self.grown(self.sending)
        for found in ({"disposition": "vendor"}, {"accepted": False, "send_back": True}):
            with self.subTest(**found):
                self.assertNoneForEach(self.inspecting(**found), besides=own)

    def test_the_screen_costs_the_same_with_more_lines(self):
        self.assertNoneForEach(lambda rma: rma.get_receiving())

    def test_the_dialog_costs_the_same_with_more_lines(self):
        def opening(rma):
            wizard = self.env["sale.rma.inspection.wizard"].with_user(self.worker)
            wizard.with_context(default_rma_id=rma.id).default_get(["rma_id", "line_ids"])

        self.assertNoneForEach(opening)
