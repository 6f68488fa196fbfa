"""What screens need to show a finding."""

from odoo import api, fields, models

from ...engine.findings import OPEN


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    partner_id = fields.Many2one(related="order_id.partner_id")
    is_observed = fields.Boolean(
        compute="_compute_is_observed", help="Stops no order: the company does not enforce its checks."
    )
    waiver_hint = fields.Char(compute="_compute_waiver_hint", help="Who may waive it, where the user may not.")

    @api.depends("enforced", "company_id.validation_mode")
    def _compute_is_observed(self):
        for finding in self:
            # Who sees the order need not see its company.
            finding.is_observed = not finding.enforced and finding.company_id.sudo().validation_mode != "enforce"

    @api.depends("can_waive", "who_waives", "state")
    @api.depends_context("lang", "uid")
    def _compute_waiver_hint(self):
        for finding in self:
            if finding.state != OPEN or finding.can_waive:
                finding.waiver_hint = False
            elif finding.enforced:
                finding.waiver_hint = self.env._("Nobody may waive this: the product may not be oversold.")
            elif not finding.who_waives:
                finding.waiver_hint = self.env._("Cannot be waived.")
            elif finding._has_waiver_authority():
                finding.waiver_hint = self.env._("Not waived on one's own order: ask a colleague.")
            else:
                # A group that is named like its privilege is named once.
                group = " / ".join(dict.fromkeys(finding.who_waives.split(" / ")))
                finding.waiver_hint = self.env._("May be waived by: %(group)s.", group=group)
