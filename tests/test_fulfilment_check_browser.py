"""The scan screen in the browser, with a scanner that is played."""

from odoo.tests import HttpCase, tagged

from .common_check import CheckCommon


@tagged("post_install", "-at_install")
class TestCheckBrowser(CheckCommon, HttpCase):
    def test_scan_a_shipment(self):
        """One wrong item, one too many, an unknown code; by scanner, by hand and by keyboard alone; pass and fail."""
        self.make_product("Fridge", barcode="4006381333955")
        self.make_checkpoint(("quantity", "All there"), ("condition", "Unbroken"))
        picking, second = self.delivery(), self.delivery()
        (picking + second).move_ids.with_user(self.picker).picked = True
        self.env.flush_all()
        url = f"/odoo/deliveries/{picking.id}"
        self.start_tour(url, "quote_to_cash_check", login=self.checker.login, timeout=120)
        self.env.invalidate_all()
        self.assertEqual((picking.check_state, picking.fulfilment_state), ("passed", "packed"))
        check = picking.check_ids
        self.assertEqual(check.line_ids.mapped("counted"), [2, 1])
        self.assertEqual(len(check.scan_ids), 4)  # refused scans leave nothing; one was taken back
        self.assertEqual((check.checker_id, check.answer_ids[1].value), (self.checker, "ok"))
        self.assertEqual(second.check_ids.mapped("state"), ["open", "failed"])
        self.assertEqual(second.check_ids[1].note, "A dent")
        picking.button_validate()
        self.assertEqual(picking.fulfilment_state, "shipped")

    def test_scan_a_parcel_to_open_its_check(self):
        self.make_checkpoint()
        picking = self.delivery()
        picking.move_line_ids.result_package_id = self.env["stock.package"].create({"name": "PARCEL-TOUR"})
        self.env.flush_all()
        self.start_tour("/odoo/shipment-check", "quote_to_cash_check_menu", login=self.picker.login, timeout=120)

    def scanned(self, tour, *lines):
        """Play a tour on the form of a new delivery; return its check."""
        self.make_checkpoint()
        picking = self.delivery(*lines)
        picking.move_ids.with_user(self.picker).picked = True
        self.env.flush_all()
        self.start_tour(f"/odoo/deliveries/{picking.id}", tour, login=self.checker.login, timeout=120)
        self.env.invalidate_all()
        return picking.check_ids

    def test_a_scanner_that_does_not_wait(self):
        """Scans stand in line while a request runs: none is lost, and they keep their order."""
        check = self.scanned("quote_to_cash_check_fast")
        oven, mixer = self.goods.barcode, self.other_goods.barcode
        self.assertEqual(check.scan_ids.sorted("id").mapped("code"), [oven, mixer, oven])
        self.assertEqual(check.line_ids.mapped("counted"), [2, 1])

    def test_type_a_quantity(self):
        check = self.scanned("quote_to_cash_check_quantity", (self.goods, 12))
        self.assertEqual((check.state, check.line_ids.counted), ("passed", 12))
        self.assertEqual(check.scan_ids.sorted("id").mapped("quantity"), [11, 1, -7, 7])

    def test_a_lost_connection_says_so_and_counts_nothing(self):
        """Neither what did not arrive, nor twice what arrived without an answer."""
        check = self.scanned("quote_to_cash_check_lost")
        self.assertEqual(check.line_ids.mapped("counted"), [2, 1])
        self.assertEqual(len(check.scan_ids), 3)
