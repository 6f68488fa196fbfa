"""The demo company with its orders: one café wholesaler, living for eight weeks already.

Everything happens as it would in daily work: people quote, confirm, pick, ship, invoice and collect
with their own log-ins and rights. Nothing writes a status.
"""

import logging

from odoo import fields

from . import lifecycle_catalogue, lifecycle_company, lifecycle_partners
from .lifecycle_orders_finished import STORIES as FINISHED
from .lifecycle_orders_open import STORIES as OPEN
from .lifecycle_orders_shipped import STORIES as SHIPPED
from .lifecycle_replay import replay
from .records import COMPANY, exists

_logger = logging.getLogger(__name__)

STORIES = [*FINISHED, *SHIPPED, *OPEN]


def load(env, stories=None):
    """Make the demo company, unless it is there.

    A company that an uninstallation left behind keeps its name and its documents; there is no second
    one beside it.

    :param stories: the orders to make, by default all
    """
    if exists(env, "company") or env["res.company"].search_count([("name", "=", COMPANY)]):
        return
    env = env(context={**env.context, "no_reset_password": True})
    company = lifecycle_company.make_company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    company = company.with_env(env)
    lifecycle_company.make_accounting(company)
    lifecycle_company.make_warehouses(company)
    lifecycle_company.make_people(company)
    lifecycle_catalogue.make_catalogue(company)
    lifecycle_partners.make_partners(company)
    now = fields.Datetime.now()
    lifecycle_catalogue.fill_shelves(company, now)
    replay(company, STORIES if stories is None else stories, now)
    _logger.info("Demo company %s made", company.name)
