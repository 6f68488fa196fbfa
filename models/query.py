"""Statements that read what Odoo has not written yet."""

from odoo.tools import SQL


def customer_side(location):
    """Return the condition that goods there are with the customer, or on their way to another company.

    What ``stock.location._is_customer_side`` says of one location.

    :param str location: alias of ``stock_location`` in the statement
    """
    usage, company = SQL.identifier(location, "usage"), SQL.identifier(location, "company_id")
    return SQL("(%s = 'customer' OR %s = 'transit' AND %s IS NULL)", usage, usage, company)


def fetch_rows(env, statement, sources, **values):
    """Return the rows of a statement as dicts, after what it reads was written.

    :param str statement: with named placeholders
    :param dict sources: ``{model: names of the fields that it reads}``
    """
    for model, names in sources.items():
        env[model].flush_model(names.split())
    return env.execute_query_dict(SQL(statement, **values))
