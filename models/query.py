"""Statements that read what Odoo has not written yet."""

from odoo.tools import SQL


def fetch_rows(env, statement, sources, **values):
    """Return the rows of a statement as dicts, after what it reads was written.

    :param str statement: with named placeholders
    :param dict sources: ``{model: names of the fields that it reads}``
    """
    for model, names in sources.items():
        env[model].flush_model(names.split())
    return env.execute_query_dict(SQL(statement, **values))
