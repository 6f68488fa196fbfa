"""What of returns, claims and invoices may have changed although their own rows have not."""

from odoo import models
from odoo.tools import SQL

from .fact_queue import CLAIM, EVENTS, FUNCTION, INVOICE, RETURN, SHIPMENT, TRIGGER

# What happened to an order and changes what is to be invoiced of it, or when that left
BILLED = "('shipment', 'handover', 'return', 'invoice')"
# Table: {kind of fact: statement that finds the documents}
SERVICE_SOURCES = {
    "sale_order": {
        CLAIM: "SELECT claim.id FROM changed JOIN shipment_claim claim ON claim.order_id = changed.id",
        RETURN: "SELECT line.rma_id FROM changed JOIN sale_rma_line line ON line.order_id = changed.id",
        SHIPMENT: """SELECT picking.id FROM changed JOIN stock_picking picking ON picking.sale_id = changed.id
                      WHERE picking.shipped_at IS NOT NULL""",
    },
    "sale_order_event": {
        SHIPMENT: f"""SELECT picking.id FROM changed JOIN stock_picking picking ON picking.sale_id = changed.order_id
                       WHERE changed.kind IN {BILLED} AND picking.shipped_at IS NOT NULL""",
        INVOICE: f"""SELECT billed.move_id FROM changed
                       JOIN sale_order_line line ON line.order_id = changed.order_id
                       JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
                       JOIN account_move_line billed ON billed.id = rel.invoice_line_id
                      WHERE changed.kind IN {BILLED}""",
    },
    "stock_picking": {
        SHIPMENT: "SELECT changed.id FROM changed WHERE changed.shipped_at IS NOT NULL",
    },
    "account_move": {
        INVOICE: "SELECT reversed_entry_id FROM changed WHERE move_type = 'out_refund'",
        RETURN: "SELECT rma_id FROM changed",
    },
    "account_partial_reconcile": {
        INVOICE: """SELECT move.id FROM changed
                      JOIN account_move_line line ON line.id IN (changed.debit_move_id, changed.credit_move_id)
                      JOIN account_move move ON move.id = line.move_id AND move.move_type = 'out_invoice'""",
        RETURN: """SELECT move.rma_id FROM changed
                     JOIN account_move_line line ON line.id = changed.credit_move_id
                     JOIN account_move move ON move.id = line.move_id""",
    },
    "account_move_promise": {INVOICE: "SELECT move_id FROM changed"},
    "sale_rma_inspection": {RETURN: "SELECT rma_id FROM changed"},
    # Goods of a return that arrive, or go on to where they belong
    "stock_move": {
        RETURN: "SELECT line.rma_id FROM changed JOIN sale_rma_line line ON line.id = changed.rma_line_id",
    },
    "ir_attachment": {
        INVOICE: "SELECT res_id FROM changed WHERE res_model = 'account.move' AND res_field = 'invoice_pdf_report_file'"
    },
}


class SaleFactQueue(models.Model):
    _inherit = "sale.fact.queue"

    def init(self):
        """Extend: have the database note these changes, too."""
        result = super().init()
        for table, kinds in SERVICE_SOURCES.items():
            found = SQL(" UNION ").join(
                SQL("SELECT %s, its.* FROM (%s) its", kind, SQL(statement)) for kind, statement in kinds.items()
            )
            function = SQL.identifier(f"sale_fact_note_service_{table}")
            self.env.cr.execute(SQL(FUNCTION, function=function, noted=found))
            for event, rows in EVENTS:
                name = SQL.identifier(f"sale_fact_note_service_{table}_{event}")
                self.env.cr.execute(
                    SQL(
                        TRIGGER,
                        name=name,
                        table=SQL.identifier(table),
                        event=SQL(event),
                        rows=SQL(rows),
                        function=function,
                    )
                )
        return result
