"""Writing: portion by portion, each kept as it is finished, so that a killed export goes on."""

import json
from dataclasses import replace

import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.quickbooks_document import Problem, Totals
from ...engine.quickbooks_write import write_portion
from .const import DRAFT
from .part import FACTS

CHANGED = """
    SELECT line.id FROM quickbooks_export_line line
    WHERE line.batch_id = %(batch)s AND NOT line.free AND %(portion)s
      AND line.fingerprint IS DISTINCT FROM %(fingerprint)s
    ORDER BY line.id
"""
RENEW = "UPDATE quickbooks_export_line line SET fingerprint = %(now)s WHERE batch_id = %(batch)s AND NOT free"
# Of records, and of each row that is due in entries of several customers
CUSTOMERS = """
    WITH claimed AS (
        SELECT * FROM quickbooks_export_line WHERE batch_id = %(batch)s AND portion = %(portion)s AND NOT free)
    SELECT partner_id FROM claimed WHERE partner_id IS NOT NULL
    UNION
    SELECT partner.commercial_partner_id
    FROM claimed
    JOIN account_move_line item ON item.move_id = claimed.move_id
    JOIN account_account account ON account.id = item.account_id AND account.account_type = 'asset_receivable'
    JOIN res_partner partner ON partner.id = item.partner_id
    ORDER BY 1
"""


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    def action_continue(self):
        """Write what is not written yet: at once, or by the job if it is much.

        :raise AccessError: for a user who does not export for the company
        :raise UserError: if there is a problem, with all of them, or if somebody else is writing it
        """
        self.check_access("read")
        for batch in self:
            batch._check_may_export(batch.company_id)
            if batch.state != DRAFT:
                continue
            if batch._is_big():
                batch._leave_to_job()
            elif not batch._continue():
                raise UserError(self.env._("%s is being written or cancelled by somebody else.", batch.name))
        return True

    def _leave_to_job(self):
        if self._lock() is None:
            return  # it is at it
        self.sudo().problem = False  # the right was checked by the caller
        self.env.ref("quote_to_cash.ir_cron_quickbooks_export").sudo()._trigger()

    def _continue(self, progress=None):
        """Write the portions that are not written yet, and the file.

        :param progress: called after each portion with how many are left; commits, and returns whether to go on
        :return: True when the batch is done; False if somebody else is at it, or `progress` said so
        :raise UserError: if there is a problem, or a total that is not the ledger's
        """
        self.ensure_one()
        batch = self.sudo().with_company(self.company_id)  # batches are written by their methods only
        while True:
            left = batch._open_portions()
            while left:
                if batch._lock() != DRAFT:
                    return False
                batch._write_portion(left.pop(0))
                if progress and not progress(len(left) + 1):
                    return False
            if batch._lock() != DRAFT:
                return False
            batch._follow_plan()
            # What was changed after its portion was written: this portion is written again without it
            if not batch._leave_changed() and not batch._forget_outdated():
                batch._finish()
                return True

    def _open_portions(self):
        """Return the portions that are not written yet."""
        return [
            portion
            for (portion,) in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT portion FROM quickbooks_export_line WHERE batch_id = %(batch)s AND NOT free
                    EXCEPT SELECT portion FROM quickbooks_export_part WHERE batch_id = %(batch)s
                    ORDER BY portion
                    """,
                    batch=self.id,
                )
            )
        ]

    # === Records that changed meanwhile === #

    def _leave_changed(self, portion=None):
        """Let the records go that are not any more what was claimed; what was written with them is forgotten.

        :param int portion: only this one
        :return: whether there are any
        """
        changed = self.env.execute_query(
            SQL(
                CHANGED,
                batch=self.id,
                portion=SQL("TRUE") if portion is None else SQL("line.portion = %s", portion),
                fingerprint=self._fingerprint_now(),
            )
        )
        lines = self.env["quickbooks.export.line"].browse(id_ for (id_,) in changed)
        if lines:
            self._free(lines, self.env._("Changed, or posted no more, while it was exported."))
            self.env.cr.execute(
                SQL(
                    "DELETE FROM quickbooks_export_part WHERE batch_id = %s AND portion = ANY(%s)",
                    self.id,
                    list({line.portion for line in lines}),
                )
            )
            self._note(
                self.env._(
                    "Left out, because changed while it was exported: %(numbers)s. The next export has it.",
                    numbers=lines._numbers(),
                )
            )
        return bool(lines)

    def _fingerprint_now(self):
        """Return an expression for what a record of the table `line` is now; NULL if it is posted no more."""
        plan = SQL("(SELECT class_plan_id FROM quickbooks_export_batch WHERE id = line.batch_id)")
        return self.env["quickbooks.reader"]._fingerprint(SQL("line.move_id"), SQL("line.payment_id"), plan)

    def _follow_plan(self):
        """Take the classes from the plan of the settings, if that was changed after the claim."""
        plan = self.company_id.quickbooks_class_plan_id
        if self.class_plan_id != plan:
            self._leave_changed()
            self.class_plan_id = plan
            self.env.flush_all()
            self.env.cr.execute(SQL(RENEW, batch=self.id, now=self._fingerprint_now()))
            self.env["quickbooks.export.line"].invalidate_model(["fingerprint"])

    # === A portion === #

    def _write_portion(self, portion):
        """Read and write a portion, and keep what was written."""
        self._follow_plan()
        self._leave_changed(portion)
        rows = self.env.execute_query(
            SQL(
                "SELECT kind, move_id, payment_id, number FROM quickbooks_export_line "
                "WHERE batch_id = %s AND portion = %s AND NOT free ORDER BY id",
                self.id,
                portion,
            )
        )
        if not rows:
            return
        self._remember_customers(portion)
        records = [tuple(row[:3]) for row in rows]
        documents = self.env["quickbooks.reader"]._documents(self.company_id, self.target, records)
        documents = self._numbered(documents, {(kind, move or payment): number for kind, move, payment, number in rows})
        written = write_portion(self.target, documents, self.company_id._quickbooks_rules(self.target))
        self._keep(portion, documents, written)

    def _remember_customers(self, portion):
        """Give the customers of a portion the names that they keep."""
        customers = self.env.execute_query(SQL(CUSTOMERS, batch=self.id, portion=portion))
        if customers:
            names = self.env["quickbooks.mapping"]
            names._remember_customers(self.company_id, self.target, [partner for (partner,) in customers])

    def _numbered(self, documents, numbers):
        """Return the documents with the numbers that were claimed for them.

        :raise ValueError: if a record was not read: it would be lost without a word
        """
        found = {document.key[:2] for document in documents}
        lost = [key for key in numbers if key not in found]
        if lost:
            raise ValueError(f"Not read: {lost[:10]}")
        return [
            replace(document, number=numbers[document.key[:2]]) if document.key[:2] in numbers else document
            for document in documents
        ]

    def _keep(self, portion, documents, written):
        """Keep what was written of a portion."""
        facts = {
            "basis": self._basis(),
            "totals": written.totals.to_json(),
            "problems": [[p.code, list(p.key), p.found, p.limit, p.blocking] for p in written.problems],
        }
        parts = [(FACTS, None, facts)]
        parts += [(file.kind, file.content, {"count": file.count, "rows": file.rows}) for file in written.files]
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s)",
                *(self.id, portion, sequence, kind, content and psycopg2.Binary(content), json.dumps(fact)),
            )
            for sequence, (kind, content, fact) in enumerate(parts)
        ]
        # Of two who write one portion at once, one does; the other's transaction runs again.
        self.env.cr.execute(
            SQL(
                "INSERT INTO quickbooks_export_part (batch_id, portion, sequence, kind, content, facts) VALUES %s "
                "ON CONFLICT DO NOTHING",
                SQL(", ").join(rows),
            )
        )

    def _facts(self):
        """Return what was written altogether, and the problems.

        :rtype: tuple[Totals, list[Problem]]
        """
        totals, problems = Totals(), []
        for (facts,) in self.env.execute_query(
            SQL(
                "SELECT facts FROM quickbooks_export_part WHERE batch_id = %s AND kind = %s ORDER BY portion",
                self.id,
                FACTS,
            )
        ):
            totals.add(Totals.from_json(facts["totals"]))
            problems += [
                Problem(code, tuple(key), found, limit, blocking)
                for code, key, found, limit, blocking in facts["problems"]
            ]
        return totals, problems
