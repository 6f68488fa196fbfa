"""Sending an order the way that somebody has chosen."""

from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..validation.sale_order_line_price import QUOTED, Quoted
from ..validation.transaction import GateTransaction
from .promise_edits import PromiseTransaction
from .sale_order_line_source import SOURCING, Resourcing

# What a part of a line takes over of its promise
PROMISED = ("first_promise_date", "first_promise_leaves_by", "promise_date", "promise_leaves_by", "promise_state")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _source_as(self, fingerprint, promised=None):
        """Send the order as an option says that was shown before.

        What is there is read again, and nothing is done if the option is not there any more or has become later.
        On a quotation the lines get their warehouses, and what other warehouses have to send first is planned. Of a
        confirmed order, what is open and not picked is sent from elsewhere, in this transaction.

        :param str fingerprint: of an option
        :param datetime promised: when its last parcel could leave; None: nobody knew
        :raise UserError: if it is not possible any more
        """
        self._check_sourcing()
        # Whoever only refers to the order (figures, its log) is no obstacle.
        if not self.try_lock_for_update(allow_referencing=True):
            raise UserError(self.env._("Somebody else is changing %(order)s. Try again.", order=self.name))
        sources = self._sources()
        option = next((option for option in sources.options if option.fingerprint() == fingerprint), None)
        if not option or (promised and self._is_later(option.date, promised)):
            raise UserError(self._sourcing_gone(sources))
        # One change: checked once, and promised once, when warehouses and transfers are known.
        with GateTransaction.of(self.env).collecting(self.env), PromiseTransaction.of(self.env).collecting(self.env):
            if self.state == "sale":
                self._resource(option)
            else:
                self._source_quotation(option)
        self.message_post(body=self.env._("Sourcing: %(option)s", option=self._sourcing_name(option)))
        if self.validated_at and self.state != "sale":
            self.action_validate_order()

    def _is_later(self, date, promised):
        """Whether an option that was promised for a day is possible only on a later one."""
        day = self.company_id._local_day
        return not date or (date > fields.Datetime.now() and day(date) > day(promised))

    def _sourcing_gone(self, sources):
        """Return why what was chosen is not possible any more."""
        picked = [line for line, reason in sources.fixed.items() if reason in ("picked", "partly")]
        if picked:
            return self.env._(
                "Picked or shipped in the meantime, and left where it is: %(products)s. Open Sourcing again.",
                products=", ".join(dict.fromkeys(line.product_id.display_name for line in picked)),
            )
        return self.env._("Stock has changed in the meantime: this is not possible any more. Open Sourcing again.")

    def _source_quotation(self, option):
        # Plans are written by sourcing only.
        self.sudo().sourcing_transfer_ids.filtered(lambda transfer: not transfer.made_at).unlink()
        self._allocate(option)
        self._plan_transfers(option)

    def _resource(self, option):
        """Move what is open to other warehouses: nothing is lost and nothing doubled, or all of it is undone."""
        lines = self._moving_lines(option)
        before = self._open_by_product()
        # Who sells need not be allowed to change transfers.
        order = self.sudo()
        idle = order._idle_transfers()
        idle._take_back()
        order.sourcing_transfer_ids.filtered(lambda transfer: not transfer.made_at).unlink()
        open_moves = lines.sudo().move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        open_moves.filtered(lambda move: move._leads_to_customer())._action_cancel()
        lines |= self.with_context(skip_procurement=True, **{SOURCING: Resourcing()})._allocate(option)
        self._plan_transfers(option)
        order._make_planned_transfers()
        lines.with_context(skip_procurement=False)._action_launch_stock_rule()
        self._check_nothing_lost(before)
        lines._promise_anew(self.env._("Sourcing: %(option)s", option=self._sourcing_name(option)))

    def _moving_lines(self, option):
        """Return the lines of which something is not sent any more from where it was to be sent."""
        places = defaultdict(set)
        for piece in option.allocations:
            places[piece.line].add(piece.place)
        return self.order_line.filtered(lambda line: line.id in places and places[line.id] != {line._ships_from().id})

    def _open_by_product(self):
        """Return ``{product: quantity}`` that transfers are still to bring to the customer."""
        quantities = defaultdict(float)
        for line in self.order_line.sudo():
            for product, (_shipped, still_open, _declined) in line._served_quantities().items():
                quantities[product] += still_open
        return quantities

    def _check_nothing_lost(self, before):
        """Undo everything if transfers do not bring the customer what they did before."""
        self.order_line.sudo().invalidate_recordset(["move_ids"])
        after = self._open_by_product()
        for product in before.keys() | after.keys():
            if float_compare(before[product], after[product], precision_rounding=product.uom_id.rounding):
                raise UserError(
                    self.env._(
                        "%(product)s: %(before)s would have become %(after)s. Nothing was changed; check its routes.",
                        product=product.display_name,
                        before=f"{before[product]:g}",
                        after=f"{after[product]:g}",
                    )
                )

    # === Lines and plans === #

    def _allocate(self, option):
        """Divide lines among warehouses as an option says.

        :return: the new lines
        """
        pieces = defaultdict(list)
        for piece in option.allocations:
            pieces[piece.line].append((piece.place, piece.quantity))
        sources, parts = defaultdict(self.env["sale.order.line"].browse), {}
        for line in self.order_line.filtered(lambda line: line.id in pieces):
            # What stays with the order's warehouse, else the most of it, stays on the line.
            first, *others = sorted(pieces[line.id], key=lambda piece: (piece[0] != self.warehouse_id.id, -piece[1]))
            sources[first[0]] |= line
            for place, quantity in others:
                part = line._divide(quantity)
                sources[place] |= part
                parts[line] = parts.get(line, part) | part
        home = self.warehouse_id.id
        for place, lines in sources.items():
            wanted = place if place != home else False
            changing = lines.filtered(lambda line, wanted=wanted: line.source_warehouse_id.id != wanted)
            changing.write({"source_warehouse_id": wanted})
        self._put_beside(parts)
        return self.env["sale.order.line"].union(*parts.values())

    def _put_beside(self, parts):
        """Put divided lines right behind the ones they come from.

        :param dict parts: ``{line: the new lines that were taken from it}``
        """
        added = self.env["sale.order.line"].union(*parts.values())
        wanted, place = defaultdict(self.env["sale.order.line"].browse), (0, 0)
        for line in (self.order_line - added).sorted(lambda line: (line.sequence, line.id)) if parts else ():
            for one in (line, *parts.get(line, ())):
                if (one.sequence, one.id) < place:
                    place = (place[0] + (one.id < place[1]), one.id)
                    wanted[place[0]] |= one
                else:
                    place = (one.sequence, one.id)
        for sequence, lines in wanted.items():
            lines.write({"sequence": sequence})

    def _plan_transfers(self, option):
        """Note what other warehouses have to send first."""
        # Plans are written by sourcing only.
        self.sudo().sourcing_transfer_ids.create(
            [
                {
                    "order_id": self.id,
                    "product_id": transfer.product,
                    "quantity": transfer.quantity,
                    "source_warehouse_id": transfer.source,
                    "target_warehouse_id": transfer.target,
                    "leaves_at": transfer.leaves,
                    "arrives_at": transfer.arrives,
                }
                for transfer in option.transfers
            ]
        )
        if self.has_planned_transfers != bool(option.transfers):
            self.sudo().has_planned_transfers = bool(option.transfers)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _divide(self, quantity):
        """Order a part of this line on a line of its own, at the same price, and return that line."""
        self.ensure_one()
        # The price was quoted for all of it: a part has no other list price, even if the list has one for it.
        quoted = self.quoted_list_price or self.sudo()._get_list_prices()[self]
        line = self.with_context(**{QUOTED: Quoted(quoted)})
        price = {"price_unit": line.price_unit, "discount": line.discount}
        part = line.copy(
            {"order_id": self.order_id.id, "product_uom_qty": quantity, "sequence": self.sequence, **price}
        )
        line.write({"product_uom_qty": self.product_uom_qty - quantity, **price})
        if self.promise_state:
            # What was promised first, was promised of both. The ledger's fields are nobody's to write.
            part.sudo().write({name: self[name] for name in PROMISED})
        (line + part).mapped("quoted_list_price")  # while it is known
        return part.with_env(self.env)
