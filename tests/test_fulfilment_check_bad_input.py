"""What a scanner, a keyboard or a program should not send: it is refused, and nothing counts."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_check import CheckCommon

NOBODY = 2_000_000_000


@tagged("post_install", "-at_install")
class TestCheckBadInput(CheckCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_checkpoint(("condition", "Unbroken"))

    def counted(self, check):
        return sum(check.line_ids.mapped("counted"))

    def test_quantities_that_are_none(self):
        check = self.check_of(self.delivery())
        line = check.line_ids[0]
        for quantity in (-1, "two", float("nan"), "-inf", 1e308, 4006381333931, 0.0004, None, [], "1,5"):
            with self.subTest(quantity), self.assertRaisesRegex(UserError, "quantity|decimals"):
                check.action_count(line, quantity)
        self.assertEqual((self.counted(check), len(check.scan_ids)), (0, 0))

    def test_more_than_belongs_in_is_refused_not_cut(self):
        check = self.check_of(self.delivery())
        self.assertRegex(check.action_count(check.line_ids[0], 400638)["message"], "Too many: 0 of 2")
        self.assertEqual(self.counted(check), 0)

    def test_typing_what_stands_there_is_no_count(self):
        check = self.check_of(self.delivery())
        check.action_count(check.line_ids[0], 2)
        check.action_count(check.line_ids[0], 2)
        self.assertEqual(len(check.scan_ids), 1)
        check.action_undo()
        self.assertEqual(self.counted(check), 0)

    def test_codes_no_scanner_sends(self):
        check = self.check_of(self.delivery())
        self.assertTrue(check.action_scan(f"\x02{self.goods.barcode}\x00\r\n")["ok"])
        with self.assertRaisesRegex(UserError, "Scan or type"):
            check.action_scan("\x00\x03")
        with self.assertRaisesRegex(UserError, "too long"):
            check.action_scan("4" * 100_000)
        for code in (True, 17, 1.5, ["4006381333931"], "%", "'; --", "😀"):
            self.assertFalse(check.action_scan(code)["ok"])
        with self.assertRaisesRegex(UserError, "too long"):
            check.action_find("4" * 100_000)
        self.assertEqual(self.counted(check), 1)

    def test_lines_and_questions_that_are_none(self):
        check = self.check_of(self.delivery())
        reason = self.env.ref("quote_to_cash.reason_check_damaged")
        for key in ("abc", None, False, NOBODY, 1e300, [1], {}):
            with self.subTest(key):
                with self.assertRaisesRegex(UserError, "does not belong"):
                    check.action_count(key, 1)
                with self.assertRaisesRegex(UserError, "does not belong"):
                    check.action_answer(key, "ok")
        for key in ("abc", "-1", NOBODY):
            with self.assertRaisesRegex(UserError, "does not belong"):
                check.action_fail({key: reason.id})
        for value in ("abc", None, [], "-1", NOBODY):
            with self.assertRaisesRegex(UserError, "Choose a reason"):
                check.action_fail({"": value})
        self.assertEqual(check.state, "open")

    def test_serial_number_scanned_twice(self):
        clock = self.make_product("Clock", tracking="serial")
        for name in ("SN-1", "SN-2"):
            self.make_lot(clock, name, 1)
        check = self.check_of(self.delivery((clock, 2), stock=False))
        self.assertTrue(check.action_scan("SN-1")["ok"])
        said = check.action_scan("SN-1")
        self.assertFalse(said["ok"])
        self.assertIn("SN-1 of Clock is scanned already", said["message"])
        self.assertTrue(check.action_scan("SN-2")["ok"])
        self.assertEqual(check.line_ids.mapped("counted"), [1, 1])

    def test_a_weight_says_nothing_of_goods_that_are_counted(self):
        self.env.company.nomenclature_id = self.env.ref("barcodes_gs1_nomenclature.default_gs1_nomenclature")
        check = self.check_of(self.delivery((self.goods, 3)))
        self.assertTrue(check.action_scan("01040063813339313103001500")["ok"])  # one oven of 1.5 kg
        self.assertEqual(self.counted(check), 1)
        with self.assertRaisesRegex(UserError, "nothing is in it"):
            check.action_scan("01040063813339313000")
        self.assertEqual(self.counted(check), 1)

    def test_a_weight_counts_in_the_unit_of_the_goods(self):
        self.env.company.nomenclature_id = self.env.ref("barcodes_gs1_nomenclature.default_gs1_nomenclature")
        flour = self.make_product("Flour", barcode="4006381333962", uom_id=self.env.ref("uom.product_uom_gram").id)
        check = self.check_of(self.delivery((flour, 2000)))
        self.assertTrue(check.action_scan("01040063813339623103001500")["ok"])
        self.assertEqual(self.counted(check), 1500)

    def test_a_scan_sent_twice_counts_once(self):
        """The answer was lost on the way, so the device sends the same scan again."""
        check = self.check_of(self.delivery())
        for _time in (1, 2):
            said = check.action_scan(self.goods.barcode, token="a-1")
            self.assertTrue(said["ok"])
            self.assertIn("1 of 2", said["message"])
        self.assertEqual(self.counted(check), 1)
        check.action_scan(self.goods.barcode, token="a-2")
        self.assertEqual(self.counted(check), 2)

    def test_which_lost_scans_have_arrived(self):
        check = self.check_of(self.delivery())
        check.action_scan(self.goods.barcode, token="a-1")
        Check, picking = check.browse(), check.picking_id
        self.assertEqual(Check.open_transfer(picking.id, ["a-1", "a-2"])["known"], ["a-1"])
        for nothing in ([], None, "a-1", 5, [False], [[]]):
            self.assertEqual(Check.open_transfer(picking.id, nothing)["known"], [])
