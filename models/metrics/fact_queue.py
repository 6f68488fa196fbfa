"""Which facts may have changed: noted by the database itself, whatever path a change takes."""

from odoo import api, fields, models
from odoo.tools import SQL

ORDER, INVOICE, RETURN, CLAIM, SHIPMENT = "order", "invoice", "return", "claim", "shipment"
KINDS = [(ORDER, "Order"), (INVOICE, "Invoice"), (SHIPMENT, "Shipment"), (RETURN, "Return"), (CLAIM, "Claim")]

# Table: (kind of fact, whose id a changed row says, which changed rows count). Shipments, deliveries, invoices and
# payments of orders write events, so the tables of the warehouse need no trigger.
SOURCES = {
    "sale_order": (ORDER, "changed.id", "TRUE"),
    "sale_order_line": (ORDER, "changed.order_id", "TRUE"),
    "sale_order_event": (ORDER, "changed.order_id", "TRUE"),
    "sale_order_hold": (ORDER, "changed.order_id", "TRUE"),
    "order_validation_finding": (ORDER, "changed.order_id", "TRUE"),
    "order_tracking_day": (ORDER, "changed.order_id", "TRUE"),
    "account_move": (INVOICE, "changed.id", "changed.move_type IN ('out_invoice', 'out_refund')"),
    "sale_rma": (RETURN, "changed.id", "TRUE"),
    "sale_rma_line": (RETURN, "changed.rma_id", "TRUE"),
    "shipment_claim": (CLAIM, "changed.id", "TRUE"),
}
# Changed rows of these tables change facts of orders, too.
OF_ORDERS = {
    # What is credited says that the invoice was wrong.
    "account_move": """SELECT line.order_id FROM changed
                         JOIN account_move_line billed ON billed.move_id = changed.reversed_entry_id
                         JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = billed.id
                         JOIN sale_order_line line ON line.id = rel.order_line_id
                        WHERE changed.move_type = 'out_refund'""",
    "sale_rma_line": "SELECT order_id FROM changed",
    "shipment_claim": "SELECT order_id FROM changed",
    # What has left, and whose carrier, arrival or moment is another one now. Before that the order's log tells.
    "stock_picking": """SELECT line.order_id FROM changed
                          JOIN stock_move move ON move.picking_id = changed.id
                          JOIN sale_order_line line ON line.id = move.sale_line_id
                         WHERE changed.shipped_at IS NOT NULL""",
}
# Tables with triggers
NOTED = sorted(SOURCES.keys() | OF_ORDERS.keys())
# One trigger for each: PostgreSQL hands over the changed rows of one kind of statement only.
EVENTS = (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))

# The transaction that notes something. Within one, nothing is noted twice; others are never waited for.
THIS_TRANSACTION = "pg_current_xact_id()::text::numeric"
# How documents are found is planned with the first change of a connection and kept: without the settings, a connection
# that began with a change of very many rows, or with nearly empty tables, would read whole tables with each change.
# The queue is found whatever schemas the connection looks through.
FUNCTION = f"""
CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $$
BEGIN
    INSERT INTO sale_fact_queue (kind, res_id, noted_in)
    SELECT DISTINCT kind, res_id, {THIS_TRANSACTION} FROM (%(noted)s) noted (kind, res_id) WHERE res_id IS NOT NULL
        ON CONFLICT (kind, res_id, noted_in) DO NOTHING;
    RETURN NULL;
END $$ LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off
    SET search_path FROM CURRENT
"""
TRIGGER = """
DROP TRIGGER IF EXISTS %(name)s ON %(table)s;
CREATE TRIGGER %(name)s AFTER %(event)s ON %(table)s
    REFERENCING %(rows)s TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION %(function)s()
"""


