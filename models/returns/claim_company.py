from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    claim_portal = fields.Boolean(
        "Customers Report Damage", help="On the page of their order, for deliveries that have left."
    )
    claim_user_id = fields.Many2one(
        "res.users",
        "Owner of Claims",
        domain=[("share", "=", False)],
        help="Who works on damage claims; empty: the salesperson of the order.",
    )
    claim_remind_days = fields.Integer(
        "Days to Remind Ahead", default=2, help="How long before a deadline of the carrier the owner is reminded."
    )
    claim_answer_days = fields.Integer(
        "Days for the Carrier's Answer", default=30, help="After that the owner is reminded to ask."
    )
    claim_pay_days = fields.Integer(
        "Days for the Carrier's Payment", default=30, help="After that the owner is reminded to ask."
    )
    claim_recovery_account_id = fields.Many2one(
        "account.account",
        "Recovery Account",
        check_company=True,
        help="Where what carriers pay for damage and loss is credited.",
    )

    _claim_days_valid = models.Constraint(
        "CHECK (claim_remind_days BETWEEN 0 AND 365 AND claim_answer_days BETWEEN 0 AND 3650"
        " AND claim_pay_days BETWEEN 0 AND 3650)",
        "Days lie between 0 and 3650; reminders ahead at most 365.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    claim_portal = fields.Boolean(related="company_id.claim_portal", readonly=False)
    claim_user_id = fields.Many2one(related="company_id.claim_user_id", readonly=False)
    claim_remind_days = fields.Integer(related="company_id.claim_remind_days", readonly=False)
    claim_answer_days = fields.Integer(related="company_id.claim_answer_days", readonly=False)
    claim_pay_days = fields.Integer(related="company_id.claim_pay_days", readonly=False)
    claim_recovery_account_id = fields.Many2one(
        related="company_id.claim_recovery_account_id",
        readonly=False,
        domain="[('company_ids', 'in', company_id), ('account_type', 'in', ('income_other', 'income', 'expense'))]",
    )


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    claim_partner_id = fields.Many2one(
        "res.partner", "Claims Contact", help="Who answers and pays claims for damage and loss."
    )
