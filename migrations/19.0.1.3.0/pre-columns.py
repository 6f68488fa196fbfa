"""Databases of an older version get the new columns as a new installation does: at once, by SQL."""

from odoo import SUPERUSER_ID, api

from odoo.addons.quote_to_cash.hooks import pre_init_hook


def migrate(cr, version):
    pre_init_hook(api.Environment(cr, SUPERUSER_ID, {}))
