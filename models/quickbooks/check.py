"""All missing mappings and bad data at once."""

from odoo import models


class QuickbooksCheck(models.AbstractModel):
    _name = "quickbooks.check"
    _description = "Check before an Export"
