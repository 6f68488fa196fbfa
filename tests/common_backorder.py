"""Orders of which a part leaves, and customers who are asked about the rest."""

from unittest.mock import patch

from .common_ledger import LedgerCommon


class BackorderCommon(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.email = "anna@example.com"
        cls.desk = cls.make_user("desk")
        cls.keeper = cls.make_user("warehouse")
        cls.successor = cls.make_product("Oven 2", list_price=120)

    @classmethod
    def ask(cls, **values):
        """Have customers asked."""
        cls.company.write({"backorder_notices": True, **values})

    @classmethod
    def short(cls, quantity=10, there=6, product=None, **values):
        """Confirm an order of which not everything is there."""
        product = product or cls.goods
        if there:
            cls.add_stock(product, there)
        return cls.make_order((product, quantity), stock=False, user_id=cls.salesman.id, **values)

    @classmethod
    def dialog(cls, order, quantities=None, user=None, step=False):
        """Pick, validate, and return the dialog that asks about the rest."""
        picking = cls.open_pickings(order, step)
        picking.action_assign()
        for move in picking.move_ids:
            if quantities is not None:
                move.quantity = quantities.get(move.product_id, 0)
            move.picked = bool(move.quantity)
        action = picking.with_user(user or cls.env.user).button_validate()
        return cls.env[action["res_model"]].with_user(user or cls.env.user).with_context(**action["context"]).create({})

    @classmethod
    def instead(cls, product, successor=None):
        """Offer another product instead of one; return the other one."""
        successor = successor or cls.successor
        product.product_tmpl_id.successor_id = successor
        return successor

    @classmethod
    def decide(cls, order, decision, quantities=None, **values):
        """Have the warehouse say what happens to all that is short."""
        dialog = cls.dialog(order, quantities, user=cls.keeper)
        dialog.short_line_ids.write({"decision": decision, **values})
        dialog.process()

    @classmethod
    def leave_short(cls, order, quantities=None):
        """Validate what is there; the rest is sent later."""
        cls.dialog(order, quantities).process()
        return order.picking_ids.filtered("shipped_at")

    @classmethod
    def notices(cls, order):
        """Return what the customer was, or is to be, asked; the newest first."""
        cls.env.flush_all()
        return cls.env["sale.backorder.notice"].search([("order_id", "in", order.ids)])

    def run_job(self, name, **options):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1000.0):
            getattr(self.env["sale.backorder.notice"], name)(**options)

    def send(self, **options):
        self.run_job("_cron_send_backorder_notices", **options)

    def mails(self, order):
        return self.env["mail.mail"].search(
            [("model", "=", "sale.backorder.notice"), ("res_id", "in", self.notices(order).ids)]
        )

    def asked(self, order):
        """Ship what is there, and ask; return the question."""
        self.leave_short(order)
        self.send()
        return self.notices(order)
