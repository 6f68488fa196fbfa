"""The nine rules on what a quotation says; they are asked when it is sent."""

from odoo import models
from odoo.tools import format_date

from ...engine import quote_completeness as engine


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_quote_terms_missing(self, orders):
        """Neither a template nor terms."""
        return [
            order._violation(
                self.env._("The quotation has no terms and conditions."),
                found=self.env._("No template, no terms"),
                limit=self.env._("A template or terms"),
                document=order,
                fix="_fix_choose_template",
                facts=parts,
            )
            for order, parts in self._lacking(orders, engine.TERMS)
        ]

    def _check_quote_dates_missing(self, orders):
        """No expiry, or one that has passed."""
        violations = []
        for order, parts in self._lacking(orders, engine.DATES):
            expired = engine.EXPIRED in parts
            day = expired and format_date(self.env, order.validity_date)
            violations.append(
                order._violation(
                    self.env._("The quotation expired on %(day)s.", day=day)
                    if expired
                    else self.env._("The quotation does not say how long it is valid."),
                    found=day or self.env._("No expiry"),
                    limit=self.env._("A day to come"),
                    document=order,
                    fix="_fix_extend_validity" if expired else "_fix_set_expiry",
                    facts=(parts, str(order.validity_date)),
                )
            )
        return violations

    def _check_quote_contact_missing(self, orders):
        """Nobody can be reached, or one of the addresses is not complete."""
        violations = []
        for order, parts in self._lacking(orders, engine.CONTACT):
            sentences = {
                engine.UNREACHABLE: (self.env._("%s has neither a phone number nor a valid e-mail."), order.partner_id),
                engine.INVOICE_ADDRESS: (
                    self.env._("The invoice address of %s is not complete."),
                    order.partner_invoice_id,
                ),
                engine.DELIVERY_ADDRESS: (
                    self.env._("The delivery address of %s is not complete."),
                    order.partner_shipping_id,
                ),
            }
            said = [sentences[part] for part in parts]
            violations.append(
                order._violation(
                    " ".join(text % partner.display_name for text, partner in said),
                    found=self._quote_parts(parts),
                    limit=self.env._("Phone or e-mail, and complete addresses"),
                    document=said[0][1],
                    fix="_fix_open_address",
                    facts=[(part, partner.id) for part, (_text, partner) in zip(parts, said, strict=True)],
                )
            )
        return violations

    def _check_quote_lines_unclear(self, orders):
        """No lines, or some that do not say what, or how many."""
        return [
            order._violation(
                self.env._("The lines of the quotation are not clear: %(parts)s.", parts=self._quote_parts(parts)),
                found=self._quote_parts(parts),
                limit=self.env._("Each line with text and quantity"),
                document=order,
                fix="_fix_open_lines",
                facts=parts,
            )
            for order, parts in self._lacking(orders, engine.LINES)
        ]

    def _check_quote_totals_unclear(self, orders):
        """Taxes or shipping are not in the total."""
        violations = []
        for order, parts in self._lacking(orders, engine.TOTALS):
            fixes = ["_fix_update_taxes"] if engine.NO_TAXES in parts else []
            if set(parts) - {engine.NO_TAXES}:
                fixes.append("_fix_choose_carrier")
            violations.append(
                order._violation(
                    self.env._("The total is not all that is to be paid: %(parts)s.", parts=self._quote_parts(parts)),
                    found=self._quote_parts(parts),
                    limit=self.env._("Taxes and shipping in the total"),
                    document=order,
                    fix=fixes[0],
                    other_fix=fixes[1] if len(fixes) > 1 else False,
                    facts=parts,
                )
            )
        return violations

    def _check_quote_payment_terms_missing(self, orders):
        """Neither payment terms nor payment in advance."""
        return [
            order._violation(
                self.env._("The quotation does not say when it is to be paid."),
                found=self.env._("No payment terms"),
                limit=self.env._("Payment terms, or all of it paid online"),
                document=order,
                fix="_fix_set_payment_terms",
                facts=parts,
            )
            for order, parts in self._lacking(orders, engine.PAYMENT)
        ]

    def _check_quote_delivery_missing(self, orders):
        """Goods without a date."""
        return [
            order._violation(
                self.env._("The quotation does not say when the goods will be there."),
                found=self.env._("No delivery date"),
                limit=self.env._("A delivery date"),
                document=order,
                fix="_fix_set_date" if order.expected_date else "_fix_enter_delivery_date",
                other_fix="_fix_enter_delivery_date" if order.expected_date else False,
                suggested_date=order.expected_date,
                facts=parts,
            )
            for order, parts in self._lacking(orders, engine.DELIVERY)
        ]

    def _check_quote_policies_missing(self, orders):
        """The company has not said what it does about returns, defects and cancellations."""
        return [
            order._violation(
                self.env._("Quotations of the company do not speak of: %(parts)s.", parts=self._quote_parts(parts)),
                found=self.env._("Missing: %(parts)s", parts=self._quote_parts(parts)),
                limit=self.env._("Terms of return, warranty and cancellation"),
                document=order,
                fix="_fix_enter_company_texts",
                facts=parts,
            )
            for order, parts in self._lacking(orders, engine.POLICIES)
        ]

    def _check_quote_acceptance_missing(self, orders):
        """Neither a signature nor a payment online, and no word on another way."""
        return [
            order._violation(
                self.env._("The quotation does not say how to accept it."),
                found=self.env._("No signature, no payment online, no text"),
                limit=self.env._("One way to accept"),
                document=order,
                fix="_fix_require_signature",
                other_fix="_fix_enter_company_texts",
                facts=parts,
            )
            for order, parts in self._lacking(orders, engine.ACCEPTANCE)
        ]

    def _quote_parts(self, parts):
        """Return in words what is lacking."""
        words = {
            engine.UNREACHABLE: self.env._("no phone, no e-mail"),
            engine.INVOICE_ADDRESS: self.env._("invoice address"),
            engine.DELIVERY_ADDRESS: self.env._("delivery address"),
            engine.NO_LINES: self.env._("there are none"),
            engine.NO_TEXT: self.env._("one has no text"),
            engine.NO_QUANTITY: self.env._("one has no quantity"),
            engine.NO_TAXES: self.env._("a line has no taxes"),
            engine.NO_SHIPPING: self.env._("shipping is missing"),
            engine.OLD_SHIPPING: self.env._("shipping was calculated for other lines"),
            engine.RETURN: self.env._("return"),
            engine.WARRANTY: self.env._("warranty"),
            engine.CANCELLATION: self.env._("cancellation"),
        }
        return ", ".join(words[part] for part in parts)
