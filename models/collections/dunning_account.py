"""What reminders know of a customer in one company: whether they hold the account, and a guard for each sending."""

from odoo import api, fields, models
from odoo.tools import SQL


class DunningAccount(models.Model):
    """One row for each customer and company that was reminded.

    Everything that reminds a customer, or holds or frees the account, first writes this row: of two transactions
    at once, PostgreSQL refuses the later one, which runs again and sees what the first has done.
    """

    _name = "dunning.account"
    _description = "Customer's Account of Reminders"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    revision = fields.Integer(required=True, readonly=True, default=1)
    on_hold = fields.Boolean(readonly=True, help="Reminders hold this account.")
    flag_set = fields.Boolean(readonly=True, help="It was not on hold before.")
    in_collections_on = fields.Date("Handed Over On", readonly=True)

    _customer_unique = models.UniqueIndex("(partner_id, company_id)")

    @api.model
    def _take(self, customers, company):
        """Write the rows of customers, and return them; call it before reading what the customers owe.

        :param res.partner customers: commercial entities
        :param res.company company: whose customers
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO dunning_account AS account (partner_id, company_id, revision)
                SELECT id, %(company)s, 1 FROM unnest(%(customers)s) AS id ORDER BY id
                    ON CONFLICT (partner_id, company_id) DO UPDATE SET revision = account.revision + 1
                RETURNING id
                """,
                company=company.id,
                customers=list(customers.ids),
            )
        )
        accounts = self.browse(row[0] for row in rows)
        accounts.invalidate_recordset()
        return accounts
