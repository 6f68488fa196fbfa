"""What is bought or produced for an order: shown before it is cancelled, told to who is responsible after."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_cancellation import CancellationCommon


@tagged("post_install", "-at_install")
class TestCancelledSupply(CancellationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.make_user("warehouse", login="q2c_buyer", name="Bert Buyer")

    @classmethod
    def make_made(cls):
        """Create a product that is produced for each order."""
        made = cls.make_product("Cake")
        cls.env.ref("stock.route_warehouse0_mto").active = True
        routes = cls.env.ref("stock.route_warehouse0_mto") + cls.warehouse.manufacture_pull_id.route_id
        made.route_ids = routes
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": made.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": cls.other_goods.id, "product_qty": 1})],
            }
        )
        return made

    def drop_shipped(self, confirm=False):
        """Return an order of a fridge, and the purchase behind it."""
        order = self.make_order((self.make_dropshipped(), 2), stock=False)
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.user_id = self.buyer
        if confirm:
            purchase.button_confirm()
        return order, purchase

    def supply(self, order, user=None):
        return self.dialog(order, user).effect_ids.filtered(lambda effect: effect.kind == "supply")

    def told(self, document):
        return document.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref("mail.mail_activity_data_warning")
        )

    def test_a_request_is_withdrawn(self):
        order, request = self.drop_shipped()
        effect = self.supply(order)
        self.assertIn(request.name, effect.description)
        self.assertIn("Vendor of Fridge", effect.description)
        self.assertIn("100.00", effect.description)
        self.assertEqual(effect.todo, "Withdrawn with the order.")
        self.cancel(order)
        self.assertEqual(request.state, "cancel")
        self.assertFalse(self.told(request))

    def test_the_buyer_decides_on_a_confirmed_purchase(self):
        order, purchase = self.drop_shipped(confirm=True)
        self.assertIn("Bert Buyer", self.supply(order).todo)
        self.cancel(order)
        self.assertEqual(purchase.state, "purchase")
        self.assertEqual(self.told(purchase).user_id, self.buyer)
        self.assertEqual(len(self.told(purchase)), 1)

    def test_begun_production(self):
        order = self.make_order((self.make_made(), 3), stock=False)
        production = order.stock_reference_ids.production_ids
        production.user_id = self.buyer
        production.qty_producing = 1
        effect = self.supply(order)
        self.assertIn(production.name, effect.description)
        self.assertIn("3 Cake", effect.description)
        self.assertIn("Bert Buyer", effect.todo)
        self.cancel(order)
        self.assertEqual(len(self.told(production)), 1)
        self.assertNotEqual(production.state, "cancel")

    def test_who_may_not_read_purchases_sees_names_only(self):
        order, purchase = self.drop_shipped(confirm=True)
        desk = self.make_user("desk")
        self.assertFalse(self.env["purchase.order"].with_user(desk).has_access("read"))
        wizard = self.env["sale.order.cancellation"].with_user(desk).with_context(active_ids=order.ids)
        effect = {"fields": {"description": {}, "todo": {}, "document": {"fields": {}}}}
        answer = wizard.onchange({}, [], {"order_ids": {}, "effect_ids": effect})["value"]
        rows = [command[2] for command in answer["effect_ids"]]
        (supply,) = [row for row in rows if purchase.name in row["description"]]
        self.assertFalse(supply.get("document"))
        self.cancel(order, desk)
        self.assertEqual(self.told(purchase).user_id, self.buyer)

    def test_who_may_read_it_gets_a_link(self):
        order, purchase = self.drop_shipped()
        self.assertEqual(self.supply(order).document, purchase)

    def test_transfers_keep_their_links(self):
        order = self.make_order()
        desk = self.make_user("desk")
        desk.group_ids += self.env.ref("stock.group_stock_user")
        effects = self.dialog(order, desk).effect_ids
        self.assertEqual({effect.document for effect in effects}, {order.picking_ids})

    def test_one_purchase_behind_two_orders_is_told_once(self):
        order, purchase = self.drop_shipped()
        other = self.make_order((order.order_line.product_id, 1), stock=False)
        other.order_line.purchase_line_ids.order_id = purchase
        purchase.button_confirm()
        (order + other).action_cancel_and_settle(self.mind.id, "customer")
        self.assertEqual(len(self.told(purchase)), 1)

    def test_what_is_received_is_nobodys_task(self):
        order, purchase = self.drop_shipped(confirm=True)
        purchase.order_line.qty_received_method = "manual"
        purchase.order_line.qty_received = 2
        self.assertIn("stay in stock", self.supply(order).todo)
        behind = order._supply_behind()
        order.picking_ids.action_cancel()
        purchase.activity_ids.unlink()
        order._let_go_supply(behind)
        self.assertFalse(self.told(purchase))
