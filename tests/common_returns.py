"""Builders of returns: each step is done the way a user does it."""

from odoo import Command

from .common import QuoteToCashCommon


class ReturnsCommon(QuoteToCashCommon):
    """Delivered orders and what comes back of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_window_days = 30
        cls.manager = cls.make_returns_manager()

    @classmethod
    def make_returns_manager(cls, login="q2c_returns_manager"):
        """Create somebody who decides on returns, and has no more rights than that needs."""
        user = cls.make_user("salesman", login=login)
        user.group_ids += cls.env.ref("quote_to_cash.group_returns_manager")
        return user

    @classmethod
    def return_reason(cls, key="mind", kind="return"):
        """Return one of the addon's reasons of returns or inspections by its short name."""
        return cls.env.ref(f"quote_to_cash.reason_{kind}_{key}")

    @classmethod
    def delivered(cls, *lines, **values):
        """Create an order (by default of 10 ovens) and deliver it."""
        order = cls.make_order(*lines, **values)
        cls.deliver(order)
        return order

    @classmethod
    def deliver(cls, order):
        """Validate all open deliveries of an order."""
        for picking in order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")):
            picking.action_assign()
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
            picking.move_ids.picked = True
            picking.button_validate()

    @classmethod
    def make_return(cls, order, quantity=1, *, request=False, approve=False, line=None, **values):
        """Create a return of one order line.

        :param bool request: ask for it as well
        :param bool approve: and have the manager approve it
        :param line: the order line, by default the first with goods
        :param values: of the return's line
        """
        sale_line = line or order.order_line.filtered(lambda line: line.qty_delivered_method == "stock_move")[:1]
        rma = cls.env["sale.rma"].create(
            {
                "partner_id": order.partner_id.id,
                "company_id": order.company_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "sale_line_id": sale_line.id,
                            "quantity": quantity,
                            "reason_id": cls.return_reason().id,
                            **values,
                        }
                    )
                ],
            }
        )
        if request or approve:
            rma.action_request()
        if approve and rma.state == "requested":
            rma.with_user(cls.manager).action_approve()
        return rma

    @classmethod
    def receive(cls, rma, quantity=None):
        """Validate the open receipt of a return; by default all of it.

        :param quantity: of its first move; the rest becomes a backorder
        """
        picking = rma._open_receipts()[:1]
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    @classmethod
    def inspect(cls, rma, quantity=None, disposition="restock", grade="new", **found):
        """Write what was found of the first line; by default all that is here, as good as new."""
        line = rma.line_ids[:1]
        here = line.quantity_received - line.quantity_inspected
        inspection = line._record_inspection(
            here if quantity is None else quantity, grade=grade, disposition=disposition, **found
        )
        rma._refresh_state()
        return inspection

    @classmethod
    def make_lots(cls, product, *names, quantity=1):
        """Put goods with these lots on the shelf; return the lots."""
        lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": product.id, "company_id": cls.company.id} for name in names]
        )
        for lot in lots:
            cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse.lot_stock_id, quantity, lot_id=lot)
        return lots


class ReturnMoneyCommon(ReturnsCommon):
    """Goods that have arrived, come back, and are settled."""

    @classmethod
    def delivered(cls, *lines, **values):
        """Create an order, ship it and have it arrive."""
        order = super().delivered(*lines, **values)
        cls.confirm_delivery(order)
        return order

    @classmethod
    def returned(cls, order, quantity=1, resolution="refund", **values):
        """Have goods of an order come back and inspected, ready to be resolved; return the return."""
        rma = cls.make_return(order, quantity, approve=True, resolution=resolution, **values)
        cls.receive(rma)
        cls.inspect(rma)
        return rma

    @classmethod
    def settle(cls, *args, **values):
        """Have goods come back and resolved by the returns manager; return the return."""
        rma = cls.returned(*args, **values)
        rma.with_user(cls.manager).action_resolve()
        return rma

    @classmethod
    def make_tax(cls, percent=10, included=False, **values):
        """Create a sales tax of the company."""
        return cls.env["account.tax"].create(
            {
                "name": f"{percent} % {'in' if included else 'ex'}",
                "amount": percent,
                "price_include_override": "tax_included" if included else "tax_excluded",
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def make_fee(cls, percent=0, amount=0, **product):
        """Give the reason of the returns a fee, and the company its product."""
        cls.company.rma_fee_product_id = cls.make_product("Restocking", type="service", list_price=0, **product)
        cls.return_reason().write({"return_fee_percent": percent, "return_fee_amount": amount})
