"""Receiving: as announced, less, more, something else, damaged; by scanning or on the transfer."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnReceipt(ReturnsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.make_user("warehouse", login="q2c_returns_worker")

    def take(self, rma, *items):
        return rma.with_user(self.worker).action_receive(list(items))

    def returnable(self, order):
        order.invalidate_recordset()
        order.order_line.invalidate_recordset()
        return order.order_line.mapped("qty_returnable")

    # === As announced, and less === #

    def test_three_of_five_then_two_of_five(self):
        order = self.delivered()
        rma = self.make_return(order, 5, approve=True)
        line = rma.line_ids
        self.take(rma, {"line_id": line.id, "quantity": 3})
        self.assertEqual((line.quantity_received, rma.state, self.returnable(order)), (3, "received", [5]))
        self.take(rma, {"product_id": self.goods.id, "quantity": 2})
        self.assertEqual((line.quantity_received, len(rma.picking_ids)), (5, 2))
        self.assertEqual(set(rma.picking_ids.mapped("state")), {"done"})
        self.assertFalse(line.unexpected)

    def test_what_is_missing_is_still_expected(self):
        rma = self.make_return(self.delivered((self.goods, 4), (self.other_goods, 4)), 2, approve=False)
        rma.line_ids.copy(
            {"rma_id": rma.id, "sale_line_id": rma.order_ids.order_line[1].id, "product_id": self.other_goods.id}
        )
        rma.action_request()
        rma.with_user(self.manager).action_approve()
        self.take(rma, {"product_id": self.other_goods.id, "quantity": 2})
        [open_one] = rma._open_receipts()
        self.assertEqual((open_one.move_ids.product_id, open_one.move_ids.product_uom_qty), (self.goods, 2))
        self.assertEqual(open_one.rma_id, rma)

    def test_units_of_the_line(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.delivered({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen.id})
        rma = self.make_return(order, 1, approve=True)
        self.take(rma, {"line_id": rma.line_ids.id, "quantity": 0.5})
        self.assertEqual((rma.line_ids.quantity_received, sum(rma.picking_ids.move_ids.mapped("quantity"))), (0.5, 12))

    def test_kits_arrive_in_parts(self):
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        rma = self.make_return(self.delivered((kit, 5)), 2, approve=True)
        self.take(rma, {"product_id": self.goods.id, "quantity": 4})
        self.assertEqual(rma.line_ids.quantity_received, 0)
        self.take(rma, {"product_id": self.other_goods.id, "quantity": 1})
        self.assertEqual(rma.line_ids.quantity_received, 1)
        self.take(rma, {"product_id": self.other_goods.id})
        self.assertEqual((rma.line_ids.quantity_received, len(rma.line_ids)), (2, 1))

    def test_components_of_incomplete_kits_go_on_by_themselves(self):
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        order = self.delivered((kit, 5))
        rma = self.make_return(order, 2, approve=True)
        self.take(rma, {"product_id": self.goods.id, "quantity": 3})
        rma.with_user(self.worker).action_close_rest()
        whole, part = rma.line_ids
        self.assertEqual((whole.quantity_received, part.quantity_received), (0, 3))
        self.assertEqual((part.product_id, part.sale_line_id, rma.state), (self.goods, order.order_line, "received"))
        self.assertEqual(order.order_line._return_ledgers()[order.order_line].left(self.other_goods), 5)

    def test_what_is_left_over_of_kits_that_were_inspected_is_named(self):
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        rma = self.make_return(self.delivered((kit, 5)), 2, approve=True)
        self.take(rma, {"product_id": self.goods.id, "quantity": 4}, {"product_id": self.other_goods.id})
        rma.with_user(self.worker).action_inspect([{"line_id": rma.line_ids.id, "disposition": "restock"}])
        rma.with_user(self.worker).action_close_rest()
        self.assertEqual(len(rma.line_ids), 1)
        left = f"2 {self.goods.uom_id.name} {self.goods.display_name}. Put them away"
        self.assertIn(left, " ".join(rma.message_ids.mapped("body")))

    # === More, and something else === #

    def test_more_of_what_was_announced_is_received_with_it(self):
        order = self.delivered()
        rma = self.make_return(order, 3, approve=True)
        self.take(rma, {"line_id": rma.line_ids.id, "quantity": 5})
        self.assertEqual((rma.line_ids.quantity_received, self.returnable(order)), (5, [5]))
        self.assertIn("More than announced: 2", rma.message_ids[0].body)

    def test_more_than_was_ever_delivered_gets_a_line_without_order(self):
        order = self.delivered((self.goods, 3))
        rma = self.make_return(order, 3, approve=True)
        self.take(rma, {"product_id": self.goods.id, "quantity": 4})
        known, other = rma.line_ids
        self.assertEqual((known.quantity_received, other.quantity_received), (3, 1))
        self.assertEqual((other.unexpected, other.sale_line_id.id, other.resolution), (True, False, "none"))
        self.assertEqual(self.returnable(order), [0])

    def test_other_goods_of_the_customer_find_their_order(self):
        order = self.delivered()
        other = self.delivered((self.other_goods, 2))
        rma = self.make_return(order, 1, approve=True)
        self.take(rma, {"product_id": self.other_goods.id})
        line = rma.line_ids[1]
        self.assertEqual((line.sale_line_id, line.unexpected, line.quantity_received), (other.order_line, True, 1))
        self.assertEqual(line.resolution, "refund")
        self.assertEqual((self.returnable(other), self.returnable(order)), ([1], [9]))
        self.assertIn("Not announced: 1", rma.message_ids[0].body)

    def test_where_goods_come_from_is_not_guessed(self):
        order = self.delivered()
        self.delivered((self.other_goods, 2))
        self.delivered((self.other_goods, 2))
        rma = self.make_return(order, 1, approve=True)
        self.take(rma, {"product_id": self.other_goods.id})
        self.assertFalse(rma.line_ids[1].sale_line_id)

    def test_another_serial_number_than_announced(self):
        tracked = self.make_product("Scale", tracking="serial")
        first, second = self.make_lots(tracked, "S1", "S2")
        order = self.delivered((tracked, 2), stock=False)
        rma = self.make_return(order, 1, lot_id=first.id, approve=True)
        self.take(rma, {"product_id": tracked.id, "lot_name": "S2"})
        announced, came = rma.line_ids
        self.assertEqual((announced.quantity_received, came.quantity_received), (0, 1))
        self.assertEqual((came.lot_id, came.sale_line_id), (second, order.order_line))
        self.assertEqual(rma._open_receipts().move_ids.rma_line_id, announced)

    def test_a_serial_number_that_nobody_knows(self):
        tracked = self.make_product("Scale", tracking="serial")
        self.make_lots(tracked, "S1")
        rma = self.make_return(self.delivered((tracked, 1), stock=False), 1, approve=True)
        self.take(rma, {"product_id": tracked.id, "lot_name": "FOREIGN"})
        # It is of the goods that were announced, so it is received for them, and the paper shows which one it is.
        self.assertEqual(rma.line_ids.move_ids.move_line_ids.lot_id.name, "FOREIGN")

    def test_damage_is_noted(self):
        rma = self.make_return(self.delivered(), 2, approve=True)
        self.take(rma, {"line_id": rma.line_ids.id, "quantity": 2, "damaged": True, "note": "Corner crushed"})
        self.assertEqual((rma.line_ids.damaged, rma.line_ids.receipt_note), (True, "Corner crushed"))
        self.assertIn("Damaged: 2", rma.message_ids[0].body)
        action = rma.with_user(self.worker).action_open_inspection()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({"line_ids": []})
        self.assertFalse(wizard.line_ids)
        defaults = self.env[action["res_model"]].with_context(**action["context"]).default_get(["rma_id", "line_ids"])
        self.assertEqual(defaults["line_ids"][0][2]["grade"], "damaged")

    def test_goods_added_to_the_receipt_by_hand(self):
        rma = self.make_return(self.delivered(), 1, approve=True)
        [picking] = rma.picking_ids
        self.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": self.other_goods.id,
                "product_uom_qty": 1,
                "quantity": 1,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        picking.move_ids.picked = True
        picking.with_user(self.worker).button_validate()
        line = rma.line_ids[1]
        self.assertEqual((line.unexpected, line.product_id, line.quantity_received), (True, self.other_goods, 1))

    def test_what_is_sent_again_is_received_once(self):
        rma = self.make_return(self.delivered(), 3, approve=True).with_user(self.worker)
        for _time in range(2):
            rma.receive_scanned([{"product_id": self.goods.id, "quantity": 2}], "token-1")
        self.assertEqual(rma.line_ids.quantity_received, 2)
        rma.receive_scanned([{"product_id": self.goods.id, "quantity": 1}], "token-2")
        self.assertEqual(rma.line_ids.quantity_received, 3)

    # === Bad input === #

    def test_nothing_is_received_of_what_was_not_approved(self):
        rma = self.make_return(self.delivered(), 1, request=True)
        with self.assertRaisesRegex(UserError, "is Requested"):
            self.take(rma, {"line_id": rma.line_ids.id})

    def test_salespeople_do_not_receive(self):
        rma = self.make_return(self.delivered(), 1, approve=True)
        with self.assertRaises(AccessError):
            rma.with_user(self.make_user("salesman")).action_receive([{"line_id": rma.line_ids.id}])

    def test_bad_input_is_named_all_at_once_and_nothing_is_written(self):
        tracked = self.make_product("Scale", tracking="serial")
        rma = self.make_return(self.delivered(), 3, approve=True)
        line, lines = rma.line_ids, len(rma.line_ids)
        with self.assertRaises(UserError) as caught:
            self.take(
                rma,
                {"line_id": line.id, "quantity": 1},
                {"line_id": line.id, "quantity": -1},
                {"line_id": line.id + 1},
                {"product_id": self.service.id},
                {"product_id": tracked.id},
                {"product_id": tracked.id, "lot_name": "S1", "quantity": 2},
                {"line_id": line.id, "colour": "red"},
                {"line_id": line.id, "quantity": float("inf")},
            )
        words = ("less than once", "no line", "is a service", "serial number", "one of its kind", "nothing that")
        for text in words:
            self.assertIn(text, str(caught.exception))
        self.assertEqual((line.quantity_received, len(rma.line_ids)), (0, lines))
        for nothing in (None, [], {}, "5"):
            with self.assertRaises(UserError):
                rma.with_user(self.worker).action_receive(nothing)

    # === The screen === #

    def test_a_slip_opens_its_return(self):
        rma = self.make_return(self.delivered(), 3, approve=True)
        Screen = self.env["sale.rma"].with_user(self.worker)
        said = Screen.scan_to_receive(rma.name)
        self.assertEqual((said["ok"], said["rma"]["id"]), (True, rma.id))
        self.assertEqual([row["expected"] for row in said["rma"]["lines"]], [3])
        rma.tracking_ref = "1Z999"
        self.assertEqual(Screen.scan_to_receive("1Z999")["rma"]["id"], rma.id)

    def test_unknown_codes_write_nothing(self):
        rma = self.make_return(self.delivered(), 3, approve=True)
        before = self.env["stock.picking"].search_count([]), self.env["sale.rma"].search_count([])
        for code in ("nonsense", "", None, "x" * 500):
            said = self.env["sale.rma"].with_user(self.worker).scan_to_receive(code, rma.id)
            self.assertFalse(said["ok"])
            self.assertTrue(said["message"])
        after = self.env["stock.picking"].search_count([]), self.env["sale.rma"].search_count([])
        self.assertEqual(before, after)

    def test_a_return_that_is_not_approved_is_put_aside(self):
        rma = self.make_return(self.delivered(), 3, request=True)
        said = self.env["sale.rma"].with_user(self.worker).scan_to_receive(rma.name)
        self.assertFalse(said["ok"])
        self.assertIn("is Requested", said["message"])

    def test_codes_of_goods(self):
        self.goods.barcode = "4006381333931"
        rma = self.make_return(self.delivered(), 3, approve=True).with_user(self.worker)
        item = rma.scan_to_receive("4006381333931", rma.id)["item"]
        self.assertEqual((item["product_id"], item["quantity"]), (self.goods.id, 1))
        said = rma.receive_scanned([{"product_id": item["product_id"], "quantity": 2}])
        self.assertEqual((said["ok"], said["rma"]["lines"][0]["received"]), (True, 2))

    def test_what_is_refused_is_said(self):
        rma = self.make_return(self.delivered(), 3, approve=True).with_user(self.worker)
        said = rma.receive_scanned([{"product_id": self.service.id}])
        self.assertFalse(said["ok"])
        self.assertIn("is a service", said["message"])


@tagged("post_install", "-at_install")
class TestReceiveCost(ReturnsCommon):
    def queries(self, count, receive):
        """Count what it takes to receive a return of so many lines."""
        order = self.delivered(*[(self.make_product(f"Part {number}"), 1) for number in range(count)])
        reason = self.return_reason().id
        lines = [{"sale_line_id": line.id, "quantity": 1, "reason_id": reason} for line in order.order_line]
        rma = self.env["sale.rma"]._create_return(self.partner, lines)
        rma.with_user(self.manager).action_approve()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        receive(rma)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_a_line_costs_no_more_than_in_odoo(self):
        def by_scanning(rma):
            rma.action_receive([{"line_id": line.id, "quantity": 1} for line in rma.line_ids])

        def by_button(rma):
            picking = rma._open_receipts()
            picking.move_ids.picked = True
            picking.button_validate()

        grown = []
        for receive in (by_scanning, by_button):
            self.queries(1, receive)  # caches fill
            grown.append(self.queries(8, receive) - self.queries(2, receive))
        self.assertLessEqual(*grown)
