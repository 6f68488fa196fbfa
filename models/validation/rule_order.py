"""The rule on orders that were entered twice."""

from odoo import models

from ...engine import duplicates

SOURCES = {
    "sale.order": "company_id partner_id state date_order client_order_ref",
    "sale.order.line": "order_id product_id product_uom_id product_uom_qty display_type is_downpayment is_delivery"
    " is_expense",
    "res.partner": "commercial_partner_id",
    "uom.uom": "factor",
}

# The orders themselves, and those of their customers that have one of their references, or are from about the
# same time. What stands on them is compared as text: products and quantities in the smallest unit, in a fixed order.
CANDIDATES = """
    WITH found AS (
        SELECT UNNEST(%(ids)s::int[]) AS id
         UNION
        SELECT so.id
          FROM UNNEST(%(referring)s::int[], %(references)s::varchar[]) AS given (customer, reference)
          JOIN res_partner partner ON partner.commercial_partner_id = given.customer
          JOIN sale_order so ON so.partner_id = partner.id
                            AND LEFT(LOWER(BTRIM(so.client_order_ref)), 64) = LEFT(LOWER(BTRIM(given.reference)), 64)
                            AND so.company_id = %(company)s
         WHERE so.client_order_ref IS NOT NULL
         UNION
        SELECT so.id
          FROM UNNEST(%(customers)s::int[], %(begins)s::timestamp[], %(ends)s::timestamp[])
               AS near (customer, begins, ends)
          JOIN res_partner partner ON partner.commercial_partner_id = near.customer
          JOIN sale_order so ON so.partner_id = partner.id AND so.date_order BETWEEN near.begins AND near.ends
    )
    SELECT so.id, so.name, so.date_order AS date, so.state = 'sale' AS confirmed,
           partner.commercial_partner_id AS customer,
           LOWER(BTRIM(COALESCE(so.client_order_ref, ''))) AS reference,
           COALESCE(content.text, '') AS content
      FROM found
      JOIN sale_order so ON so.id = found.id
      JOIN res_partner partner ON partner.id = so.partner_id
      LEFT JOIN LATERAL (
           SELECT STRING_AGG(product.id || ':' || product.quantity, ',' ORDER BY product.id) AS text
             FROM (SELECT line.product_id AS id, ROUND(SUM(line.product_uom_qty * uom.factor)::numeric, 6) AS quantity
                     FROM sale_order_line line
                     JOIN uom_uom uom ON uom.id = line.product_uom_id
                    WHERE line.order_id = so.id
                      AND line.display_type IS NULL
                      AND line.product_uom_qty > 0
                      AND NOT COALESCE(line.is_downpayment, FALSE)
                      AND NOT COALESCE(line.is_delivery, FALSE)
                      AND NOT COALESCE(line.is_expense, FALSE)
                    GROUP BY line.product_id) product
           ) content ON TRUE
     WHERE so.company_id = %(company)s
       AND so.state IN ('draft', 'sent', 'sale')
"""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # By customer, too: what many customers write, such as "Phone", is not read. The beginning: an index cannot
    # have entries of any length.
    _customer_reference = models.Index(
        "(LEFT(LOWER(BTRIM(client_order_ref)), 64), partner_id) WHERE client_order_ref IS NOT NULL"
    )


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_duplicate_order(self, orders):
        """Find orders with the reference, or at about the same time the lines, of another order of the customer.

        The first of them is fine; it may be older, or the one that is confirmed.
        """
        if not orders:
            return []
        # A quotation counts with its own date and with the one that it would be confirmed on.
        quotations = orders.browse() if self._hindsight() else self._quotations(orders)
        moments = {order.id: self._moment(order) for order in quotations}
        rows = {row.pop("id"): row for row in self._same_or_near(orders, moments)}
        names = {number: row.pop("name") for number, row in rows.items()}
        for number in moments.keys() & rows.keys():
            rows[number]["confirmed"] = False
        live = [duplicates.Order(number, moment=moments.get(number), **row) for number, row in rows.items()]
        repeats = duplicates.find_duplicates(orders.ids, live, self.hours)
        return [
            self._duplicate(order, orders.browse(number), names[number], kind)
            for order in orders
            if order.id in repeats
            for number, kind in [repeats[order.id]]
        ]

    def _same_or_near(self, orders, moments):
        """Return rows for :class:`engine.duplicates.Order` of all orders that may be the same, in one statement."""
        dates = [
            (order.partner_id.commercial_partner_id.id, date)
            for order in orders
            for date in filter(None, (order.date_order, moments.get(order.id)))
        ]
        referring = [order for order in orders if (order.client_order_ref or "").strip()]
        customers, begins, ends = zip(*duplicates.windows(dates, self.hours), strict=True)
        return self._query(
            CANDIDATES,
            SOURCES,
            ids=orders.ids,
            company=self.company_id.id,
            referring=[order.partner_id.commercial_partner_id.id for order in referring],
            references=[order.client_order_ref for order in referring],
            customers=list(customers),
            begins=list(begins),
            ends=list(ends),
        )

    def _duplicate(self, order, other, name, kind):
        customer = order.partner_id.commercial_partner_id.display_name
        if kind == duplicates.REFERENCE:
            reference = order.client_order_ref.strip()
            message = self.env._(
                "%(other)s of %(customer)s has the same reference “%(reference)s”.",
                other=name,
                customer=customer,
                reference=reference,
            )
            found = reference
            limit = self.env._("A reference once")
        else:
            message = self.env._(
                "%(other)s of %(customer)s has the same products and quantities.", other=name, customer=customer
            )
            found = self.env._("Same lines as %(other)s", other=name)
            limit = self.env._("No such order within %(hours)s hours", hours=self.hours)
        return order._violation(
            message, found=found, limit=limit, document=other, fix="_fix_open_other_order", facts=(kind, other.id)
        )
