"""Rules on what customers owe.

Messages say the verdict and the amount to free, which everybody on the order may know. Figures of the
ledger go into ``found`` and ``limit``, which only accounting and credit managers see.
"""

from odoo import models
from odoo.tools import formatLang

from ...engine import credit as engine
from ...engine.findings import WAIVED


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _money(self, amount):
        """Return an amount of company currency as text."""
        return formatLang(self.env, amount, currency_obj=self.company_id.currency_id)

    def _by_customer(self, orders):
        """Return ``{customer: orders}``: who pays, and for what."""
        return orders.grouped(self.env["sale.order.credit"]._customer_of)

    def _ledger_of(self, orders):
        """Return the ledger of all customers of a check, read once for all rules."""
        memo = self.env.context.get("validation_memo", {})
        if "ledger" not in memo:
            # Only the rule on overdue invoices asks how long something may be late.
            rules = memo.get("rules", self)
            days = rules.filtered(lambda rule: rule.code == "overdue").days
            customers = orders.partner_invoice_id.commercial_partner_id
            memo["ledger"] = self.env["sale.order.credit"]._ledger(customers, self.company_id, days)
        return memo["ledger"]

    # === Who takes the credit === #

    def _credit_customers(self, orders):
        """Return the customers of orders whose credit is limited: by an amount, or to nothing."""
        customers = orders.partner_invoice_id.commercial_partner_id
        return customers.filtered(lambda customer: customer.credit_limit > 0 or customer.prepayment_required)

    def _open_orders_of(self, orders):
        """Return what customers have ordered and not been invoiced for, read once for all rules.

        Nobody else can take their credit until this transaction ends.
        """
        memo = self.env.context.get("validation_memo", {})
        if "open_orders" not in memo:
            customers = self._credit_customers(orders)
            self._guard(customers, orders)
            memo["open_orders"] = self.env["sale.order.credit"]._open_orders(
                customers,
                self.company_id,
                orders.ids,
                confirming=bool(self.env.context.get("validation_confirming")),
            )
        return memo["open_orders"]

    def _guard(self, customers, orders):
        """Have nobody else take the credit of customers, nor pay, until this transaction ends.

        Only where orders wait for it: who only looks, or judges the past, is in nobody's way.

        :param res.partner customers: commercial entities
        :param sale.order orders: the orders that are judged
        """
        # A held order that passes is released, and takes credit, whoever looks at it.
        takes = self.env.context.get("validation_takes_credit") or orders.filtered("is_on_hold")
        if customers and takes and self.company_id.validation_mode == "enforce" and not self._hindsight():
            self.env["sale.order.credit.guard"]._take(customers, self.company_id)

    def _judge_in_turn(self, checked, orders, judge):
        """Judge orders one after the other, each with those before it that go on.

        Quotations that are only looked at, or that another rule refuses, do not stand in each other's way.

        :param sale.order checked: all orders of this check
        :param sale.order orders: those of them that are to be judged
        :param judge: method that is called with the order, its customer, the :class:`Position` with
            it, and the :class:`OpenOrder`, and returns a violation or None
        """
        rows = self._open_orders_of(checked)
        opened = {row["id"]: self.env["sale.order.credit"]._open_order(row) for row in rows}
        queues = self.env["sale.order.credit"]._queues(self._credit_customers(orders), rows, self._ledger_of(checked))
        takes_credit = self.env.context.get("validation_takes_credit")
        together = orders if takes_credit and len(orders) > 1 else orders.browse()
        going_on, refused = self._going_on(together), self._refused_by_others(together)
        violations = []
        for order in orders.sorted(lambda order: (order.state != "sale", order.id)):
            customer = self.env["sale.order.credit"]._customer_of(order)
            open_order = opened.get(order.id) or engine.OpenOrder(confirmed=True)
            violation = judge(order, customer, queues[customer.id].position(open_order), open_order)
            if violation:
                violations.append(violation)
            goes_on = order.id in going_on or (not violation and (open_order.confirmed or order.id not in refused))
            if goes_on and (takes_credit or open_order.held):
                queues[customer.id].take(open_order)
        return violations

    def _judges_last(self):
        """Whether this rule has to know what all others say: who is refused anyway takes no credit."""
        return self.code in ("credit_limit", "prepayment_required")

    def _going_on(self, orders):
        """Return the ids of orders that are confirmed in spite of this rule: waived, or accepted from a customer."""
        if self.env.context.get("validation_goes_on"):
            return set(orders.ids)
        return {order_id for rule_id, order_id, _line in self._waivers(orders) if rule_id == self.id}

    def _refused_by_others(self, orders):
        """Return the ids of orders that another rule stops, and nobody has waived."""
        memo = self.env.context.get("validation_memo", {})
        if self.env.context.get("validation_goes_on") or not orders:
            return set()
        waivers = self._waivers(orders)
        return {
            key[1]
            for key, violation in memo.get("found", {}).items()
            if key[0] != self.id
            and self.browse(key[0])._severity_of(violation) == "block"
            and (violation.enforced or waivers.get(key) != violation.facts_hash)
        }

    def _waivers(self, orders):
        """Return ``{(rule id, order id, line id or 0): facts}`` of what is waived, read once for all rules."""
        if not orders:
            return {}
        memo = self.env.context.get("validation_memo", {})
        if "waivers" not in memo:
            today = self.company_id._local_day()
            waived = self.env["order.validation.finding"].search_fetch(
                [("order_id", "in", orders.ids), ("state", "=", WAIVED)],
                ["rule_id", "order_id", "line_id", "facts_hash", "waived_until"],
            )
            memo["waivers"] = {
                (finding.rule_id.id, finding.order_id.id, finding.line_id.id or 0): finding.facts_hash
                for finding in waived
                if not finding.waived_until or finding.waived_until >= today
            }
        return memo["waivers"]

    # === The limit === #

    def _check_credit_limit(self, orders):
        """Find orders that exceed the customer's limit with everything else that is owed."""
        limited = orders.filtered(lambda order: order.partner_invoice_id.commercial_partner_id.credit_limit > 0)
        return self._judge_in_turn(orders, limited, self._judge_credit) if limited else []

    def _judge_credit(self, order, customer, position, open_order):
        precision = self.company_id.currency_id.rounding
        limit = customer.credit_limit
        release = engine.release(position, limit, open_order, precision)
        if not release or self._is_paid(order, open_order):
            return None
        return order._violation(
            self.env._(
                "%(customer)s is %(amount)s over the credit limit with this order. %(ways)s",
                customer=customer.display_name,
                amount=self._money(release.over),
                ways=self._ways_out(release),
            ),
            found=self._money(position.exposure),
            limit=self._money(limit),
            document=customer,
            facts=(customer.id, round(position.exposure, 2), limit),
            fix="_fix_request_payment" if release.deposit else "_fix_open_invoices",
            other_fix="_fix_open_invoices" if release.deposit and position.receivable > 0 else False,
        )

    def _is_paid(self, order, open_order):
        """Whether an order takes no credit: it is free, or invoiced and paid."""
        if open_order.to_invoice:
            return False
        return self.company_id.currency_id.compare_amounts(order._missing_in_advance(open_order.paid), 0.0) <= 0

    def _ways_out(self, release):
        """Say what would release an order."""
        ways = [
            self.env._("a payment of %(amount)s", amount=self._money(release.pay)),
            release.deposit and self.env._("a deposit of %(amount)s", amount=self._money(release.deposit)),
            release.ship_up_to and self.env._("an order of up to %(amount)s", amount=self._money(release.ship_up_to)),
        ]
        text = self.env._(" or ").join(filter(None, ways))
        return self.env._("What would release it: %(ways)s.", ways=text)

    def _check_overdue(self, orders):
        """Find orders of customers who owe for too long."""
        ledger = self._ledger_of(orders)
        late, violations = [], []
        for customer, mine in self._by_customer(orders).items():
            overdue = ledger.get(customer.id, {}).get("overdue", 0.0)
            if self.company_id.currency_id.compare_amounts(overdue, self.amount) <= 0:
                continue
            late.append(customer.id)
            message = self.env._(
                "%(customer)s has been owing for more than %(days)s days after the due date."
                " What would release it: a payment of %(amount)s.",
                customer=customer.display_name,
                amount=self._money(overdue - self.amount),
                days=self.days,
            )
            violations += [
                order._violation(
                    message,
                    found=self._money(overdue),
                    limit=self._money(self.amount),
                    document=customer,
                    facts=(customer.id, round(overdue, 2), self.amount),
                    fix="_fix_open_invoices",
                )
                for order in mine
            ]
        if self.severity == "block":
            # An order that is held for it must learn of money that arrives at the same moment.
            self._guard(self.env["res.partner"].browse(late), orders)
        return violations

    def _check_payment_history(self, orders):
        """Find orders of customers who use to pay late."""
        customers = orders.partner_invoice_id.commercial_partner_id
        late = self.env["sale.order.credit"]._days_late(customers, self.company_id)
        return [
            order._violation(
                self.env._("%(customer)s usually pays late.", customer=customer.display_name),
                found=self.env._("%(days)s days late on average", days=round(late[customer.id])),
                limit=self.env._("%(days)s days", days=self.days),
                document=customer,
                facts=(customer.id, self.days, engine.lateness(late[customer.id], self.days)),
                fix="_fix_open_invoices",
            )
            for customer, mine in self._by_customer(orders).items()
            if late.get(customer.id, 0.0) > self.days
            for order in mine
        ]

    def _check_prepayment_required(self, orders):
        """Find orders of customers who pay in advance and have not."""
        asked = orders.filtered(
            lambda order: order.partner_invoice_id.commercial_partner_id.prepayment_required and order.amount_total > 0
        )
        return self._judge_in_turn(orders, asked, self._judge_prepayment) if asked else []

    def _judge_prepayment(self, order, customer, position, open_order):
        # Money that the customer has with us counts, as far as nothing else needs it.
        missing = min(order._missing_in_advance(open_order.paid), position.exposure)
        if self.company_id.currency_id.compare_amounts(missing, 0.0) <= 0:
            return None
        return order._violation(
            self.env._(
                "%(customer)s pays in advance; %(amount)s is missing.",
                customer=customer.display_name,
                amount=self._money(missing),
            ),
            found=self.env._("%(amount)s is missing", amount=self._money(missing)),
            limit=self.env._("paid in advance"),
            document=customer,
            facts=(customer.id, order.amount_total, round(missing, 2)),
            fix="_fix_request_payment",
        )
