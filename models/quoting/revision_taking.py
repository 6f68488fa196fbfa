"""Which revision a quotation is, and keeping what is sent."""

from odoo import fields, models
from odoo.tools import SQL, clean_context

from .revision_changes import QUOTATION
from .revision_content import LINE_TERMS, TERMS

COPIED = (*TERMS, "company_id", "pricelist_id")


def _address(partner):
    """Return the address as text, without empty lines."""
    return "\n".join(filter(None, map(str.strip, (partner.contact_address or "").splitlines())))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _revise(self, tracker):
        """Derive the revision of quotations that were changed or sent, and keep what was sent.

        :param RevisionTransaction tracker: what happened to them
        """
        # Whoever changed or sent them had the right to; nobody may write revisions. Defaults are meant for others.
        clean = self.with_context(clean_context(self.env.context)).sudo()
        orders = clean.exists().filtered(lambda order: order.state in QUOTATION)
        if not orders:
            return
        hashes = {order.id: order._quote_fingerprint() for order in orders}
        kept = orders._last_revisions()
        numbers, choices, sent = {}, {}, orders.browse()
        for order in orders:
            number, known = kept.get(order.id, (0, None))
            said, choice = hashes[order.id], order.quote_choice
            if number and order.id in tracker.chosen and order.quote_revision == number:
                choice = said
            same = number and said in (known, choice)
            if order.id in tracker.sent and order.state == "sent" and not same:
                sent, choice = sent | order, None
            numbers[order.id] = number if same or not (number or order in sent) else number + 1
            choices[order.id] = choice
        # Two who send or change at once meet here: the later one is run again.
        now = fields.Datetime.now()
        orders._note_revisions(numbers, choices, sent, now)
        if sent:
            sent._keep_revisions(numbers, hashes, sent._quotation_files(tracker.files), now)

    def _last_revisions(self):
        """Return ``{order id: (number, fingerprint)}`` of what was sent last."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (order_id) order_id, number, content_hash FROM sale_order_revision"
                " WHERE order_id = ANY(%s) ORDER BY order_id, number DESC",
                self.ids,
            )
        )
        return {order_id: (number, known) for order_id, number, known in rows}

    def _note_revisions(self, numbers, choices, sent, now):
        """Write the numbers, always: whoever looked at the quotation before meets the change.

        :param dict numbers: ``{order id: number}``
        :param dict choices: ``{order id: fingerprint of the customer's choice}``
        :param sent: those that are sent
        :param datetime now: when they are
        """
        names = ["quote_revision", "quote_choice", "quote_sent_at"]
        self.flush_recordset(names)
        rows = [
            SQL(
                "(%s, %s, %s, %s::timestamp)",
                order.id,
                numbers[order.id],
                choices[order.id] or None,
                now if order in sent and numbers[order.id] == 1 else None,
            )
            for order in self
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order o SET quote_revision = v.number, quote_choice = v.choice,"
                " quote_sent_at = COALESCE(o.quote_sent_at, v.sent_at)"
                " FROM (VALUES %s) AS v(id, number, choice, sent_at) WHERE o.id = v.id",
                SQL(", ").join(rows),
            )
        )
        self.invalidate_recordset([*names, "quote_number"], flush=False)

    def _keep_old_revision(self):
        """Keep what was sent before this addon came, as revision 1. Nobody knows when, and its PDF is in the mail."""
        orders = self.with_context(clean_context(self.env.context)).sudo()  # see above
        numbers = dict.fromkeys(orders.ids, 1)
        orders._note_revisions(numbers, dict.fromkeys(orders.ids), orders.browse(), None)
        hashes = {order.id: order._quote_fingerprint() for order in orders}
        reason = self.env._("It was sent before revisions were kept: its PDF is with the mail.")
        orders._keep_revisions(numbers, hashes, dict.fromkeys(orders.ids, (None, reason)), None)

    def _keep_revisions(self, numbers, hashes, files, now):
        """Write down what the quotations say.

        :param dict numbers: ``{order id: number}``
        :param dict hashes: ``{order id: fingerprint}``
        :param dict files: ``{order id: (attachment, why there is none)}``
        :param datetime now: when they are sent, by this user; None if nobody knows
        """
        revisions = self.env["sale.order.revision"].create(
            [
                {
                    **{name: order._stored_value(name) for name in COPIED},
                    "order_id": order.id,
                    "number": numbers[order.id],
                    "content_hash": hashes[order.id],
                    "sent_at": now,
                    "sent_by_id": now and self.env.uid,
                    "invoice_address": _address(order.partner_invoice_id),
                    "shipping_address": _address(order.partner_shipping_id),
                    "attachment_id": files[order.id][0] and files[order.id][0].id,
                    "pdf_problem": files[order.id][1],
                }
                for order in self
            ]
        )
        self.env["sale.order.revision.line"].create(
            [
                values
                for revision, order in zip(revisions, self, strict=True)
                for values in order._quote_lines()._prepare_revision_lines(revision)
            ]
        )
        for revision in revisions:
            revision.attachment_id.res_id = revision.id
        self.env["ir.attachment"].flush_model(["res_id"])
        self.invalidate_recordset(["revision_ids"], flush=False)

    def _stored_value(self, name):
        value = self[name]
        return value.id if isinstance(value, models.BaseModel) else value

    def unlink(self):
        """Extend: what was kept of a quotation goes with it; the database sees to the records."""
        # Nobody else may delete these files.
        revisions = self.env["sale.order.revision"].sudo()
        files = revisions.search([("order_id", "in", self.ids), ("attachment_id", "!=", False)]).attachment_id
        result = super().unlink()
        revisions.invalidate_model(flush=False)
        files.unlink()
        return result


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_revision_lines(self, revision):
        """Return the values of the lines of a revision."""
        return [
            {
                **{name: line._fields[name].convert_to_write(line[name], line) for name in LINE_TERMS},
                "revision_id": revision.id,
                "company_id": revision.company_id.id,
                "currency_id": revision.currency_id.id,
                "origin_line": line.id,
                "sequence": place,
                "taxes": [[tax.id, tax.name] for tax in line.tax_ids],
                "extra": {
                    "is_delivery": line.is_delivery,
                    "combo_item_id": line.combo_item_id.id,
                    "linked_line": line.linked_line_id.id,
                    "no_variant": line.product_no_variant_attribute_value_ids.ids,
                },
            }
            for place, line in enumerate(self, 1)
        ]
