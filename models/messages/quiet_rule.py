"""When the next thing should have happened."""

from odoo import api, fields, models

from ...engine.quiet import USUAL_HOURS
from ..lifecycle.const import ORDER_STATUS

FINAL = ("paid", "cancelled")  # nothing comes after these


class OrderQuietRule(models.Model):
    """In how many working hours an order should leave a status."""

    _name = "order.quiet.rule"
    _description = "Expected Time in a Status"
    _order = "company_id, sequence, id"
    _rec_name = "status"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    sequence = fields.Integer(default=99)
    status = fields.Selection([pair for pair in ORDER_STATUS if pair[0] not in FINAL], required=True)
    hours = fields.Float("Working Hours", required=True, default=16.0)
    next_event = fields.Char("Expected Next", compute="_compute_next_event")
    notify = fields.Boolean(
        "Activity", help="The salesperson gets an activity, once for each time, of orders that go quiet from now on."
    )
    notify_since = fields.Datetime("Activity Since", readonly=True, copy=False, help="What was quiet then is not told.")
    quiet_count = fields.Integer("Quiet Now", compute="_compute_quiet_count")

    _once = models.UniqueIndex("(company_id, status)", "One rule for each status.")
    _hours_positive = models.Constraint("CHECK (hours > 0 AND hours <= 2000)", "The hours lie between 0 and 2000.")

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: what is quiet by then is in the list, and is not told."""
        now = fields.Datetime.now()
        return super().create([{**vals, "notify_since": now} if vals.get("notify") else vals for vals in vals_list])

    def write(self, vals):
        """Extend: what is quiet when it is switched on, or expected earlier, is in the list, and is not told."""
        before = {rule: (rule.notify, rule.hours) for rule in self}
        result = super().write(vals)
        begun = self.filtered(lambda rule: rule.notify and before[rule] != (rule.notify, rule.hours))
        if begun:
            super(OrderQuietRule, begun).write({"notify_since": fields.Datetime.now()})
        return result

    @api.depends("status")
    def _compute_display_name(self):
        labels = dict(self._fields["status"]._description_selection(self.env))
        for rule in self:
            rule.display_name = labels.get(rule.status, "")

    @api.depends("status")
    def _compute_next_event(self):
        words = self._expected_words()
        for rule in self:
            rule.next_event = words.get(rule.status, False)

    @api.depends("status", "company_id", "hours")
    def _compute_quiet_count(self):
        counts = self.env["order.quiet"]._read_group(
            [("company_id", "in", self.company_id.ids)], ["company_id", "status"], ["__count"]
        )
        found = {(company.id, status): count for company, status, count in counts}
        for rule in self:
            rule.quiet_count = found.get((rule.company_id.id, rule.status), 0)

    @api.model
    def _expected_words(self):
        """Return ``{status: what is expected next}``, in our own words: customers read others."""
        return {
            "quote": self.env._("The customer's answer"),
            "entered": self.env._("Work begins"),
            "in_progress": self.env._("Goods are packed"),
            "ready": self.env._("Goods leave"),
            "shipped": self.env._("Goods arrive"),
            "delivered": self.env._("Invoice"),
            "invoiced": self.env._("Payment"),
            "on_hold": self.env._("Hold is released"),
        }

    @api.model
    def _create_missing(self, companies=None):
        """Make the usual rules that companies do not have yet: they only show. Changes none that they have.

        A company that has rules has chosen them: one that it deleted does not come back.

        :param res.company companies: by default all
        :return: the new ones
        """
        companies = companies or self.env["res.company"].sudo().search([])
        rules = self.sudo()  # anybody may make a company
        have = {company for (company,) in rules._read_group([("company_id", "in", companies.ids)], ["company_id"])}
        return rules.create(
            [
                {"company_id": company.id, "sequence": sequence, "status": status, "hours": hours}
                for company in companies
                if company not in have
                for sequence, (status, hours) in enumerate(USUAL_HOURS.items(), 1)
            ]
        )

    @api.model
    def _limits(self):
        """Return ``[(company id, status, hours, notify, moment before which orders are overdue, known)]``.

        Known is that moment when the telling began; None where that was before it was noted. Of all companies.
        As superuser: which hours are expected is no secret, and whose orders are shown is decided elsewhere.
        """
        rules = self.sudo().search_fetch([], ["company_id", "status", "hours", "notify", "notify_since"])
        return [
            (
                rule.company_id.id,
                rule.status,
                rule.hours,
                rule.notify,
                rule.company_id._overdue_before(rule.hours),
                rule.company_id._overdue_before(rule.hours, rule.notify_since) if rule.notify_since else None,
            )
            for rule in rules
        ]

    def action_view_quiet(self):
        """Open the orders that are quiet by this rule."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.order_quiet_action")
        domain = [("company_id", "=", self.company_id.id), ("status", "=", self.status)]
        return {**action, "domain": domain, "context": {}}
