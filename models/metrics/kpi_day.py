"""Sums of what facts say: for each figure, day, salesperson and warehouse."""

import json
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import kpi_entries

# What makes a sum one; for PostgreSQL each empty value is another one
KEY = (
    "company_id, code, COALESCE(day, 'infinity'::date), COALESCE(user_id, 0), COALESCE(warehouse_id, 0),"
    " COALESCE(unit, ''), COALESCE(reason, '')"
)
# What is new is added to what stands
ADDED = f"""
    ON CONFLICT ({KEY})
    DO UPDATE SET numerator = sum.numerator + EXCLUDED.numerator,
                  denominator = sum.denominator + EXCLUDED.denominator,
                  rows = sum.rows + EXCLUDED.rows,
                  estimated = sum.estimated + EXCLUDED.estimated
"""
# Whoever changes sums holds this advisory lock.
LOCK = "quote_to_cash.sale_fact"
COLUMNS = (
    "company_id",
    "code",
    "day",
    "user_id",
    "warehouse_id",
    "unit",
    "reason",
    "numerator",
    "denominator",
    "rows",
    "estimated",
)


class SaleKpiDay(models.Model):
    """What all facts of a day add to a figure, or (with a reason) how many of them are left out.

    Written only with the facts, in their transaction. The dashboard reads these rows: few for each day, however
    many orders there are.
    """

    _name = "sale.kpi.day"
    _description = "Figures by Day"
    _log_access = False
    _allow_sudo_commands = False
    _order = "day desc, code, id"

    code = fields.Char("Figure", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    day = fields.Date(readonly=True, help="Empty: open until something happens")
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="set null")
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, ondelete="set null")
    unit = fields.Char(readonly=True, help="Unit or currency of what is added up; of several nothing is")
    reason = fields.Char("Left Out Because", readonly=True)
    numerator = fields.Float(readonly=True, digits=0)
    denominator = fields.Float(readonly=True, digits=0)
    rows = fields.Integer(readonly=True)
    estimated = fields.Integer(readonly=True)

    _once = models.UniqueIndex(f"({KEY})", "Each sum stands once.")
    _empty_idx = models.Index("(id) WHERE rows = 0")

    @api.model
    def _add(self, pairs):
        """Add to the sums what facts say now, and take off what they had said.

        :param pairs: ``[(fact before or None, fact now or None)]`` as dicts of columns
        """
        changes = defaultdict(lambda: (0, 0, 0, 0))
        for before, after in pairs:
            self._note(changes, before, after)
        rows = [(*key, *values) for key, values in changes.items() if any(values)]
        if not rows:
            return
        # Taken off until nothing is left, a sum is no row any more: rebuilt sums are the same rows.
        self.env.cr.execute(
            SQL(
                """
                WITH change AS (
                    SELECT company_id, code, day, user_id, warehouse_id, unit, reason,
                           numerator, denominator, rows, estimated
                      FROM jsonb_to_recordset(%s::jsonb) AS change (
                           company_id int, code varchar, day date, user_id int, warehouse_id int, unit varchar,
                           reason varchar, numerator numeric, denominator numeric, rows int, estimated int)
                )
                INSERT INTO sale_kpi_day AS sum (company_id, code, day, user_id, warehouse_id, unit, reason,
                                                 numerator, denominator, rows, estimated)
                SELECT * FROM change %s
                """,
                json.dumps([dict(zip(COLUMNS, map(_plain, row), strict=True)) for row in rows]),
                SQL(ADDED),
            )
        )
        self.env.cr.execute("DELETE FROM sale_kpi_day WHERE rows = 0")
        self.invalidate_model(flush=False)

    @api.model
    def _let_go(self, column, owners):
        """Add the sums of owners that are about to be deleted to those of nobody, as their facts become nobody's.

        :param str column: ``user_id`` or ``warehouse_id``
        :param list owners: ids
        """
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtext(%s))", LOCK))
        name = SQL.identifier(column)
        facts = [self.env[model] for model in self.env.registry.descendants(["sale.fact"], "_inherit")]
        for table in (model._table for model in facts if not model._abstract):
            self.env.cr.execute(
                SQL("UPDATE %s SET %s = NULL WHERE %s = ANY(%s)", SQL.identifier(table), name, name, owners)
            )
        columns = [SQL("NULL::int") if known == column else SQL.identifier(known) for known in COLUMNS[:7]]
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (DELETE FROM sale_kpi_day WHERE %(name)s = ANY(%(owners)s) RETURNING *)
                INSERT INTO sale_kpi_day AS sum (%(all)s)
                SELECT %(columns)s, SUM(numerator), SUM(denominator), SUM(rows), SUM(estimated)
                  FROM gone GROUP BY 1, 2, 3, 4, 5, 6, 7
                %(added)s
                """,
                name=name,
                owners=owners,
                all=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                columns=SQL(", ").join(columns),
                added=SQL(ADDED),
            )
        )
        self.env.invalidate_all(flush=False)

    @api.model
    def _note(self, changes, before, after):
        """Note what a fact adds now, less what it had added."""
        owners = ("company_id", "user_id", "warehouse_id")
        whose = [fact and tuple(fact[name] for name in owners) for fact in (before, after)]
        entries = [(fact and fact["entries"]) or {} for fact in (before, after)]
        if before and after and whose[0] == whose[1]:
            parts = [(whose[0], kpi_entries.change(*entries))]
        else:
            parts = [(whose[0], kpi_entries.change(entries[0], {})), (whose[1], kpi_entries.change({}, entries[1]))]
        for owner, found in parts:
            for (code, day, reason, unit), values in found.items():
                company, user, warehouse = owner
                key = (company, code, day, user, warehouse, unit, reason)
                changes[key] = tuple(a + b for a, b in zip(changes[key], values, strict=True))


def _plain(value):
    """Return a value as JSON takes it; exact numbers as texts, which PostgreSQL reads exactly."""
    return value if value is None or isinstance(value, int | str) else str(value)


class ResUsers(models.Model):
    _inherit = "res.users"

    def unlink(self):
        """Extend: what a salesperson has sold is nobody's then."""
        self.env["sale.kpi.day"]._let_go("user_id", self.ids)
        return super().unlink()


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def unlink(self):
        """Extend: what has left a warehouse has left none then."""
        self.env["sale.kpi.day"]._let_go("warehouse_id", self.ids)
        return super().unlink()
