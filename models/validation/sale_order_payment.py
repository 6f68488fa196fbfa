"""Money that has arrived: what an order still misses, and which held orders it frees."""

import logging
from collections import defaultdict

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .sale_order_validation_hold import ORIGINS
from .transaction import GateTransaction

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _missing_in_advance(self, paid):
        """Return what of this order is not paid yet, in company currency.

        :param float paid: what was paid on it and is matched with no invoice
        """
        self.ensure_one()
        # What a credit note settled was not paid: it takes back what it counts for.
        moves = self.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type in ("out_invoice", "out_refund")
        )
        rate = self.currency_rate or 1.0
        on_invoices = sum(move._settled_in(self.currency_id, rate) for move in moves)
        return (self.amount_total - on_invoices) / rate - paid

    @api.model
    def _check_after_payment(self, paid):
        """Check orders that are held for credit again, and release those that pass now.

        Money can always be received: whatever fails here is logged, and the nightly job tries again.

        :param paid: set of (customer id, company id) whose money has arrived, or whose credit has changed
        """
        guarded = self._customers_to_guard(paid)
        held = self._held_orders_of(paid) if paid else self.browse()
        if not held and not guarded:
            return
        self.env.cr.flush()  # what fails here is not the fault of the check
        try:
            # Nobody is there to read why a rule has failed, as at a customer's door.
            with self.env.cr.savepoint(), GateTransaction.of(self.env).customer_door():
                self._take_credit_of(guarded)
                if held := held._held_for_credit():
                    held._check_orders(takes_credit=True)
                    held._release_good_credit()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # Somebody else took or freed this credit at the same moment: Odoo runs all of it again.
        except Exception:
            _logger.exception("The held orders %s could not be checked after a payment", held.ids)

    @api.model
    def _customers_to_guard(self, paid):
        """Return those who have paid and of whom an order may be judged, and held, at this very moment.

        Else an order could be held for want of the money that arrives at the same moment.

        :param paid: as in :meth:`_check_after_payment`
        :return: ``{company: customers}``
        """
        by_company = defaultdict(list)
        for customer_id, company_id in paid:
            by_company[company_id].append(customer_id)
        guarded = {}
        for company in self.env["res.company"].sudo().browse(by_company):
            if company.validation_mode == "enforce":
                customers = self.env["res.partner"].sudo().with_company(company).browse(by_company[company.id])
                if mine := customers._who_may_be_held(company):
                    guarded[company] = mine
        return guarded

    @api.model
    def _take_credit_of(self, guarded):
        """Have an order that is being judged just now know of this money, or this money of that order.

        :param dict guarded: result of :meth:`_customers_to_guard`
        """
        for company, customers in guarded.items():
            self.env["sale.order.credit.guard"]._take(customers, company)

    @api.model
    def _held_orders_of(self, paid):
        """Return the orders of customers that are held for what the check, or their credit, says.

        :param paid: as in :meth:`_check_after_payment`
        """
        # Whoever books a payment need not see orders.
        held = self.sudo().search(
            [
                ("is_on_hold", "=", True),
                ("state", "!=", "cancel"),
                "|",
                ("partner_invoice_id.commercial_partner_id", "in", [customer for customer, _company in paid]),
                ("partner_id.commercial_partner_id", "in", [customer for customer, _company in paid]),
                ("company_id", "in", [company for _customer, company in paid]),
                ("hold_ids", "any", [("released_at", "=", False), ("origin", "in", ORIGINS)]),
            ]
        )
        return held.filtered(lambda order: order.company_id.validation_mode != "off")

    def _held_for_credit(self):
        """Return those of the orders that wait for credit: by what blocks them, or because somebody said so."""
        blocking = self._blocking_findings().filtered(
            lambda finding: finding.category == "credit" or finding.code == "customer_blocked"
        )
        held = self.hold_ids.filtered(
            lambda hold: hold.active_hold and (hold.origin == "credit" or hold.reason_id.code == "credit")
        )
        return self & (blocking.order_id | held.order_id)
