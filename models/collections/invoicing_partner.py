from odoo import api, fields, models

from .const import POLICIES


class ResPartner(models.Model):
    _inherit = "res.partner"

    invoicing_policy = fields.Selection(
        POLICIES,
        company_dependent=True,
        help="When what this customer got is invoiced. Empty: as the company does.",
    )

    @api.model
    def _commercial_fields(self):
        """Extend: contacts of a customer have its policy."""
        return [*super()._commercial_fields(), "invoicing_policy"]

    def write(self, vals):
        """Extend: the first customer with a policy switches invoicing on, from today."""
        result = super().write(vals)
        self._begin_invoicing([vals])
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: as in `write`."""
        partners = super().create(vals_list)
        self._begin_invoicing(vals_list)
        return partners

    def _begin_invoicing(self, vals_list):
        if any(vals.get("invoicing_policy") not in (None, False, "manual") for vals in vals_list):
            # Whoever may give a customer a policy may not change companies; only an empty start is filled.
            self.env.company.sudo()._begin_invoicing(always=True)
