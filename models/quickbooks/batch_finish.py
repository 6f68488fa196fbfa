"""Finishing: one file, its control totals, and nothing at all if anything is wrong."""

import hashlib
import tempfile

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.quickbooks_package import package
from ...engine.quickbooks_write import File
from .const import DONE
from .part import FACTS

SHOWN = 20  # problems in one message
BYTES = "application/octet-stream"  # Odoo would keep all words of a text beside it
IN_MEMORY = 4 * 1024 * 1024  # bytes; a longer file goes to the disk while it is made


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    def _finish(self):
        """Make the file of what was written, if all of it is right.

        Called by `_continue`, which holds the lock and has seen that no record has changed.

        :raise UserError: for a problem, a total that is not the ledger's, or if nothing is left
        """
        totals, problems = self._facts()
        self._check_problems(problems)
        rows = self._total_rows(totals)
        self._check_totals(rows)
        self._keep_applications()
        applications = self._applications_csv()
        rules = self.company_id._quickbooks_rules(self.target)
        extras = [("applications.csv", applications)] if applications else []
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as out:
            name, _mimetype = package(
                out,
                self.target,
                self.name,
                self._files(),
                totals=totals,
                extras=extras,
                per_file=rules.per_file,
            )
            out.seek(0)
            content = out.read()
        if not content:
            raise UserError(self.env._("Nothing was written: there is no file."))
        self._keep_file(name, content)
        self.env["quickbooks.export.total"].create(rows)
        self._forget_parts()

    def _check_problems(self, problems):
        blocking = [problem for problem in problems if problem.blocking]
        if blocking:
            words = self.env["quickbooks.check"]._words(self._scope(), blocking[:SHOWN])
            more = len(blocking) - SHOWN
            if more > 0:
                words.append(self.env._("And %s more.", more))
            raise UserError("\n".join(words))

    def _check_totals(self, rows):
        currency = self.company_id.currency_id
        wrong = [row for row in rows if not currency.is_zero(row["difference"]) or row.pop("missed", 0)]
        if wrong:
            raise UserError(
                self.env._(
                    "There is no file, because it would not say what the ledger says: %s",
                    "; ".join(
                        self.env._(
                            "%(what)s: %(file)s in the file, %(ledger)s in the ledger",
                            what=row["label"],
                            file=currency.format(row["in_file"]),
                            ledger=currency.format(row["in_ledger"]),
                        )
                        for row in wrong
                    ),
                )
            )
        if not any(row["group"] == "kind" and row["count"] for row in rows):
            raise UserError(self.env._("Nothing is left to export: there is no file."))

    def _files(self):
        """Yield the written files, portion by portion: never all of them in memory."""
        last = -1
        while rows := self.env.execute_query(
            SQL(
                """
                SELECT portion, kind, content, facts FROM quickbooks_export_part
                WHERE batch_id = %(batch)s AND kind <> %(facts)s AND portion = (
                    SELECT MIN(portion) FROM quickbooks_export_part
                    WHERE batch_id = %(batch)s AND kind <> %(facts)s AND portion > %(last)s)
                ORDER BY sequence
                """,
                batch=self.id,
                facts=FACTS,
                last=last,
            )
        ):
            last = rows[0][0]
            for _portion, kind, content, facts in rows:
                yield File(kind, bytes(content), facts["count"], facts["rows"])

    def _forget_parts(self):
        self.env.cr.execute(SQL("DELETE FROM quickbooks_export_part WHERE batch_id = %s", self.id))

    def _keep_file(self, name, content):
        """Attach the file to the batch: who may read the batch may download it."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/zip" if name.endswith(".zip") else BYTES,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.write(
            {
                "state": DONE,
                "exported_at": fields.Datetime.now(),
                "attachment_id": attachment.id,
                "sha256": hashlib.sha256(content).hexdigest(),
                "problem": False,
            }
        )

    def action_download(self):
        """Download the file: the same bytes each time.

        :raise UserError: if there is none, or if it is not any more what was exported
        """
        self.ensure_one()
        self.check_access("read")
        if not self.attachment_id:
            raise UserError(self.env._("%s has no file.", self.name))
        # Who may read the batch may download its file.
        content = self.sudo().attachment_id.raw or b""
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise UserError(
                self.env._("The file of %s is damaged: it is not what was exported. Restore it.", self.name)
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }
