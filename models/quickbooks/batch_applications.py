"""Which payment pays which invoice: told once, beside the file, since the file cannot say it."""

from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...engine.quickbooks_applications import to_tell, write_applications

TOLD = (
    "partial_id",
    "date",
    "customer",
    "credit_kind",
    "credit_number",
    "credit_short",
    "invoice_number",
    "invoice_short",
    "amount",
    "paying_line_id",
    "paid_line_id",
    "former_id",
    "quiet",
)
AT_ONCE = 1000  # rows in a statement


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    def _keep_applications(self):
        """Keep which of the exported payments pays which exported invoice, as far as it was not told before.

        What was told before and is undone since is kept with its amount taken back.
        """
        reader = self.env["quickbooks.reader"]
        now = self.env.cr.now()
        common = (self.id, self.company_id.id, self.target, False, self.env.uid, now, self.env.uid, now)
        columns = ["batch_id", "company_id", "target", "free", "create_uid", "create_date", "write_uid", "write_date"]
        told = to_tell(reader._new_applications(self), reader._undone_applications(self))
        rows = [(*common, *(row[name] for name in TOLD)) for row in told]
        for start in range(0, len(rows), AT_ONCE):
            values = [
                SQL("(%s)", SQL(", ").join(SQL("%s", one) for one in row)) for row in rows[start : start + AT_ONCE]
            ]
            self.env.cr.execute(
                SQL(
                    "INSERT INTO quickbooks_export_application (%s) VALUES %s ON CONFLICT DO NOTHING",
                    SQL(", ").join(map(SQL.identifier, [*columns, *TOLD])),
                    SQL(", ").join(values),
                )
            )
        self.env["quickbooks.export.application"].invalidate_model()

    def _applications_csv(self):
        """Return the list as a CSV file; empty bytes if there is nothing to tell.

        Records that were released since are told no more.
        """
        self.ensure_one()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT date, customer, credit_kind, credit_number, credit_short, invoice_number, invoice_short,
                    amount::text
                FROM quickbooks_export_application WHERE batch_id = %s AND NOT quiet AND (NOT free OR %s)
                ORDER BY LOWER(customer), date, id
                """,
                self.id,
                self.state == "cancelled",
            )
        )
        for row in rows:
            row["amount"] = Decimal(row["amount"])
        return write_applications(rows, self.company_id._quickbooks_rules(self.target).date_format) if rows else b""
