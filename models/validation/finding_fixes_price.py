"""Repairs of what is wrong with prices."""

from datetime import timedelta

from markupsafe import escape

from odoo import fields, models
from odoo.exceptions import UserError

from .price_lists import PRICE_DATE, PriceDate

APPROVAL = "quote_to_cash.mail_activity_approval"
DEFAULT_VALIDITY = 30  # days, where the company has no validity of its own


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _fix_update_prices(self):
        """Price the order by today's price list."""
        self.order_id._update_prices_of_today()

    def _fix_apply_pricelist(self):
        """Use the customer's price list, and price the order by it."""
        order = self.order_id.with_company(self.order_id.company_id)
        order.pricelist_id = order.partner_id.property_product_pricelist
        order._update_prices_of_today()

    def _fix_extend_validity(self):
        """Let the quotation be valid again from today, at today's prices."""
        order = self.order_id
        company = order.company_id.sudo()
        days = company.quotation_validity_days or DEFAULT_VALIDITY
        order.validity_date = company._local_day() + timedelta(days=days)
        order._update_prices_of_today()

    def _fix_ask_approval(self):
        """Ask who decides about discounts, with one activity for the order, however often it is asked."""
        order = self.order_id
        if order.activity_search([APPROVAL]):
            return
        approver = order._discount_approver()
        if not approver:
            raise UserError(self.env._("There is nobody who could approve this: no team leader, no sales manager."))
        order.activity_schedule(
            APPROVAL,
            user_id=approver.id,
            summary=self.env._("Approve the discount"),
            note=escape(self.message),
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _update_prices_of_today(self):
        """Update the prices, by the price list as it is now and not as it was when the order was made."""
        self.with_context(**{PRICE_DATE: PriceDate(fields.Datetime.now())}).action_update_prices()

    def _discount_approver(self):
        """Return who decides about discounts on this order: a team leader, else a sales manager.

        Never the salesperson of the order, who may not waive the rule on it.
        """
        # Who leads whom, a salesperson may not read.
        order = self.sudo()
        owners = order.user_id | order.create_uid
        managers = self.env.ref("sales_team.group_sale_manager").sudo().all_user_ids
        candidates = order.team_id.user_id | order.user_id.sale_team_id.user_id
        candidates |= managers.filtered(lambda user: order.company_id in user.company_ids).sorted("id")
        return candidates.filtered(lambda user: user.active and user not in owners)[:1].sudo(False)
