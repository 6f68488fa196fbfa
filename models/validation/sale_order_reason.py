from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# Why the gate holds an order; without these reasons no customer could confirm one
GATE_REASONS = {"order_check": _lt("Order to be checked"), "credit": _lt("Credit check")}


class SaleOrderReason(models.Model):
    _inherit = "sale.order.reason"

    def _is_used(self):
        """Extend: reasons for which something was waived."""
        findings = self.env["order.validation.finding"].sudo()
        groups = findings._read_group([("waive_reason_id", "in", self.ids)], ["waive_reason_id"])
        return super()._is_used() | self.browse({reason.id for (reason,) in groups})

    def _is_of_gate(self):
        """Return those of the reasons that the gate needs."""
        return self.filtered(lambda reason: reason.kind == "hold" and reason.code in GATE_REASONS)

    @api.model
    def _of_gate(self, code):
        """Return the reason for which the gate holds an order.

        :param str code: one of :data:`GATE_REASONS`
        """
        reason = self._get_by_code("hold", code)
        # It may have been deleted before the gate needed it.
        return reason or self.sudo().create({"kind": "hold", "code": code, "name": self.env._(GATE_REASONS[code])})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_gate(self):
        needed = self._is_of_gate()
        if needed:
            raise UserError(
                self.env._(
                    "Orders that the check stops are held for these reasons: %(reasons)s. Rename them instead.",
                    reasons=", ".join(needed.mapped("name")),
                )
            )

    def write(self, vals):
        """Extend: the gate finds its reasons by their codes.

        :raise UserError: if the code or the kind of one of them would change
        """
        if any(reason[name] != vals[name] for name in vals.keys() & {"code", "kind"} for reason in self._is_of_gate()):
            raise UserError(self.env._("Orders that the check stops are held for this reason: its code stays."))
        return super().write(vals)
