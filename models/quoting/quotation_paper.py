"""What the complete layout prints of a quotation, beside what Odoo's own does."""

from base64 import b64encode

from odoo import models
from odoo.tools import format_date

from ...engine.quote_paper import NOTE, PRODUCT, SECTION, Row, delivery_of, divide, pieces, shared

KINDS = {"line_section": SECTION, "line_subsection": SECTION, "line_note": NOTE}
PREVIEW = "quote_layout_preview"  # in the context: print as if the layout were on
APART = "quote_shipping_apart"  # in the context: sections do not count what shipping costs
QR_SIZE = 400  # pixels, each way


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _has_quotation_layout(self):
        """Whether the complete layout is printed."""
        self.ensure_one()
        return self.company_id.quote_layout or bool(self.env.context.get(PREVIEW))

    def _paper_direction(self):
        """Return whether its language runs ``ltr`` or ``rtl``: the customer's, where Odoo takes the reader's."""
        return self.env["res.lang"]._get_data(code=self.env.lang or self.env.user.lang).direction or "ltr"

    def _quotation_paper(self, proforma=False):
        """Return what the complete layout prints, by a number of queries that does not depend on the lines.

        :param bool proforma: of a pro-forma invoice, which nobody accepts
        :return: dict of ``lines``, ``options`` and ``shipping`` (lines), ``subtotal`` (of what is no shipping),
            ``delivery`` (text for the whole), ``deliveries`` (``{line id: text}``, where they differ), ``salesperson``
            and ``customer`` (dicts of texts), and ``answer`` (see :meth:`_quotation_answer`)
        """
        order = self.with_context(**{APART: True})
        shipping = order.order_line.filtered("is_delivery")
        lines, options = (order._get_order_lines_to_report() - shipping)._apart_options()
        delivery, deliveries = lines._quoted_deliveries()
        return {
            "lines": lines,
            "options": options if self.state in ("draft", "sent") and not proforma else options.browse(),
            "shipping": shipping,
            "subtotal": self.amount_untaxed - sum(shipping.mapped("price_subtotal")),
            "delivery": delivery,
            "deliveries": deliveries,
            # A salesperson may not read every colleague; how to reach them is for the customer to know.
            "salesperson": self.user_id.sudo()._quotation_contact(),
            "customer": self.partner_id._quotation_contact(),
            "answer": {} if proforma else self._quotation_answer(),
        }

    def _quotation_answer(self):
        """Return how the customer can still accept.

        :return: empty where it is no quotation any more, or accepted; ``expired``; else ``url``, ``link`` (the same
            without its token, to read), ``qr`` (image), ``online`` (whether it can be accepted there), ``prepayment``
            (amount due with it), ``number_demanded``, and ``post`` (text: the company's address)
        """
        accepted = self.signature and not self._has_to_be_paid()
        if self.state not in ("draft", "sent") or accepted:
            return {}
        if self.is_expired:
            return {"expired": True}
        url = self.get_base_url() + self.get_portal_url()
        image = self.env["ir.actions.report"].barcode("QR", url, width=QR_SIZE, height=QR_SIZE, barLevel="M")
        address = self.company_id.partner_id._display_address()
        return {
            "url": url,
            "link": url.partition("?")[0].partition("://")[2],
            "qr": f"data:image/png;base64,{b64encode(image).decode()}",
            "online": self._has_to_be_signed() or self._has_to_be_paid(),
            "prepayment": self._get_prepayment_required_amount() if self._has_to_be_paid() else 0.0,
            "number_demanded": self._lacks_po_number(),
            "post": ", ".join(line.strip() for line in address.splitlines() if line.strip()),
        }


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_line_in_section(self, line):
        """Extend: shipping is a line of its own where it is printed apart, whatever section it stands in."""
        apart = self.env.context.get(APART) and line.is_delivery
        return not apart and super()._is_line_in_section(line)

    def _apart_options(self):
        """Part these lines from those that the customer may still choose.

        :return: (lines that count, options)
        """
        rows = [
            Row(
                line.id,
                KINDS.get(line.display_type, PRODUCT),
                line.parent_id.id,
                line._is_offered(),
                line.product_uom_qty,
            )
            for line in self
        ]
        return tuple(self.browse(ids) for ids in divide(rows))

    def _is_offered(self):
        """Whether a line is optional: what stands in an optional section is, and so is the section.

        Not where the section hides what it consists of: then it is one price.
        """
        sections = self | self.parent_id if KINDS.get(self.display_type) == SECTION else self.parent_id
        return any(one.is_optional and not one.collapse_composition for one in sections | self.parent_id.parent_id)

    def _paper_name(self):
        """Return the description of a product in pieces, each a row of its own."""
        return pieces(self.name or "")

    def _quoted_deliveries(self):
        """Return when these lines, of one order, are delivered.

        :return: (text for all of them, or None; ``{line id: text}`` where they differ)
        """
        lines = self.filtered(lambda line: not line.display_type and not line.is_downpayment)
        found = {line: line._quoted_delivery() for line in lines}
        goods = lines.filtered(lambda line: line._is_goods())
        whole = shared([found[line] for line in goods], [found[line] for line in lines - goods])
        if whole:
            return self._delivery_text(whole), {}
        return None, {line.id: self._delivery_text(one) for line, one in found.items() if one}

    def _quoted_delivery(self):
        """Return what is promised of this line, else what was asked for, else how long it takes."""
        order = self.order_id
        moment = (order.state == "sale" and self.promise_date) or order.commitment_date
        return delivery_of(moment and order._promise_company()._local_day(moment), self.customer_lead)

    def _option_delivery(self):
        """Return when an option would be delivered, or None where it is not known."""
        delivery = self._quoted_delivery()
        return delivery and self._delivery_text(delivery)

    def _delivery_text(self, delivery):
        """Return an ``engine.quote_paper.Delivery`` in the language of the paper."""
        if delivery.day:
            return format_date(self.env, delivery.day)
        if delivery.days == 1:
            return self.env._("about one day after order")
        return self.env._("about %(days)s days after order", days=delivery.days)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _quotation_contact(self):
        """Return whom to call or write to: ``name``, ``phone``, ``email``."""
        return {"name": self.name, "phone": self.phone, "email": self.email}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _quotation_contact(self):
        """Return whom to call or write to, as of contacts."""
        return self.partner_id._quotation_contact()
