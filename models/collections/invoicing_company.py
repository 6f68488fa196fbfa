from odoo import api, fields, models

from ...engine.invoice_policy import period_start
from .const import CONSOLIDATIONS, POLICIES, SERVICES


class ResCompany(models.Model):
    _inherit = "res.company"

    invoicing_policy = fields.Selection(
        POLICIES,
        default="manual",
        required=True,
        help="When what was shipped is invoiced by itself. A customer may have another policy.",
    )
    invoicing_start_date = fields.Date(
        "Invoice From",
        help="What was shipped before this day is never invoiced by itself, only when somebody asks for it.",
    )
    invoicing_consolidation = fields.Selection(
        CONSOLIDATIONS,
        default="order",
        required=True,
        help="How invoices of a day, a week or a month are put together.",
    )
    invoicing_services = fields.Selection(
        SERVICES, "Services Invoiced", default="goods", required=True, help="Orders without goods do not wait."
    )
    invoicing_send_mail = fields.Boolean(
        "Send Invoices by E-mail",
        help="With the PDF, the customer's order number and a link to pay. Odoo's own job sends them.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a new company that invoices by itself begins today."""
        companies = super().create(vals_list)
        companies._begin_invoicing()
        return companies

    def write(self, vals):
        """Extend: whoever switches invoicing on without a date begins today, not in the past."""
        result = super().write(vals)
        if "invoicing_policy" in vals:
            self._begin_invoicing()
        return result

    def _begin_invoicing(self, always=False):
        """Set the start where it is missing.

        :param bool always: also if only some customers have a policy
        """
        for company in self:
            if (always or company.invoicing_policy != "manual") and not company.invoicing_start_date:
                company.invoicing_start_date = company._local_day()

    def _invoicing_window(self, policy, older=False):
        """Return from when until when shipments are invoiced now, in UTC; None: no limit.

        :param str policy: of the customer
        :param bool older: also what was shipped before the start
        :return: (begin, end)
        """
        self.ensure_one()
        days = None if older else self.invoicing_start_date, period_start(policy, self._local_day())
        return tuple(day and self._begin_of_day(day) for day in days)
