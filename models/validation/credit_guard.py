from odoo import api, fields, models
from odoo.tools import SQL


class SaleOrderCreditGuard(models.Model):
    """One row for each customer and company, written by everything that takes the customer's credit.

    Cursors read what was there when their transaction began. Of two transactions that take credit of one
    customer, the later one is refused here by PostgreSQL; Odoo runs it again, and it sees the first.
    """

    _name = "sale.order.credit.guard"
    _description = "Guard of a Customer's Credit"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    revision = fields.Integer(required=True)

    _customer_unique = models.UniqueIndex("(partner_id, company_id)")

    @api.model
    def _take(self, customers, company):
        """Write the rows of customers; call it before reading what they owe.

        :param res.partner customers: commercial entities
        :param res.company company: whose customers
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sale_order_credit_guard AS guard (partner_id, company_id, revision)
                SELECT id, %(company)s, 1 FROM unnest(%(customers)s) AS id ORDER BY id
                    ON CONFLICT (partner_id, company_id) DO UPDATE SET revision = guard.revision + 1
                """,
                company=company.id,
                customers=customers.ids,
            )
        )
