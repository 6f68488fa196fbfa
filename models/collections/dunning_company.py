"""Whether a company reminds its customers, since when, and by which schedule."""

from datetime import timedelta

from odoo import api, fields, models

from ...engine.dunning import Calendar

STANDARD = "quote_to_cash.dunning_schedule_standard"


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_enabled = fields.Boolean("Remind Customers", help="Off: nothing is sent, no account goes on hold.")
    dunning_start_date = fields.Date(
        "Remind From", help="Invoices that were due before this day are never reminded. Empty when switched on: today."
    )
    dunning_schedule_id = fields.Many2one(
        "dunning.schedule",
        "Default Schedule",
        check_company=True,
        ondelete="restrict",
        help="For customers and payment terms without one. Empty: the standard schedule.",
    )
    dunning_user_id = fields.Many2one(
        "res.users", "Default Collector", help="Who gets calls and failed e-mails of customers without a collector."
    )
    dunning_promise_grace = fields.Integer(
        "Grace for Promises", default=2, help="Days that pass after a promised payment before it counts as broken."
    )

    _dunning_grace_positive = models.Constraint(
        "CHECK (dunning_promise_grace >= 0)", "The number of days cannot be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: who switches reminders on without a first day begins today."""
        companies = super().create(vals_list)
        companies._begin_dunning()
        return companies

    def write(self, vals):
        """Extend: reminders begin today if no day is given; switching them off frees all accounts."""
        result = super().write(vals)
        if {"dunning_enabled", "dunning_start_date"} & vals.keys():
            self._begin_dunning()
        if "dunning_enabled" in vals and not vals["dunning_enabled"]:
            for company in self:  # nobody is left on hold by what is switched off
                self.env["dunning.account"]._refresh_held(company)
        return result

    def _begin_dunning(self):
        for company in self:
            if company.dunning_enabled and not company.dunning_start_date:
                company.dunning_start_date = company._local_day()

    def _dunning_schedule(self):
        """Return the schedule of customers and terms that have none; nothing if there is none at all."""
        self.ensure_one()
        standard = self.env.ref(STANDARD, raise_if_not_found=False) or self.env["dunning.schedule"]
        return self.dunning_schedule_id or standard.filtered("active")

    def _dunning_calendar(self, first, last):
        """Return on which days nobody is bothered: by the working calendar, else Saturday and Sunday.

        :param date first: holidays are known from this day on
        :param date last: up to this day
        """
        calendar = self.sudo().resource_calendar_id  # nobody needs rights on calendars to see reminders
        weekdays = {int(day) for day in calendar.attendance_ids.mapped("dayofweek")}
        if not weekdays:
            return Calendar(frozenset({5, 6}))
        working = set(self.sudo()._working_days_between(first, last))
        days = (first + timedelta(days=offset) for offset in range((last - first).days))
        holidays = frozenset(day for day in days if day.weekday() in weekdays and day not in working)
        return Calendar(frozenset(range(7)) - weekdays, holidays)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_enabled = fields.Boolean(related="company_id.dunning_enabled", readonly=False)
    dunning_start_date = fields.Date(related="company_id.dunning_start_date", readonly=False)
    dunning_schedule_id = fields.Many2one(related="company_id.dunning_schedule_id", readonly=False)
    dunning_user_id = fields.Many2one(related="company_id.dunning_user_id", readonly=False)
    dunning_promise_grace = fields.Integer(related="company_id.dunning_promise_grace", readonly=False)

    def action_preview_dunning(self):
        """Open a simulation of the first run; nothing is sent.

        :raise AccessError: for a user who does not work on reminders
        """
        company = self.company_id
        run = self.env["dunning.run"].create(
            {"company_id": company.id, "start_date": self.dunning_start_date or company._local_day()}
        )
        run.action_simulate()
        return run._open()
