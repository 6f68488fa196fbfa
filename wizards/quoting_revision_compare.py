"""Two versions of a quotation side by side."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, html2plaintext
from odoo.tools.misc import formatLang

from ..engine.quote_compare import compare
from ..models.quoting.revision_content import TAXES

DECIMALS = {"price_unit": "Product Price", "discount": "Discount"}
# Shown only where there is something to say
SELDOM = {"discount": "0", "customer_lead": "0", TAXES: ()}
COLUMNS = ("product_uom_qty", "price_unit", "discount", "customer_lead", TAXES, "price_subtotal")


class SaleOrderRevisionCompare(models.TransientModel):
    """What differs between two revisions, or between one and the quotation as it is now. Changes nothing."""

    _name = "sale.order.revision.compare"
    _description = "Compare Revisions"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    old_id = fields.Many2one(
        "sale.order.revision", "From", required=True, domain="[('order_id', '=', order_id)]", ondelete="cascade"
    )
    new_id = fields.Many2one(
        "sale.order.revision",
        "To",
        domain="[('order_id', '=', order_id)]",
        ondelete="cascade",
        help="Empty: the quotation as it is now.",
    )
    can_restore = fields.Boolean(compute="_compute_can_restore")
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.depends("order_id")
    def _compute_can_restore(self):
        for wizard in self:
            wizard.can_restore = wizard.order_id.state in ("draft", "sent") and not wizard.order_id.locked

    @api.depends("order_id", "old_id", "new_id")
    def _compute_comparison(self):
        for wizard in self:
            wizard.comparison = wizard._render() if wizard.old_id else Markup()

    def action_restore(self):
        """Set the quotation back to the older of the two.

        :raises UserError: see ``sale.order.revision.action_restore``
        """
        self.ensure_one()
        return self.old_id.action_restore()

    def _render(self):
        old, new = self.old_id._origin, self.new_id._origin or self.order_id._origin
        difference = compare(old._quote_document(), new._quote_document())
        changed = difference.changed_rows
        columns = [name for name in COLUMNS if name not in SELDOM or any(_says(row, name) for row in changed)]
        return self.env["ir.qweb"]._render(
            "quote_to_cash.quoting_revision_comparison",
            {
                "empty": difference.is_empty,
                "reordered": difference.reordered,
                "terms": [self._said("sale.order.revision", name, both) for name, both in difference.terms.items()],
                "titles": [self._title("sale.order.revision.line", name) for name in columns],
                "rows": [self._row(row, columns) for row in changed],
                "same": len(difference.rows) - len(changed),
            },
        )

    def _row(self, row, columns):
        """Return one line of the table: its kind, its text, ``(before, after)`` of each column."""
        cells, old, new = [], row.before and row.before.values, row.after and row.after.values
        goods = not (new or old)["display_type"]
        for name in columns:
            before, after = (self._cell(values, name) if goods else "" for values in (old, new))
            cells.append((before, after))
        return {"kind": row.kind, "product": self._texts(old, new), "cells": cells, "notes": self._notes(row)}

    def _texts(self, old, new):
        return [values and values["name"] for values in (old, new)]

    def _cell(self, values, name):
        return self._say("sale.order.revision.line", name, values[name]) if values else ""

    def _notes(self, row):
        """Return what else has changed in a line: unit, product, whether it is optional."""
        return [
            self._said("sale.order.revision.line", name, both)
            for name, both in row.changes.items()
            if name not in (*COLUMNS, "name")
        ]

    def _said(self, model, name, both):
        """Return a field's name, and two values of it, as people read them."""
        return (self._title(model, name), *(self._say(model, name, value) for value in both))

    def _title(self, model, name):
        field = self.env[model]._fields["tax_names" if name == TAXES else name]
        return field._description_string(self.env)

    def _say(self, model, name, value):
        """Return a plain value as people read it."""
        if name == TAXES:
            return ", ".join(self.env["account.tax"].browse(value).exists().mapped("name"))
        field = self.env[model]._fields[name]
        if field.type == "many2one":
            return self.env[field.comodel_name].browse(value or []).exists().display_name or ""
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "monetary":
            return formatLang(self.env, float(value), currency_obj=self.old_id.currency_id)
        if field.type == "float":
            return self._number(name, float(value))
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "datetime":
            return format_datetime(self.env, value.replace("T", " ")) if value else ""
        return html2plaintext(value) if field.type == "html" else value

    def _number(self, name, value):
        if name == "prepayment_percent":
            return f"{value:.0%}"
        return formatLang(self.env, value, dp=DECIMALS.get(name, "Product Unit"))


def _says(row, name):
    """Whether a line says something in a column that most leave empty."""
    return any(line and line.values[name] != SELDOM[name] for line in (row.before, row.after))
