"""Who looks after returns, and how long each stage may take."""

from odoo import api, fields, models

STAGE_DAYS = {
    "requested": "days_to_approve",
    "approved": "days_to_arrive",
    "in_transit": "days_to_arrive",
    "received": "days_to_inspect",
    "inspected": "days_to_resolve",
}
STAGE_OWNER = {
    "requested": "approve_user_id",
    "received": "inspect_user_id",
    "inspected": "resolve_user_id",
}


class SaleRmaTeam(models.Model):
    """A team with its mail alias: mails to it become returns (drafts)."""

    _name = "sale.rma.team"
    _description = "Returns Team"
    _inherit = ["mail.thread", "mail.alias.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    member_ids = fields.Many2many("res.users", string="Members", domain="[('share', '=', False)]")
    approve_user_id = fields.Many2one("res.users", "Decides", ondelete="set null", domain="[('share', '=', False)]")
    inspect_user_id = fields.Many2one("res.users", "Inspects", ondelete="set null", domain="[('share', '=', False)]")
    resolve_user_id = fields.Many2one("res.users", "Resolves", ondelete="set null", domain="[('share', '=', False)]")
    days_to_approve = fields.Integer("Days to Decide", default=1)
    days_to_arrive = fields.Integer("Days to Arrive", default=14)
    days_to_inspect = fields.Integer("Days to Inspect", default=2)
    days_to_resolve = fields.Integer("Days to Resolve", default=2)

    _days_positive = models.Constraint(
        "CHECK (days_to_approve >= 0 AND days_to_arrive >= 0 AND days_to_inspect >= 0 AND days_to_resolve >= 0)",
        "Days cannot be negative; 0 means no deadline.",
    )

    @api.model
    def _of_company(self, company):
        """Return the first team of a company; may be empty."""
        return self.sudo().search([("company_id", "=", company.id)], limit=1).with_env(self.env)

    def _days_of(self, state):
        """Return how many days a stage may take; 0 for no limit."""
        self.ensure_one()
        name = STAGE_DAYS.get(state)
        return self.sudo()[name] if name else 0

    def _owner_of(self, state):
        """Return who does the next step of a stage; may be empty."""
        name = STAGE_OWNER.get(state)
        return self[name] if self and name else self.env["res.users"]

    def _alias_get_creation_values(self):
        """Extend: mails to the alias become returns of the team."""
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("sale.rma")
        if self.id:
            values["alias_defaults"] = {"team_id": self.id, "company_id": self.company_id.id, "source": "mail"}
        return values
