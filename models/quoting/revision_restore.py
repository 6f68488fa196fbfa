"""A quotation is set back to what an earlier revision said."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .revision_changes import QUOTATION
from .revision_content import LINE_TERMS, TERMS, plain
from .revision_transaction import RevisionTransaction

COMPUTED = {"currency_id", "amount_untaxed", "amount_tax", "amount_total"}
RESTORED = (*(name for name in TERMS if name not in COMPUTED), "pricelist_id")
# Odoo computes what is not given of these when another one changes.
LINE_RESTORED = tuple(name for name in LINE_TERMS if name not in ("display_type", "price_subtotal"))


class SaleOrderRevision(models.Model):
    _inherit = "sale.order.revision"

    def action_restore(self):
        """Write terms and lines of this revision back to the quotation, in the name of the user.

        Lines that still exist are changed, others created again, lines of later deleted. What was sent stays
        kept, and the quotation becomes its next revision where it differs from what was sent last.

        :raises UserError: for what is no open quotation, or when a product or unit is not there any more
        :return: an action that says what is not as it was, and opens the quotation
        """
        self.ensure_one()
        order = self.order_id
        order.check_access("write")
        self._check_restorable()
        with RevisionTransaction.of(self.env).collecting(self.env):
            order.write({**self._terms_to_write(order), "order_line": self._lines_to_write(order)})
        warnings = self._not_as_it_was(order)
        text = self.env._("Revision %(number)s was restored.", number=self.number)
        order.message_post(
            body=Markup("<br/>").join([text, *warnings]), subtype_xmlid="mail.mt_note", message_type="notification"
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if warnings else "success",
                "title": text,
                "message": "\n".join(warnings),
                "sticky": bool(warnings),
                "next": order._get_records_action(),
            },
        }

    def _check_restorable(self):
        order = self.order_id
        if order.state not in QUOTATION or order.locked:
            raise UserError(
                self.env._("%(order)s is no open quotation: nothing is restored.", order=order.display_name)
            )
        goods = self.line_ids.filtered(lambda line: not line.display_type)
        missing = goods.filtered(lambda line: not line.product_id or not line.product_uom_id)
        if missing:
            raise UserError(
                self.env._(
                    "The product or unit of these lines does not exist any more, so nothing is restored:\n%(lines)s",
                    lines="\n".join(missing.mapped("name")),
                )
            )

    def _terms_to_write(self, order):
        """Return the terms that differ; a customer or address that was deleted is not taken away."""
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in RESTORED
            if plain(self, name) != plain(order, name) and (self[name] or not name.startswith("partner"))
        }

    def _lines_to_write(self, order):
        """Return the commands that make the lines what they were."""
        standing = {line.id: line for line in order._quote_lines()}
        mine = self.line_ids
        commands = [Command.delete(gone) for gone in standing.keys() - set(mine.mapped("origin_line"))]
        taxes = self._existing_taxes()
        for line in mine:
            if origin := standing.get(line.origin_line):
                if values := line._values_to_update(origin, taxes):
                    commands.append(Command.update(origin.id, values))
            else:
                commands.append(Command.create(line._values_to_create(standing, taxes)))
        return commands

    def _existing_taxes(self):
        ids = {tax for line in self.line_ids for tax, _name in line.taxes or []}
        return set(self.env["account.tax"].browse(ids).exists().ids)

    def _not_as_it_was(self, order):
        """Return what has to be said about a quotation that was restored."""
        archived = self.line_ids.product_id.filtered(lambda product: not product.active)
        existing = self._existing_taxes()
        gone = {name for line in self.line_ids for tax, name in line.taxes or [] if tax not in existing}
        texts = []
        if archived:
            names = ", ".join(archived.mapped("display_name"))
            texts.append(self.env._("Archived products: %(names)s.", names=names))
        if gone:
            texts.append(self.env._("Taxes that do not exist any more: %(names)s.", names=", ".join(sorted(gone))))
        if self.validity_date and self.validity_date < fields.Date.context_today(self):
            texts.append(self.env._("Its validity has passed."))
        if not texts and order._quote_fingerprint() != self.content_hash:
            texts.append(self.env._("Not everything is as it was: compare it."))
        return texts


class SaleOrderRevisionLine(models.Model):
    _inherit = "sale.order.revision.line"

    def _values_to_write(self, taxes):
        values = {name: self._fields[name].convert_to_write(self[name], self) for name in LINE_RESTORED}
        if self.display_type:
            values = {name: values[name] for name in ("name", "is_optional", "collapse_prices", "collapse_composition")}
        else:
            values["tax_ids"] = [Command.set([tax for tax, _name in self.taxes or [] if tax in taxes])]
        return {**values, "sequence": self.sequence}

    def _values_to_update(self, origin, taxes):
        """Return what to write to the line that this was, or nothing where it is as it was."""
        same = all(plain(self, name) == plain(origin, name) for name in LINE_TERMS)
        if same and {tax for tax, _name in self.taxes or []} == set(origin.tax_ids.ids):
            return {"sequence": self.sequence} if origin.sequence != self.sequence else {}
        return self._values_to_write(taxes)

    def _values_to_create(self, standing, taxes):
        extra = self.extra or {}
        linked = extra.get("linked_line")
        return {
            **self._values_to_write(taxes),
            "display_type": self.display_type or False,
            "is_delivery": extra.get("is_delivery", False),
            "combo_item_id": self.env["product.combo.item"].browse(extra.get("combo_item_id") or []).exists().id,
            "product_no_variant_attribute_value_ids": [
                Command.set(
                    self.env["product.template.attribute.value"].browse(extra.get("no_variant") or []).exists().ids
                )
            ],
            # Lines that belong together find each other by these.
            "virtual_id": str(self.origin_line),
            "linked_line_id": linked if linked in standing else False,
            "linked_virtual_id": str(linked) if linked and linked not in standing else False,
        }
