from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Sales has a setting of this name already: what is invoiced, not when.
    invoicing_policy = fields.Selection(
        related="company_id.invoicing_policy", readonly=False, string="Invoicing of Shipments"
    )
    invoicing_start_date = fields.Date(related="company_id.invoicing_start_date", readonly=False)
    invoicing_consolidation = fields.Selection(related="company_id.invoicing_consolidation", readonly=False)
    invoicing_services = fields.Selection(related="company_id.invoicing_services", readonly=False)
    invoicing_send_mail = fields.Boolean(related="company_id.invoicing_send_mail", readonly=False)
    invoicing_preview = fields.Integer(compute="_compute_invoicing_preview")
    invoicing_preview_older = fields.Integer(compute="_compute_invoicing_preview")

    @api.onchange("invoicing_policy")
    def _onchange_invoicing_policy(self):
        """Propose to begin today: what was shipped before stays as it is."""
        if self.invoicing_policy != "manual" and not self.invoicing_start_date:
            self.invoicing_start_date = self.company_id._local_day()

    def _invoicing_preview_domain(self, older=False):
        """Return which shipped orders would be invoiced, or are too old for that.

        :param bool older: those that left before the start
        """
        day = self.invoicing_start_date or self.company_id._local_day()
        return [
            ("kind", "=", "shipped"),
            ("company_id", "=", self.company_id.id),
            ("since", "<" if older else ">=", self.company_id._begin_of_day(day)),
            ("partner_id.commercial_partner_id.invoicing_policy", "!=", "manual"),
        ]

    @api.depends("invoicing_policy", "invoicing_start_date", "company_id")
    def _compute_invoicing_preview(self):
        """Count what switching it on would invoice, and what it would leave alone."""
        Exceptions = self.env["sale.invoicing.exception"].sudo()  # Only how many there are is told.
        for settings in self:
            settings.invoicing_preview = Exceptions.search_count(settings._invoicing_preview_domain())
            settings.invoicing_preview_older = Exceptions.search_count(settings._invoicing_preview_domain(older=True))

    def action_preview_invoicing(self):
        """Show which orders would be invoiced."""
        return self._open_preview(self._invoicing_preview_domain(), self.env._("Would Be Invoiced"))

    def action_preview_older(self):
        """Show which orders would stay: they were shipped before the start."""
        return self._open_preview(self._invoicing_preview_domain(older=True), self.env._("Shipped before the Start"))

    def _open_preview(self, domain, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.sale_invoicing_exception_action")
        values = {"name": name, "domain": domain, "context": {"dialog_size": "extra-large"}, "target": "new"}
        return {**action, **values, "help": False}
