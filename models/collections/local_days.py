"""The companies' own days, for statements over several companies."""

from odoo.tools import SQL


def local_days(env):
    """Return a table for FROM: each company with its time zone and its today, by Odoo's clock.

    Columns: ``company_id``, ``zone``, ``today``; named ``local``.
    """
    companies = env["res.company"].sudo().search([])  # which day it is somewhere is no secret
    rows = [SQL("(%s, %s, %s::date)", one.id, one._local_zone(), one._local_day()) for one in companies]
    return SQL("(VALUES %s) AS local (company_id, zone, today)", SQL(", ").join(rows))
