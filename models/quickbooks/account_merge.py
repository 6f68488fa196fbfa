"""Accounts that Odoo's wizard merges: what was exported is the same."""

from odoo import api, models
from odoo.tools import SQL

# Of the accounts that go, and not changed before
SAME = """
    SELECT line.id
      FROM quickbooks_export_line line
      LEFT JOIN account_payment payment ON payment.id = line.payment_id
     WHERE NOT line.free AND line.change IS NULL
       AND EXISTS (SELECT FROM account_move_line item
                    WHERE item.move_id = COALESCE(line.move_id, payment.move_id)
                      AND item.account_id = ANY(%(accounts)s))
       AND line.fingerprint IS NOT DISTINCT FROM %(now)s
"""


class AccountMergeWizard(models.TransientModel):
    _inherit = "account.merge.wizard"

    @api.model
    def _action_merge(self, accounts):
        """Extend: that an account has become another record is no change of what was exported."""
        batches = self.env["quickbooks.export.batch"].sudo()  # exports are written by their own methods only
        self.env.flush_all()
        rows = self.env.execute_query(SQL(SAME, accounts=accounts[1:].ids, now=batches._fingerprint_now()))
        result = super()._action_merge(accounts)
        batches._accept_changes(batches.line_ids.browse(id_ for (id_,) in rows))
        return result
