"""The dialog that says from where an order can be sent, and sends it the chosen way."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderSourcing(models.TransientModel):
    _name = "sale.order.sourcing"
    _description = "Sourcing of an Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id")
    picture = fields.Json(readonly=True, help="The options as they were found when the dialog was opened.")

    @api.model
    def _open(self, order):
        """Return the action that shows from where an order can be sent.

        :param sale.order order: one order
        :raise UserError: if nothing of it can be sourced
        """
        order._check_sourcing()
        sources = order._sources()
        if not sources.needs:
            reasons = order._describe_fixed(sources.fixed)
            raise UserError(
                self.env._("Nothing can be sent from elsewhere: %(reasons)s.", reasons="; ".join(reasons))
                if reasons
                else self.env._("Nothing of %(order)s is left to be sent.", order=order.name)
            )
        # What is shown is what was found, not what a client sends.
        wizard = self.create({"order_id": order.id})
        wizard.sudo().picture = order._describe_sources(sources)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sourcing of %(order)s", order=order.name),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def action_choose(self, key):
        """Send the order as one of the options says.

        :param str key: of an option that was shown
        :raise UserError: if it was not shown, or is not possible any more
        """
        self.ensure_one()
        shown = {option["key"]: option for option in (self.picture or {}).get("options", ())}
        if key not in shown:
            raise UserError(self.env._("Choose one of the options."))
        leaves = shown[key]["leaves"]
        self.order_id._source_as(key, promised=fields.Datetime.to_datetime(leaves) if leaves else None)
        return {"type": "ir.actions.act_window_close"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_open_sourcing(self):
        """Open the dialog that says from which warehouses this order can be sent.

        :rtype: dict
        """
        self.ensure_one()
        return self.env["sale.order.sourcing"]._open(self)
