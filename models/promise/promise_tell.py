"""Who hears of promises at risk: one entry in the log and one activity for each order."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import LazyTranslate

from ...engine.promise import AT_RISK

_lt = LazyTranslate(__name__)

ACTIVITY = "quote_to_cash.mail_activity_promise_at_risk"
HOLDS_AGAIN = _lt("The promise holds again.")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("order_line.promise_state", "order_line.promise_cause", "order_line.promise_cause_date")
    @api.depends_context("lang")
    def _compute_promise_cause_text(self):
        for order in self:
            texts = [line.promise_cause_text for line in order.order_line if line.promise_state in AT_RISK]
            order.promise_cause_text = ". ".join(dict.fromkeys(texts)) or False

    def _tell_promises(self, turned, changed):
        """Tell the salespeople of orders whose promises turned.

        :param dict turned: ``{order: (state before, state now)}``
        :param changed: orders of which something else is known than before
        """
        flagged = self.filtered(lambda order: turned[order][1] in AT_RISK and turned[order][0] not in AT_RISK)
        cleared = self.filtered(lambda order: turned[order][0] in AT_RISK and turned[order][1] not in AT_RISK)
        for company, orders in (flagged + cleared).grouped("company_id").items():
            for order in orders.with_context(lang=self._findings_language(company)):
                order._note_promise(order.promise_cause_text or order.env._(HOLDS_AGAIN))
        flagged._leave_promise_activities()
        cleared._close_promise_activities()
        (changed & self - flagged - cleared)._update_promise_activities()

    def _leave_promise_activities(self):
        """Leave an activity for who looks after each order; nobody gets a mail about it."""
        orders = self - self.browse(self._promise_activities().mapped("res_id"))
        # In the name of a customer, a colleague in another company could not open the order.
        author = self.env.uid if self.env.user._is_internal() else SUPERUSER_ID
        activities = self.env["mail.activity"].with_user(author).sudo()
        model, kind = self.env["ir.model"]._get_id("sale.order"), self.env.ref(ACTIVITY, raise_if_not_found=False)
        values = []
        for order in orders:
            user = order._salesperson_in_charge()
            values.append(
                {
                    "activity_type_id": (kind or order._default_activity_type()).id,
                    "res_model_id": model,
                    "res_id": order.id,
                    "user_id": user.id,
                    "summary": order.with_context(lang=user.lang or self.env.lang).promise_cause_text,
                    "date_deadline": fields.Date.context_today(order),
                    "automated": True,
                }
            )
        activities.with_context(mail_activity_quick_update=True).create(values)

    def _update_promise_activities(self):
        """Say in the open activities what is known now."""
        for activity in self._promise_activities():
            order = self.browse(activity.res_id).with_context(lang=activity.user_id.lang or self.env.lang)
            activity.summary = order.promise_cause_text

    def _close_promise_activities(self):
        """Close the activities of promises that hold again, or are none any more."""
        done = self.browse(self._promise_activities().mapped("res_id"))
        if done:
            done.activity_feedback([ACTIVITY], feedback=self.env._(HOLDS_AGAIN))

    def _promise_activities(self):
        """Return the open activities about promises of these orders."""
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not self or not kind:
            return self.env["mail.activity"].sudo()
        domain = [("res_model", "=", "sale.order"), ("res_id", "in", self.ids), ("activity_type_id", "=", kind.id)]
        return self.env["mail.activity"].sudo().search(domain)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.depends("promise_state", "promise_cause", "promise_cause_name", "promise_cause_date", "order_id.order_line")
    @api.depends_context("lang")
    def _compute_promise_cause_text(self):
        for line in self:
            line.promise_cause_text = line._cause_text() if line.promise_state in AT_RISK else False

    def _cause_text(self):
        """Return why this promise is at risk, in words."""
        goods = self.order_id.order_line.filtered(lambda line: not line.display_type)
        number = list(goods).index(self) + 1 if self in goods else 0
        day = self.promise_cause_date and self.order_id._day_text(self.promise_cause_date)
        values = {"line": number, "document": self.promise_cause_name or "", "day": day or ""}
        match self.promise_cause:
            case "request":
                return self.env._(
                    "Line %(line)s waits for %(document)s, which is not ordered yet; it would come on %(day)s", **values
                )
            case "shipment":
                return self.env._("Line %(line)s should have left by %(day)s", **values)
            case "nothing":
                return self.env._("Line %(line)s: nothing is coming for %(product)s", **self._product_named(values))
            case "transfer" if not self.promise_cause_name:
                return self.env._("Line %(line)s waits for goods that come on %(day)s", **values)
        return self.env._("Line %(line)s waits for %(document)s, now %(day)s", **values)

    def _product_named(self, values):
        # Who sells it may not read each product.
        return {**values, "product": self.product_id.sudo().display_name}
