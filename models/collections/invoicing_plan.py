"""What is to be invoiced now: decided once for a portion of orders, then carried out by Odoo's own method."""

from collections import defaultdict

from odoo import api, models

from ...engine.invoice_policy import CONSOLIDATED, invoice_day, share

CONTEXT_KEY = "quote_to_cash_invoice_plan"


class InvoicePlan:
    """Quantities of one portion of orders.

    Goes into the context. Only Python code can make one; a context that came over RPC holds plain values.

    :ivar dict policies: ``{order id: policy}``
    :ivar dict values: ``{line id: values of its invoice line}``
    :ivar dict dates: ``{order id: date of its invoice}``
    :ivar dict moves: ``{line id: ids of the shipments that are settled}``
    :ivar dict credits: ``{line id: returned quantity}``
    :ivar dict returns: ``{line id: ids of the returns that are settled}``
    :ivar bool by_po: whether only what has the same order of the customer is put together
    """

    def __init__(self, policies):
        self.policies = policies
        self.values = {}
        self.dates = {}
        self.moves = {}
        self.credits = {}
        self.returns = {}
        self.by_po = False

    @classmethod
    def of(cls, env):
        """Return the plan that is being carried out, if any."""
        plan = env.context.get(CONTEXT_KEY)
        return plan if isinstance(plan, cls) else None


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === Planning === #

    def _plan_invoices(self, older=False, policy=None):
        """Decide what of these orders is invoiced and credited now.

        :param bool older: also what was shipped before the company's start
        :param str policy: instead of the customers' own
        :return: :class:`InvoicePlan`
        """
        policies = self._invoicing_policies(policy)
        plan = InvoicePlan(policies)
        facts = self.env["sale.invoicing.facts"]._collect(self, policies, older)
        for order in self:
            plan.dates[order.id] = invoice_day(policies[order.id], order.company_id._local_day())
            self._plan_order(plan, order, facts.get(order.id, []), older)
        return plan

    def _plan_order(self, plan, order, rows, older):
        """Plan one order; its rows come from :meth:`sale.invoicing.facts._collect`."""
        goods = [row for row in rows if row.goods]
        quantities = {row.id: row.facts.to_invoice() for row in goods}
        due = any(quantities.values())
        waits = any(row.goods for row in rows) and order.company_id.invoicing_services == "goods"
        ready = due or not waits or order.order_status in ("shipped", "delivered", "invoiced", "paid")
        services = [row for row in rows if not row.goods and not row.deposit and row.facts.odoo > 0 and ready]
        if not due and not order._services_in_time(plan, older):
            services = []
        quantities.update({row.id: row.facts.odoo for row in services if row.price >= 0})
        planned = sum(quantities.get(row.id, 0) * row.price for row in rows)
        later = sum(
            row.facts.later(quantities.get(row.id, 0)) * row.price for row in rows if not row.deposit and row.price > 0
        )
        part = share(planned, later)
        for row in services:
            if row.price < 0 and planned > 0:  # a discount goes with what it reduces
                quantities[row.id] = row.facts.odoo if part >= 1 else round(row.facts.odoo * part, 2)
        plan.values.update({line: {"quantity": quantity} for line, quantity in quantities.items() if quantity})
        order._plan_deposits(plan, rows, sum(quantities.get(row.id, 0) * row.price for row in rows), part)
        for row in goods:
            if quantities[row.id]:
                plan.moves[row.id] = row.moves or []
            if row.returns:
                self._plan_return(plan, row)

    def _plan_return(self, plan, row):
        credit = row.facts.to_credit()
        if credit:
            plan.credits[row.id] = credit
        if not row.facts.replacing:  # What is still to be exchanged is looked at again.
            plan.returns[row.id] = row.returns

    def _services_in_time(self, plan, older):
        """Whether services that no goods go with were ordered after the company's start."""
        self.ensure_one()
        begin, end = self.company_id._invoicing_window(plan.policies[self.id], older)
        return (not begin or self.date_order >= begin) and (not end or self.date_order < end)

    def _invoicing_policies(self, policy=None):
        """Return ``{order id: policy}``: the customer's, else the company's.

        :param str policy: instead of them
        """
        policies = {}
        for order in self:
            customer = order.partner_id.commercial_partner_id.with_company(order.company_id)
            policies[order.id] = policy or customer.invoicing_policy or order.company_id.invoicing_policy
        return policies

    # === Carrying out, within Odoo's own method === #

    def _create_planned_invoices(self, plan):
        """Create the invoices of a plan with Odoo's own method; draft.

        :return: ``account.move``
        """
        invoices = self.env["account.move"]
        planned = self.env["sale.order.line"].browse(plan.values).order_id & self
        groups = defaultdict(self.browse)
        for order in planned:
            together = order.company_id.invoicing_consolidation if plan.policies[order.id] in CONSOLIDATED else "order"
            groups[order.company_id, together] |= order
        for (company, together), orders in groups.items():
            plan.by_po = together == "po"
            context = {CONTEXT_KEY: plan, "raise_if_nothing_to_invoice": False}
            orders = orders.with_company(company).with_context(**context)
            invoices |= orders._create_invoices(grouped=together == "order", final=True)
        return invoices.with_context(**{CONTEXT_KEY: None})

    def _get_invoiceable_lines(self, final=False):
        """Extend: a planned invoice has the planned lines and their sections."""
        lines = super()._get_invoiceable_lines(final)
        plan = InvoicePlan.of(self.env)
        return lines._only_planned(plan) if plan else lines

    @api.model
    def _get_invoice_grouping_keys(self):
        """Extend: what is put together has one date, the same terms and, if wanted, the same order of the customer."""
        keys = super()._get_invoice_grouping_keys()
        plan = InvoicePlan.of(self.env)
        if plan:
            keys = [*keys, "invoice_payment_term_id", "invoice_date", *(["ref"] if plan.by_po else [])]
        return keys

    def _prepare_invoice(self):
        """Extend: a planned invoice has the planned date."""
        values = super()._prepare_invoice()
        plan = InvoicePlan.of(self.env)
        if plan:
            values["invoice_date"] = plan.dates[self.id]
        return values


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _only_planned(self, plan):
        """Return the planned lines, with notes, combos and the sections that are not empty."""
        kept, headings = self.browse(), self.browse()
        for line in self:
            if line.display_type == "line_section":
                headings = line
            elif line.display_type == "line_subsection":
                headings = headings.filtered(lambda heading: heading.display_type == "line_section") + line
            elif line.is_downpayment:
                kept += line if line.id in plan.values else self.browse()
            elif line.display_type or line.id in plan.values or set(line.linked_line_ids.ids) & plan.values.keys():
                kept += headings + line
                headings = self.browse()
        return kept
