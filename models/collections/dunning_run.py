"""A day's reminders of a company: simulated, approved, sent."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .dunning_notice import PLANNED, SENT, SKIPPED

SIMULATED, SENDING = "simulated", "sending"
DAYS_AHEAD = 60
AT_ONCE = 200  # customers; more are left to the job
PROGRESS = {"state", "automatic", "planned_at"}  # written by the buttons and the job only
SCOPE = {"company_id", "date", "start_date"}  # what was planned is this


class DunningRun(models.Model):
    """All customers with open lines on one day. The same rules plan a simulation and what is sent."""

    _name = "dunning.run"
    _description = "Run of Reminders"
    _order = "date desc, id desc"
    _rec_name = "date"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        required=True, default=lambda self: self.env.company._local_day(), help="The day, up to 60 days ahead."
    )
    start_date = fields.Date(
        compute="_compute_start_date",
        store=True,
        readonly=False,
        precompute=True,
        help="Invoices that were due before are left out.",
    )
    state = fields.Selection(
        [(SIMULATED, "Simulated"), (SENDING, "Being Sent"), (SENT, "Sent")],
        required=True,
        readonly=True,
        default=SIMULATED,
        copy=False,
    )
    automatic = fields.Boolean(readonly=True, copy=False, help="By the daily job.")
    planned_at = fields.Datetime(readonly=True, copy=False)
    notice_ids = fields.One2many("dunning.notice", "run_id", "Customers", readonly=True)
    reminded_ids = fields.One2many(
        "dunning.notice", "run_id", "Reminded Customers", domain=[("state", "!=", SKIPPED)], readonly=True
    )
    reminded_count = fields.Integer("Reminded", compute="_compute_figures")
    left_out_count = fields.Integer("Left Out", compute="_compute_figures")
    problem_count = fields.Integer("Not Sent", compute="_compute_figures")
    amount = fields.Monetary("Asked For", compute="_compute_figures")

    _one_a_day = models.UniqueIndex("(company_id, date) WHERE automatic", "The daily job has one run a day.")

    @api.depends("company_id")
    def _compute_start_date(self):
        for run in self:
            run.start_date = run.company_id.dunning_start_date or run.company_id._local_day()

    @api.depends("notice_ids.state", "notice_ids.amount", "notice_ids.problem")
    def _compute_figures(self):
        groups = {}
        notices = self.env["dunning.notice"]
        for run, state, count, amount, problems in notices._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count", "amount:sum", "problem:count"]
        ):
            groups[run, state] = (count, amount, problems)
        for run in self:
            figures = [groups.get((run, state), (0, 0, 0)) for state in (PLANNED, SENT)]
            run.reminded_count = sum(figure[0] for figure in figures)
            run.amount = sum(figure[1] for figure in figures)
            run.problem_count = sum(figure[2] for figure in figures)
            run.left_out_count = groups.get((run, SKIPPED), (0, 0, 0))[0]

    @api.constrains("date", "company_id")
    def _check_date(self):
        for run in self:
            today = run.company_id._local_day()
            if run.date > today + timedelta(days=DAYS_AHEAD):
                raise UserError(self.env._("Reminders can be simulated up to %(days)s days ahead.", days=DAYS_AHEAD))

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: nobody makes a run that was sent, or the job's.

        :raise AccessError: for such values
        """
        runs = super().create(vals_list)
        # Whatever the values come from: a context has defaults, too.
        if not self.env.su and any(run.state != SIMULATED or run.automatic or run.planned_at for run in runs):
            runs._refuse_progress()
        return runs

    def write(self, vals):
        """Extend: a run that was sent does not become a simulation again, and a plan stays that of its day.

        :raise AccessError: for such values
        """
        if PROGRESS & vals.keys() and not self.env.su:
            self._refuse_progress()
        if SCOPE & vals.keys() and not self.env.su and any(run.planned_at for run in self):
            raise AccessError(self.env._("This run is planned. Simulate a new one."))
        return super().write(vals)

    def _refuse_progress(self):
        raise AccessError(self.env._("A run is planned and sent with its buttons."))

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reminders"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def action_simulate(self):
        """Plan the day anew with what is known now. Nothing is sent and no account goes on hold.

        What is other than in the run's simulation before is marked: the difference that a change of rules makes.

        :raise UserError: for a run that is being sent, or was
        :raise AccessError: for a user who does not work on reminders
        """
        self.check_access("write")
        if any(run.state != SIMULATED or run.automatic for run in self):
            raise UserError(self.env._("What is sent, or by the job, cannot be simulated again."))
        for run in self.sudo():  # notices are written by runs only; the right was checked above
            again = run.planned_at
            if again:
                run._remember()
            run._clear()
            run._plan()
            if again:
                run._compare()
        return True

    def action_send(self):
        """Approve the run and send what is planned, as the data stand now. A big run is left to the job.

        Without a simulation before, the day is planned first. Who was planned and has paid meanwhile gets nothing.

        :raise UserError: if the company does not remind customers, or for another day than today
        :raise AccessError: for a user who does not work on reminders
        """
        self.check_access("write")
        for run in self.sudo():  # as above
            run._check_may_send()
            if not run.planned_at:
                run._plan()
            run.state = SENDING
            if run.reminded_count > AT_ONCE:
                self.env.ref("quote_to_cash.ir_cron_dunning").sudo()._trigger()
            else:
                run._send_at_once()
        return True

    def _check_may_send(self):
        company = self.company_id
        if self.state != SIMULATED or self.automatic:
            raise UserError(self.env._("These reminders were sent before, or the job sends them."))
        if not company.dunning_enabled:
            raise UserError(self.env._("%(company)s does not remind customers: see Settings.", company=company.name))
        if self.date != company._local_day():
            raise UserError(self.env._("Only the reminders of today can be sent."))

    def action_open_lines(self):
        """Open all lines of this run: what each is reminded with, or why it is not."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.dunning_notice_line_action")
        return {**action, "domain": [("notice_id.run_id", "=", self.id)]}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(run.state != SIMULATED for run in self):
            raise UserError(self.env._("What was sent stays on record."))
