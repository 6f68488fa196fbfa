"""Who may see which figures: what is owed only accounting, what things cost only who may."""

from odoo import models

from ...engine import kpi_definition as definitions
from ...engine.kpi_registry import KPIS

COST_GROUP = "quote_to_cash.group_figure_costs"
RECEIVABLE_GROUPS = "account.group_account_invoice,account.group_account_readonly"
GROUPS = {definitions.RECEIVABLES: RECEIVABLE_GROUPS, definitions.COST: COST_GROUP}
# Who sees all documents. What is read from the warehouse's log is not told by salesperson.
ALL_DOCUMENTS = f"sales_team.group_sale_salesman_all_leads,stock.group_stock_user,{RECEIVABLE_GROUPS}"


def groups_of(kpi):
    """Return the groups of which one is needed to see a figure, or None if whoever sees documents sees it.

    :param engine.kpi_definition.Kpi kpi: the definition
    """
    return GROUPS.get(kpi.group) or (ALL_DOCUMENTS if kpi.source == definitions.DAY else None)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _kpi_hidden_codes(self):
        """Return the codes of the figures that this user may not see, in a fixed order. Rules on sums ask for it."""
        self.ensure_one()
        hidden = {access for access, groups in GROUPS.items() if not self.has_groups(groups)}
        return [kpi.code for kpi in KPIS if kpi.group in hidden]
