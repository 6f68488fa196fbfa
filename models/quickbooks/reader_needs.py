"""Of which records the names are needed: in one statement for a whole period."""

from odoo import models
from odoo.tools import SQL

from ...engine.quickbooks_document import IIF
from .mapping import FALLBACK

# `line`: rows of all that is exported; a payment's money goes by its journal, and has none.
NEEDS = """
    WITH record AS MATERIALIZED (%(records)s),
    payment AS MATERIALIZED (
        SELECT payment.* FROM record JOIN account_payment payment ON payment.id = record.payment_id),
    sale AS MATERIALIZED (
        SELECT move.id, move.invoice_payment_term_id FROM record JOIN account_move move ON move.id = record.move_id
         WHERE record.kind IN ('invoice', 'credit_note')),
    line AS MATERIALIZED (
        SELECT line.*, TRUE AS sold
          FROM sale JOIN account_move_line line ON line.move_id = sale.id
         WHERE line.account_id IS NOT NULL AND (line.display_type <> 'cogs' OR %(cogs)s)
         UNION ALL
        SELECT line.*, FALSE
          FROM record JOIN account_move_line line ON line.move_id = record.move_id
         WHERE record.kind = 'journal' AND line.account_id IS NOT NULL
         UNION ALL
        SELECT line.*, FALSE
          FROM payment JOIN account_journal journal ON journal.id = payment.journal_id
          JOIN account_move_line line ON line.move_id = payment.move_id AND line.account_id IS NOT NULL
         WHERE line.account_id IS DISTINCT FROM payment.outstanding_account_id
           AND line.account_id IS DISTINCT FROM journal.default_account_id
           AND NOT EXISTS (SELECT FROM account_payment_method_line method
                            WHERE method.payment_account_id = line.account_id
                              AND (method.journal_id = journal.id OR method.id = payment.payment_method_line_id))),
    product AS (SELECT * FROM line WHERE sold AND display_type = 'product' AND tax_line_id IS NULL),
    tax AS MATERIALIZED (
        SELECT line.move_id, COALESCE(member.child_tax, chosen.account_tax_id) AS id
          FROM product line
          JOIN account_move_line_account_tax_rel chosen ON chosen.account_move_line_id = line.id
          LEFT JOIN account_tax_filiation_rel member ON member.parent_tax = chosen.account_tax_id
         UNION ALL
        SELECT move_id, tax_line_id FROM line WHERE sold AND tax_line_id IS NOT NULL)
    SELECT kind, ARRAY_AGG(DISTINCT need.id) AS ids, NULL::text[] AS codes
      FROM (
        SELECT 'account' AS kind, account_id AS id FROM line
         UNION ALL
        SELECT 'account', destination_account_id FROM payment WHERE move_id IS NULL
         UNION ALL
        SELECT 'tax', id FROM tax
         UNION ALL
        SELECT 'product', product_id FROM product WHERE is_downpayment IS NOT TRUE
         UNION ALL
        SELECT 'term', invoice_payment_term_id FROM sale
         UNION ALL
        SELECT 'journal', journal_id FROM payment
         UNION ALL
        SELECT 'method', payment_method_line_id FROM payment
         UNION ALL
        SELECT 'customer', partner_id FROM record
         UNION ALL
        SELECT 'customer', partner.commercial_partner_id
          FROM record JOIN account_move_line line ON line.move_id = record.move_id
          JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
          JOIN res_partner partner ON partner.id = line.partner_id
         WHERE record.kind = 'journal' AND record.partner_id IS NULL
         UNION ALL
        SELECT 'class', analytic.id
          FROM line
         CROSS JOIN LATERAL JSONB_OBJECT_KEYS(line.analytic_distribution) key
         CROSS JOIN LATERAL STRING_TO_TABLE(key, ',') part
          JOIN account_analytic_account analytic ON analytic.id::text = part AND analytic.root_plan_id = %(plan)s
           ) need
     WHERE need.id IS NOT NULL
     GROUP BY kind
     UNION ALL
    SELECT 'fallback', NULL, ARRAY_AGG(DISTINCT code)
      FROM (
        SELECT CASE WHEN is_downpayment THEN 'down_payment' WHEN product_id IS NULL THEN 'text' END AS code FROM product
         UNION ALL
        SELECT 'discount' FROM product WHERE discount <> 0 AND %(discounts)s
         UNION ALL
        SELECT display_type FROM line WHERE sold AND display_type IN ('discount', 'rounding') AND tax_line_id IS NULL
         UNION ALL
        SELECT 'no_tax' FROM sale WHERE %(sales_tax)s AND NOT EXISTS (SELECT FROM tax WHERE tax.move_id = sale.id)
           ) fallback
     WHERE code IS NOT NULL
"""


class QuickbooksReader(models.AbstractModel):
    _inherit = "quickbooks.reader"

    def _needs(self, scope):
        """Return of which records the names are needed to export a scope: the same that its documents will use.

        Products that have no name of their own may go by their category's or a fallback's: see `quickbooks.mapping`.

        :param Scope scope: what is exported
        :return: ``{kind of mapping: ids}``, of fallbacks their codes
        """
        rules = scope.company._quickbooks_rules(scope.target)
        statement = SQL(
            NEEDS,
            records=self._to_export(scope),
            cogs=rules.cogs == "rows",
            discounts=rules.discount == "item",
            sales_tax=rules.sales_tax and scope.target == IIF,
            plan=scope.company.sudo().quickbooks_class_plan_id.id or None,  # who exports need not see plans
        )
        rows = self.env.execute_query_dict(statement)
        return {row["kind"]: set(row["codes" if row["kind"] == FALLBACK else "ids"] or ()) for row in rows}
