"""The dock: every scan has an answer, and what is refused does not move."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_handover import HandoverCommon


@tagged("post_install", "-at_install")
class TestScan(HandoverCommon):
    def test_by_name_package_and_tracking_number(self):
        for code in ("name", "package", "tracking", "one of two numbers"):
            with self.subTest(code):
                picking = self.delivery()
                self.pack(picking, f"BOX {code}")
                picking.carrier_tracking_ref = f"TR-{code},TR2-{code}" if "two" in code else f"TR-{code}"
                codes = {
                    "name": f" {picking.name}\r\n",
                    "package": f"BOX {code}",
                    "tracking": f"TR-{code}",
                    "one of two numbers": f"TR2-{code}",
                }
                answer = self.scan(codes[code], carrier_id=self.van.id, warehouse_id=self.warehouse.id)
                self.assertEqual((answer["kind"], answer["transfer"]), ("done", picking.name))
                self.assertTrue(picking.handed_over_at)

    def test_the_answer_says_what_the_screen_shows(self):
        self.scan(self.delivery(carrier=self.lorry).name)
        picking = self.delivery()
        screen = self.scan(picking.name, carrier_id=self.van.id)["screen"]
        self.assertEqual(screen["transfers"][0]["name"], picking.name)
        self.assertEqual((screen["picking_count"], screen["carton_count"]), (1, 1))
        self.assertIn("Van", [carrier["name"] for carrier in screen["carriers"]])
        self.assertEqual(self.manifests.with_user(self.loader).get_screen()["picking_count"], 2)

    def test_unknown_code(self):
        picking = self.delivery()
        for code in ("nonsense", "", None, "%", picking.name[:-1], "x" * 5000, "'; DROP TABLE stock_picking; --"):
            with self.subTest(code):
                self.assertStays(picking, code, "Unknown code")

    def test_wrong_carrier(self):
        picking = self.delivery(carrier=self.lorry)
        self.assertStays(picking, picking.name, "another carrier: Lorry", carrier_id=self.van.id)
        picking.carrier_id = False
        self.assertStays(picking, picking.name, "has no carrier", carrier_id=self.van.id)

    def test_wrong_warehouse(self):
        picking = self.delivery()
        self.assertStays(picking, picking.name, "another warehouse", warehouse_id=self.make_warehouse(1).id)

    def test_held(self):
        picking = self.delivery()
        picking.sale_id.action_hold(self.reason("address"))
        self.assertStays(picking, picking.name, "on hold")

    def test_unchecked(self):
        picking = self.delivery()

        def obstacles(pickings):
            return {picking: ["Nobody has checked it."] for picking in pickings}

        with patch.object(type(picking), "_obstacles_to_leaving", obstacles):
            self.assertStays(picking, picking.name, "Nobody has checked")

    def test_not_available_cancelled_pick_and_receipt(self):
        waiting = self.delivery((self.other_goods, 5), stock=False)
        self.assertStays(waiting, waiting.name, "not ready")
        waiting.action_cancel()
        self.assertStays(waiting, waiting.name, "cancelled")
        pick = self.make_order(warehouse=self.make_warehouse(2)).picking_ids
        self.assertStays(pick, pick.name, "brings nothing to a customer")
        receipt = self.send_back(self.process(self.delivery()), 1, receive=False)
        receipt.carrier_tracking_ref = "BACK-1"
        self.assertStays(receipt, receipt.name, "brings nothing to a customer")
        self.assertStays(receipt, "BACK-1", "Unknown code")

    def test_short(self):
        picking = self.delivery()
        picking.move_ids.write({"quantity": 6, "picked": True})
        self.assertStays(picking, picking.name, "Something is short")

    def test_handed_over_before(self):
        picking = self.delivery()
        self.scan(picking.name)
        before = picking.handed_over_at
        answer = self.scan(picking.name)
        self.assertEqual(answer["kind"], "refused")
        self.assertRegex(answer["message"], "was handed over on")
        self.assertEqual(picking.handed_over_at, before)
        self.assertEqual(len(self.events(picking.sale_id, "handover")), 1)

    def test_validated_before(self):
        picking = self.process(self.delivery())
        self.assertEqual(self.scan(picking.name)["kind"], "done")
        self.assertTrue(picking.handed_over_at)

    def test_every_carton_is_scanned(self):
        picking = self.delivery()
        self.pack(picking, "A1", "A2")
        answer = self.scan("A1")
        self.assertEqual(answer["kind"], "carton")
        self.assertRegex(answer["message"], "1 of 2.*A2")
        self.assertStays(picking, "A1", "scanned before")
        self.assertEqual(self.scan(picking.name)["kind"], "ask")
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(self.scan("A2")["kind"], "done")
        self.assertEqual(picking.manifest_id.carton_count, 2)

    def test_a_carton_that_is_scanned_again_is_counted_once(self):
        """Also when the answer was lost on its way, or the scanner sends what it has kept."""
        picking = self.delivery((self.goods, 9))
        self.pack(picking, "A1", "A2", "A3")
        for code in ("A1", "A1", "A2", "A1", "A2"):
            answer = self.scan(code)
            self.assertEqual(picking.state, "assigned", code)
        self.assertEqual(answer["kind"], "refused")
        self.assertRegex(answer["message"], "A2 was scanned before. It is counted once")
        self.assertEqual(set(picking.scanned_carton_ids.mapped("name")), {"A1", "A2"})
        self.assertEqual(self.scan("A3")["kind"], "done")
        manifest = picking.manifest_id
        for code in ("A3", "A1", picking.name):
            self.assertRegex(self.scan(code)["message"], "was handed over on")
        screen = self.scan("A3", all_cartons=True)["screen"]
        self.assertEqual((manifest.picking_count, manifest.carton_count), (1, 3))
        self.assertEqual((screen["picking_count"], screen["carton_count"]), (1, 3))
        self.assertEqual(len(self.events(picking.sale_id, "handover")), 1)

    def test_a_box_of_a_pallet_that_was_scanned(self):
        picking = self.delivery((self.goods, 9))
        boxes = self.pack(picking, "C1", "C2", "C3")
        boxes[:2].package_dest_id = self.env["stock.package"].create({"name": "PALLET"})
        self.scan("PALLET")
        scanned = picking.scanned_carton_ids
        self.assertStays(picking, "C1", "counted once")
        self.assertEqual(picking.scanned_carton_ids, scanned)

    def test_or_somebody_says_that_all_are_here(self):
        picking = self.delivery()
        self.pack(picking, "B1", "B2")
        answer = self.scan(picking.name)
        self.assertEqual((answer["kind"], answer["transfer"]), ("ask", picking.name))
        self.assertRegex(answer["message"], "2 cartons: B1, B2")
        self.assertFalse(picking.handed_over_at)
        self.assertEqual(self.scan(answer["transfer"], all_cartons=True)["kind"], "done")

    def test_a_pallet_stands_for_what_is_on_it(self):
        picking = self.delivery((self.goods, 9))
        boxes = self.pack(picking, "C1", "C2", "C3")
        pallet = self.env["stock.package"].create({"name": "PALLET"})
        boxes[:2].package_dest_id = pallet
        self.assertRegex(self.scan("PALLET")["message"], "2 of 2.*C3")
        self.assertEqual(self.scan("C3")["kind"], "done")

    def test_cartons_of_what_was_validated_before(self):
        picking = self.delivery()
        self.pack(picking, "D1", "D2")
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.scan("D1")["kind"], "carton")
        self.assertEqual(self.scan("D2")["kind"], "done")

    def test_a_box_that_was_used_before(self):
        old = self.delivery()
        box = self.pack(old, "E1")
        self.scan("E1")
        new = self.delivery()
        new.move_ids.move_line_ids.result_package_id = box
        self.assertEqual(self.scan("E1")["transfer"], new.name)

    def test_a_name_that_an_old_package_has_too(self):
        """Names of packages are not unique: what stands at the dock is meant, whichever was made first."""
        old = self.delivery()
        self.pack(old, "DUP-1", "DUP-2")
        new = self.delivery()
        self.pack(new, "DUP-1")
        newest = self.delivery()
        self.pack(newest, "DUP-2")
        self.scan(old.name, all_cartons=True)
        for picking, code in ((new, "DUP-1"), (newest, "DUP-2")):
            answer = self.scan(code)
            self.assertEqual((answer["kind"], answer["transfer"]), ("done", picking.name))
        self.assertStays(self.delivery(), "DUP-1", "was handed over on")

    def test_a_name_of_two_packages_at_the_dock(self):
        pickings = self.delivery() + self.delivery()
        for picking in pickings:
            self.pack(picking, "DUP")
        self.assertStays(pickings, "DUP", "several transfers: .*Scan the transfer")

    def test_a_name_of_two_packages_of_one_transfer(self):
        picking = self.delivery()
        self.pack(picking, "DUP", "DUP")
        answer = self.scan("DUP")
        self.assertEqual((answer["kind"], answer["transfer"]), ("ask", picking.name))
        self.assertFalse(picking.scanned_carton_ids or picking.handed_over_at)
        self.assertEqual(self.scan("DUP", all_cartons=True)["kind"], "done")

    def test_a_name_in_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        theirs = self.make_order(warehouse=self.make_warehouse(1, other)).picking_ids
        self.pack(theirs, "DUP")
        theirs.carrier_tracking_ref = "TR-DUP"
        manifests = self.manifests.with_company(self.company)
        self.assertRegex(manifests.action_scan("DUP")["message"], "Unknown code")
        self.assertRegex(manifests.action_scan("TR-DUP")["message"], "Unknown code")
        ours = self.delivery()
        self.pack(ours, "DUP")
        self.assertEqual(manifests.action_scan("DUP")["transfer"], ours.name)
        self.assertEqual(theirs.state, "assigned")

    def test_a_number_on_two_transfers(self):
        pickings = self.delivery() + self.delivery()
        pickings.carrier_tracking_ref = "SAME"
        self.assertStays(pickings, "SAME", "several transfers")

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        theirs = self.make_order(warehouse=self.make_warehouse(1, other)).picking_ids
        self.assertStays(theirs, theirs.name, "Unknown code")

    def test_who_may_scan(self):
        picking = self.delivery()
        for role in ("portal", "internal", "salesman", "sales_manager", "desk", "accountant"):
            user = self.make_user(role)
            with self.subTest(role), self.assertRaises(AccessError):
                self.manifests.with_user(user).action_scan(picking.name)
            with self.subTest(role), self.assertRaises(AccessError):
                self.manifests.with_user(user).get_screen()
        self.assertEqual(picking.state, "assigned")
