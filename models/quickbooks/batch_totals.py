"""Control totals: what the file says beside what SQL sums up in the ledger for the same records."""

from odoo import models
from odoo.tools import SQL

from .const import DONE, KINDS
from .scope import Scope

GROUPS = ("kind", "receivable", "income", "tax", "other")  # as they are listed


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    def _total_rows(self, totals):
        """Return the values of the control totals.

        :param Totals totals: what the engine has written
        :rtype: list[dict]
        """
        rows = self._kind_rows(totals) + self._account_rows(totals)
        for sequence, row in enumerate(rows):
            row["batch_id"] = self.id
            row["sequence"] = sequence
            row["difference"] = row["in_file"] - row["in_ledger"]
        return rows

    # === Per kind of document === #

    def _kind_rows(self, totals):
        ours, earlier, waiting = self._line_sums(), self._line_sums(earlier=True), self._waiting_sums()
        rows = []
        for kind, label in self.env["quickbooks.export.line"]._fields["kind"]._description_selection(self.env):
            count, in_file = totals.kinds.get(kind, (0, 0))
            claimed, in_ledger = ours.get(kind, (0, 0))
            if not any((count, claimed, kind in earlier, kind in waiting)):
                continue
            before, after = earlier.get(kind, (0, 0))[1], waiting.get(kind, (0, 0))[1]
            rows.append(
                {
                    "group": "kind",
                    "kind": kind,
                    "label": label,
                    "count": count,
                    "missed": claimed - count,
                    "in_file": float(in_file),
                    "in_ledger": float(in_ledger),
                    "earlier": float(before),
                    "not_exported": float(after),
                    "ledger": float(in_ledger + before + after),
                }
            )
        return rows

    def _line_sums(self, earlier=False):
        """Return ``{kind: (records, balance of the customers' accounts)}`` of this batch, or of what was exported of
        the same period before."""
        others = SQL(
            "batch.state = %s AND batch.id <> %s AND batch.target = %s AND batch.company_id = %s AND %s",
            *(DONE, self.id, self.target, self.company_id.id, self._in_period(SQL("line.date"))),
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.kind, COUNT(*), COALESCE(SUM(line.amount), 0)
                FROM quickbooks_export_line line JOIN quickbooks_export_batch batch ON batch.id = line.batch_id
                WHERE NOT line.free AND %s GROUP BY line.kind
                """,
                others if earlier else SQL("batch.id = %s", self.id),
            )
        )
        return {kind: (count, amount) for kind, count, amount in rows}

    def _waiting_sums(self):
        """Return the same of what could be exported and is not: other kinds than those that were asked for."""
        everything = Scope(
            self.company_id, self.target, self.date_from or None, self.date_to, tuple(kind for kind, _label in KINDS)
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT c.kind, COUNT(*), COALESCE(SUM(c.amount), 0) FROM (%s) c GROUP BY c.kind",
                self.env["quickbooks.reader"]._candidates(everything),
            )
        )
        return {kind: (count, amount) for kind, count, amount in rows}

    def _in_period(self, column):
        if not self.date_from:
            return SQL("%s <= %s", column, self.date_to)
        return SQL("%s BETWEEN %s AND %s", column, self.date_from, self.date_to)

    # === Per account === #

    def _account_rows(self, totals):
        written = dict(totals.accounts)
        found = {row["account_id"]: row for row in self.env["quickbooks.reader"]._ledger_totals(self)}
        nothing = {"group": "other", "in_ledger": 0, "earlier": 0, "not_exported": 0, "ledger": 0}
        for key in written.keys() - found.keys():
            found[key] = {**nothing, "account_id": key}
        accounts = self.env["account.account"].browse(found)
        rows = [
            {
                "group": found[account.id]["group"],
                "account_id": account.id,
                "label": account.display_name,
                "in_file": float(written.get(account.id, 0)),
                **{name: float(found[account.id][name]) for name in ("in_ledger", "earlier", "not_exported", "ledger")},
            }
            for account in accounts
        ]
        return sorted(rows, key=lambda row: (GROUPS.index(row["group"]), row["label"]))
