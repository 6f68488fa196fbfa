"""Orders in which nothing has happened for too long."""

from odoo import models


class OrderQuiet(models.Model):
    """Read only; see docs/messages.md."""

    _name = "order.quiet"
    _description = "Order That Went Quiet"
    _auto = False
    _log_access = False
