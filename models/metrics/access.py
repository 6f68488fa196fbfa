"""Who may see which figures: what is owed only accounting, what things cost only who may."""

from odoo import models

from ...engine import kpi_definition as definitions
from ...engine.kpi_registry import KPIS

COST_GROUP = "quote_to_cash.group_figure_costs"
RECEIVABLE_GROUPS = "account.group_account_invoice,account.group_account_readonly"
GROUPS = {definitions.RECEIVABLES: RECEIVABLE_GROUPS, definitions.COST: COST_GROUP}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _kpi_hidden_codes(self):
        """Return the codes of the figures that this user may not see, in a fixed order. Rules on sums ask for it."""
        self.ensure_one()
        hidden = {access for access, groups in GROUPS.items() if not self.has_groups(groups)}
        return [kpi.code for kpi in KPIS if kpi.group in hidden]
