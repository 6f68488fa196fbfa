"""Revisions are compared line by line, and a quotation is set back to one."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..engine.quote_compare import ADDED, CHANGED, REMOVED, compare
from .common_revision import RevisionCommon


@tagged("post_install", "-at_install")
class TestRevisionCompare(RevisionCommon):
    def dialog(self, order, old, new=None):
        dialog = Form(self.env["sale.order.revision.compare"].with_context(default_order_id=order.id))
        dialog.old_id = old
        if new:
            dialog.new_id = new
        return dialog.comparison

    def test_what_was_kept_is_what_was_sent(self):
        tax = self.env["account.tax"].create({"name": "7 %", "amount": 7})
        order = self.sent(
            {"product_id": self.goods.id, "product_uom_qty": 3.33, "price_unit": 12.345, "discount": 3.33},
            {"product_id": self.service.id, "tax_ids": [Command.set(tax.ids)], "price_unit": 0.1},
            {"display_type": "line_section", "name": "Options", "product_uom_qty": 0, "is_optional": True},
            note="<p>Terms <b>and</b> conditions</p>",
            commitment_date="2040-05-06 07:08:09",
            validity_date="2040-01-05",
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(compare(order.revision_ids._quote_document(), order._quote_document()).is_empty)

    def test_added_removed_and_changed(self):
        order = self.sent()
        order.order_line = [
            Command.update(order.order_line[0].id, {"product_uom_qty": 3, "discount": 5}),
            Command.delete(order.order_line[1].id),
            Command.create({"product_id": self.service.id}),
        ]
        difference = compare(order.revision_ids._quote_document(), order._quote_document())
        self.assertEqual([row.kind for row in difference.rows], [CHANGED, REMOVED, ADDED])
        self.assertEqual(difference.rows[0].changes.keys(), {"product_uom_qty", "discount", "price_subtotal"})

    def test_the_dialog_shows_old_and_new(self):
        order = self.sent()
        order.write({"commitment_date": "2040-02-03 10:00:00", "order_line": [Command.delete(order.order_line[1].id)]})
        order.order_line[0].product_uom_qty = 4
        page = self.dialog(order, order.revision_ids)
        for text in ("Changed", "10.00", "4.00", "Removed", "Mixer", "Delivery Date", "02/03/2040"):
            self.assertIn(text, page)
        self.assertNotIn("Customer", page)

    def test_two_revisions(self):
        order = self.sent()
        order.order_line[0].product_uom_qty = 4
        self.resend(order)
        second, first = order.revision_ids
        order.order_line[0].product_uom_qty = 5
        page = self.dialog(order, first, second)
        self.assertIn("4.00", page)
        self.assertNotIn("5.00", page)
        self.assertIn("Both say the same", self.dialog(order, first, first))

    def test_what_customers_and_colleagues_write_is_text(self):
        order = self.sent()
        order.order_line[0].name = "<script>alert(1)</script>"
        page = self.dialog(order, order.revision_ids)
        self.assertNotIn("<script>", page)
        self.assertIn("&lt;script&gt;", page)

    def test_what_was_deleted_since_stays_readable(self):
        term = self.env["account.payment.term"].create({"name": "Never"})
        order = self.sent(payment_term_id=term.id)
        order.payment_term_id = False
        term.unlink()
        self.assertTrue(self.dialog(order, order.revision_ids))

    def test_others_quotations_are_not_compared(self):
        order = self.sent(user_id=self.make_user("salesman", login="q2c_other").id)
        with self.assertRaises(AccessError):
            dialog = (
                self.env["sale.order.revision.compare"]
                .with_user(self.salesman)
                .create({"order_id": order.id, "old_id": order.revision_ids.id})
            )
            dialog.invalidate_recordset()
            dialog.read(["comparison"])


@tagged("post_install", "-at_install")
class TestRevisionRestore(RevisionCommon):
    def setUp(self):
        super().setUp()
        self.order = self.sent(
            {"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": 90, "discount": 5, "name": "Big oven"},
            {"product_id": self.other_goods.id, "product_uom_qty": 2, "price_unit": 80},
            {"display_type": "line_note", "name": "With love", "product_uom_qty": 0},
            user_id=self.salesman.id,
            note="<p>Terms</p>",
            commitment_date="2040-01-02 10:00:00",
            validity_date="2040-01-01",
        )
        self.first = self.order.revision_ids

    def lines(self):
        return [(line.name, line.product_uom_qty, line.price_unit, line.discount) for line in self.order._quote_lines()]

    def test_everything_as_it_was(self):
        was, kept = self.lines(), self.order.order_line[0]
        self.order.write(
            {
                "note": False,
                "commitment_date": False,
                "validity_date": "2041-01-01",
                "partner_shipping_id": self.env["res.partner"].create({"name": "Ben"}).id,
                "order_line": [
                    Command.update(kept.id, {"product_uom_qty": 3, "price_unit": 1, "name": "Oven", "sequence": 99}),
                    Command.delete(self.order.order_line[1].id),
                    Command.create({"product_id": self.service.id}),
                ],
            }
        )
        self.assertRevision(self.order, 2, kept=1)
        action = self.first.with_user(self.salesman).action_restore()
        self.assertEqual(self.lines(), was)
        self.assertEqual(self.order._quote_lines()[0], kept)
        self.assertEqual(self.order._quote_fingerprint(), self.first.content_hash)
        self.assertRevision(self.order, 1)
        self.assertEqual((action["params"]["type"], action["params"]["message"]), ("success", ""))
        self.assertIn("Revision 1 was restored", self.order.message_ids[0].body)

    def test_the_next_one_where_another_was_sent_since(self):
        self.order.order_line[0].price_unit = 70
        self.resend(self.order)
        self.first.action_restore()
        self.assertRevision(self.order, 3, kept=2)
        self.resend(self.order)
        self.assertRevision(self.order, 3)
        self.assertEqual(self.order.revision_ids[0].content_hash, self.first.content_hash)

    def test_another_price_list_or_list_price_changes_nothing(self):
        self.order.order_line.product_uom_qty = 1
        self.goods.list_price = 500
        self.first.action_restore()
        self.assertEqual(self.order._quote_lines()[0].price_unit, 90)

    def test_confirmed_locked_and_cancelled_orders_refuse(self):
        self.order.order_line[0].product_uom_qty = 3
        self.order.action_confirm()
        with self.assertRaisesRegex(UserError, "no open quotation"):
            self.first.action_restore()
        self.order._action_cancel()
        with self.assertRaisesRegex(UserError, "no open quotation"):
            self.first.action_restore()
        self.assertEqual(self.order.order_line[0].product_uom_qty, 3)

    def test_archived_products_are_restored_and_said(self):
        self.order.order_line[1].unlink()
        self.other_goods.active = False
        params = self.first.action_restore()["params"]
        self.assertEqual(params["type"], "warning")
        self.assertIn("Archived products: Mixer", params["message"])
        self.assertEqual(self.order._quote_lines()[1].product_id, self.other_goods)

    def test_a_deleted_product_refuses_and_nothing_is_changed(self):
        product = self.make_product("Kettle")
        order = self.sent((product, 1), (self.goods, 1))
        order.order_line[0].unlink()
        order.order_line.product_uom_qty = 7
        product.unlink()
        with self.assertRaisesRegex(UserError, "Kettle"):
            order.revision_ids.action_restore()
        self.assertEqual(order.order_line.product_uom_qty, 7)

    def test_deleted_taxes_are_said(self):
        tax = self.env["account.tax"].create({"name": "7 %", "amount": 7})
        order = self.sent({"product_id": self.goods.id, "product_uom_qty": 1, "tax_ids": [Command.set(tax.ids)]})
        order.order_line.tax_ids = False
        tax.unlink()
        order.revision_ids.invalidate_recordset()
        self.assertIn("do not exist any more: 7 %", order.revision_ids.action_restore()["params"]["message"])

    def test_a_validity_that_has_passed_is_said(self):
        order = self.sent(validity_date="2020-01-01")
        order.validity_date = "2040-01-01"
        self.assertIn("validity has passed", order.revision_ids.action_restore()["params"]["message"])

    def test_who_may_not_change_the_quotation_may_not_restore(self):
        self.order.user_id = self.env.user
        with self.assertRaises(AccessError):
            self.first.with_user(self.salesman).action_restore()

    def test_it_is_one_write(self):
        self.order.order_line.filtered("product_id").product_uom_qty = 1
        write, calls = type(self.order).write, []

        def watched(order, values):
            calls.append(values.keys() & {"order_line"})
            return write(order, values)

        with patch.object(type(self.order), "write", watched):
            self.first.action_restore()
        self.assertEqual(sum(map(bool, calls)), 1)

    def test_from_the_dialog(self):
        self.order.order_line[0].product_uom_qty = 3
        dialog = (
            self.env["sale.order.revision.compare"]
            .with_user(self.salesman)
            .create({"order_id": self.order.id, "old_id": self.first.id})
        )
        self.assertTrue(dialog.can_restore)
        dialog.action_restore()
        self.assertRevision(self.order, 1)
