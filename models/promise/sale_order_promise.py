"""What was promised to a customer, and whether it still holds: the fields of orders and their lines."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.promise import AT_RISK, OPEN
from .const import PROMISE_CAUSES, PROMISE_STATES
from .promise_write import ENDED_FIELDS, LINE_FIELDS, ORDER_FIELDS

# Customers read their orders over RPC, and not what we think of them.
INTERNAL = "base.group_user"
OPEN_SQL = f"promise_state IN {OPEN}"
# Written by the ledger and the nightly job only
OWN_FIELDS = {*ORDER_FIELDS, *LINE_FIELDS, *ENDED_FIELDS}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    requested_date = fields.Datetime(
        "Requested For",
        copy=False,
        help="When the customer asked to have the goods: the delivery date of the quotation, unless you say"
        " otherwise. It stays as it is when the order is confirmed.",
    )
    first_promise_date = fields.Datetime(
        "First Promise", readonly=True, copy=False, help="What was promised when the order was confirmed."
    )
    promise_date = fields.Datetime(
        "Promised For",
        readonly=True,
        copy=False,
        help="When the goods are to be with the customer: the latest promise.",
    )
    promise_state = fields.Selection(PROMISE_STATES, "Promise", readonly=True, copy=False, groups=INTERNAL)
    promise_checked_at = fields.Datetime("Promise Checked On", readonly=True, copy=False, groups=INTERNAL)
    promise_ids = fields.One2many(
        "sale.order.promise", "order_id", "Promises", readonly=True, copy=False, groups=INTERNAL
    )
    promise_cause_text = fields.Char("At Risk Because", compute="_compute_promise_cause_text", groups=INTERNAL)

    _promise_open_idx = models.Index(f"(id) WHERE {OPEN_SQL}")

    @api.model
    def default_get(self, fields):
        """Extend: nothing is promised by default, whatever a context or a user's defaults say."""
        return self._without_own_fields(super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a customer asks for the delivery date of the quotation, unless another one is told."""
        self._refuse_own_fields(*vals_list)
        return super().create(
            [
                {"requested_date": vals["commitment_date"], **vals} if vals.get("commitment_date") else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Extend: the date asked for follows the quotation's delivery date, and is frozen with the order.

        :raise UserError: for a confirmed order, and for what only the ledger writes
        """
        self._refuse_own_fields(vals)
        if "requested_date" in vals:
            self._refuse_late_request(vals["requested_date"])
        elif "commitment_date" in vals:
            following = self.filtered(
                lambda order: (
                    order.state in ("draft", "sent") and order.requested_date in (False, order.commitment_date)
                )
            )
            if following:
                following.requested_date = vals["commitment_date"]
        return super().write(vals)

    def _refuse_late_request(self, requested):
        requested = fields.Datetime.to_datetime(requested) or False
        changed = self.filtered(lambda order: order.state == "sale" and order.requested_date != requested)
        if changed and not self.env.su:
            raise UserError(
                self.env._(
                    "What the customer asked for was recorded when %(orders)s was confirmed, and stays."
                    " Change the promise instead.",
                    orders=", ".join(changed.mapped("name")),
                )
            )

    @api.model
    def _without_own_fields(self, values):
        return {name: value for name, value in values.items() if name not in OWN_FIELDS}

    def _refuse_own_fields(self, *vals_list):
        if not self.env.su and any(OWN_FIELDS & vals.keys() for vals in vals_list):
            raise UserError(self.env._("Promises are changed with “Change Promise”, which keeps the earlier ones."))


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    first_promise_date = fields.Datetime("First Promise", readonly=True, copy=False)
    first_promise_leaves_by = fields.Datetime("First Promise: Leaves By", readonly=True, copy=False, groups=INTERNAL)
    promise_date = fields.Datetime(
        "Promised For",
        readonly=True,
        copy=False,
        help="When the goods are to be with the customer: the latest promise.",
    )
    promise_leaves_by = fields.Datetime(
        "Leaves By", readonly=True, copy=False, groups=INTERNAL, help="When they have to leave for that."
    )
    promise_state = fields.Selection(PROMISE_STATES, "Promise", readonly=True, copy=False, groups=INTERNAL)
    promise_possible_date = fields.Datetime(
        "Possible On",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="When the goods can be with the customer, by the supply that is known. Empty: nobody knows.",
    )
    promise_days_late = fields.Integer("Days Late", readonly=True, copy=False, groups=INTERNAL, aggregator="max")
    promise_cause = fields.Selection(PROMISE_CAUSES, "Waits For", readonly=True, copy=False, groups=INTERNAL)
    promise_cause_name = fields.Char("Waits For Document", readonly=True, copy=False, groups=INTERNAL)
    promise_cause_date = fields.Datetime("Supply Comes On", readonly=True, copy=False, groups=INTERNAL)
    promise_cause_document = fields.Reference(
        selection="_selection_promise_cause_document", string="Supply", readonly=True, copy=False, groups=INTERNAL
    )
    promise_cause_text = fields.Char("At Risk Because", compute="_compute_promise_cause_text", groups=INTERNAL)
    # What was promised when the order was cancelled: what was due before is late for ever.
    ended_first_promise_date = fields.Datetime("First Promise, Ended", readonly=True, copy=False, groups=INTERNAL)
    ended_first_promise_leaves_by = fields.Datetime(
        "First Promise, Ended: Leaves By", readonly=True, copy=False, groups=INTERNAL
    )
    ended_promise_date = fields.Datetime("Promised For, Ended", readonly=True, copy=False, groups=INTERNAL)

    _promise_open_idx = models.Index(f"(order_id) WHERE {OPEN_SQL}")
    _promise_at_risk_idx = models.Index(f"(promise_date) WHERE promise_state IN {AT_RISK}")

    @api.model
    def _selection_promise_cause_document(self):
        """Return the models of what a promise may wait for."""
        names = ("purchase.order", "mrp.production", "stock.picking")
        return [(name, self.env[name]._description) for name in names if name in self.env]

    @api.model
    def default_get(self, fields):
        """Extend: as for orders."""
        return self.env["sale.order"]._without_own_fields(super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: only the ledger says what is promised.

        :raise UserError: if somebody else does
        """
        self.env["sale.order"]._refuse_own_fields(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Extend: as for new lines."""
        self.env["sale.order"]._refuse_own_fields(vals)
        return super().write(vals)
