"""Receiving what customers send: as announced, less, more, something else, or damaged."""

from odoo import fields, models

from ...engine.return_policy import ON_THE_WAY
from ...engine.return_receipt import Expected, match


class SaleRma(models.Model):
    _inherit = "sale.rma"

    receipt_tokens = fields.Text(
        readonly=True, copy=False, help="What was sent and counted, so that nothing counts twice."
    )

    def action_receive(self, items, token=None):
        """Receive what arrived, all of it or a part; what is missing is still expected.

        What was announced goes to its line. More than that, while the customer still has it by the ledger, too; other
        goods get a line of their own, of the one order that they can come from where there is just one.

        :param list items: a dict for each quantity: ``line_id`` or ``product_id``, ``quantity`` (in the line's unit,
            else the product's; 1), ``lot_id`` or ``lot_name``, ``damaged``, ``note``
        :param str token: of who sends again when no answer came; what was received under it is not received twice
        :return: True
        :raise UserError: with everything that is wrong; then nothing was received
        :raise AccessError: for users outside the warehouse
        """
        self.ensure_one()
        self._check_may_inspect()
        # Warehouse people see neither orders nor bills of materials; what they said is checked.
        rma, token = self.sudo(), "".join(str(token or "").split())[:64]
        if rma._was_received(token):
            return True
        rma._check_state(*ON_THE_WAY)
        read = rma._read_items(items)
        rma.line_ids.sale_line_id._touch_return_ledger()
        rma._touch_revision()
        rma._note_token(token)
        rma._make_lots(read)
        content, surprises = rma._place_items(read)
        rma._note_damage(read, content)
        rma._validate_receipts(content)
        rma.message_post(body=rma._receipt_text(read, surprises))
        return True

    def _was_received(self, token):
        """Whether something was received under this token before."""
        return bool(token) and token in (self.receipt_tokens or "").splitlines()

    def _note_token(self, token):
        """Note a token once the guard is written: of two who send it at once the later one finds it there."""
        if token:
            self.receipt_tokens = "\n".join(filter(None, (self.receipt_tokens, token)))

    def _place_items(self, items):
        """Say which move of which receipt takes what arrived; make those that nobody had expected.

        :return: ``[(move, item, quantity)]`` and ``[(item, quantity, line)]`` of what was not announced so
        """
        moves = self._open_receipts().move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        expected = [
            Expected(
                move.id, move.product_id.id, move.product_qty, move.rma_line_id.lot_id.id or 0, move.rma_line_id.id
            )
            for move in moves
        ]
        shares, rests = match([item.as_arrived() for item in items], expected)
        content = [(moves.browse(key), items[index], quantity) for index, key, quantity in shares]
        surprises = []
        if rests:
            ledgers = self._ledgers_for(
                self.env["product.product"].union(*(items[one].product for one, _rest in rests))
            )
            used = {}
            for index, rest in rests:
                for line, quantity in self._lines_for_more(items[index], rest, ledgers, used):
                    surprises.append((items[index], quantity, line))
        content += [
            (move, item, quantity)
            for item, wanted, line in surprises
            for move, quantity in self._add_receipt_moves(line, item, wanted)
        ]
        return content, surprises

    def _add_receipt_moves(self, line, item, quantity):
        """Make moves for what was not announced, in a receipt that is open or a new one.

        :return: ``[(move, quantity)]``
        """
        made = []
        for values in line._prepare_moves_back(item.product, quantity, item.lot):
            source, target = values["location_id"], values["location_dest_id"]
            picking = self._open_receipts().filtered(lambda one, target=target: one.location_dest_id.id == target)[:1]
            if picking:
                move = self.env["stock.move"].create(
                    {**values, "picking_id": picking.id, "picking_type_id": picking.picking_type_id.id}
                )
                move._action_confirm(merge=False)
            else:
                picking = self.env["stock.picking"].create(self._prepare_receipt(source, target, [values]))
                picking.action_confirm()
                move = picking.move_ids
            made.append((move, values["product_uom_qty"]))
        return made

    def _validate_receipts(self, content):
        """Write what arrived into the receipts and validate them; the rest becomes a backorder.

        :param content: as :meth:`_place_items` returns it
        """
        pickings = self.env["stock.picking"].union(*(move.picking_id for move, _item, _quantity in content))
        arrived = {}
        for move, item, quantity in content:
            lots = arrived.setdefault(move, {})
            lots[item.lot] = lots.get(item.lot, 0.0) + quantity
        proposed = pickings.move_ids.filtered(lambda move: move.state not in ("done", "cancel")).move_line_ids
        kept = proposed.filtered(lambda line: arrived.get(line.move_id) == {line.lot_id: line.quantity})
        (proposed - kept).unlink()
        kept.picked = True
        self.env["stock.move.line"].create(
            [
                move._prepare_arrived(lot, quantity)
                for move, lots in arrived.items()
                if move not in kept.move_id
                for lot, quantity in lots.items()
            ]
        )
        pickings._action_done()

    def _note_damage(self, items, content):
        """Note on the lines what arrived damaged, and what was said of it."""
        for item in items:
            lines = self.env["sale.rma.line"].union(*(move.rma_line_id for move, one, _rest in content if one is item))
            for line in lines if item.damaged or item.note else ():
                notes = [note for note in (line.receipt_note, item.note) if note]
                line.write({"damaged": line.damaged or item.damaged, "receipt_note": "; ".join(notes) or False})

    def _receipt_text(self, items, surprises):
        """Return what is noted on the return: what came, and how it differs from what was announced."""

        def goods(item, quantity):
            lot = f" {item.lot.name}" if item.lot else ""
            return f"{quantity:g} {item.product.uom_id.name} {item.product.display_name}{lot}"

        texts = [self.env._("Received: %s.", ", ".join(goods(item, item.quantity) for item in items))]
        more = [goods(item, quantity) for item, quantity, line in surprises if not line.unexpected]
        if more:
            texts.append(self.env._("More than announced: %s.", ", ".join(more)))
        other = [goods(item, quantity) for item, quantity, line in surprises if line.unexpected]
        if other:
            texts.append(self.env._("Not announced: %s.", ", ".join(other)))
        damaged = [": ".join(filter(None, (goods(item, item.quantity), item.note))) for item in items if item.damaged]
        if damaged:
            texts.append(self.env._("Damaged: %s.", "; ".join(damaged)))
        return " ".join(texts)


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    damaged = fields.Boolean("Arrived Damaged", readonly=True, copy=False)
    receipt_note = fields.Char("Noted on Receipt", readonly=True, copy=False)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _prepare_arrived(self, lot, quantity):
        """Return the values of a line of a receipt: what arrived of one lot, in the product's unit."""
        self.ensure_one()
        return {
            "move_id": self.id,
            "picking_id": self.picking_id.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "quantity": quantity,
            "lot_id": lot.id if self.product_id.tracking != "none" else False,
            "location_id": self.location_id.id,
            "location_dest_id": self.location_dest_id._get_putaway_strategy(self.product_id, quantity).id,
            "picked": True,
        }
