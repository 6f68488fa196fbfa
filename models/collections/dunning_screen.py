"""The collector's screen: everything about one customer's open invoices."""

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_invoice_ids = fields.Many2many(
        "account.move",
        string="Open Invoices",
        compute="_compute_collection_invoice_ids",
        inverse="_inverse_collection_invoice_ids",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    collection_overdue = fields.Monetary(
        "Overdue",
        compute="_compute_collection_invoice_ids",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    collection_on_account = fields.Monetary(
        "Not Allocated",
        compute="_compute_collection_on_account",
        groups="account.group_account_invoice,account.group_account_readonly",
    )

    @api.depends_context("company", "allowed_company_ids")
    def _compute_collection_invoice_ids(self):
        found = self.env["account.move"].search(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
                ("amount_residual", ">", 0),
            ],
            order="invoice_date_due, id",
        )
        today = self.env.company._local_day()
        by_customer = found.grouped("commercial_partner_id")
        for partner in self:
            invoices = by_customer.get(partner.commercial_partner_id, self.env["account.move"])
            late = invoices.line_ids.filtered(
                lambda line: line.account_type == "asset_receivable" and line.date_maturity < today
            )
            partner.collection_invoice_ids = invoices
            partner.collection_overdue = sum(late.mapped("amount_residual"))

    def _inverse_collection_invoice_ids(self):
        """Invoices are edited in their rows; none is added or taken away."""

    @api.depends_context("company")
    def _compute_collection_on_account(self):
        groups = self.env["account.move.line"]._read_group(
            [
                ("partner_id", "child_of", self.commercial_partner_id.ids),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("company_id", "=", self.env.company.id),
                ("amount_residual", "<", 0),
            ],
            ["partner_id"],
            ["amount_residual:sum"],
        )
        money = {}
        for owner, amount in groups:
            customer = owner.commercial_partner_id
            money[customer] = money.get(customer, 0.0) - amount
        for partner in self:
            partner.collection_on_account = money.get(partner.commercial_partner_id, 0.0)

    def _open_collector_screen(self, company=None):
        """Return the action that opens the collector's screen of this customer.

        :param res.company company: whose invoices are shown
        """
        action = {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "res.partner",
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref("quote_to_cash.res_partner_view_form_collector").id, "form")],
        }
        if company and company != self.env.company:
            action["context"] = {"allowed_company_ids": [company.id]}
        return action
