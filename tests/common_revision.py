"""Quotations that are sent and changed."""

from odoo.fields import Command

from .common import QuoteToCashCommon


class RevisionCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not hasattr(cls, "salesman"):
            cls.salesman = cls.make_user("salesman")

    @classmethod
    def quotation(cls, *lines, **values):
        """Create a quotation of two lines: 10 ovens and 2 mixers."""
        lines = lines or [(cls.goods, 10), (cls.other_goods, 2)]
        return cls.make_order(*lines, confirm=False, stock=False, **values)

    @classmethod
    def sent(cls, *lines, **values):
        """Create a quotation and send it."""
        order = cls.quotation(*lines, **values)
        order.action_quotation_sent()
        return order

    @classmethod
    def sent_before(cls, *lines, **values):
        """Create a quotation as it was sent before revisions were kept."""
        order = cls.quotation(*lines, **values)
        order.env.flush_all()
        cls.env.cr.execute("UPDATE sale_order SET state = 'sent' WHERE id = %s", [order.id])
        cls.env.cr.execute("UPDATE sale_order_line SET state = 'sent' WHERE order_id = %s", [order.id])
        order.env.invalidate_all()
        return order

    @classmethod
    def resend(cls, order, **values):
        """Send the mail with a quotation."""
        return order.with_context(mark_so_as_sent=True).message_post(body="Our offer", **values)

    @classmethod
    def choose_options(cls, order, **values):
        """Add an optional section with one product; return its line."""
        order.order_line = [
            Command.create({"display_type": "line_section", "name": "Options", "is_optional": True, "sequence": 90}),
            Command.create({"product_id": cls.service.id, "product_uom_qty": 0, "sequence": 91, **values}),
        ]
        return order.order_line.filtered(lambda line: line.product_id == cls.service)

    def assertRevision(self, order, number, kept=None):
        """Check which revision a quotation is, and how many are kept."""
        order.invalidate_recordset()
        found = (order.quote_revision, len(order.revision_ids))
        self.assertEqual(found, (number, number if kept is None else kept))
