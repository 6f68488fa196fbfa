"""What one customer gets in one run, and which line is reminded and which is not."""

from odoo import fields, models

from ...engine import dunning_line, dunning_plan

PLANNED, SENT, SKIPPED, LEFT_OUT = "planned", "sent", "skipped", "left_out"
LATER_STEP = "later_step"  # a higher step was reached as well
REASONS = [
    (dunning_line.PAID, "Paid"),
    (dunning_line.CUSTOMER_EXCLUDED, "Customer is not reminded"),
    (dunning_line.NO_FOLLOWUP, "Marked: no follow-up"),
    (dunning_line.BEFORE_START, "Due before reminders began"),
    (dunning_line.NEVER_SENT, "Invoice was never sent"),
    (dunning_line.DISPUTED, "In dispute"),
    (dunning_line.PROMISED, "Payment is promised"),
    (dunning_plan.NO_SCHEDULE, "No schedule"),
    (dunning_plan.COVERED, "Covered by money that is not allocated"),
    (dunning_plan.BELOW_MINIMUM, "Below the minimum"),
    (dunning_plan.FREE_DAY, "Not on a day off"),
    (dunning_plan.NOT_YET, "No step yet"),
    (dunning_plan.NOTHING_NEW, "Reminded already"),
    (LATER_STEP, "A later step was reached"),
]


class DunningNotice(models.Model):
    """One customer in one run. Rows are written by runs only."""

    _name = "dunning.notice"
    _description = "Reminder"
    _inherit = ["mail.thread"]
    _order = "amount desc, id"
    _rec_name = "partner_id"

    run_id = fields.Many2one("dunning.run", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, index=True)
    step_id = fields.Many2one("dunning.step", readonly=True, ondelete="restrict")
    action = fields.Selection(related="step_id.action")
    date = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [(PLANNED, "Planned"), (SENT, "Sent"), (SKIPPED, "Nothing to Send")],
        required=True,
        readonly=True,
        default=PLANNED,
    )
    amount = fields.Monetary("Asked For", readonly=True, help="All that is asked for, in the company's currency.")
    line_ids = fields.One2many("dunning.notice.line", "notice_id", "Lines", readonly=True)
    recipient_id = fields.Many2one("res.partner", readonly=True, help="Who was written to.")
    sent_at = fields.Datetime(readonly=True)
    by_activity = fields.Boolean("As an Activity", readonly=True, help="Somebody has to call, or to write a letter.")
    mail_failed = fields.Boolean("E-mail Failed", readonly=True)
    problem = fields.Char("Not Sent Because", readonly=True)

    _once_per_run = models.UniqueIndex("(run_id, partner_id)", "A customer gets one reminder in a run.")
    _open_idx = models.Index("(run_id, id) WHERE state = 'planned'")

    def _asked_lines(self):
        """Return the lines that the message shows: those reminded, and what is overdue as well; the oldest first."""
        return self.line_ids.filtered(lambda line: line.state in (PLANNED, SENT) or line.also).sorted(
            lambda line: (line.due_date, line.id)
        )

    def _subject(self):
        """Return the subject of the message, in the language of the environment."""
        self.ensure_one()
        lines, step = self._asked_lines(), self._text_step()
        if len(lines) == 1:
            return self.env._("%(step)s: %(invoice)s", step=step.name, invoice=lines.move_id.name)
        return self.env._("%(step)s: %(count)s open items", step=step.name, count=len(lines))


class DunningNoticeLine(models.Model):
    """A receivable line in a run: what it was reminded with, or why it was not.

    ``sent`` and ``skipped`` steps are never taken again for a line: the database has each of them once.
    """

    _name = "dunning.notice.line"
    _description = "Line of a Reminder"
    _order = "due_date, id"
    _log_access = False

    notice_id = fields.Many2one("dunning.notice", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    move_line_id = fields.Many2one(
        "account.move.line", "Receivable Line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one("account.move", "Invoice", readonly=True, index="btree_not_null", ondelete="set null")
    step_id = fields.Many2one("dunning.step", readonly=True, ondelete="restrict")
    date = fields.Date(required=True, readonly=True)
    due_date = fields.Date(readonly=True)
    state = fields.Selection(
        [(PLANNED, "Planned"), (SENT, "Sent"), (SKIPPED, "Step Skipped"), (LEFT_OUT, "Not Reminded")],
        required=True,
        readonly=True,
        default=PLANNED,
    )
    skip_reason = fields.Selection(REASONS, "Why Not", readonly=True)
    also = fields.Boolean("Overdue as Well", readonly=True, help="Shown in the message, though there is nothing new.")
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary("Asked For", readonly=True, help="What is open, less money that is not allocated.")
    covered_amount = fields.Monetary("Covered", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    company_amount = fields.Monetary(
        "In Company Currency", currency_field="company_currency_id", readonly=True, help="The same, as booked."
    )
    changed = fields.Boolean("Other Than Before", readonly=True, help="The last simulation said something else.")
    before_step_id = fields.Many2one("dunning.step", readonly=True, ondelete="set null")
    before_reason = fields.Selection(REASONS, "Why Not Before", readonly=True)
    next_step_id = fields.Many2one("dunning.step", readonly=True, ondelete="set null")
    next_date = fields.Date("Next On", readonly=True)

    _once_per_step = models.UniqueIndex(
        "(move_line_id, step_id) WHERE state IN ('sent', 'skipped')", "This line was reminded with this step before."
    )