class SaleFactQueue(models.Model):
    """A document whose facts may have changed, until they were read again.

    Triggers write the rows, so that no path is forgotten: neither the ORM, nor statements of Odoo, nor an import.
    There is one row for each document and transaction, however often it changes there. If there were one for each
    document, transactions would wait for each other, and be refused for each other; whoever empties the queue takes
    all rows of a document at once.
    """

    _name = "sale.fact.queue"
    _description = "Documents to Read Again"
    _log_access = False
    _allow_sudo_commands = False

    kind = fields.Selection(KINDS, required=True, readonly=True)
    res_id = fields.Integer("Document", required=True, readonly=True)
    problem = fields.Char(readonly=True, help="Why it cannot be read. It is tried again when it changes.")
    noted_in = fields.Float("Transaction", readonly=True, digits=0, help="Empty: noted by hand")

    _once_idx = models.UniqueIndex("(kind, res_id, noted_in)", "A transaction notes a document once.")
    _turn_idx = models.Index("(kind, id)")

    def init(self):
        """Have the database note what changes in the tables that facts are read from.

        What could not be read is tried again: with an update there may be another reader.
        """
        self.env.cr.execute("UPDATE sale_fact_queue SET problem = NULL WHERE problem IS NOT NULL")
        # Ids are used up by what is noted twice, too: after two thousand millions of them it begins anew.
        self.env.cr.execute("ALTER SEQUENCE sale_fact_queue_id_seq CYCLE")
        for table in NOTED:
            function = SQL.identifier(f"sale_fact_note_{table}")
            self.env.cr.execute(SQL(FUNCTION, function=function, noted=self._noted(table)))
            for event, rows in EVENTS:
                self.env.cr.execute(
                    SQL(
                        TRIGGER,
                        name=SQL.identifier(f"sale_fact_note_{table}_{event}"),
                        table=SQL.identifier(table),
                        event=SQL(event),
                        rows=SQL(rows),
                        function=function,
                    )
                )

    def _noted(self, table):
        """Return the statement that finds what changed rows of a table concern: kind and document, each once."""
        found = []
        if table in SOURCES:
            kind, record, condition = SOURCES[table]
            found.append(SQL("SELECT %s, %s FROM changed WHERE %s", kind, SQL(record), SQL(condition)))
        if table in OF_ORDERS:
            found.append(SQL("SELECT %s, concerned.* FROM (%s) concerned", ORDER, SQL(OF_ORDERS[table])))
        return SQL(" UNION ").join(found)

    @api.model
    def _take(self, kind, most):
        """Take documents from the queue; others who take at the same time get others.

        Until the transaction ends they are gone for nobody else: if it is rolled back, they are still there.

        :param str kind: key of :data:`KINDS`
        :param int most: how many rows at most
        :return: ids of documents
        """
        self.env.cr.execute(
            SQL(
                """
                WITH taken AS (
                    SELECT res_id FROM sale_fact_queue
                     WHERE kind = %(kind)s AND problem IS NULL ORDER BY id LIMIT %(most)s
                )
                DELETE FROM sale_fact_queue
                 WHERE id IN (SELECT queue.id FROM sale_fact_queue queue
                               WHERE queue.kind = %(kind)s AND queue.res_id IN (SELECT res_id FROM taken)
                                 FOR UPDATE SKIP LOCKED)
             RETURNING res_id
                """,
                kind=kind,
                most=most,
            )
        )
        return sorted({document for (document,) in self.env.cr.fetchall()})

    @api.model
    def _put_aside(self, kind, documents):
        """Keep documents that cannot be read, so that the others can be; they are tried again when they change.

        :param str kind: key of :data:`KINDS`
        :param dict documents: ``{id: what is wrong}``
        :return: what of it is new
        """
        known = self.search_read([("kind", "=", kind), ("problem", "!=", False), ("res_id", "in", list(documents))])
        known = {row["res_id"]: row["problem"] for row in known}
        new = {number: problem for number, problem in documents.items() if known.get(number) != problem}
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (DELETE FROM sale_fact_queue WHERE kind = %(kind)s AND res_id = ANY(%(ids)s))
                INSERT INTO sale_fact_queue (kind, res_id, problem)
                SELECT %(kind)s, * FROM unnest(%(ids)s, %(problems)s::varchar[])
                """,
                kind=kind,
                ids=list(documents),
                problems=list(documents.values()),
            )
        )
        self.invalidate_model(flush=False)
        return new

    def action_read_again(self):
        """Have the documents that could not be read tried again.

        :raise AccessError: for everybody but administrators
        """
        self.check_access("read")
        self.env.cr.execute("UPDATE sale_fact_queue SET problem = NULL WHERE problem IS NOT NULL")
        self.invalidate_model(flush=False)
        self.env.ref("quote_to_cash.ir_cron_refresh_facts")._trigger()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
