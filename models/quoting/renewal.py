"""A quotation that ended is offered again: the same record, at today's prices, until a new day."""

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, format_date, formatLang

SOON = 7  # days before its end in which a sent quotation offers to be renewed
DEFAULT_VALIDITY = 30  # days, of a quotation that had an end, where its company and template have no validity
MOST_LINES = 20


class SaleOrder(models.Model):
    _inherit = "sale.order"

    can_renew_quote = fields.Boolean(compute="_compute_can_renew_quote")

    @api.depends("state", "validity_date", "cancel_reason_id")
    def _compute_can_renew_quote(self):
        for order in self:
            ends = False
            if order.company_id and order.validity_date and order.state in ("draft", "sent"):
                # Who sees the quotation need not see its company.
                ends = order.validity_date <= order.company_id.sudo()._local_day() + timedelta(days=SOON)
            order.can_renew_quote = ends or order._was_lost()

    def _was_lost(self):
        self.ensure_one()
        # Who sees the order may know why it ended.
        return self.state == "cancel" and self.sudo().cancel_reason_id.kind == "lost"

    def action_renew(self):
        """Take quotations back to draft, valid from today, with today's prices.

        Prices and discounts that were typed by hand stay, and dates of delivery that have passed go; what changed is
        noted on each quotation. Links that the customer has lead to the same quotation.

        :return: the form of one, or the list of several
        :raise UserError: naming what is no quotation, or is just being paid; nothing is changed
        :raise AccessError: for a user who may not change one of them
        """
        self.check_access("write")
        others = self.filtered(lambda order: order.state not in ("draft", "sent") and not order._was_lost())
        if others or not self:
            raise UserError(
                self.env._(
                    "Only quotations are renewed, and those that were lost. These are not: %(orders)s.",
                    orders=", ".join(others.mapped("name")) or "–",
                )
            )
        self._check_nobody_pays()
        before = {order: order._renewal_facts() for order in self}
        self.filtered(lambda order: order.state != "draft").action_draft()
        self.date_order = fields.Datetime.now()
        self._renew_validity(before)
        dates = self._drop_past_dates()
        kept = self._renew_prices()
        self._message_log_batch(
            bodies={order.id: order._renewal_note(before[order], dates[order], kept[order]) for order in self}
        )
        self._close_new_offer_activities()
        return self._open_renewed()

    def _check_nobody_pays(self):
        # Who sells need not see payments.
        paying = self.filtered(
            lambda order: any(payment.state in ("pending", "authorized") for payment in order.sudo().transaction_ids)
        )
        if paying:
            raise UserError(
                self.env._(
                    "%(orders)s: the customer is paying at the old price.", orders=", ".join(paying.mapped("name"))
                )
            )

    def _renewal_facts(self):
        lines = {line: (line.price_unit, line.discount) for line in self.order_line if not line.display_type}
        return {"validity": self.validity_date, "total": self.amount_total, "lines": lines}

    def _renew_validity(self, before):
        """Have the quotations end as new ones do, by their companies' days."""
        for company, orders in self.grouped("company_id").items():
            orders.with_context(tz=company._local_zone())._compute_validity_date()
            endless = orders.filtered(lambda order: not order.validity_date and before[order]["validity"])
            endless.validity_date = company._local_day() + timedelta(days=DEFAULT_VALIDITY)

    def _drop_past_dates(self):
        """Take away dates of delivery that nobody can keep; goods are then planned anew, as for a new quotation.

        :return: ``{order: the date that it had}``
        """
        now = fields.Datetime.now()
        dates = {order: order._asked_for() for order in self}
        late = self.filtered(lambda order: dates[order] and dates[order] < now)
        late.write({"commitment_date": False, "requested_date": False})
        return {order: dates[order] if order in late else False for order in self}

    def _renew_prices(self):
        """Price the quotations as today, but for what was typed by hand.

        :return: ``{order: lines of which something was kept}``
        """
        lines = self._get_update_prices_lines()
        prices = {line: line.price_unit for line in lines if line._has_typed_price()}
        discounts = {line: line.discount for line in lines if line._has_typed_discount()}
        self._recompute_prices()
        for line in prices.keys() | discounts.keys():
            line.update(
                {"price_unit": prices.get(line, line.price_unit), "discount": discounts.get(line, line.discount)}
            )
        typed = lines.browse([line.id for line in [*prices, *discounts]])
        return {order: typed & order.order_line for order in self}

    # === What is said of it === #

    def _renewal_note(self, before, date, kept):
        """Return what changed, for the chatter."""
        self.ensure_one()
        until = format_date(self.env, self.validity_date) if self.validity_date else self.env._("no end")
        points = [self.env._("Valid until: %(day)s", day=until)]
        old, new = (
            formatLang(self.env, total, currency_obj=self.currency_id) for total in (before["total"], self.amount_total)
        )
        same = self.env._("Total: %(total)s, as before", total=new)
        points.append(same if old == new else self.env._("Total: %(old)s → %(new)s", old=old, new=new))
        points += self._renewed_lines_said(before["lines"])
        if date:
            text = self.env._("The delivery date %(day)s has passed and was taken away.", day=self._day_text(date))
            points.append(text)
        points += self._renewal_warnings(kept)
        items = Markup().join(Markup("<li>%s</li>") % point for point in points)
        return Markup("<p>%s</p><ul>%s</ul>") % (self.env._("Renewed."), items)

    def _renewed_lines_said(self, before):
        digits = self.env["decimal.precision"].precision_get("Product Price")
        said = []
        for line in self.order_line:
            price, discount = before.get(line, (line.price_unit, line.discount))
            if not float_compare(price, line.price_unit, digits) and not float_compare(discount, line.discount, 2):
                continue
            old, new = (
                formatLang(self.env, value, currency_obj=line.currency_id) + (f" −{percent:g} %" if percent else "")
                for value, percent in ((price, discount), (line.price_unit, line.discount))
            )
            said.append(f"{line.product_id.display_name or line.name}: {old} → {new}")
        more = len(said) - MOST_LINES
        return said if more <= 0 else [*said[:MOST_LINES], self.env._("and %(number)s more lines", number=more)]

    def _renewal_warnings(self, kept):
        """Return what somebody should look at before this is sent again."""
        found = []
        if kept:
            names = ", ".join(line.product_id.display_name or line.name for line in kept)
            found.append(self.env._("Typed by hand, and kept: %(lines)s. Please check.", lines=names))
        unsold = self.order_line.product_id.filtered(lambda product: not product.active or not product.sale_ok)
        if unsold:
            names = ", ".join(unsold.mapped("display_name"))
            found.append(self.env._("No longer sold: %(products)s.", products=names))
        # Price lists of other companies, too: it is this order's own.
        pricelist = self.sudo().pricelist_id
        if pricelist and not pricelist.active:
            name = pricelist.name
            found.append(self.env._("The price list %(name)s is archived; its prices were used.", name=name))
        return found

    def _open_renewed(self):
        action = {"type": "ir.actions.act_window", "res_model": "sale.order", "name": self.env._("Renewed Quotations")}
        if len(self) == 1:
            return {**action, "name": self.name, "res_id": self.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)], "views": [(False, "list"), (False, "form")]}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _has_typed_price(self):
        """Whether the price of this line is not the one that Odoo proposed."""
        return bool(self.product_id) and bool(
            self.currency_id.compare_amounts(self.technical_price_unit, self.price_unit)
        )

    def _has_typed_discount(self):
        """Whether the discount of this line is no price list's."""
        return bool(self.discount) and not self.pricelist_item_id._show_discount()
