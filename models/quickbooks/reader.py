"""Reads posted entries in sets and hands plain documents to the engine."""

from odoo import models


class QuickbooksReader(models.AbstractModel):
    _name = "quickbooks.reader"
    _description = "Reader of What Is Exported"
