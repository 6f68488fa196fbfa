"""What is known of quotations, for the judgement in :mod:`engine.quote_completeness`."""

from odoo import models

from ...engine import address as addresses
from ...engine import quote_completeness as engine


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _offering_lines(self):
        """Return the lines that offer something: no sections, notes or deposits."""
        return self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)

    def _quote_facts(self, today, offers_shipping):
        """Return what is known of this quotation.

        :param date today: the day for which it is judged, or None
        :param bool offers_shipping: whether the company has carriers
        :rtype: engine.Quotation
        """
        self.ensure_one()
        company, contact = self.company_id, self.partner_id
        goods = self._goods_lines()
        return engine.Quotation(
            has_template=bool(self.sale_order_template_id),
            has_terms=not engine.is_blank(self.note),
            expiry=self.validity_date or None,
            today=today,
            is_reachable=addresses.is_reachable(
                (contact.phone, contact.commercial_partner_id.phone),
                (contact.email, contact.commercial_partner_id.email),
            ),
            invoice_lacks=self.partner_invoice_id._missing_address_parts() if self.partner_invoice_id else (),
            delivery_lacks=self.partner_shipping_id._missing_address_parts() if self._needs_address() else (),
            lines=tuple(line._quote_facts() for line in self._offering_lines()),
            has_goods=bool(goods),
            offers_shipping=offers_shipping,
            has_shipping=self.delivery_set,
            shipping_is_old=self.recompute_delivery_price,
            has_payment_terms=bool(self.payment_term_id),
            pays_in_advance=self.require_payment and self.prepayment_percent >= 1,
            has_delivery_date=bool(self.commitment_date) or all(line.promise_date for line in goods),
            has_return_terms=not engine.is_blank(company.quote_return_terms),
            has_warranty_terms=not engine.is_blank(company.quote_warranty_terms),
            has_cancellation_terms=not engine.is_blank(company.quote_cancellation_terms),
            accepts_online=self.require_signature or self.require_payment,
            has_acceptance_terms=not engine.is_blank(company.quote_acceptance_terms),
        )

    def _needs_address(self):
        return bool(self.partner_shipping_id and self._shipped_to_address())


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _quote_facts(self):
        """Return what is known of this line.

        :rtype: engine.Line
        """
        self.ensure_one()
        return engine.Line(
            has_text=bool((self.name or "").strip()),
            quantity=self.product_uom_qty,
            is_optional=bool(self._is_line_optional()),
            lacks_tax=self._lacks_tax(),
        )

    def _lacks_tax(self):
        """Whether the product is taxed where it goes, and the line is not."""
        if self.tax_ids or not self.product_id or self.product_type == "combo":
            return False
        taxes = self.product_id.taxes_id._filter_taxes_by_company(self.company_id)
        return bool(self.order_id.fiscal_position_id.map_tax(taxes))


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _lacking(self, orders, point):
        """Yield the orders of which a point is not complete, with what it lacks.

        The facts of an order are gathered once for all rules that ask for them.

        :param str point: one of :data:`engine.POINTS`
        """
        memo = self.env.context.get("validation_memo", {}).setdefault("quotations", {})
        unknown = orders.filtered(lambda order: order.id not in memo)
        if unknown:
            unknown.order_line.fetch(["tax_ids"])  # of all of them, not order by order
            today = None if self._hindsight() else self.company_id._local_day()
            offers = self._offers_shipping()
            memo.update((order.id, engine.missing(order._quote_facts(today, offers))) for order in unknown)
        for order in orders:
            parts = memo[order.id].get(point)
            if parts:
                yield order, parts

    def _offers_shipping(self):
        company = self.company_id
        return bool(self.env["delivery.carrier"].search_count([("company_id", "in", (False, company.id))], limit=1))
