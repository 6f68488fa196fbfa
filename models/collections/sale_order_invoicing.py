"""Invoices what was shipped, credits what came back: in sets, each shipment once."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    can_bill_again = fields.Boolean(compute="_compute_can_bill_again", compute_sudo=True)

    @api.depends("invoice_ids.state")
    def _compute_can_bill_again(self):
        """Tell whether some invoice was refunded or cancelled and something of it is delivered."""
        for order in self:
            order.can_bill_again = order.invoice_status == "to invoice" and any(
                move.state == "cancel" or move.move_type == "out_refund" for move in order.invoice_ids
            )

    def _invoice_shipments(self, older=False, policy=None):
        """Invoice what is due of these orders, by the policy of each customer, and credit what came back.

        An order that fails keeps its cause in ``sale.invoicing.failure`` and does not stop the others. What another
        transaction works on just now is left out.

        :param bool older: also what was shipped before the company's start
        :param str policy: instead of the customers' own
        :return: the posted invoices and credit notes
        """
        policies = self._invoicing_policies(policy)
        wanted = self.filtered(
            lambda order: (
                order.state == "sale"
                and policies[order.id] != "manual"
                and (older or order.company_id.invoicing_start_date)
            )
        )
        documents = self.env["account.move"]
        for company in wanted.company_id:
            orders = wanted.filtered(lambda order, company=company: order.company_id == company)
            documents |= orders.with_company(company)._lock_for_invoicing()._invoice_divided(older, policy)
        return documents

    def _lock_for_invoicing(self):
        """Return the orders that nobody else invoices at this moment; they stay locked until the commit."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM sale_order WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED", list(self.ids)
            )
        )
        free = {order_id for (order_id,) in rows}
        return self.filtered(lambda order: order.id in free)

    def _invoice_divided(self, older, policy):
        """Invoice orders; if that fails, each half by itself, to find out which order it is."""
        documents = self.env["account.move"]
        if not self:
            return documents
        try:
            with self.env.cr.savepoint():
                return self._invoice_together(older, policy)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            self.env.invalidate_all()
            if len(self) == 1:
                self._note_failure(error)
                return documents
        middle = len(self) // 2
        return self[:middle]._invoice_divided(older, policy) | self[middle:]._invoice_divided(older, policy)

    def _invoice_together(self, older, policy):
        plan = self._plan_invoices(older, policy)
        causes = self._invoicing_obstacles(plan)
        for order in causes:
            for line_id in order.order_line.ids:
                for planned in (plan.values, plan.moves):
                    planned.pop(line_id, None)
        invoices = self._create_planned_invoices(plan)
        credits = self._create_planned_credits(plan)
        self._settle_shipments(plan, invoices, credits)
        documents = invoices | credits
        documents.action_post()
        self._settle_credits(credits)
        documents._send_by_setting()
        Failure = self.env["sale.invoicing.failure"]
        Failure._forget(self.ids)
        Failure._note(causes)
        return documents

    def _settle_shipments(self, plan, invoices, credits):
        """Write which shipment and which return is on which document: the guarantee that it is once."""
        vals_list = []
        for documents, moves in ((invoices, plan.moves), (credits, plan.returns)):
            document_of = {
                line_id: line.move_id.id for line in documents.invoice_line_ids for line_id in line.sale_line_ids.ids
            }
            for line in self.env["sale.order.line"].browse(moves):
                if documents is invoices and line.id not in document_of:
                    continue
                vals_list += [
                    {
                        "move_id": move_id,
                        "order_id": line.order_id.id,
                        "company_id": line.company_id.id,
                        "invoice_id": document_of.get(line.id, False),
                    }
                    for move_id in moves[line.id]
                ]
        # Nobody may write these by hand; whoever may post the invoices has this written along.
        self.env["sale.invoicing.shipment"].sudo().create(vals_list)

    # === What is in the way === #

    def _invoicing_obstacles(self, plan):
        """Return ``{order: (cause, message)}`` of orders that would get a wrong invoice."""
        causes = {}
        for order in self.env["sale.order.line"].browse(plan.values).order_id & self:
            address = order.partner_invoice_id
            lines = order.order_line.filtered(lambda line: line.id in plan.values and not line.is_downpayment)
            company = order.company_id
            untaxed = lines.filtered(
                lambda line, company=company: (
                    not line.tax_ids
                    and not line.order_id.fiscal_position_id
                    and line.product_id.taxes_id._filter_taxes_by_company(company)
                )
            )
            if not (address.active and (address.street or address.city or address.zip or address.country_id)):
                causes[order] = ("address", self.env._("%s has no address.", address.display_name))
            elif untaxed:
                products = ", ".join(untaxed.product_id.mapped("display_name"))
                causes[order] = ("tax", self.env._("Their products have taxes, but the lines have none: %s", products))
        return causes

    def _note_failure(self, error):
        """Keep why one order failed: what a person can repair in words, anything else also in the log."""
        self.ensure_one()
        cause = "error" if self._has_accounts() else "account"
        if not isinstance(error, UserError) and cause == "error":
            _logger.error("The order %s could not be invoiced", self.id, exc_info=error)
        self.env["sale.invoicing.failure"]._note({self: (cause, str(error).strip() or type(error).__name__)})

    def _has_accounts(self):
        """Whether all that could be invoiced has an account."""
        self.ensure_one()
        order = self.with_company(self.company_id)
        journal = self.env["account.journal"].search(
            [*self.env["account.journal"]._check_company_domain(self.company_id), ("type", "=", "sale")], limit=1
        )
        products = order.order_line.filtered(lambda line: line.qty_to_invoice > 0).product_id
        return bool(order.partner_invoice_id.property_account_receivable_id) and (
            bool(journal.default_account_id)
            or all(product.product_tmpl_id.get_product_accounts().get("income") for product in products)
        )

    # === By hand === #

    def action_invoice_shipments(self):
        """Invoice now what was shipped of these orders, whatever the policy, older shipments included.

        :raises AccessError: whoever may not create invoices
        :raises UserError: nothing was invoiced; says why
        """
        self.env["account.move"].check_access("create")
        self.check_access("read")
        # An accountant may post, but not read every transfer; what is written follows from the orders alone.
        documents = self.sudo()._invoice_shipments(older=True, policy="shipment")
        if not documents:
            causes = self.env["sale.invoicing.failure"].sudo().search([("order_id", "in", self.ids)])
            message = "\n".join(f"{cause.order_id.name}: {cause.message}" for cause in causes)
            raise UserError(message or self.env._("Everything that was shipped is invoiced."))
        return self.env["account.move"].browse(documents.ids)._get_records_action(name=self.env._("Invoices"))

    def action_bill_again(self):
        """Have refunded goods that stay with the customer invoiced again by the next run.

        :raises AccessError: whoever may not create invoices
        """
        self.env["account.move"].check_access("create")
        self.check_access("read")
        orders = self.sudo()  # Accountants may not write on orders; only our own quantity is written.
        policies = orders._invoicing_policies()
        for rows in self.env["sale.invoicing.facts"]._collect(orders, policies, older=True).values():
            for row in rows:
                kept = row.facts.refunded - row.facts.returned if row.goods else 0
                if kept > 0:
                    orders.env["sale.order.line"].browse(row.id).qty_bill_again = kept
        cancelled = [("order_id", "in", self.ids), ("invoice_id.state", "=", "cancel")]
        orders.env["sale.invoicing.shipment"].search(cancelled).unlink()
