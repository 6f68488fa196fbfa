"""The screen where returned parcels are opened: scan the slip, scan what is inside, receive."""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.return_policy import ON_THE_WAY


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def action_open_receiving(self):
        """Open the scan screen with this return."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id("quote_to_cash.sale_rma_receive_action")
        return {**action, "params": {"rma_id": self.id}}

    def get_receiving(self):
        """Return what the screen shows of a return.

        :rtype: dict
        :raise AccessError: for users outside the warehouse
        """
        self.ensure_one()
        self._check_may_inspect()
        states = dict(self._fields["state"]._description_selection(self.env))
        rma = self.sudo()  # orders, reasons: names only
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "state_name": states[self.state],
            "can_receive": self.state in ON_THE_WAY,
            "can_inspect": self.state == "received",
            "customer": rma.partner_id.display_name,
            "orders": ", ".join(rma.order_ids.mapped("name")),
            "lines": [row for line in rma.line_ids for row in line._shown_to_receive()],
        }

    @api.model
    def scan_to_receive(self, code, rma_id=False, product_id=False):
        """Return what a scanned code means: a return by its slip, or goods in its parcel. Nothing is written.

        :param str code: number of a return or of its parcel, a product, a packaging, a lot
        :param int rma_id: the return whose parcel is open; none: the code is a slip
        :param int product_id: goods whose lot or serial number is asked for
        :return: ``ok``, ``message``, and ``rma`` (see :meth:`get_receiving`) or ``item``
        :rtype: dict
        """
        self._check_may_inspect()
        rma = self.browse(rma_id or ()).exists()
        try:
            codes, lot, measure = self.env["fulfilment.check"]._read_code(code)
            item = rma and (
                rma._scanned_item(codes, lot, measure) or rma._scanned_lot(codes[0], product_id) or rma.browse()
            )
            if item:
                return {"ok": True, "message": item["name"], "item": item}
            found = self._find_by_slip(codes)
        except UserError as error:
            return {"ok": False, "message": str(error)}
        if not found:
            words = self.env._("“%s” is no return and no product. Nothing was noted.", codes[0])
            return {"ok": False, "message": words}
        if found.state not in ON_THE_WAY:
            return {"ok": False, "message": found._why_not_received(), "rma": found.get_receiving()}
        return {"ok": True, "message": found.name, "rma": found.get_receiving()}

    def _why_not_received(self):
        """Return why nothing can be received of a return."""
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(number)s is %(state)s. Put the parcel aside and ask who looks after returns.",
            number=self.name,
            state=states[self.state],
        )

    @api.model
    def _find_by_slip(self, codes):
        """Return the return of a slip, a tracking number or a receipt; the open one first."""
        found = self.search(
            [
                "|",
                "|",
                ("name", "in", codes),
                ("tracking_ref", "in", codes),
                ("picking_ids.name", "in", codes),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        return found.sorted(lambda rma: rma.state not in ON_THE_WAY)[:1]

    def _scanned_item(self, codes, lot, measure):
        """Return the goods of a code as the screen counts them, or None.

        :param str lot: that the code names
        :param tuple measure: ``(quantity, unit)`` that the code names
        """
        Product = self.env["product.product"].with_context(active_test=False)
        product, packaging = Product.search([("barcode", "in", codes)], limit=1), self.env["uom.uom"]
        lots = self.env["stock.lot"]
        if not product:
            packed = self.env["product.uom"].search([("barcode", "in", codes)], limit=1)
            product, packaging = packed.product_id, packed.uom_id
        if not product:
            known = [("name", "in", codes), ("company_id", "in", [False, self.company_id.id])]
            lots = self.env["stock.lot"].search(known)
            # Goods of this return first: a serial number may stand on several products.
            announced = self.line_ids.product_id
            lots = lots.sorted(lambda one: one.product_id not in announced)[:1]
            product, lot = lots.product_id, lots.name
        if not product:
            product = Product.search([("default_code", "in", codes)], limit=1)
        if not product:
            return None
        meaning = product._scanned(lot or "", 1.0, measure, packaging or None)
        return self._item(product, meaning.quantity, lot or "")

    def _scanned_lot(self, name, product_id):
        """Return the goods that were scanned before, now with their lot; None if none is asked for."""
        product = self.env["product.product"].browse(product_id or ()).exists()
        return self._item(product, 1.0, name) if product and product.tracking != "none" else None

    def _item(self, product, quantity, lot):
        return {
            "product_id": product.id,
            "name": product.display_name,
            "lot_name": lot if product.tracking != "none" else "",
            "tracking": product.tracking,
            "quantity": quantity,
            "unit": product.uom_id.name,
        }

    def receive_scanned(self, items, token=None):
        """Receive what was scanned; what is refused writes nothing, and the answer says why.

        :param list items: see :meth:`action_receive`
        :param str token: as there
        :return: ``ok``, ``received``, ``message``, ``rma``
        :rtype: dict
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.action_receive(items, token)
        except UserError as error:
            return {"ok": False, "received": False, "message": str(error), "rma": self.get_receiving()}
        words = self.env._("Received for %s.", self.name)
        return {"ok": True, "received": True, "message": words, "rma": self.get_receiving()}


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _shown_to_receive(self):
        """Return the rows of the screen: of a kit one for each component; in the products' units."""
        self.ensure_one()
        received = self._receipts()._carried()
        return [
            {
                "id": f"{self.id}-{product.id}",
                "line_id": self.id,
                "product_id": product.id,
                "name": product.display_name,
                "tracking": product.tracking,
                "lot": self.lot_id.name or "",
                "reason": self.reason_id.name or "",
                "announced": quantity,
                "received": received.get(product, 0.0),
                "expected": 0.0 if self.closed_at else max(0.0, quantity - received.get(product, 0.0)),
                "unit": product.uom_id.name,
                "unexpected": self.unexpected,
            }
            for product, quantity in self._needs().items()
        ]
