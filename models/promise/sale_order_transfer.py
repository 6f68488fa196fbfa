"""Goods that one warehouse sends to another one for an order, before the order is sent from there."""

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

FINISHED = ("done", "cancel")


class SaleOrderTransfer(models.Model):
    """One product that is brought for one order from one warehouse to another.

    Planned by sourcing; the transfers are made when the order is confirmed, each once. Only sourcing writes here.
    """

    _name = "sale.order.transfer"
    _description = "Transfer Between Warehouses for an Order"
    _order = "order_id, id"
    _check_company_auto = True
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, check_company=True, ondelete="restrict"
    )
    quantity = fields.Float(digits="Product Unit", required=True, readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    source_warehouse_id = fields.Many2one(
        "stock.warehouse", "From", required=True, readonly=True, check_company=True, ondelete="cascade"
    )
    target_warehouse_id = fields.Many2one(
        "stock.warehouse", "To", required=True, readonly=True, check_company=True, ondelete="cascade"
    )
    leaves_at = fields.Datetime("Leaves", required=True, readonly=True)
    arrives_at = fields.Datetime("Arrives", required=True, readonly=True)
    made_at = fields.Datetime("Made On", readonly=True, help="When its transfers were made. Empty: planned.")
    move_ids = fields.One2many("stock.move", "sourcing_transfer_id", "Moves", readonly=True)

    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("waiting", "Waiting"),
            ("moving", "Under Way"),
            ("done", "Arrived"),
            ("cancel", "Cancelled"),
        ],
        compute="_compute_state",
        compute_sudo=True,
    )

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Something has to be transferred.")
    _two_warehouses = models.Constraint(
        "CHECK (source_warehouse_id <> target_warehouse_id)", "A transfer goes to another warehouse."
    )

    @api.depends("made_at", "move_ids.state", "move_ids.picked")
    def _compute_state(self):
        for transfer in self:
            states = set(transfer.move_ids.mapped("state")) - {"cancel"}
            if not transfer.made_at:
                transfer.state = "planned"
            elif not states:
                transfer.state = "cancel"
            elif states == {"done"}:
                transfer.state = "done"
            else:
                transfer.state = "moving" if transfer._has_begun() else "waiting"

    @api.depends("product_id", "source_warehouse_id", "target_warehouse_id")
    def _compute_display_name(self):
        for transfer in self:
            transfer.display_name = self.env._(
                "%(product)s, %(origin)s to %(target)s",
                product=transfer.product_id.display_name,
                origin=transfer.source_warehouse_id.name,
                target=transfer.target_warehouse_id.name,
            )

    def _duration(self):
        """Return how long the goods are on their way."""
        self.ensure_one()
        return self.arrives_at - self.leaves_at

    def _open_moves(self):
        return self.move_ids.filtered(lambda move: move.state not in FINISHED)

    def _has_begun(self):
        """Whether somebody has picked or moved something of it."""
        self.ensure_one()
        return any(move.state == "done" or (move.picked and move.state != "cancel") for move in self.move_ids)

    def _make(self):
        """Create the transfers of what is planned, each once, whoever else tries at the same moment."""
        if not self:  # as with most orders
            return
        self.flush_recordset()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                "UPDATE sale_order_transfer SET made_at = %s, arrives_at = %s + (arrives_at - leaves_at),"
                " leaves_at = %s WHERE id = ANY(%s) AND made_at IS NULL RETURNING id",
                now,
                now,
                now,
                self.ids,
            )
        )
        made = self.browse(sorted(row[0] for row in rows))
        made.invalidate_recordset(["made_at", "arrives_at", "leaves_at"])
        routes = made._resupply_routes()
        made._procure(routes)
        made.filtered(lambda transfer: transfer not in routes)._send_by_transit()
        for transfer in made:
            for move in transfer._open_moves():
                arriving = move.location_id.usage == "transit"
                move.date = transfer.arrives_at if arriving else transfer.leaves_at

    def _take_back(self):
        """Cancel what was made and has not begun: it is planned again."""
        idle = self.filtered(lambda transfer: transfer.made_at and not transfer._has_begun())
        idle._open_moves()._action_cancel()
        idle.made_at = False
        return idle

    def _resupply_routes(self):
        """Return ``{transfer: route}`` of those between whose warehouses Odoo has a route to resupply."""
        routes = self.target_warehouse_id.resupply_route_ids.filtered(
            lambda route: any(rule.location_src_id.usage == "transit" for rule in route.rule_ids)
        )
        ways = {(route.supplier_wh_id, route.supplied_wh_id): route for route in routes}
        pairs = {transfer: (transfer.source_warehouse_id, transfer.target_warehouse_id) for transfer in self}
        return {transfer: ways[pair] for transfer, pair in pairs.items() if pair in ways}

    def _procure(self, routes):
        """Have the routes make the transfers."""
        Procurement = self.env["stock.rule"].Procurement
        procurements = [
            Procurement(
                transfer.product_id,
                transfer.quantity,
                transfer.uom_id,
                transfer.target_warehouse_id.lot_stock_id,
                transfer.order_id.name,
                transfer.order_id.name,
                transfer.company_id,
                {
                    "route_ids": route,
                    "warehouse_id": transfer.target_warehouse_id,
                    "date_planned": transfer.arrives_at,
                    "company_id": transfer.company_id,
                    "reference_ids": transfer.order_id._sourcing_reference(),
                    "sourcing_transfer_id": transfer.id,
                },
            )
            for transfer, route in routes.items()
        ]
        if procurements:
            self.env["stock.rule"].run(procurements)

    def _send_by_transit(self):
        """Make two chained transfers, out of one warehouse and into the other."""
        moves = self.env["stock.move"]
        for transfer in self:
            transit = transfer.company_id._sourcing_transit()
            source, target = transfer.source_warehouse_id, transfer.target_warehouse_id
            arriving = moves.create(
                {
                    **transfer._prepare_move(transit, target.lot_stock_id, target.in_type_id, target),
                    "partner_id": source.partner_id.id,
                    "procure_method": "make_to_order",
                }
            )
            leaving = moves.create(
                {
                    **transfer._prepare_move(source.lot_stock_id, transit, source.out_type_id, source),
                    "partner_id": target.partner_id.id,
                    "move_dest_ids": [Command.link(arriving.id)],
                }
            )
            moves |= arriving | leaving
        moves._action_confirm()

    def _prepare_move(self, location, destination, picking_type, warehouse):
        """Return the values of a move of the goods."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_uom": self.uom_id.id,
            "product_uom_qty": self.quantity,
            "company_id": self.company_id.id,
            "origin": self.order_id.name,
            "reference_ids": [Command.set(self.order_id._sourcing_reference().ids)],
            "sourcing_transfer_id": self.id,
            "location_id": location.id,
            "location_dest_id": destination.id,
            "picking_type_id": picking_type.id,
            "warehouse_id": warehouse.id,
            "propagate_cancel": True,
        }


class ResCompany(models.Model):
    _inherit = "res.company"

    def _sourcing_transit(self):
        """Return the location through which goods pass on their way between warehouses."""
        if not self.internal_transit_location_id:
            self._create_transit_location()
        transit = self.internal_transit_location_id
        transit.active = True  # Odoo keeps it archived until somebody resupplies.
        return transit


class StockMove(models.Model):
    _inherit = "stock.move"

    sourcing_transfer_id = fields.Many2one(
        "sale.order.transfer",
        "For the Order's Transfer",
        readonly=True,
        copy=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "sourcing_transfer_id"]

    def _prepare_procurement_values(self):
        """Extend: what brings the goods to a transfer belongs to it."""
        values = super()._prepare_procurement_values()
        if self.sourcing_transfer_id:
            values["sourcing_transfer_id"] = self.sourcing_transfer_id.id
        return values


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        """Extend to carry over for which transfer of an order goods are moved."""
        return [*super()._get_custom_move_fields(), "sourcing_transfer_id"]
