"""Three warehouses of one company: the order's own, one in the east, one in the west."""

from .common_stock import StockCommon


class SourcingCommon(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.warehouse
        cls.home.name = "Columbus"
        cls.east = cls.make_other_warehouse("Portland", "US", "04101")
        cls.west = cls.make_other_warehouse("Reno", "US", "89501")
        cls.home.partner_id = cls.make_place("DE", "10999")
        cls.salesman = cls.make_user("salesman")

    @classmethod
    def make_place(cls, country, code):
        return cls.env["res.partner"].create(
            {"name": f"Warehouse {code}", "country_id": cls.env.ref(f"base.{country.lower()}").id, "zip": code}
        )

    @classmethod
    def make_other_warehouse(cls, name, country, code, steps=1):
        warehouse = cls.make_warehouse(steps)
        warehouse.write({"name": name, "partner_id": cls.make_place(country, code).id})
        return warehouse

    @classmethod
    def order(cls, *lines, **values):
        """Create a quotation of a salesperson, with a line for each product or pair."""
        return cls.make_order(*lines, confirm=False, stock=False, user_id=cls.salesman.id, **values)

    @classmethod
    def open(cls, order, user=None):
        """Open the dialog as the salesperson does."""
        order = order.with_user(user or cls.salesman)
        action = order.action_open_sourcing()
        return order.env[action["res_model"]].browse(action["res_id"])

    @classmethod
    def options(cls, order):
        """Return what the dialog shows: ``[(kind, name), …]``, the best one first."""
        return [(option["kind"], option["name"]) for option in cls.open(order).picture["options"]]

    @classmethod
    def choose(cls, order, name, user=None):
        """Open the dialog and choose the option whose name begins like that."""
        wizard = cls.open(order, user)
        found = [option for option in wizard.picture["options"] if option["name"].startswith(name)]
        if not found:
            raise AssertionError(f"{name}: {[option['name'] for option in wizard.picture['options']]}")
        cls.env.flush_all()
        wizard.action_choose(found[0]["key"])
        cls.env.invalidate_all()
        return order

    @classmethod
    def shown(cls, order, name):
        """Return what the dialog shows of an option."""
        return next(o for o in cls.open(order).picture["options"] if o["name"].startswith(name))

    def assertLines(self, order, *expected):
        """Check product, quantity and warehouse of the goods lines, in the order in which they are shown."""
        lines = self.env["sale.order.line"].search([("order_id", "=", order.id), ("product_id.type", "=", "consu")])
        found = [(line.product_id, line.product_uom_qty, line.warehouse_id) for line in lines]
        self.assertEqual(found, list(expected))

    def assertSent(self, order, expected):
        """Check what open transfers bring to the customer: ``{(product, warehouse): quantity}``."""
        found = {}
        for move in order.order_line.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            if move._delivery_quantities()[1]:
                key = move.product_id, move.location_id.warehouse_id
                found[key] = found.get(key, 0) + move.product_qty
        self.assertEqual(found, expected)
