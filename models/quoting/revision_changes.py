"""The doors by which quotations are sent and changed."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .revision_content import LINE_TERMS, TERMS
from .revision_transaction import RevisionTransaction

QUOTATION = ("draft", "sent")
OWN = {"quote_revision", "quote_sent_at", "quote_choice"}
# What is computed from a change is changed with it.
ORDER_FIELDS = {*TERMS, "order_line", "pricelist_id", "fiscal_position_id"}
LINE_FIELDS = {*LINE_TERMS, "tax_ids", "order_id", "sequence", "is_downpayment", "technical_price_unit"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    revision_ids = fields.One2many(
        "sale.order.revision",
        "order_id",
        "Revisions",
        readonly=True,
        copy=False,
        groups="sales_team.group_sale_salesman",
    )
    quote_choice = fields.Char(
        "Chosen by the Customer",
        readonly=True,
        copy=False,
        help="Fingerprint of the current revision with the options that the customer has chosen in the portal.",
    )

    def action_open_revisions(self):
        """Show what the customer was sent."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Revisions of %(order)s", order=self.name),
            "res_model": "sale.order.revision",
            "views": [(False, "list"), (False, "form")],
            "domain": [("order_id", "=", self.id)],
            "context": {"create": False},
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a quotation that is created as sent (by import, by RPC) is kept as it was sent."""
        self._check_nobody_counts(*vals_list)
        tracker = RevisionTransaction.of(self.env)
        with tracker.collecting(self.env):
            tracker.creating += 1
            try:
                orders = super().create(vals_list)
            finally:
                tracker.creating -= 1
            tracker.sent.update(
                order.id for order, vals in zip(orders, vals_list, strict=True) if vals.get("state") == "sent"
            )
        return orders

    def write(self, vals):
        """Extend: what is sent is kept; a change of what was sent begins the next revision."""
        self._check_nobody_counts(vals)
        state = vals.get("state")
        if state not in (*QUOTATION, "cancel") and not ORDER_FIELDS & vals.keys():
            return super().write(vals)
        tracker = RevisionTransaction.of(self.env)
        with tracker.collecting(self.env):
            if state == "sent":
                tracker.sent.update(self.filtered(lambda order: order.state != "sent").ids)
            self._keep_as_sent()
            result = super().write(vals)
            tracker.changed.update(self._revised_quotations().ids)
        return result

    def message_post(self, **kwargs):
        """Extend: a mail with the quotation sends it, also once more."""
        if not self.env.context.get("mark_so_as_sent"):
            return super().message_post(**kwargs)
        tracker = RevisionTransaction.of(self.env)
        with tracker.collecting(self.env):
            tracker.sent.update(self.filtered(lambda order: order.state in QUOTATION).ids)
            message = super().message_post(**kwargs)
            tracker.files.update({order.id: message.attachment_ids.ids for order in self})
        return message

    def set_delivery_line(self, carrier, amount):
        """Extend: carrier and freight are one change."""
        with RevisionTransaction.of(self.env).collecting(self.env):
            return super().set_delivery_line(carrier, amount)

    def _recompute_prices(self):
        """Extend: new prices of all lines are one change."""
        with RevisionTransaction.of(self.env).collecting(self.env):
            return super()._recompute_prices()

    def _recompute_taxes(self):
        """Extend: new taxes of all lines are one change."""
        with RevisionTransaction.of(self.env).collecting(self.env):
            return super()._recompute_taxes()

    def _check_nobody_counts(self, *vals_list):
        """Refuse who wants to write what follows from what was sent.

        :raises AccessError: for all but code that acts for the system
        """
        if not self.env.su and any(vals.get(name) for vals in vals_list for name in OWN):
            raise AccessError(self.env._("The revision of a quotation follows from what was sent."))

    def _revised_quotations(self):
        """Return the quotations of which something was sent."""
        # Whoever has just given a quotation to a colleague may not read it any more.
        return self.sudo().filtered(lambda order: order.state in QUOTATION and order.quote_revision)

    def _keep_as_sent(self):
        """Keep what was sent before revisions were kept, just before it is changed."""
        tracker = RevisionTransaction.of(self.env)
        if tracker.creating:
            return
        orders = self.filtered(
            lambda order: order.state == "sent" and not order.quote_revision and order.id not in tracker.sent
        )
        if orders:
            orders._keep_old_revision()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a new line in what was sent begins the next revision."""
        tracker = RevisionTransaction.of(self.env)
        with tracker.collecting(self.env):
            if not tracker.creating:
                orders = {vals["order_id"] for vals in vals_list if vals.get("order_id")}
                self.env["sale.order"].browse(sorted(orders))._keep_as_sent()
            lines = super().create(vals_list)
            tracker.changed.update(lines._revised_quotations().ids)
        return lines

    def write(self, vals):
        """Extend: a changed line of what was sent begins the next revision."""
        if not LINE_FIELDS & vals.keys():
            return super().write(vals)
        tracker = RevisionTransaction.of(self.env)
        with tracker.collecting(self.env):
            self._quotations_to_keep()._keep_as_sent()
            before = self._revised_quotations().ids if "order_id" in vals else ()
            result = super().write(vals)
            tracker.changed.update(self._revised_quotations().ids, before)
        return result

    def unlink(self):
        """Extend: a line less in what was sent begins the next revision."""
        tracker = RevisionTransaction.of(self.env)
        with tracker.collecting(self.env):
            self._quotations_to_keep()._keep_as_sent()
            tracker.changed.update(self._revised_quotations().ids)
            return super().unlink()

    def _quotations_to_keep(self):
        return self.filtered(lambda line: line.state == "sent").order_id

    def _revised_quotations(self):
        """Return the quotations with these lines of which something was sent."""
        return self.sudo().filtered(lambda line: line.state in QUOTATION).order_id._revised_quotations()
