from datetime import timedelta

from odoo import api, fields, models

from ...engine import backorders as engine


class ResCompany(models.Model):
    _inherit = "res.company"

    backorder_notices = fields.Boolean(
        "Ask about Backorders",
        help="Customers are told what is in the box and what is not, once for each change of date, and asked.",
    )
    backorder_answer_days = fields.Integer(
        "Days to Answer", default=3, help="Working days in which a customer may answer."
    )
    backorder_silence = fields.Selection(
        [
            (engine.WAIT, "The customer waits"),
            (engine.SEND_NOW, "We send what we have"),
            (engine.CANCEL, "The rest is cancelled"),
        ],
        "No Answer Means",
        required=True,
        default=engine.WAIT,
    )
    short_pick_reasons = fields.Boolean(
        "Reasons for Short Picks",
        help="Who leaves goods behind that are there by the books has to say why.",
    )

    _backorder_answer_days_positive = models.Constraint(
        "CHECK (backorder_answer_days >= 0)", "The number of working days cannot be negative."
    )

    def _backorder_deadline(self, moment):
        """Return until when customers may answer who are asked at a moment, both in UTC."""
        days = self.backorder_answer_days
        return self._by_working_days(lambda local, working: engine.deadline(local, days, working), moment, days)

    def write(self, vals):
        """Extend: who is asked is asked from now on; what was short before is nobody's question."""
        result = super().write(vals)
        if "backorder_notices" in vals and not vals["backorder_notices"]:
            self.env["sale.backorder.notice"].sudo().search(
                [("company_id", "in", self.ids), ("state", "=", engine.TO_SEND), ("by_hand", "=", False)]
            ).state = engine.VOID
        return result


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    backorder_notices = fields.Boolean(related="company_id.backorder_notices", readonly=False)
    backorder_answer_days = fields.Integer(related="company_id.backorder_answer_days", readonly=False)
    backorder_silence = fields.Selection(related="company_id.backorder_silence", readonly=False)
    short_pick_reasons = fields.Boolean(related="company_id.short_pick_reasons", readonly=False)
    backorder_notices_preview = fields.Integer(compute="_compute_backorder_notices_preview")

    @api.depends("company_id")
    def _compute_backorder_notices_preview(self):
        """Count the deliveries of the last 90 days that left short: so many questions there would have been."""
        since = fields.Datetime.now() - timedelta(days=90)
        for settings in self:
            settings.backorder_notices_preview = self.env["stock.picking"].search_count(
                [
                    ("company_id", "=", settings.company_id.id),
                    ("backorder_id.shipped_at", ">=", since),
                    ("sale_id", "!=", False),
                ]
            )
