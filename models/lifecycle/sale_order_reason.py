"""Reasons that people choose when they hold, cancel, waive, shorten or return."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderReason(models.Model):
    _name = "sale.order.reason"
    _description = "Order Reason"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name for other programs; unique for its kind.")
    kind = fields.Selection(
        [
            ("hold", "Hold"),
            ("cancel", "Cancellation"),
            ("waiver", "Waiver"),
            ("short_pick", "Short Pick"),
            ("return", "Return"),
            ("inspection", "Inspection"),
        ],
        required=True,
        index=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    frees_reservation = fields.Boolean(
        "Free Reserved Stock",
        help="Holding an order for this reason gives its reserved stock back to other orders.",
    )
    waits_for = fields.Selection(
        [("company", "Us"), ("customer", "The Customer")],
        default="company",
        help="Who has to act before an order held for this reason can go on.",
    )

    _code_unique = models.UniqueIndex("(kind, code)", "Two reasons of the same kind cannot have the same code.")

    @api.model
    def _resolve(self, reason, *kinds):
        """Return a reason given as a record or, over RPC, as an id.

        :param reason: ``sale.order.reason`` or its id
        :param str kinds: the kinds that fit
        :raise UserError: if there is none, or it is of another kind
        """
        if not isinstance(reason, models.BaseModel):
            reason = self.browse(reason or []).exists()
        reason._check_kind(*kinds)
        return reason

    def _check_kind(self, *needed):
        """Refuse a reason that was made for something else.

        :param str needed: the kinds that fit here
        :raise UserError: if this reason is of another kind, or none is given
        """
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        fitting = " / ".join(kinds[kind] for kind in needed)
        if not self:
            raise UserError(self.env._("Choose a reason (%(kind)s).", kind=fitting))
        for reason in self.sudo():
            if reason.kind not in needed:
                raise UserError(
                    self.env._(
                        "“%(reason)s” is a reason of the kind “%(actual)s”; choose one of the kind “%(needed)s”.",
                        reason=reason.name,
                        actual=kinds[reason.kind],
                        needed=fitting,
                    )
                )

    @api.model
    def _get_by_code(self, kind, code):
        """Return the reason with this code, also if archived, or an empty recordset."""
        reasons = self.sudo().with_context(active_test=False)
        return reasons.search([("kind", "=", kind), ("code", "=", code)], limit=1)

    def _is_used(self):
        """Return those of the reasons that stand on a record. Later rooms add theirs."""
        holds = self.env["sale.order.hold"].sudo()._read_group([("reason_id", "in", self.ids)], ["reason_id"])
        orders = self.env["sale.order"].sudo()._read_group([("cancel_reason_id", "in", self.ids)], ["cancel_reason_id"])
        return self.browse({reason.id for (reason,) in holds + orders})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self._is_used()
        if used:
            raise UserError(
                self.env._(
                    "These reasons are in use: %(reasons)s. Archive them instead; what was"
                    " recorded with them stays readable.",
                    reasons=", ".join(used.mapped("name")),
                )
            )

    def write(self, vals):
        """Refuse to turn a reason in use into one of another kind.

        :raise UserError: if the kind of a reason in use would change
        """
        if "kind" in vals and any(reason.kind != vals["kind"] for reason in self._is_used()):
            raise UserError(self.env._("The kind of a reason in use cannot change. Create a new reason."))
        return super().write(vals)
