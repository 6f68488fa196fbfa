"""Schedules of reminders: their steps, and when a schedule can be used."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import dunning as engine
from ...engine.money import to_units

HOLDING = (engine.HOLD, engine.COLLECTIONS)


class DunningSchedule(models.Model):
    """Which step follows how many days after the invoice or the due date.

    Used by customer, else by payment term, else by company; the one that comes with the addon is the last resort.
    """

    _name = "dunning.schedule"
    _description = "Schedule of Reminders"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    business_days = fields.Boolean(
        "Working Days Only", default=True, help="What falls on a day off is done on the next working day."
    )
    minimum_amount = fields.Float(
        "Minimum", help="In the company's currency. Customers who owe less are not reminded.", digits=(16, 2)
    )
    step_ids = fields.One2many("dunning.step", "schedule_id", "Steps", copy=True)

    _minimum_positive = models.Constraint("CHECK (minimum_amount >= 0)", "The minimum cannot be negative.")

    @api.constrains("name", "step_ids", "minimum_amount")
    def _check_steps(self):
        for schedule in self:
            problems = engine.problems(schedule._engine_schedule())
            if problems:
                texts = (schedule._problem_text(code, step) for code, step in problems)
                raise ValidationError(
                    self.env._(
                        "The schedule %(name)s cannot be used: %(problems)s",
                        name=schedule.name,
                        problems=" ".join(dict.fromkeys(texts)),
                    )
                )

    def _problem_text(self, code, step):
        days = step.days if step else 0
        return {
            engine.NO_STEPS: self.env._("It has no step."),
            engine.SAME_DAY: self.env._("Two steps fall on the same day (%(days)s).", days=days),
            engine.BEFORE_INVOICE: self.env._("A step falls before the invoice (%(days)s days).", days=days),
            engine.UNKNOWN_STEP: self.env._("A step has an unknown action or date."),
            engine.NEGATIVE_MINIMUM: self.env._("The minimum is negative."),
        }[code]

    def _engine_schedule(self, company=None, calendar=None):
        """Return what :mod:`engine.dunning` has to know of this schedule.

        :param res.company company: in whose currency the minimum is; none to judge the schedule alone
        :param calendar: on which days nobody is bothered
        """
        self.ensure_one()
        minimum = self.minimum_amount
        units = to_units(minimum, company.currency_id.rounding) if company else round(minimum * 100)
        steps = tuple(
            engine.Step(step.id or step, step.anchor, step.days, step.action, units) for step in self.step_ids
        )
        calendar = calendar if calendar and self.business_days else engine.Calendar()
        return engine.Schedule(steps, calendar)


class DunningStep(models.Model):
    """One step: on which day, and what is done. The customer's own language is used for every word."""

    _name = "dunning.step"
    _description = "Step of Reminders"
    _order = "schedule_id, anchor desc, days, id"

    schedule_id = fields.Many2one("dunning.schedule", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True, translate=True)
    anchor = fields.Selection(
        [(engine.INVOICE_DATE, "Invoice Date"), (engine.DUE_DATE, "Due Date")],
        "Counted From",
        required=True,
        default=engine.DUE_DATE,
    )
    days = fields.Integer(required=True, help="After that date; negative: before it.")
    action = fields.Selection(
        [
            (engine.EMAIL, "E-mail"),
            (engine.CALL, "Call"),
            (engine.LETTER, "Letter"),
            (engine.HOLD, "Account on Hold"),
            (engine.COLLECTIONS, "Hand Over to Collections"),
        ],
        required=True,
        default=engine.EMAIL,
    )
    hand_over = fields.Boolean("Also Hand Over", help="The account goes on hold and is handed over to collections.")
    template_id = fields.Many2one(
        "mail.template",
        "E-mail Template",
        domain=[("model", "=", "dunning.notice")],
        ondelete="restrict",
        help="Required for e-mails. With other actions the customer is written to as well, if there is one.",
    )
    message = fields.Text(translate=True, help="The sentence with which the e-mail or letter begins.")

    @api.constrains("action", "template_id")
    def _check_template(self):
        for step in self:
            template = step.template_id.sudo()  # templates belong to others
            if step.action == engine.EMAIL and not template:
                raise ValidationError(self.env._("The step %(name)s needs an e-mail template.", name=step.name))
            if template and template.model != "dunning.notice":
                raise ValidationError(
                    self.env._("The template of the step %(name)s is not one for reminders.", name=step.name)
                )
            if template and not (template.partner_to or template.email_to or template.use_default_to):
                raise ValidationError(self.env._("The template of the step %(name)s has no recipient.", name=step.name))

    @api.constrains("anchor", "days", "schedule_id")
    def _check_days(self):
        self.schedule_id._check_steps()

    def unlink(self):
        """Extend: a schedule keeps a step."""
        schedules = self.schedule_id
        result = super().unlink()
        if not self.env.context.get("module_uninstall"):
            schedules.exists()._check_steps()
        return result
