"""What a company has switched on for its quotations, and what that would do tomorrow."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import quote_expiry as engine

PROPOSED_DAYS = 3  # previewed while it is off


class ResCompany(models.Model):
    _inherit = "res.company"

    quote_reminder_days = fields.Integer(
        "Remind Customers of Quotations",
        help="Days before a quotation's last day on which its customer gets a mail. 0: never.",
    )
    quote_activity_days = fields.Integer(
        "Tell Salespeople", help="Days before a quotation's last day on which its salesperson is told. 0: never."
    )
    quote_auto_expire = fields.Boolean(
        "Expire by Itself", help="Sent quotations are closed as lost on the day after their last day."
    )
    quote_expire_since = fields.Date(
        "Not If Ended Before", help="Quotations whose last day was earlier stay as they are."
    )

    _quote_reminder_days_positive = models.Constraint(
        "CHECK (quote_reminder_days >= 0)", "The number of days cannot be negative."
    )
    _quote_activity_days_positive = models.Constraint(
        "CHECK (quote_activity_days >= 0)", "The number of days cannot be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: see :meth:`write`."""
        companies = super().create(vals_list)
        companies._begin_expiry()
        return companies

    def write(self, vals):
        """Extend: quotations of years ago do not expire because it is switched on today."""
        result = super().write(vals)
        if vals.keys() & {"quote_auto_expire", "quote_expire_since"}:
            self._begin_expiry()
        return result

    def _begin_expiry(self):
        for company in self:
            if company.quote_auto_expire and not company.quote_expire_since:
                company.quote_expire_since = company._local_day()
            elif not company.quote_auto_expire and company.quote_expire_since:
                company.quote_expire_since = False  # when it is switched on again it begins anew

    @api.model
    def _quote_terms(self):
        """Return ``{company: (Terms, its day)}`` of those that have switched something on."""
        wanted = Domain.OR(
            Domain(*condition)
            for condition in (
                ("quote_reminder_days", ">", 0),
                ("quote_activity_days", ">", 0),
                ("quote_auto_expire", "=", True),
            )
        )
        return {company: (company._quote_terms_of(), company._local_day()) for company in self.search(wanted)}

    def _quote_terms_of(self):
        self.ensure_one()
        return engine.Terms(
            self.quote_reminder_days,
            self.quote_activity_days,
            self.quote_auto_expire,
            self.quote_expire_since or None,
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quote_reminder_days = fields.Integer(related="company_id.quote_reminder_days", readonly=False)
    quote_activity_days = fields.Integer(related="company_id.quote_activity_days", readonly=False)
    quote_auto_expire = fields.Boolean(related="company_id.quote_auto_expire", readonly=False)
    quote_expire_since = fields.Date(related="company_id.quote_expire_since", readonly=False)
    quote_reminder_preview = fields.Integer(compute="_compute_quote_preview")
    quote_activity_preview = fields.Integer(compute="_compute_quote_preview")
    quote_expire_preview = fields.Integer(compute="_compute_quote_preview")
    quote_expire_older = fields.Integer(compute="_compute_quote_preview")

    @api.onchange("quote_auto_expire")
    def _onchange_quote_auto_expire(self):
        """Propose to begin today."""
        if self.quote_auto_expire and not self.quote_expire_since:
            self.quote_expire_since = self.company_id._local_day()

    @api.depends("company_id", "quote_reminder_days", "quote_activity_days", "quote_auto_expire", "quote_expire_since")
    def _compute_quote_preview(self):
        """Count what would be done tomorrow; of what is off, what it would be with the usual days."""
        for settings in self:
            settings.quote_reminder_preview = len(settings._quotes_tomorrow(engine.REMINDER))
            settings.quote_activity_preview = len(settings._quotes_tomorrow(engine.ACTIVITY))
            settings.quote_expire_preview = len(settings._quotes_tomorrow(engine.EXPIRED))
            settings.quote_expire_older = self.env["sale.order"].search_count(settings._older_quotes_domain())

    def _quotes_tomorrow(self, kind):
        """Return the quotations for which something would be done tomorrow, as these settings are."""
        company = self.company_id
        terms = engine.Terms(
            self.quote_reminder_days or PROPOSED_DAYS,
            self.quote_activity_days or PROPOSED_DAYS,
            True,
            self.quote_expire_since or company._local_day(),
        )
        tomorrow = company._local_day() + timedelta(days=1)
        return self.env["sale.order"]._quotes_due(kind, {company: (terms, tomorrow)})

    def _older_quotes_domain(self):
        since = self.quote_expire_since or self.company_id._local_day()
        return [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "sent"),
            ("validity_date", "<", since),
        ]

    def action_preview_quote_reminders(self):
        """Show whose customers would be reminded tomorrow."""
        quotes = self._quotes_tomorrow(engine.REMINDER)
        return self._show_quotes([("id", "in", quotes.ids)], self.env._("Reminded Tomorrow"))

    def action_preview_quote_activities(self):
        """Show whose salespeople would be told tomorrow."""
        quotes = self._quotes_tomorrow(engine.ACTIVITY)
        return self._show_quotes([("id", "in", quotes.ids)], self.env._("Salespeople Told Tomorrow"))

    def action_preview_quote_expiry(self):
        """Show what would expire tomorrow."""
        quotes = self._quotes_tomorrow(engine.EXPIRED)
        return self._show_quotes([("id", "in", quotes.ids)], self.env._("Expire Tomorrow"))

    def action_preview_older_quotes(self):
        """Show what ended before, and stays as it is."""
        return self._show_quotes(self._older_quotes_domain(), self.env._("Ended Before"))

    def _show_quotes(self, domain, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "sale.order",
            "views": [(self.env.ref("sale.view_quotation_tree").id, "list"), (False, "form")],
            "domain": domain,
            "context": {"create": False},
        }
