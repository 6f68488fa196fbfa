"""What was ordered: frozen when an order is confirmed, because nobody can find it out later."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..append_only import guard

# Amounts in the company's currency at the rate of the order's day, as sale.order has it; quantities in the base unit.
FREEZE = """
    INSERT INTO sale_order_confirmed_line
           (order_id, line_id, company_id, product_id, quantity, amount, confirmed_at, is_assumed, is_checked)
    SELECT so.id, line.id, so.company_id, line.product_id,
           line.product_uom_qty * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1),
           line.price_subtotal / COALESCE(NULLIF(so.currency_rate, 0), 1),
           %(moment)s, %(assumed)s, %(checked)s
      FROM sale_order so
      JOIN sale_order_line line ON line.order_id = so.id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
      LEFT JOIN uom_uom base ON base.id = template.uom_id
     WHERE so.id = ANY(%(orders)s)
       AND %(only_if)s
       AND line.display_type IS NULL
       AND line.is_downpayment IS NOT TRUE
"""


class SaleOrderConfirmedLine(models.Model):
    """One line of an order as it was confirmed. Confirmed once more after it was cancelled, it has one more.

    A database trigger refuses every change, for all users; only links to what was deleted may be emptied.
    """

    _name = "sale.order.confirmed.line"
    _description = "Order Line as Confirmed"
    _order = "confirmed_at desc, id desc"
    _log_access = False
    _rec_name = "line_id"
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", readonly=True, index=True, ondelete="set null")
    line_id = fields.Many2one("sale.order.line", readonly=True, index=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="restrict")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="set null", index="btree_not_null")
    quantity = fields.Float(readonly=True, digits=0, help="In the product's own unit")
    amount = fields.Float("Untaxed Amount", readonly=True, digits=0, help="In the company's currency")
    confirmed_at = fields.Datetime("Confirmed On", readonly=True, required=True)
    is_assumed = fields.Boolean(readonly=True, help="As the order stood when the addon was installed")
    is_checked = fields.Boolean("Checked", readonly=True, help="Whether the order was checked when it was confirmed")

    _episode_unique = models.UniqueIndex("(line_id, confirmed_at)", "A line is confirmed once at a time.")

    def init(self):
        """Let the database itself refuse what the ORM refuses."""
        guard(
            self.env.cr,
            self._table,
            "What was ordered cannot be changed.",
            ["order_id", "line_id", "product_id"],
        )

    def write(self, vals):
        """Refuse: nobody changes what was ordered.

        :raise UserError: always, unless there is nothing to write
        """
        if self and vals:
            raise UserError(self.env._("What was ordered cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was ordered cannot be deleted."))

    @api.model
    def _freeze(self, orders):
        """Keep what orders are for, with one statement for any number of them.

        :param sale.order orders: those that are being confirmed
        """
        if not orders:
            return
        # That they are confirmed need not be written for it: it will be, with all else of them.
        self.env["sale.order"].flush_model(["company_id", "currency_rate"])
        self.env["sale.order.line"].flush_model(
            ["order_id", "product_id", "product_uom_id", "product_uom_qty", "price_subtotal"]
        )
        # Moments are whole seconds: whoever cancels and confirms again within one has confirmed later all the same.
        moment = SQL(
            "GREATEST(%s::timestamp, (SELECT MAX(known.confirmed_at) + INTERVAL '1 second'"
            " FROM sale_order_confirmed_line known WHERE known.order_id = so.id))",
            self.env["sale.order.event"]._default_happened_at(),
        )
        checked = orders.filtered(lambda order: order.validation_state not in (False, "unchecked"))
        self.env.cr.execute(
            SQL(
                FREEZE,
                orders=orders.ids,
                moment=moment,
                assumed=False,
                checked=SQL("so.id = ANY(%s)", checked.ids),
                only_if=SQL("TRUE"),
            )
        )

    @api.model
    def _assume(self, orders):
        """Keep what orders are for that were confirmed before anybody kept it: as they stand now, and marked so.

        :param list orders: ids; of those that were kept nothing changes
        """
        unknown = SQL(
            "so.state = 'sale'"
            " AND NOT EXISTS (SELECT 1 FROM sale_order_confirmed_line known WHERE known.order_id = so.id)"
        )
        self.env["sale.order"].flush_model(["state", "company_id", "currency_rate", "date_order", "validation_state"])
        self.env.cr.execute(
            SQL(
                FREEZE,
                orders=orders,
                moment=SQL("so.date_order"),
                assumed=True,
                checked=SQL("COALESCE(so.validation_state, 'unchecked') <> 'unchecked'"),
                only_if=unknown,
            )
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        """Extend: what is ordered is kept as it is now."""
        result = super()._action_confirm()
        self.env["sale.order.confirmed.line"]._freeze(self.filtered(lambda order: order.state == "sale"))
        return result

    def unlink(self):
        """Extend: what was ordered stays, without its links.

        The database empties them one after the other, and refuses that to a transaction that has just confirmed.
        """
        for model in ("sale.order.confirmed.line", "sale.order.withdrawn.line"):
            table = SQL.identifier(self.env[model]._table)
            self.env.cr.execute(
                SQL("UPDATE %s SET order_id = NULL, line_id = NULL WHERE order_id = ANY(%s)", table, self.ids)
            )
            self.env[model].invalidate_model(["order_id", "line_id"], flush=False)
        return super().unlink()
