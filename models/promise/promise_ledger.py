"""The append-only ledger of what was promised."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..append_only import guard


class SaleOrderPromise(models.Model):
    """One promise for one line of an order: written once, never changed.

    A database trigger refuses every change, for all users. Only the links to deleted records may be
    emptied, and a promise ends when its order is cancelled.
    """

    _name = "sale.order.promise"
    _description = "Delivery Promise"
    _order = "happened_at desc, id desc"
    _log_access = False
    _rec_name = "order_ref"
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", readonly=True, index=True, ondelete="set null")
    order_ref = fields.Char("Order Name", readonly=True, required=True)
    line_id = fields.Many2one("sale.order.line", "Order Line", readonly=True, index=True, ondelete="set null")
    product_id = fields.Many2one("product.product", readonly=True, index=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [("first", "First Promise"), ("change", "Later Promise")], required=True, readonly=True, index=True
    )
    date = fields.Datetime(
        "Promised For", required=True, readonly=True, help="When the goods are to be with the customer."
    )
    previous_date = fields.Datetime("Promised Before", readonly=True)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="set null")
    happened_at = fields.Datetime("On", required=True, readonly=True, index=True)
    in_force = fields.Boolean(readonly=True, help="Promises of a cancelled order are history.")

    _one_first_promise = models.UniqueIndex(
        "(line_id) WHERE kind = 'first' AND in_force", "A line has one first promise."
    )

    @api.depends("order_ref", "date")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = f"{promise.order_ref}: {(promise.date and promise.date.date()) or ''}"

    def init(self):
        """Let the database itself refuse what the ORM refuses."""
        ended = SQL("(OLD.in_force OR NOT NEW.in_force)")
        links = ["order_id", "line_id", "product_id", "user_id"]
        message = "The ledger of promises cannot be changed."
        guard(self.env.cr, self._table, message, links, only_if=ended, beside=["in_force"])

    def write(self, vals):
        """Refuse: nobody changes the ledger.

        :raise UserError: always, unless there is nothing to write
        """
        if self and vals:
            raise UserError(self.env._("The ledger of promises cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Entries of the ledger of promises cannot be deleted."))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.ondelete(at_uninstall=False)
    def _unlink_from_promises(self):
        # While it deletes, PostgreSQL checks the links of rows that the same transaction has written once more, and
        # finds that to the line broken before it has emptied it.
        self.env.cr.execute(
            SQL("UPDATE sale_order_promise SET order_id = NULL, line_id = NULL WHERE order_id = ANY(%s)", self.ids)
        )
