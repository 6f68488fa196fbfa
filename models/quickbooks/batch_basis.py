"""What an export is written by: settings and names. One file never mixes what was before and after a change of them."""

import hashlib

from odoo import models
from odoo.tools import SQL

from .mapping import CUSTOMER, NUMBER
from .part import FACTS

BESIDE = ["create_uid", "create_date", "write_uid", "write_date"]
# Numbers are claimed with the records. Customers who get their name by the export itself were not written afterwards.
NAMES = """
    SELECT MD5(COALESCE(STRING_AGG((TO_JSONB(mapping) - %(beside)s::text[])::text, '' ORDER BY id), ''))
      FROM quickbooks_mapping mapping
     WHERE company_id = %(company)s AND target = %(target)s AND confirmed AND kind <> %(number)s
       AND (kind <> %(customer)s OR write_date IS NOT NULL)
"""
OUTDATED = """
    DELETE FROM quickbooks_export_part
     WHERE batch_id = %(batch)s AND portion IN (
           SELECT portion FROM quickbooks_export_part
            WHERE batch_id = %(batch)s AND kind = %(facts)s AND facts->>'basis' IS DISTINCT FROM %(basis)s)
"""


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    def _basis(self):
        """Return what stands for the settings and names as they are now."""
        self.env["quickbooks.mapping"].flush_model()
        values = {"company": self.company_id.id, "target": self.target, "number": NUMBER, "customer": CUSTOMER}
        [(names,)] = self.env.execute_query(SQL(NAMES, **values, beside=BESIDE))
        settings = repr((self.company_id._quickbooks_rules(self.target), self.company_id.quickbooks_class_plan_id.id))
        return hashlib.sha256(f"{settings} {names}".encode()).hexdigest()

    def _forget_outdated(self):
        """Forget the portions that were written by other settings or names than those of now.

        :return: whether there are any: they have to be written anew
        """
        self.env.cr.execute(SQL(OUTDATED, batch=self.id, facts=FACTS, basis=self._basis()))
        outdated = bool(self.env.cr.rowcount)
        if outdated:
            self._note(self.env._("Settings or names were changed meanwhile: what was written before is written anew."))
        return outdated
