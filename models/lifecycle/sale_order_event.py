"""The append-only log of what happened to an order."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import SQL

from ..append_only import guard
from .const import ORDER_STATUS

PENDING = "quote_to_cash.lifecycle"

# What of a document tells that a kind of event happened to it
DOCUMENT_STATE = {
    "shipment": ["shipped_at"],
    "handover": ["handed_over_at"],
    "delivery": ["delivered_at"],
    "return": ["date_done"],
    "invoice": ["state"],
    "payment": ["payment_state", "amount_residual"],
}
REPLAY = "sale_order_event_replay"


@dataclass(eq=False)
class Replay:
    """The moment at which events happened that are replayed later: demo data, migrations.

    Goes into the context under :data:`REPLAY`, and moves on while the context stays the same. Only
    Python code can make one; a context that came over RPC holds plain values, so nobody backdates the
    log from outside.
    """

    moment: datetime


class SaleOrderEvent(models.Model):
    """One thing that happened to an order: written once, never changed.

    Rows are written when the transaction is, or when somebody reads the log within it. What a
    transaction changed and took back again leaves no trace, whatever path the change took (button,
    batch, job, import, recomputation).

    A database trigger refuses every change, for all users. Only the links to a deleted order or
    user may be emptied; the name of the order stays.
    """

    _name = "sale.order.event"
    _description = "Order Event"
    _order = "happened_at desc, id desc"
    _log_access = False
    _rec_name = "order_ref"
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", readonly=True, index=True, ondelete="set null")
    order_ref = fields.Char("Order Name", readonly=True, required=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [
            ("status", "Status"),
            ("hold", "Hold"),
            ("release", "Release"),
            ("promise", "Promise"),
            ("shipment", "Shipment"),
            ("handover", "Hand-Over"),
            ("delivery", "Delivery"),
            ("invoice", "Invoice"),
            ("payment", "Payment"),
            ("return", "Return"),
            ("waiver", "Waiver"),
            ("waiver_void", "Waiver Void"),
            ("short_pick", "Short Pick"),
            ("backorder", "Backorder"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    from_status = fields.Selection(ORDER_STATUS, readonly=True)
    to_status = fields.Selection(ORDER_STATUS, readonly=True)
    happened_at = fields.Datetime(
        required=True, readonly=True, default=lambda self: self._default_happened_at(), index=True
    )
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="set null", default=lambda self: self.env.uid)
    document = fields.Reference(selection="_selection_document", readonly=True)
    note = fields.Char(readonly=True)

    @api.model
    def _selection_document(self):
        """Models that an event may point at."""
        models_ = ("sale.order.hold", "stock.picking", "account.move")
        return [(name, self.env[name]._description) for name in models_ if name in self.env]

    @api.depends("order_ref", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            event.display_name = f"{event.order_ref}: {kinds.get(event.kind, '')}"

    @api.model
    def _default_happened_at(self):
        """Return now, or the moment that Python code replays."""
        replay = self.env.context.get(REPLAY)
        return replay.moment if isinstance(replay, Replay) else fields.Datetime.now()

    # === Append only === #

    def init(self):
        """Let the database itself refuse what the ORM refuses."""
        guard(self.env.cr, self._table, "The log of an order cannot be changed.", ["order_id", "user_id"])

    def write(self, vals):
        """Refuse: nobody changes the log.

        :raise UserError: always, unless there is nothing to write
        """
        if self and vals:
            raise UserError(self.env._("The log of an order cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Entries of an order's log cannot be deleted."))

    # === Writing === #

    @api.model
    def _pending(self):
        """Return what this transaction has noted so far.

        First statuses of orders, observations of documents, and the orders of posted invoices.
        """
        pending = self.env.cr.precommit.data.get(PENDING)
        if pending is None:
            pending = {"status": {}, "documents": {}, "orders": {}, "events": []}
            self.env.cr.precommit.data[PENDING] = pending
            self.env.cr.precommit.add(self._write_pending)
        return pending

    @api.model
    def _note_status(self, order, status):
        """Remember the status that an order had before this transaction touched it.

        :param sale.order order: the order
        :param str status: its status; a new order has none yet and begins as a quote
        """
        self._pending()["status"].setdefault(order.id, (status or "quote", self.env.uid))

    @api.model
    def _note_event(self, values):
        """Have an event written with the others of this transaction.

        :param dict values: as ``sale.order._prepare_event`` returns them
        """
        self._pending()["events"].append({"happened_at": self._default_happened_at(), **values})

    @api.model
    def _note_document(self, kind, order, document, note=False):
        """Remember that a document of an order is about to change.

        The row is written only if the document's state really differs when the transaction ends:
        a change that is rolled back to a savepoint leaves nothing.

        :param str kind: kind of event
        :param sale.order order: the order
        :param document: the record that is going to change
        :param note: text to keep with the event
        """
        noted = self._pending()["documents"]
        key = (kind, order.id, document._name, document.id)
        if key not in noted:
            # Values that wait for their recomputation are those from before: not computed for us.
            before = tuple(self._value_at_hand(document, name) for name in DOCUMENT_STATE[kind])
            noted[key] = (before, self.env.uid, note)

    def _value_at_hand(self, document, name):
        """Return a field's value without having it recomputed."""
        field = document._fields[name]
        cache = field._get_cache(document.env)
        if document.id in cache:
            return field.convert_to_record(cache[document.id], document)
        return document[name]

    @api.model
    def _write_pending(self):
        """Write the rows of this transaction. Does nothing when nothing changed."""
        pending = self.env.cr.precommit.data.pop(PENDING, None)
        if not pending:
            return
        events = self.sudo()
        values = events._status_values(pending["status"])
        events._append(values + events._document_values(pending["documents"]) + pending["events"])

    @api.model
    def _append(self, values_list):
        """Write rows with one statement.

        Not through ``create``, which would look up the document of every row.

        :param values_list: values as ``sale.order._prepare_event`` returns them
        """
        if not values_list:
            return
        defaults = dict.fromkeys(("order_id", "order_ref", "company_id", "kind", "from_status", "to_status"))
        defaults.update(user_id=self.env.uid, document=None, note=None, happened_at=self._default_happened_at())
        rows = [
            SQL("(%s)", SQL(", ").join(self._stored((defaults | values)[column], column) for column in defaults))
            for values in values_list
        ]
        self.env.execute_query(
            SQL(
                "INSERT INTO sale_order_event (%s) VALUES %s RETURNING id",
                SQL(", ").join(map(SQL.identifier, defaults)),
                SQL(", ").join(rows),
            )
        )
        orders = self.env["sale.order"].browse({values["order_id"] for values in values_list})
        orders.invalidate_recordset(["event_ids"], flush=False)

    @api.model
    def _stored(self, value, column):
        """Return a value for the statement; an order that was deleted meanwhile leaves its name only."""
        if column == "order_id":
            return SQL("(SELECT id FROM sale_order WHERE id = %s)", value)
        return value or None

    def _status_values(self, first):
        values = []
        for order in self.env["sale.order"].browse(first):
            status, uid = first[order.id]
            with suppress(MissingError):  # created, or deleted, in a part that was rolled back
                if order.order_status != status:
                    change = {"from_status": status, "to_status": order.order_status}
                    values.append({**order._prepare_event("status", user_id=uid), **change})
        return values

    def _document_values(self, noted):
        values = []
        for (kind, order_id, model, document_id), (before, uid, note) in noted.items():
            order = self.env["sale.order"].browse(order_id)
            document = self.env[model].browse(document_id)
            with suppress(MissingError):  # see above
                if tuple(document[name] for name in DOCUMENT_STATE[kind]) != before:
                    values.append(order._prepare_event(kind, document, user_id=uid, note=note))
        return values

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Write what this transaction has changed first, so that its own readers see it."""
        self.env["sale.order"]._recompute_model(["order_status"])
        if self.env.cr.precommit.data.get(PENDING):
            self._write_pending()
        return super()._search(domain, *args, **kwargs)
