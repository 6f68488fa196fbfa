"""When the next thing should have happened."""

from odoo import fields, models

from ..lifecycle.const import ORDER_STATUS


class OrderQuietRule(models.Model):
    """In how many working hours an order should leave a status."""

    _name = "order.quiet.rule"
    _description = "Expected Time in a Status"
    _order = "company_id, sequence, id"
    _rec_name = "status"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", readonly=True)
    sequence = fields.Integer()
    status = fields.Selection(ORDER_STATUS, required=True)
    hours = fields.Float("Working Hours", required=True)
    notify = fields.Boolean("Activity", help="The salesperson gets an activity, once for each time.")

    _once = models.UniqueIndex("(company_id, status)", "One rule for each status.")
    _hours_positive = models.Constraint("CHECK (hours > 0)", "The hours have to be more than zero.")
