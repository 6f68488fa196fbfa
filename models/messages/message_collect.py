"""What there is to tell: read from the log of orders, and queued once."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import order_messages as engine

WINDOW = "7 days"  # what is found later than this is no news
LOCK = "order_message_collect"
EVENTS = ("status", "shipment", "delivery", "invoice", "promise")
ALL_SHIPPED = ("shipped", "delivered", "invoiced", "paid")


class OrderMessage(models.Model):
    _inherit = "order.message"

    @api.model
    def _collect(self):
        """Queue a message for all that happened since its policy was switched on, and was not queued before.

        One statement, however much happened. Of two that collect at once, the later one leaves it to the other.

        :return: how many were queued
        :rtype: int
        """
        self.env.cr.flush()  # what this transaction did is written to the log then
        if not self.env.execute_query(SQL("SELECT 1 FROM order_message_policy WHERE enabled LIMIT 1")):
            return 0
        (free,) = self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s))", LOCK))
        if not free[0]:
            return 0
        queued = self.env.execute_query(self._collect_sql())
        if queued:
            self.invalidate_model(flush=False)
        return len(queued)

    @api.model
    def _collect_sql(self):
        """Return the statement that queues what is new.

        What came back after it was left is queued again, and waits again; what was sent is not.
        """
        now = fields.Datetime.now()
        return SQL(
            """
            WITH policy AS (
                     SELECT id, company_id, kind, since, since_event, delay FROM order_message_policy WHERE enabled),
                 event AS MATERIALIZED (%(events)s),
                 news AS (%(news)s)
            INSERT INTO order_message AS told (order_id, company_id, policy_id, partner_id, kind, subject_key, event_id,
                                               picking_id, move_id, state, due_at, in_summary,
                                               create_uid, create_date, write_uid, write_date)
            %(untold)s
                ON CONFLICT (kind, order_id, subject_key) DO UPDATE
               SET state = 'queued', event_id = EXCLUDED.event_id, due_at = EXCLUDED.due_at, in_summary = FALSE,
                   policy_id = EXCLUDED.policy_id, partner_id = EXCLUDED.partner_id,
                   write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
             WHERE told.state IN ('queued', 'overtaken')
            RETURNING id
            """,
            events=self._events_sql(now),
            news=SQL(" UNION ALL ").join(
                (
                    self._news_of_status_sql(),
                    self._news_of_parcels_sql(),
                    self._news_of_deliveries_sql(now),
                    self._news_of_invoices_sql(),
                    self._news_of_promises_sql(),
                )
            ),
            untold=self._untold_sql(now),
        )

    @api.model
    def _untold_sql(self, now):
        """The newest of the news of each kind and subject, unless it was queued before."""
        return SQL(
            """
            SELECT order_id, company_id, policy_id, partner_id, kind, subject, event_id, picking_id, move_id,
                   'queued', due_at, FALSE, %(user)s, %(now)s, %(user)s, %(now)s
              FROM (SELECT DISTINCT ON (kind, order_id, subject) *
                      FROM news ORDER BY kind, order_id, subject, event_id DESC) n
             WHERE NOT EXISTS (
                   SELECT FROM order_message m
                    WHERE m.order_id = n.order_id AND m.subject_key = n.subject
                      AND (m.kind = n.kind OR (m.kind IN %(parcels)s AND n.kind IN %(parcels)s))
                      AND (n.kind IN %(parcels)s OR m.state NOT IN ('queued', 'overtaken') OR m.event_id >= n.event_id))
             ORDER BY event_id
            """,
            parcels=(engine.SHIPPED, engine.PARTLY_SHIPPED),
            user=self.env.uid,
            now=now,
        )

    @api.model
    def _events_sql(self, now):
        """Events of the last days, by their index, of companies that tell anything."""
        return SQL(
            """
            SELECT e.id, e.kind, e.from_status, e.to_status, e.happened_at, o.id AS order_id, o.partner_id,
                   o.company_id, o.state, o.date_order, o.order_status,
                   NULLIF(split_part(e.document, ',', 2), '')::int AS document_id
              FROM sale_order_event e
              JOIN sale_order o ON o.id = e.order_id
             WHERE e.happened_at >= GREATEST((SELECT MIN(since) FROM policy), %(now)s - %(window)s::interval)
               AND e.kind IN %(kinds)s
               AND o.company_id IN (SELECT company_id FROM policy)
            """,
            now=now,
            window=WINDOW,
            kinds=EVENTS,
        )

    @api.model
    def _news_sql(self, sources, subject=None, partner=None, picking=None, move=None):
        """Return one part of the news, in the columns that all have."""
        return SQL(
            """
            SELECT p.id AS policy_id, p.kind, e.order_id, e.company_id, e.id AS event_id,
                   e.happened_at + p.delay * INTERVAL '1 minute' AS due_at,
                   %s AS subject, %s AS partner_id, %s::int AS picking_id, %s::int AS move_id
              FROM %s AND (e.happened_at, e.id) > (p.since, p.since_event)
            """,
            subject or SQL("e.document_id::varchar"),
            partner or SQL("e.partner_id"),
            picking or SQL("NULL"),
            move or SQL("NULL"),
            sources,
        )

    @api.model
    def _news_of_status_sql(self):
        """What the status says. An imported order of long ago, or an old one that is released, was not received now."""
        moves = SQL(
            "EXISTS (SELECT FROM stock_move m JOIN sale_order_line l ON l.id = m.sale_line_id"
            " WHERE l.order_id = e.order_id)"
        )
        waits = SQL(
            """
            NOT EXISTS (SELECT FROM sale_order_hold h JOIN sale_order_reason r ON r.id = h.reason_id
                         WHERE h.order_id = e.order_id AND h.released_at IS NULL
                           AND r.waits_for IS DISTINCT FROM 'customer')
            """
        )
        sources = SQL(
            """
            event e
              JOIN policy p ON p.company_id = e.company_id AND CASE p.kind
                   WHEN 'received' THEN e.state = 'sale' AND e.to_status NOT IN ('quote', 'cancelled')
                        AND CASE e.from_status WHEN 'quote' THEN e.date_order > e.happened_at - %(window)s::interval
                                               WHEN 'on_hold' THEN e.date_order >= p.since ELSE FALSE END
                   WHEN 'in_progress' THEN e.to_status = 'in_progress'
                   WHEN 'ready' THEN e.to_status = 'ready'
                   WHEN 'on_hold' THEN e.to_status = 'on_hold' AND e.state = 'sale' AND %(waits)s
                   WHEN 'cancelled' THEN e.to_status = 'cancelled' AND e.from_status <> 'quote'
                        AND (e.from_status <> 'on_hold' OR %(moves)s)
                   ELSE FALSE END
             WHERE e.kind = 'status'
            """,
            window=WINDOW,
            waits=waits,
            moves=moves,
        )
        return self._news_sql(sources, SQL("CASE p.kind WHEN 'on_hold' THEN e.id::varchar ELSE '' END"))

    @api.model
    def _news_of_parcels_sql(self):
        """What has left. The last parcel is the whole order; of those before it something was still to come."""
        return self._news_sql(
            SQL(
                """
                (SELECT e.*, DENSE_RANK() OVER (PARTITION BY e.order_id ORDER BY k.shipped_at DESC, k.id DESC) AS number
                   FROM event e
                   JOIN stock_picking k ON k.id = e.document_id AND k.shipped_at IS NOT NULL
                  WHERE e.kind = 'shipment') e
                  JOIN policy p ON p.company_id = e.company_id
                   AND p.kind = CASE WHEN e.number = 1 AND %(all_left)s THEN 'shipped' ELSE 'partly_shipped' END
                 WHERE TRUE
                """,
                # A held order does not say it by its status.
                all_left=SQL(
                    """
                    (e.order_status IN %s OR e.order_status IN ('on_hold', 'cancelled') AND NOT EXISTS (
                     SELECT FROM stock_move m
                       JOIN sale_order_line l ON l.id = m.sale_line_id
                       JOIN stock_location f ON f.id = m.location_id
                       JOIN stock_location d ON d.id = COALESCE(m.location_final_id, m.location_dest_id)
                      WHERE l.order_id = e.order_id AND m.state NOT IN ('done', 'cancel')
                        AND d.usage = 'customer' AND f.usage <> 'customer'))
                    """,
                    ALL_SHIPPED,
                ),
            ),
            picking=SQL("e.document_id"),
        )

    @api.model
    def _news_of_deliveries_sql(self, now):
        """What has arrived; not what arrived long ago, and is only noted or assumed now."""
        return self._news_sql(
            SQL(
                """
                event e
                  JOIN stock_picking k ON k.id = e.document_id
                  JOIN policy p ON p.company_id = e.company_id AND p.kind = 'delivered'
                 WHERE e.kind = 'delivery' AND k.delivered_at >= GREATEST(p.since, %s - %s::interval)
                """,
                now,
                WINDOW,
            ),
            picking=SQL("e.document_id"),
        )

    @api.model
    def _news_of_invoices_sql(self):
        """What was invoiced; an invoice for several orders is told of with the first of them."""
        return self._news_sql(
            SQL(
                """
                (SELECT e.*, a.partner_id AS invoiced_id,
                        DENSE_RANK() OVER (PARTITION BY e.document_id ORDER BY e.order_id) AS number
                   FROM event e
                   JOIN account_move a ON a.id = e.document_id AND a.state = 'posted' AND a.move_type = 'out_invoice'
                  WHERE e.kind = 'invoice') e
                  JOIN policy p ON p.company_id = e.company_id AND p.kind = 'invoiced'
                 WHERE e.number = 1 AND NOT EXISTS (
                       SELECT FROM order_message m
                        WHERE m.kind = 'invoiced' AND m.subject_key = e.document_id::varchar
                          AND m.order_id <> e.order_id)
                """
            ),
            partner=SQL("e.invoiced_id"),
            move=SQL("e.document_id"),
        )

    @api.model
    def _news_of_promises_sql(self):
        """Changes of dates; that a promise is at risk, or was made first, is in the log, too, but no news."""
        return self._news_sql(
            SQL(
                """
                (SELECT e.*, ROW_NUMBER() OVER (PARTITION BY e.order_id ORDER BY e.id DESC) AS number
                   FROM event e
                  WHERE e.kind = 'promise' AND EXISTS (
                        SELECT FROM sale_order_promise s
                         WHERE s.order_id = e.order_id AND s.kind = 'change' AND s.in_force
                           AND s.date IS DISTINCT FROM s.previous_date
                           AND s.happened_at BETWEEN e.happened_at - INTERVAL '1 minute' AND e.happened_at)) e
                  JOIN policy p ON p.company_id = e.company_id AND p.kind = 'promise'
                 WHERE e.number = 1
                """
            ),
            SQL("e.id::varchar"),
        )
