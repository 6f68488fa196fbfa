"""What was done about a quotation before and after its last day: each once."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import quote_expiry as engine

ASKED, FAILED, RETURNED = "asked", "failed", "returned"
# Quotations whose turn it is. Whoever has signed or is paying has accepted in time; a hold says that something has to
# be settled first; who got it today is not reminded today, nor who has not got yet what was changed.
DUE = """
    SELECT o.id
      FROM unnest(%(companies)s::int[], %(firsts)s::date[], %(lasts)s::date[], %(begins)s::timestamp[])
        AS turn (company_id, first_day, last_day, begin)
      JOIN sale_order o ON o.company_id = turn.company_id AND o.state = 'sent'
       AND o.validity_date BETWEEN turn.first_day AND turn.last_day
     WHERE o.signed_on IS NULL AND o.is_on_hold IS NOT TRUE
       AND (%(kind)s = 'expired' OR GREATEST(o.quote_sent_at, o.date_order) < turn.begin)
       AND NOT EXISTS (SELECT FROM sale_quote_followup f
                        WHERE f.order_id = o.id AND f.validity_date = o.validity_date
                          AND f.kind IN (%(kind)s, 'failed'))
       AND NOT EXISTS (SELECT FROM sale_order_transaction_rel r JOIN payment_transaction t ON t.id = r.transaction_id
                        WHERE r.sale_order_id = o.id AND (t.state IN ('pending', 'authorized', 'done')
                              OR t.state = 'draft' AND t.create_date > %(now)s - INTERVAL '1 day'))
       AND (%(kind)s <> 'reminder' OR %(settled)s)
     ORDER BY o.validity_date, o.id
"""
NOTE = """
    INSERT INTO sale_quote_followup (order_id, company_id, validity_date, kind, happened_at)
    SELECT id, company_id, validity_date, %(kind)s, %(now)s FROM sale_order
     WHERE id = ANY(%(orders)s) AND validity_date IS NOT NULL ORDER BY id
        ON CONFLICT DO NOTHING RETURNING order_id
"""
READ = ("company_id", "state", "validity_date", "signed_on", "is_on_hold", "quote_sent_at", "date_order")


class SaleQuoteFollowup(models.Model):
    """One thing done about a quotation that ends on a day, written in the transaction that does it.

    A quotation that is made valid for longer ends on another day, and begins anew.
    """

    _name = "sale.quote.followup"
    _description = "Follow-Up of a Quotation"
    _log_access = False
    _order = "id desc"
    _rec_name = "order_id"
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", "Quotation", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    validity_date = fields.Date("Valid until", required=True, readonly=True)
    kind = fields.Selection(
        [
            (engine.REMINDER, "Customer Reminded"),
            (engine.ACTIVITY, "Salesperson Told"),
            (engine.EXPIRED, "Expired"),
            (ASKED, "New Offer Asked For"),
            (FAILED, "Could Not Expire"),
            (RETURNED, "Mail Came Back"),
        ],
        required=True,
        readonly=True,
    )
    happened_at = fields.Datetime(required=True, readonly=True)

    _once = models.UniqueIndex("(order_id, validity_date, kind)", "This was done for the quotation already.")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _quotes_due(self, kind, terms, limit=None, lock=False):
        """Return quotations for which something is to be done, the first to end first.

        :param str kind: what, see :mod:`.quote_expiry`
        :param dict terms: ``{company: (Terms, its day)}``
        :param int limit: so many of them
        :param bool lock: only those that nobody else is changing, and nobody else can change then
        """
        turns = [
            (company.id, *days, company._begin_of_day(today))
            for company, (wanted, today) in terms.items()
            if (days := engine.last_days(kind, today, wanted))
        ]
        if not turns:
            return self.browse()
        self.flush_model(READ)
        self.env["payment.transaction"].flush_model(["state", "sale_order_ids"])
        names = ("companies", "firsts", "lasts", "begins")
        values = {name: list(column) for name, column in zip(names, zip(*turns, strict=True), strict=True)}
        query = SQL(DUE, kind=kind, now=fields.Datetime.now(), settled=self._quote_is_settled_sql(), **values)
        more = SQL(" LIMIT %s", limit) if limit else SQL()
        # Not the weaker lock: a payment that begins refers to the quotation, and is met by this one.
        mine = SQL(" FOR UPDATE OF o SKIP LOCKED") if lock else SQL()
        return self.browse(row[0] for row in self.env.execute_query(SQL("%s%s%s", query, more, mine)))

    @api.model
    def _quote_is_settled_sql(self):
        """Return the condition that a quotation ``o`` is as the customer has it, and not just being changed."""
        return SQL(
            "(o.quote_revision = 0 OR EXISTS (SELECT FROM sale_order_revision sent"
            " WHERE sent.order_id = o.id AND sent.number = o.quote_revision))"
        )

    def _note_followup(self, kind):
        """Note that something is done about these quotations now.

        :return: those for which it was not done before; only for these it may be done
        """
        self.flush_recordset(READ)
        rows = self.env.execute_query(SQL(NOTE, kind=kind, now=fields.Datetime.now(), orders=self.ids))
        # Written past the ORM.
        self.env["sale.quote.followup"].invalidate_model(flush=False)
        return self.browse(row[0] for row in rows)

    def _has_followup(self, kind):
        """Return those of these quotations for whose last day something was done."""
        # A fact about the quotation, for all who see it.
        domain = [("order_id", "in", self.ids), ("kind", "=", kind)]
        done = {(row.order_id.id, row.validity_date) for row in self.env["sale.quote.followup"].sudo().search(domain)}
        return self.filtered(lambda order: (order.id, order.validity_date) in done)
