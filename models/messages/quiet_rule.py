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
    notify = fields.Boolean("Activity", help="The salesperson gets an activity, once for each time.")
    quiet_count = fields.Integer("Quiet Now", compute="_compute_quiet_count")

    _once = models.UniqueIndex("(company_id, status)", "One rule for each status.")
    _hours_positive = models.Constraint("CHECK (hours > 0 AND hours <= 2000)", "The hours lie between 0 and 2000.")

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
        """Return ``[(company id, status, hours, notify, moment before which orders are overdue)]``, of all companies.

        As superuser: which hours are expected is no secret, and whose orders are shown is decided elsewhere.
        """
        rules = self.sudo().search_fetch([], ["company_id", "status", "hours", "notify"])
        return [
            (rule.company_id.id, rule.status, rule.hours, rule.notify, rule.company_id._overdue_before(rule.hours))
            for rule in rules
        ]

    def action_view_quiet(self):
        """Open the orders that are quiet by this rule."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.order_quiet_action")
        domain = [("company_id", "=", self.company_id.id), ("status", "=", self.status)]
        return {**action, "domain": domain, "context": {}}
