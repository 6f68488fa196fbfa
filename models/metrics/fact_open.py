"""What goes on has no day: it belongs to today, whenever that is. An index finds the few facts of which that is so."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# Facts with an entry that has no day. Nearly every line says that nothing of it waits for stock: that is not told.
GOES_ON = """entries @? '$.keyvalue() ? (@.value[0] == null && !(exists(@.value[3] ? (@ == "nothing_open"))))'"""


class SaleFact(models.AbstractModel):
    _inherit = "sale.fact"

    _open_idx = models.Index(f"(company_id) WHERE {GOES_ON}")


def goes_on():
    """Return the domain of facts that say something about today, whenever that is."""

    def to_sql(_model, alias, _query):
        return SQL(f"%s.{GOES_ON}", SQL.identifier(alias))

    return Domain.custom(to_sql=to_sql)
