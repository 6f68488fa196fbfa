"""A company that prints its quotations in the complete layout, for the tests of it."""

from lxml import html

from odoo import fields
from odoo.fields import Command

from .common import QuoteToCashCommon

REPORT = "sale.report_saleorder"
PROFORMA = "sale.report_saleorder_pro_forma"
TERMS = {
    "quote_return_terms": "Back within 30 days",
    "quote_warranty_terms": "Two years",
    "quote_cancellation_terms": "Free until packed",
    "quote_acceptance_terms": "You may also call us",
}


class PaperCommon(QuoteToCashCommon):
    """What is printed is printed by the salesperson, without any other rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"quote_layout": True, "email": "hello@cafe.example"})
        cls.company.write({name: f"<p>{text}</p>" for name, text in TERMS.items()})
        cls.company.partner_id.write({"street": "PO Box 7", "zip": "43215", "city": "Columbus"})
        cls.seller = cls.make_user("salesman", name="Grace Holloway", email="grace@cafe.example")
        cls.seller.partner_id.phone = "+1 614 555 0123"
        cls.partner.write({"phone": "+49 30 123456", "email": "anna@bakery.example"})
        cls.tomorrow = fields.Date.add(fields.Date.today(), days=1)

    @classmethod
    def quote(cls, *lines, **values):
        """Create a quotation that can be signed until tomorrow."""
        values = {"user_id": cls.seller.id, "validity_date": cls.tomorrow, "require_signature": True, **values}
        return cls.make_order(*lines, confirm=False, stock=False, **values)

    @classmethod
    def section(cls, name, kind="line_section", **values):
        return {"display_type": kind, "name": name, **values}

    @classmethod
    def line(cls, product, quantity=1, **values):
        return {"product_id": product.id, "product_uom_qty": quantity, **values}

    @classmethod
    def add_shipping(cls, order, price=49.5):
        """Add what shipping costs, as Odoo's dialog does."""
        carrier = cls.env["delivery.carrier"].create({"name": "Van Express", "product_id": cls.service.id})
        order.set_delivery_line(carrier, price)
        return order.order_line.filtered("is_delivery")

    @classmethod
    def use_taxes(cls):
        """Tax the goods by a quarter."""
        tax = cls.env["account.tax"].create({"name": "VAT", "amount": 25, "invoice_label": "VAT 25%"})
        cls.goods.taxes_id = [Command.set(tax.ids)]
        return tax

    def source(self, order, report=REPORT, user=None, **context):
        """Return the HTML of a report, as it goes to wkhtmltopdf."""
        self.env.flush_all()
        Report = self.env["ir.actions.report"].with_user(user or self.seller).with_context(**context)
        return Report._render_qweb_html(report, order.ids)[0].decode()

    def paper(self, order, report=REPORT, **context):
        """Return a report as a tree."""
        return html.fromstring(self.source(order, report, **context))

    def text(self, order, report=REPORT, **context):
        return self.said(self.paper(order, report, **context))

    def part(self, page, name):
        """Return the text of what has a name, or None if it is not printed."""
        found = page.xpath(f"//*[@name='{name}']")
        return " ".join(self.said(one) for one in found) if found else None

    @staticmethod
    def said(element):
        return " ".join(" ".join(element.itertext()).split())
