"""A small trading company, and the steps of its daily work, for the tests of all rooms."""

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

ROLES = {
    "salesman": "sales_team.group_sale_salesman",
    "sales_all": "sales_team.group_sale_salesman_all_leads",
    "sales_manager": "sales_team.group_sale_manager",
    "desk": "quote_to_cash.group_order_desk",
    "credit": "quote_to_cash.group_credit_manager",
    "warehouse": "stock.group_stock_user",
    "accountant": "account.group_account_invoice",
    "internal": "base.group_user",
    "portal": "base.group_portal",
}
STEPS = {1: "ship_only", 2: "pick_ship", 3: "pick_pack_ship"}
REASONS = {
    "address": "reason_hold_address",  # keeps what is reserved
    "customer": "reason_hold_customer",  # frees what is reserved
    "credit": "reason_hold_credit",
    "mind": "reason_cancel_mind",
}


class QuoteToCashCommon(BaseCommon):
    """Builders with defaults. Each step of an order is one method, done the way a user does it.

    Everything stands in warehouses of its own, so demo data does not matter.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.partner.name = "Anna's Bakery"
        cls.warehouse = cls.make_warehouse(1)
        cls.goods = cls.make_product("Oven")
        cls.other_goods = cls.make_product("Mixer")
        cls.service = cls.make_product("Advice", type="service", invoice_policy="order")

    # === Who and what === #

    @classmethod
    def make_user(cls, role, **values):
        """Create a user who has just this role."""
        login = values.pop("login", f"q2c_{role}")
        return new_test_user(cls.env, login, groups=ROLES[role], **values)

    @classmethod
    def make_warehouse(cls, steps, company=None):
        """Create a warehouse that delivers in one, two or three steps."""
        cls._use_locations()
        number = cls.env["stock.warehouse"].search_count([])
        return cls.env["stock.warehouse"].create(
            {
                "name": f"Warehouse {steps}-{number}",
                "code": f"T{steps}{number}",
                "delivery_steps": STEPS[steps],
                "company_id": (company or cls.env.company).id,
            }
        )

    @classmethod
    def _use_locations(cls):
        """Switch on what Odoo switches on with a second warehouse, without saving all settings for each test class."""
        internal = cls.env.ref("base.group_user")
        locations = cls.env.ref("stock.group_stock_multi_locations")
        if locations in internal.implied_ids:
            return
        internal._apply_group(locations)
        cls.env["stock.warehouse"].search([]).int_type_id.active = True
        for view in ("stock.stock_location_view_tree2_editable", "stock.stock_location_view_form_editable"):
            cls.env.ref(view).active = False

    @classmethod
    def make_product(cls, name="Oven", **values):
        """Create a product without taxes; by default stored goods that are invoiced when delivered."""
        goods = values.get("type", "consu") == "consu"
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": goods,
                "list_price": 100.0,
                "invoice_policy": "delivery",
                "taxes_id": [Command.clear()],
                "supplier_taxes_id": [Command.clear()],
                **values,
            }
        )

    @classmethod
    def make_kit(cls, components, name="Bakery set"):
        """Create a product that is shipped as its components: ``{product: quantity for one kit}``."""
        kit = cls.make_product(name)
        kit.is_storable = False
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": product.id, "product_qty": quantity})
                    for product, quantity in components.items()
                ],
            }
        )
        return kit

    @classmethod
    def make_dropshipped(cls, name="Fridge"):
        """Create a product that its vendor sends to the customer."""
        vendor = cls.env["res.partner"].create({"name": f"Vendor of {name}"})
        return cls.make_product(
            name,
            route_ids=[Command.link(cls.env.ref("stock_dropshipping.route_drop_shipping").id)],
            seller_ids=[Command.create({"partner_id": vendor.id, "price": 50.0})],
        )

    @classmethod
    def add_stock(cls, product, quantity=100, warehouse=None):
        """Put goods on the shelf."""
        location = (warehouse or cls.warehouse).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, location, quantity)

    @classmethod
    def reason(cls, key):
        """Return one of the addon's reasons by its short name in :data:`REASONS`."""
        return cls.env.ref(f"quote_to_cash.{REASONS[key]}")

    # === The life of an order === #

    @classmethod
    def make_order(cls, *lines, confirm=True, stock=True, warehouse=None, **values):
        """Create an order.

        :param lines: products, ``(product, quantity)`` or values of lines; by default 10 ovens
        :param bool confirm: whether to confirm it
        :param bool stock: whether to have the goods on the shelf
        """
        warehouse = warehouse or cls.warehouse
        lines = [cls._line_values(line) for line in lines or [(cls.goods, 10)]]
        for line in lines if stock else ():
            product = cls.env["product.product"].browse(line.get("product_id"))
            if product.is_storable:
                cls.add_stock(product, line["product_uom_qty"], warehouse)
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.partner.id,
                "warehouse_id": warehouse.id,
                "company_id": warehouse.company_id.id,
                "order_line": [Command.create(line) for line in lines],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _line_values(cls, line):
        if isinstance(line, dict):
            return line
        product, quantity = line if isinstance(line, tuple) else (line, 10)
        return {"product_id": product.id, "product_uom_qty": quantity}

    @classmethod
    def open_pickings(cls, order, step=False):
        """Return the open deliveries of an order, or its open picks and packs."""
        return order.picking_ids.filtered(
            lambda picking: (
                picking.state not in ("done", "cancel")
                and picking._is_delivery() is not step
                and picking.location_id.usage != "customer"
            )
        )

    @classmethod
    def process(cls, pickings, quantities=None, backorder=True):
        """Validate transfers with the button, as a user does.

        :param dict quantities: ``{product: quantity}``; by default everything that is asked for
        :param bool backorder: what to answer when Odoo asks whether to create a backorder
        """
        for picking in pickings:
            for move in picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
                if quantities is None:
                    move.quantity = move.product_uom_qty
                else:
                    move.quantity = quantities.get(move.product_id, 0)
                move.picked = bool(move.quantity)
            cls.answer(picking.button_validate(), backorder)
        return pickings

    @classmethod
    def answer(cls, action, backorder=True):
        """Answer the question about a backorder, if one is asked."""
        if not isinstance(action, dict) or action.get("res_model") != "stock.backorder.confirmation":
            return
        wizard = cls.env[action["res_model"]].with_context(**action["context"]).create({})
        if backorder:
            wizard.process()
        else:
            wizard.process_cancel_backorder()

    @classmethod
    def ship(cls, order, quantities=None, backorder=True):
        """Validate the open deliveries of an order; return them."""
        return cls.process(cls.open_pickings(order), quantities, backorder)

    @classmethod
    def pick(cls, order, quantities=None, backorder=True):
        """Validate the open picks (or packs) of an order; return them."""
        return cls.process(cls.open_pickings(order, step=True), quantities, backorder)

    @classmethod
    def confirm_delivery(cls, order, how="carrier", at=None, **values):
        """Record that what was shipped has arrived; return the transfers."""
        pickings = order.picking_ids.filtered("shipped_at")
        pickings.action_confirm_delivery(at or fields.Datetime.now(), how, **values)
        return pickings

    @classmethod
    def deliver(cls, order):
        """Ship everything and have it arrive."""
        cls.ship(order)
        return cls.confirm_delivery(order)

    @classmethod
    def invoice(cls, orders, post=True):
        """Invoice what is to be invoiced; return the new invoices."""
        invoices = orders._create_invoices(final=True)
        if post:
            invoices.action_post()
        return invoices

    @classmethod
    def pay(cls, invoices, **values):
        """Register the payment of invoices; return the payments."""
        register = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        )
        return register.create(values)._create_payments()

    @classmethod
    def credit(cls, invoice, amount=None):
        """Credit an invoice, all of it or an amount, with Odoo's dialog; return the credit note."""
        reversal = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        note = cls.env["account.move"].browse(reversal.reverse_moves()["res_id"])
        if amount is not None:
            note.invoice_line_ids[1:].unlink()
            note.invoice_line_ids.write({"quantity": 1, "price_unit": amount})
        note.action_post()
        return note

    @classmethod
    def down_payment(cls, order, amount):
        """Invoice a fixed down payment; return the posted invoice."""
        wizard = (
            cls.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "fixed", "fixed_amount": amount})
        )
        invoice = wizard._create_invoices(order)
        invoice.action_post()
        return invoice

    @classmethod
    def send_back(cls, picking, quantity, exchange=False, receive=True):
        """Create a return, with a replacement if wanted; return the transfer that comes back."""
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(active_model="stock.picking", active_id=picking.id, active_ids=picking.ids)
            .create({})
        )
        wizard.product_return_moves.quantity = quantity
        action = wizard.action_create_exchanges() if exchange else wizard.action_create_returns()
        incoming = cls.env["stock.picking"].browse(action["res_id"])
        if receive:
            cls.process(incoming)
        return incoming

    # === What to look at === #

    @classmethod
    def events(cls, order, *kinds):
        """Return the log of an order, oldest first."""
        domain = [("order_id", "in", order.ids)]
        if kinds:
            domain.append(("kind", "in", kinds))
        return cls.env["sale.order.event"].search(domain, order="id")

    def assertStatus(self, order, status):
        """Check the stored status: what the database says, not only the cache."""
        self.env.flush_all()
        self.env.cr.execute("SELECT order_status FROM sale_order WHERE id = %s", [order.id])
        self.assertEqual(self.env.cr.fetchone()[0], status)
        self.assertEqual(order.order_status, status)
        # However it was found, it is what the facts say. (Without the addon there is no engine to import.)
        from odoo.addons.quote_to_cash.engine.order_status import decide

        facts = self.env["sale.order.facts"]._collect(order.ids)
        self.assertEqual(decide(facts[order.id]), status)
