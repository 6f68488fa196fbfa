"""What completes a quotation with one click."""

from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from ..validation.const import SEND
from ..validation.finding_fixes_price import DEFAULT_VALIDITY

PART = "quote_to_cash.sale_order_view_form_completeness"
MOST_NAMES = 3


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _check_again(self):
        """Extend: what a quotation says is asked again by itself; nobody has asked for more."""
        return self.order_id._check_sending() if self.door == SEND else super()._check_again()

    def _fix_choose_template(self):
        """Ask for a template, or for terms."""
        return self._dialog(self.order_id, PART, quote_part="terms")

    def _fix_set_payment_terms(self):
        """Ask for the payment terms."""
        return self._dialog(self.order_id, PART, quote_part="payment")

    def _fix_enter_delivery_date(self):
        """Ask for the delivery date."""
        return self._dialog(self.order_id, PART, quote_part="delivery")

    def _fix_open_lines(self):
        """Open the lines."""
        return self._dialog(self.order_id, "quote_to_cash.sale_order_view_form_completeness_lines")

    def _fix_set_expiry(self):
        """Let the quotation be valid as long as the company's usually are."""
        company = self.order_id.company_id.sudo()
        days = company.quotation_validity_days or DEFAULT_VALIDITY
        self.order_id.validity_date = company._local_day() + timedelta(days=days)

    def _fix_update_taxes(self):
        """Take the taxes of the products and of the fiscal position."""
        self.order_id._recompute_taxes()

    def _fix_require_signature(self):
        """Have the customer sign online."""
        self.order_id.require_signature = True

    def _fix_enter_company_texts(self):
        """Open what the company says in each quotation.

        :raise UserError: naming who may change it, for those who may not
        """
        company = self.order_id.company_id
        if company.has_access("write"):
            return self._dialog(company, "quote_to_cash.res_company_view_form_quote_texts")
        raise UserError(
            self.env._(
                "These texts stand in the settings of the company and go into all of its quotations."
                " They can be entered by: %(users)s.",
                users=", ".join(self._company_editors(company).mapped("name")),
            )
        )

    def _company_editors(self, company):
        """Return some of those who may change a company's settings."""
        # Who may do what, a salesperson cannot read.
        users = self.env.ref("base.group_erp_manager").sudo().all_user_ids
        return users.filtered(lambda user: user.active and not user.share and company in user.company_ids)[:MOST_NAMES]
