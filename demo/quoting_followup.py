"""Quotations that end in the demo company: customers reminded, salespeople told, and expiry from now on."""

from .records import exists, find


def load(env):
    """Switch everything on, unless that was done."""
    company = find(env, "company") if exists(env, "company") else None
    if company and not company.quote_reminder_days:
        # What ended before today stays in the list, past its last day.
        company.write({"quote_reminder_days": 3, "quote_activity_days": 5, "quote_auto_expire": True})
