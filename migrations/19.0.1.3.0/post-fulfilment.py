"""Transfers that were there before the room fulfilment get their state as at a new installation."""

from odoo import SUPERUSER_ID, api

from odoo.addons.quote_to_cash.models.fulfilment.backfill import fill


def migrate(cr, version):
    fill(api.Environment(cr, SUPERUSER_ID, {}))
