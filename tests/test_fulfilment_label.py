"""No label leaves the printer unnoticed, and none twice without a reason."""

import json
from unittest.mock import patch

from psycopg2.errors import RaiseException, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_packing import PackingCommon


@tagged("post_install", "-at_install")
class TestLabel(PackingCommon):
    def setUp(self):
        super().setUp()
        self.delivery = self.packed((self.goods, 3))
        self.one, self.two = self.delivery.parcel_ids

    def test_all_packages_of_all_transfers(self):
        other = self.picking((self.goods, 1))
        html = self.print_labels(self.delivery + other)
        self.assertEqual(html.count("<svg"), 3)
        labels = (self.delivery + other).label_ids
        self.assertCountEqual(labels.mapped("carton"), [self.one.name, self.two.name, other.name])
        self.assertCountEqual(labels.mapped(lambda label: (label.position, label.count)), [(1, 2), (2, 2), (1, 1)])
        self.assertEqual(set(labels.mapped("kind")), {"print"})
        self.assertEqual(labels.user_id, self.env.user)
        self.assertEqual(self.one.label_state, "valid")

    def test_a_reprint_says_why(self):
        self.print_labels(self.delivery)
        with self.assertRaisesRegex(UserError, "printed already"):
            self.print_labels(self.delivery)
        with self.assertRaisesRegex(UserError, "printed already"):
            self.print_labels(self.one)
        hold = self.env.ref("quote_to_cash.reason_hold_address")
        with self.assertRaisesRegex(UserError, "reason of the kind"):
            self.print_labels(self.one, reprint_reason_id=hold.id)
        self.print_labels(self.one, reprint_reason_id=str(self.reprint_reason.id), reprint_note="Tray 2")
        label = self.one.label_ids[:1]
        self.assertEqual(
            (label.kind, label.print_number, label.reason_id, label.note),
            ("reprint", 2, self.reprint_reason, "Tray 2"),
        )
        self.assertEqual(len(self.two.label_ids), 1)
        with self.assertRaisesRegex(UserError, "in use"):
            self.reprint_reason.unlink()

    def test_the_dialog(self):
        action = self.delivery.action_print_labels()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertFalse(self.delivery.label_ids)  # asking is not printing
        self.print_labels(self.one)
        action = self.delivery.action_print_labels()
        dialog = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertEqual((dialog.printed_count, dialog.new_count), (1, 1))
        with self.assertRaisesRegex(UserError, "Say why"):
            dialog.action_print()
        dialog.scope = "new"
        self.render(dialog.action_print())
        self.assertEqual(self.two.label_state, "valid")
        self.assertEqual(len(self.delivery.label_ids), 2)
        dialog.write({"scope": "all", "reason_id": self.reprint_reason.id})
        self.render(dialog.action_print())
        self.assertEqual(self.delivery.label_ids.mapped("print_number"), [2, 2, 1, 1])

    def test_the_dialog_for_one_package(self):
        self.render(self.one.action_print_label())
        action = self.one.action_print_label()
        dialog = self.env[action["res_model"]].with_context(**action["context"]).create({})
        dialog.reason_id = self.reprint_reason
        self.render(dialog.action_print())
        self.assertEqual(self.one.label_ids.mapped("print_number"), [2, 1])
        self.assertFalse(self.two.label_ids)

    def render(self, action):
        """Do what the web client does with a report's action."""
        self.assertEqual(action["type"], "ir.actions.report")
        data = json.loads(json.dumps(action["data"]))
        return self.env["ir.actions.report"]._render_qweb_html(action["report_name"], None, data=data)

    def test_void(self):
        self.print_labels(self.delivery)
        self.assertFalse(self.one._label_problem())
        self.one.action_remove_package()
        self.assertEqual(self.one.label_state, "void")
        self.assertIn("is void", self.one._label_problem())
        self.assertEqual(self.two.label_state, "valid")
        with self.assertRaisesRegex(UserError, "leaves with no transfer"):
            self.print_labels(self.one, reprint_reason_id=self.reprint_reason.id)
        self.delivery.action_cancel()
        self.assertEqual(self.two.label_state, "void")
        with self.assertRaisesRegex(UserError, "cancelled, so labels are void"):
            self.print_labels(self.delivery, reprint_reason_id=self.reprint_reason.id)
        with self.assertRaisesRegex(UserError, "cancelled"):
            self.delivery.action_print_labels()

    def test_a_void_label_is_scanned(self):
        Label = self.env["fulfilment.label"]
        self.one.tracking_ref = "A1"
        self.print_labels(self.delivery)
        name = self.one.name
        self.assertFalse(Label._scan_problem("A1"))
        self.assertFalse(Label._scan_problem(name))
        self.assertFalse(Label._scan_problem("UNKNOWN"))
        self.one.action_remove_package()
        self.one.unlink()
        self.assertIn("void", Label._scan_problem("A1"))
        self.assertIn("void", Label._scan_problem(name))

    def test_void_when_packed_after_all(self):
        loose = self.picking((self.goods, 1))
        self.print_labels(loose)
        self.assertEqual(loose.label_ids.state, "valid")
        loose.action_pack()
        self.env.invalidate_all()
        self.assertEqual(loose.label_ids.state, "void")

    def test_packed_in_an_earlier_step(self):
        step = self.packed((self.goods, 1), warehouse=self.make_warehouse(2))
        self.print_labels(step)
        step.button_validate()
        package = step.parcel_ids
        self.env.invalidate_all()
        self.assertEqual(package.label_state, "valid")
        step.move_ids.move_dest_ids.picking_id.action_cancel()
        self.env.invalidate_all()
        self.assertEqual(package.label_state, "void")

    def test_shipped_stays_valid(self):
        self.print_labels(self.delivery)
        self.delivery.button_validate()
        self.env.invalidate_all()
        self.assertEqual(set(self.delivery.label_ids.mapped("state")), {"valid"})

    def test_receipts(self):
        receipt = self.env["stock.picking"].create({"picking_type_id": self.warehouse.in_type_id.id})
        with self.assertRaisesRegex(UserError, "for goods that leave"):
            self.print_labels(receipt)

    def test_the_log_is_never_changed(self):
        self.print_labels(self.delivery)
        label = self.one.label_ids
        for change in (lambda: label.write({"note": "x"}), label.unlink):
            with self.assertRaises(UserError):
                change()
        for query in (
            "UPDATE fulfilment_label SET note = 'x' WHERE id = %s",
            "UPDATE fulfilment_label SET user_id = user_id + 1 WHERE id = %s",
            "DELETE FROM fulfilment_label WHERE id = %s",
        ):
            with self.assertRaises(RaiseException), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.env.cr.execute(query, [label.id])
        warehouse = self.make_user("warehouse")
        with self.assertRaises(AccessError):
            label.with_user(warehouse).copy()
        with self.assertRaises(AccessError):
            self.env["fulfilment.label"].with_user(warehouse).create({"carton": "x"})

    def test_two_at_the_same_moment(self):
        [first, *_rest] = self.delivery._cartons_by_transfer()[self.delivery]
        self.print_labels(self.delivery)
        values = self.env["fulfilment.label"]._prepare_print(
            first, 0, None, False, self.delivery.label_ids[0].printed_at
        )
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["fulfilment.label"].create(values).flush_recordset()

    def test_many_labels_cost_the_same(self):
        def count(number):
            pickings = self.env["stock.picking"].union(*(self.packed((self.goods, 1)) for _index in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["fulfilment.label"]._note_prints(pickings._cartons_to_label())
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(3), count(12))


@tagged("post_install", "-at_install")
class TestLabelDoors(PackingCommon, HttpCase):
    """What the web client, and whoever builds addresses, can ask for."""

    def setUp(self):
        super().setUp()
        self.delivery = self.packed((self.goods, 1))
        self.make_user("warehouse", login="wendy")
        self.authenticate("wendy", "wendy")

    def test_addresses_are_logged(self):
        address = f"/report/pdf/quote_to_cash.report_parcel_label/{self.delivery.id}"
        self.assertEqual(self.url_open(address).status_code, 200)
        self.assertEqual(self.delivery.label_ids.user_id.login, "wendy")
        response = self.url_open(address)
        self.assertNotEqual(response.status_code, 200)
        self.assertEqual(len(self.delivery.label_ids), 1)
        again = self.url_open(f"{address}?reprint_reason_id={self.reprint_reason.id}")
        self.assertEqual(again.status_code, 200)
        self.assertEqual(self.delivery.label_ids[0].reason_id, self.reprint_reason)
        html = self.url_open(f"/report/html/quote_to_cash.report_package_label/{self.delivery.parcel_ids.id}")
        self.assertNotEqual(html.status_code, 200)
        self.assertEqual(len(self.delivery.label_ids), 2)

    def test_reports_that_write_are_not_served_read_only(self):
        """Odoo serves reports from a transaction that may not write, and would begin anew with a warning."""
        for converter, report, field in (
            ("pdf", "report_parcel_label", "label_ids"),
            ("html", "report_fulfilment_pick_list", "printed"),
            ("html", "report_fulfilment_pick_walk", "printed"),
        ):
            delivery = self.packed((self.goods, 1))
            with self.subTest(report), self.assertNoLogs("odoo.http", "WARNING"):
                address = f"/report/{converter}/quote_to_cash.{report}/{delivery.id}"
                self.assertEqual(self.url_open(address).status_code, 200)
            self.env.invalidate_all()
            self.assertTrue(delivery[field])
        package = self.packed((self.goods, 1)).parcel_ids
        with self.assertNoLogs("odoo.http", "WARNING"):
            self.url_open(f"/report/html/quote_to_cash.report_package_label/{package.id}")
        self.assertTrue(package.label_ids)

    def test_reports_that_only_read_stay_read_only(self):
        address = f"/report/html/quote_to_cash.report_packing_slip/{self.delivery.id}"
        modes = []
        render = self.env.registry["ir.actions.report"]._render_qweb_html

        def watched(report, *args, **kwargs):
            modes.append(report.env.cr.readonly)
            return render(report, *args, **kwargs)

        with patch.object(self.env.registry["ir.actions.report"], "_render_qweb_html", watched):
            self.url_open(address)
        self.assertEqual(modes, [True])

    def test_download(self):
        address = f"/report/pdf/quote_to_cash.report_parcel_label/{self.delivery.id}"
        data = {"data": json.dumps([address, "qweb-pdf"]), "csrf_token": Request.csrf_token(self)}
        self.assertEqual(self.url_open("/report/download", data=data).status_code, 200)
        with mute_logger("odoo.addons.web.controllers.report"):
            self.assertIn("printed already", self.url_open("/report/download", data=data).text)

    def test_nonsense(self):
        for data in ({"label_ids": "x"}, {"label_ids": []}):
            with self.assertRaises(UserError):
                self.env["ir.actions.report"]._render_qweb_html("quote_to_cash.report_parcel_label", None, data=data)
