"""The statement of account: what a customer owes a company on a day, on paper and in the customer's language."""

from odoo import models

AGES = ("not_due", "late_30", "late_60", "late_90", "late_more", "credits")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_print_statement(self):
        """Print the statements of account of these customers."""
        return self.env.ref("quote_to_cash.action_report_statement_of_account").report_action(self)

    def _statements_of_account(self):
        """Return what each customer owes the current company today: ``{customer id: values of the report}``.

        Lines are given by due date, money and credit notes that are not allocated apart.

        :raises AccessError: for whoever may not see receivables
        """
        company = self.env.company
        day = company._local_day()
        rows = self.env["receivable.aging"]._on(day)
        found = rows.search([("company_id", "=", company.id), ("partner_id", "in", self.ids)])
        by_customer = found.grouped("partner_id")
        return {
            customer.id: self._prepare_statement(company, day, by_customer.get(customer, rows)) for customer in self
        }

    def _prepare_statement(self, company, day, rows):
        unallocated = rows.filtered(lambda row: row.age == "credit")
        by_currency = rows.grouped("foreign_currency_id")
        foreign = (rows.foreign_currency_id - company.currency_id).sorted("name")
        return {
            "company": company,
            "day": day,
            "lines": rows - unallocated,
            "credits": unallocated,
            "ages": {name: sum(rows.mapped(name)) for name in AGES},
            "balance": sum(rows.mapped("balance")),
            "foreign": [(currency, sum(by_currency[currency].mapped("foreign_balance"))) for currency in foreign],
        }


class StatementReport(models.AbstractModel):
    _name = "report.quote_to_cash.report_statement_of_account"
    _description = "Statement of Account"

    def _get_report_values(self, docids, data=None):
        """Return the statements of the customers, whichever of their contacts were chosen."""
        customers = self.env["res.partner"].browse(docids).commercial_partner_id
        return {
            "doc_ids": customers.ids,
            "doc_model": "res.partner",
            "docs": customers,
            "statements": customers._statements_of_account(),
        }
