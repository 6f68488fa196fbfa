"""Dialogs that ask for which day or period the receivables are looked at."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.collections.receivable_facts import Question

PERIOD = timedelta(days=89)


class ReceivableScope(models.AbstractModel):
    """Whose receivables are looked at."""

    _name = "receivable.scope"
    _description = "Whose Receivables"

    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        default=lambda self: self.env.companies,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    partner_ids = fields.Many2many("res.partner", string="Customers", help="Empty: all.")
    user_ids = fields.Many2many("res.users", string="Salespersons", help="Empty: all.")

    def _companies(self):
        """Return the companies that are chosen and may be seen.

        :raises UserError: if there is none
        """
        companies = self.company_ids & self.env.companies
        if not companies:
            raise UserError(self.env._("Choose a company that you are working in."))
        return companies

    def _chosen_domain(self):
        """Return the domain of the customers and salespersons that are chosen."""
        domain = []
        if self.partner_ids:
            domain.append(("partner_id", "in", self.partner_ids.commercial_partner_id.ids))
        if self.user_ids:
            domain.append(("user_id", "in", self.user_ids.ids))
        return domain


class ReceivableAgingWizard(models.TransientModel):
    _name = "receivable.aging.wizard"
    _inherit = "receivable.scope"
    _description = "Aged Receivables on a Day"

    date = fields.Date("As of", required=True, default=lambda self: self.env.company._local_day())

    def action_open(self):
        """Open what was open at the end of the day."""
        self.ensure_one()
        domain = [("company_id", "in", self._companies().ids), *self._chosen_domain()]
        return self.env["receivable.aging"]._open_action(self.date, domain)


class ReceivableFigureWizard(models.TransientModel):
    _name = "receivable.figure.wizard"
    _inherit = "receivable.scope"
    _description = "Receivable Figures of a Period"

    date_from = fields.Date("From", required=True, default=lambda self: self.env.company._local_day() - PERIOD)
    date_to = fields.Date("To", required=True, default=lambda self: self.env.company._local_day())
    by = fields.Selection(
        [("customer", "Customer"), ("salesperson", "Salesperson"), ("company", "Company")],
        "For Each",
        required=True,
        default="customer",
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for wizard in self:
            if wizard.date_from > wizard.date_to:
                raise UserError(self.env._("The period ends before it begins."))

    def _question(self):
        """Return what is asked for, as the statements take it."""
        return Question(
            first=self.date_from,
            last=self.date_to,
            by=self.by,
            companies=tuple(self._companies().ids),
            customers=tuple(self.partner_ids.commercial_partner_id.ids),
            users=tuple(self.user_ids.ids),
        )

    def action_open(self):
        """Compute the figures and open them."""
        self.ensure_one()
        self.env["receivable.figure"].search([("wizard_id", "=", self.id)]).unlink()
        self.env["receivable.figure"]._make(self, self._question())
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.receivable_figure_action")
        name = self.env._("Receivable figures %(first)s – %(last)s", first=self.date_from, last=self.date_to)
        return {**action, "name": name, "display_name": name, "domain": [("wizard_id", "=", self.id)]}

    def _invoices_action(self, company, partner, user):
        """Return the window with the invoices and credit notes of the period.

        :param company: whose
        :param partner: the customer's, unless the question is about others
        :param user: the salesperson's, likewise
        """
        self.ensure_one()
        domain = Domain(
            [
                ("company_id", "=", company.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ]
        )
        partners = partner if self.by == "customer" else self.partner_ids.commercial_partner_id
        if partners or self.by == "customer":
            domain &= Domain("commercial_partner_id", "in", partners.ids or [False])
        for users in (user if self.by == "salesperson" else None, self.user_ids or None):
            if users is not None:
                domain &= self._sold_by(users.ids or [False])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices of the period"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": list(domain),
            "context": {"create": False},
        }

    def _sold_by(self, user_ids):
        """Return the domain of invoices whose salesperson, or else whose customer's, is one of these users."""
        return Domain("invoice_user_id", "in", user_ids) | (
            Domain("invoice_user_id", "=", False) & Domain("commercial_partner_id.user_id", "in", user_ids)
        )
