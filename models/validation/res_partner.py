from odoo import api, fields, models

# Who decides on a customer's credit; as for Odoo's own credit limit
CREDIT_GROUPS = "account.group_account_invoice,account.group_account_readonly,quote_to_cash.group_credit_manager"


class ResPartner(models.Model):
    _inherit = "res.partner"

    prepayment_required = fields.Boolean(
        "Pays in Advance",
        company_dependent=True,
        groups=CREDIT_GROUPS,
        help="Orders are only confirmed when they are paid.",
    )
    credit_on_hold = fields.Boolean(
        "Account on Hold",
        company_dependent=True,
        groups=CREDIT_GROUPS,
        help="No order of this customer is confirmed.",
    )

    @api.model
    def _commercial_fields(self):
        """Extend: what holds for the company holds for its contacts."""
        return [*super()._commercial_fields(), "prepayment_required", "credit_on_hold"]
