"""What the work list shows of a transfer: how urgent it is, whether it is held, how much there is to do."""

from datetime import timedelta

from lxml import etree

from odoo import api, fields, models
from odoo.fields import Domain

from .const import CHECKING, PACKED, PICKING, WAITING

TO_DO = (WAITING, PICKING, CHECKING, PACKED)
LATE = "late"
AT_RISK = "at_risk"
ON_TRACK = "on_track"
URGENCY = [(LATE, "Late"), (AT_RISK, "At Risk"), (ON_TRACK, "On Track")]
BROKEN_PROMISES = ("late", "overdue")  # of lines that are still to be shipped

OPEN_MOVES = Domain("state", "not in", ("done", "cancel"))
# What only a database with batches can show: (view, where, element, attributes)
BATCH_NODES = {
    "list": ("stock_picking_view_list_work", "//field[@name='user_id']", "field", {"name": "batch_id"}),
    "search": (
        "stock_picking_view_search_work",
        "//filter[@name='group_carrier']",
        "filter",
        {"name": "group_batch", "context": "{'group_by': 'batch_id'}"},
    ),
}


class StockPicking(models.Model):
    _inherit = "stock.picking"

    pick_urgency = fields.Selection(
        URGENCY,
        "Urgency",
        compute="_compute_pick_urgency",
        search="_search_pick_urgency",
        help="Late: it should have left. At risk: it leaves today and is not packed, or a promise in it breaks.",
    )
    is_order_held = fields.Boolean(
        "Order on Hold", compute="_compute_is_order_held", search="_search_is_order_held", compute_sudo=True
    )
    pick_warehouse_id = fields.Many2one(related="picking_type_id.warehouse_id", string="Warehouse")
    pick_lines = fields.Integer("Lines", compute="_compute_pick_size")
    pick_pieces = fields.Float("Pieces", compute="_compute_pick_size", digits="Product Unit")

    # === Urgent === #

    @api.depends("ship_by", "fulfilment_state")  # and no more: no transfer is looked up for what is only shown
    def _compute_pick_urgency(self):
        self._read_orders()
        now = fields.Datetime.now()
        evenings = {company: self._evening(company) for company in self.company_id}
        for picking in self.sudo():  # Warehouse people may have no right on orders.
            picking.pick_urgency = False
            if picking.fulfilment_state not in TO_DO:
                continue
            moves = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            if picking.ship_by and picking.ship_by < now:
                picking.pick_urgency = LATE
            elif any(move.sale_line_id.promise_state in BROKEN_PROMISES for move in moves) or (
                picking.fulfilment_state != PACKED
                and picking.ship_by
                and picking.ship_by < evenings.get(picking.sudo(False).company_id, now)
            ):
                picking.pick_urgency = AT_RISK
            else:
                picking.pick_urgency = ON_TRACK

    @api.model
    def _evening(self, company):
        """Return when a company's day ends (UTC)."""
        tomorrow = company._local_day() + timedelta(days=1)
        return company._begin_of_day(tomorrow)

    @api.model
    def _search_pick_urgency(self, operator, value):
        if operator != "in":
            return NotImplemented
        to_do = Domain("fulfilment_state", "in", TO_DO)
        late = Domain("ship_by", "<", fields.Datetime.now())
        today = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("ship_by", "<", self._evening(company))
            for company in self.env.companies
        )
        # Past the rights on orders: who sees the transfer sees that it is urgent.
        broken = Domain("move_ids", "any!", OPEN_MOVES & Domain("sale_line_id.promise_state", "in", BROKEN_PROMISES))
        risk = ~late & (broken | (today & Domain("fulfilment_state", "!=", PACKED)))
        domains = {LATE: late, AT_RISK: risk, ON_TRACK: ~late & ~risk}
        return Domain.OR(
            to_do & domains[urgency] if urgency else ~to_do for urgency in value if not urgency or urgency in domains
        )

    # === Held === #

    def _compute_is_order_held(self):
        """Read when it is shown, as above."""
        self._read_orders()
        for picking in self:
            picking.is_order_held = picking._is_held()

    def _compute_hold_message(self):
        self._read_orders()
        return super()._compute_hold_message()

    def _read_orders(self):
        """Read the orders of all these transfers at once, before they are looked at one by one."""
        orders = self.sudo().move_ids._orders_served()  # Warehouse people may have no right on orders.
        orders.mapped("is_on_hold")
        return orders

    def _is_held(self):
        """Whether nobody may touch this transfer now, because its order is on hold."""
        self.ensure_one()
        return bool(self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))._held_orders())

    @api.model
    def _search_is_order_held(self, operator, value):
        if operator != "in":
            return NotImplemented
        replaced = Domain("return_replacement", "=", True) & Domain("reference_ids.sale_ids.is_on_hold", "=", True)
        held_orders = Domain("sale_line_id.order_id.is_on_hold", "=", True) | replaced
        # Past the rights on orders, as above.
        held = Domain("move_ids", "any!", OPEN_MOVES & held_orders) & Domain("fulfilment_state", "in", TO_DO)
        return Domain.OR(held if wanted else ~held for wanted in value)

    # === How much === #

    def _compute_pick_size(self):
        """Count what is left to do. Read when it is shown: nothing has to be kept up to date for it."""
        groups = self.env["stock.move"]._read_group(
            Domain("picking_id", "in", self.ids) & OPEN_MOVES, ["picking_id"], ["__count", "product_qty:sum"]
        )
        sizes = {picking.id: (count, pieces) for picking, count, pieces in groups}
        for picking in self:
            picking.pick_lines, picking.pick_pieces = sizes.get(picking.id, (0, 0))

    # === Batches, where there are any === #

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Extend: the work list has a batch for each transfer, and a button to form them, where there are batches."""
        arch, view = super()._get_view(view_id, view_type, **options)
        name, anchor, tag, attributes = BATCH_NODES.get(view_type, (None, None, None, None))
        if not name or view != self.env.ref(f"quote_to_cash.{name}", raise_if_not_found=False):
            return arch, view
        if "batch_id" in self._fields:
            for node in arch.xpath(anchor):
                node.addnext(etree.Element(tag, {"string": self.env._("Batch"), **attributes}))
        else:
            for button in arch.xpath("//button[@name='action_batch_by_carrier']"):
                button.getparent().remove(button)
        return arch, view
