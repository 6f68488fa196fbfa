"""Reading and writing any number of findings with one statement each.

Not through ``create`` and ``write``, which look up the document of every finding, and take a statement
for every hundred of them.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.findings import RESOLVED
from .finding_changes import REFRESHED

READ = (
    "id",
    "rule_id",
    "order_id",
    "line_id",
    "door",
    "state",
    "waived_by_id",
    "waived_until",
    "approval_id",
    *REFRESHED,
)


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    @api.model
    def _read_standing(self, orders):
        """Return the findings of orders that are not resolved, as ``{id: row}``."""
        self.flush_model(READ)
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM order_validation_finding WHERE order_id = ANY(%s) AND state <> %s",
                self._columns(READ),
                orders.ids,
                RESOLVED,
            )
        )
        return {row["id"]: row for row in rows}

    @api.model
    def _columns(self, names):
        return SQL(", ").join(map(SQL.identifier, names))

    def _written(self):
        """Return who writes, and when, as columns."""
        return {"write_uid": self.env.uid, "write_date": fields.Datetime.now()}

    @api.model
    def _insert(self, values_list):
        """Create findings from values that all have the same columns; return their ids.

        :param values_list: what :meth:`_prepare_finding` returns
        """
        if not values_list:
            return []
        written = self._written()
        written.update(create_uid=written["write_uid"], create_date=written["write_date"])
        names = [*values_list[0], *written]
        rows = [(*values.values(), *written.values()) for values in values_list]
        created = self.env.execute_query(
            SQL(
                "INSERT INTO order_validation_finding (%s) VALUES %s RETURNING id",
                self._columns(names),
                SQL(", ").join(rows),
            )
        )
        return [finding_id for (finding_id,) in created]

    @api.model
    def _update_each(self, names, rows):
        """Write other values into each finding.

        :param names: names of fields
        :param rows: for each finding a tuple: its id, and a value for each name
        """
        if not rows:
            return
        assignments = [
            SQL("%s = v.%s::%s", SQL.identifier(name), SQL.identifier(name), SQL(self._fields[name].column_type[1]))
            for name in names
        ]
        assignments += [SQL("%s = %s", SQL.identifier(name), value) for name, value in self._written().items()]
        self.env.cr.execute(
            SQL(
                "UPDATE order_validation_finding f SET %s FROM (VALUES %s) AS v(id, %s) WHERE f.id = v.id",
                SQL(", ").join(assignments),
                SQL(", ").join(rows),
                self._columns(names),
            )
        )
        self.browse([row[0] for row in rows]).invalidate_recordset(names, flush=False)

    def _update_all(self, **values):
        """Write the same values into all of these findings."""
        if not self:
            return
        values.update(self._written())
        self.flush_recordset()
        assignments = [SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()]
        if resolved_at := values.get("resolved_at"):
            hours = "hours_open = ROUND(EXTRACT(EPOCH FROM (%s - found_at))::numeric / 3600, 1)"
            assignments.append(SQL(hours, resolved_at))
        self.env.cr.execute(
            SQL(
                "UPDATE order_validation_finding SET %s WHERE id = ANY(%s)",
                SQL(", ").join(assignments),
                self.ids,
            )
        )
        self.invalidate_recordset(flush=False)
