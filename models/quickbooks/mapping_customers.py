"""Names of customers: made once, unique, kept."""

from odoo import api, models
from odoo.tools import SQL

from ...engine.quickbooks_names import CUSTOMER as CUSTOMERS
from ...engine.quickbooks_names import LIMITS, clean_name, unique_name
from ..query import fetch_rows
from .mapping import AGENCY, CUSTOMER

# Who has no name yet, and what another target calls him
NAMELESS = """
    WITH known AS MATERIALIZED (
        SELECT id, partner_id, target, confirmed, name FROM quickbooks_mapping
         WHERE partner_id = ANY(%(partners)s) AND kind = 'customer' AND company_id = %(company)s)
    SELECT partner.id, COALESCE(
           (SELECT name FROM known
             WHERE known.partner_id = partner.id AND known.target != %(target)s AND known.confirmed
             ORDER BY known.id LIMIT 1),
           partner.name, '') AS name
      FROM res_partner partner
     WHERE partner.id = ANY(%(partners)s)
       AND NOT EXISTS (SELECT FROM known WHERE known.partner_id = partner.id AND known.target = %(target)s)
     ORDER BY partner.id
"""
NAMELESS_SOURCES = {"res.partner": "name", "quickbooks.mapping": "partner_id kind company_id target confirmed name"}


class QuickbooksMapping(models.Model):
    _inherit = "quickbooks.mapping"

    @api.model
    def _remember_customers(self, company, target, partner_ids):
        """Give customers who have no name in a target's books one that nobody has, and keep it.

        Of two transactions that do it at once PostgreSQL refuses the later one; it is run again, and finds the names.

        :param res.company company: whose books
        :param str target: iif, qbo or xero
        :param partner_ids: ids of commercial partners
        """
        limit = LIMITS[target][CUSTOMERS]
        values = {"company": company.id, "target": target, "partners": list(partner_ids)}
        refused = set()
        while rows := fetch_rows(self.env, NAMELESS, NAMELESS_SOURCES, **values):
            wanted = {row["id"]: clean_name(row["name"], limit, target) for row in rows}
            names = self._free_names(company, target, wanted, limit, refused)
            self._keep(
                company,
                target,
                [{"kind": CUSTOMER, "partner_id": one, "name": name} for one, name in names.items()],
                confirmed=True,
            )
            # Where PostgreSQL and Python differ about capital letters a name is refused, and the next one is tried.
            refused.update(name.lower() for name in names.values())

    @api.model
    def _free_names(self, company, target, wanted, limit, taken=()):
        """Return a name that nobody has for each customer.

        :param dict wanted: ``{partner id: cleaned name}``; the first keeps it, others get a number
        :param int limit: characters at most
        :param taken: names in lower case that are not to be used
        :return: ``{partner id: name}``
        """
        taken, crowded, ahead = set(taken), [], 1
        while True:
            used, names = set(taken), {}
            for partner, name in wanted.items():
                names[partner] = unique_name(name, used, limit)
                used.add(names[partner].lower())
            # A name that many have is looked up in steps that double, not one by one.
            for name in crowded * ahead:
                used.add(unique_name(name, used, limit).lower())
            found = self._known_parties(company, target, used - taken)
            crowded = [name for partner, name in wanted.items() if names[partner].lower() in found]
            if not crowded:
                return names
            taken |= found
            ahead *= 2

    @api.model
    def _known_parties(self, company, target, names):
        """Return which names (in lower case) customers or agencies have."""
        self.flush_model(["company_id", "target", "kind", "name"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lower(name) FROM quickbooks_mapping
                 WHERE company_id = %s AND target = %s AND kind IN %s AND lower(name) = ANY(%s)
                """,
                company.id,
                target,
                (CUSTOMER, AGENCY),
                list(names),
            )
        )
        return {name for (name,) in rows}

    @api.model
    def _keep(self, company, target, rows, confirmed):
        """Insert names, except of records that have one, and names that others have.

        :param rows: values of columns, the same columns in each
        :param bool confirmed: False: proposals
        :return: the new names
        """
        rows = list(rows)
        if not rows:
            return self.browse()
        common = {"company_id": company.id, "target": target, "confirmed": confirmed, "create_uid": self.env.uid}
        rows = [{**common, **row} for row in rows]
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO quickbooks_mapping (%(columns)s, create_date)
                VALUES %(rows)s ON CONFLICT DO NOTHING RETURNING id
                """,
                columns=SQL(", ").join(map(SQL.identifier, rows[0])),
                rows=SQL(", ").join(
                    SQL("(%s, now() at time zone 'UTC')", SQL(", ").join(SQL("%s", value) for value in row.values()))
                    for row in rows
                ),
            ),
            log_exceptions=False,  # somebody else was first: the transaction is run again
        )
        return self.browse(new for (new,) in self.env.cr.fetchall())
