"""What all facts have in common: whom they belong to, what they say to each figure, and how they are written."""

import json

from odoo import api, fields, models
from odoo.tools import SQL

# Columns that every reader fills, besides the document itself
OWNERS = (
    "company_id",
    "order_id",
    "partner_id",
    "user_id",
    "team_id",
    "warehouse_id",
    "carrier_id",
    "product_id",
    "categ_id",
    "reason_id",
)


class SaleFact(models.AbstractModel):
    """One document as figures see it: a function of the documents alone, so that what is kept current is equal to
    what is read from the beginning.

    Only :meth:`_store` writes. Rows outlive their documents until the queue was read, because what they have added
    to the sums has to be taken off again.
    """

    _name = "sale.fact"
    _description = "Fact"
    _log_access = False
    _allow_sudo_commands = False
    _order = "last_day desc, id desc"

    res_id = fields.Integer("Document", required=True, readonly=True, index=False)
    root_id = fields.Integer(
        "Read With", required=True, readonly=True, help="The document whose facts are read at once"
    )
    company_id = fields.Many2one("res.company", readonly=True, required=True, ondelete="cascade")
    order_id = fields.Many2one("sale.order", readonly=True, ondelete="set null", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null")
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="set null")
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True, ondelete="set null")
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, ondelete="set null")
    carrier_id = fields.Many2one("delivery.carrier", readonly=True, ondelete="set null")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="set null", index="btree_not_null")
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True, ondelete="set null")
    reason_id = fields.Many2one("sale.order.reason", readonly=True, ondelete="set null")
    first_day = fields.Date(readonly=True, help="The first of the days to which it belongs")
    last_day = fields.Date(readonly=True)
    entries = fields.Json(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="What it says to each figure: secret ones, too. Statements read it for figures that the reader may see.",
    )

    _document_unique = models.UniqueIndex("(res_id)", "A document has one fact.")
    _root_idx = models.Index("(root_id)")
    _days_idx = models.Index("(company_id, last_day, first_day)")

    # === Writing === #

    @api.model
    def _store(self, roots, rows):
        """Write the facts of some documents: new ones, changed ones, and none any more for what is gone.

        What they add to the sums is added, what they had added is taken off, in the same transaction.

        :param roots: ids of the documents that were read, gone ones too
        :param rows: ``[{column: value}]`` with all of :meth:`_columns`; values as PostgreSQL returns them
        :return: how many facts have changed
        """
        standing = self._standing(list(roots), [row["res_id"] for row in rows])
        changed = [row for row in rows if standing.get(row["res_id"]) != row]
        gone = standing.keys() - {row["res_id"] for row in rows}
        if gone:
            self.env.cr.execute(SQL("DELETE FROM %s WHERE res_id = ANY(%s)", SQL.identifier(self._table), list(gone)))
        self._upsert(changed)
        pairs = [(standing.get(row["res_id"]), row) for row in changed]
        self.env["sale.kpi.day"]._add([*pairs, *((standing[document], None) for document in gone)])
        return len(changed) + len(gone)

    @api.model
    def _columns(self):
        """Return the names of the stored columns, in a fixed order."""
        return [name for name, field in self._fields.items() if field.store and field.column_type and name != "id"]

    def _standing(self, roots, documents):
        """Return the facts that stand, locked: ``{document: {column: value}}``.

        :param list roots: the documents that were read
        :param list documents: those that have facts now; some may have been read with another one so far
        """
        columns = self._columns()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM %s WHERE root_id = ANY(%s) OR res_id = ANY(%s) FOR UPDATE",
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL.identifier(self._table),
                roots,
                documents,
            )
        )
        return {row["res_id"]: row for row in rows}

    def _upsert(self, rows):
        """Write rows with one statement."""
        if not rows:
            return
        columns = self._columns()
        values = [
            SQL("(%s)", SQL(", ").join(SQL("%s", self._as_stored(name, row[name])) for name in columns)) for row in rows
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(columns)s) VALUES %(values)s ON CONFLICT (res_id) DO UPDATE SET %(updates)s",
                table=SQL.identifier(self._table),
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL(", ").join(values),
                updates=SQL(", ").join(
                    SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name)) for name in columns
                ),
            )
        )
        self.invalidate_model(flush=False)

    def _as_stored(self, name, value):
        field = self._fields[name]
        if field.type == "json":
            return json.dumps(value, sort_keys=True)
        if field.type in ("date", "datetime", "char", "selection", "text") and not value:
            return SQL("NULL::%s", SQL(field.column_type[1]))
        return SQL("NULL::%s", SQL(field.column_type[1])) if value is None else value
