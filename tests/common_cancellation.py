"""A company that charges for cancelling, for the tests of cancellations."""

from odoo.fields import Command

from .common import QuoteToCashCommon


class CancellationCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mind = cls.reason("mind")

    @classmethod
    def charge(cls, percent=10, amount=0.0, stage="in_progress", mode="posted", taxes=None, reason=None):
        """Have the company charge a fee for a reason, without taxes unless some are given."""
        cls.company.cancellation_fee_mode = mode
        if mode != "none":
            cls.company.cancellation_fee_product_id.taxes_id = taxes or [Command.clear()]
        values = {"cancel_fee_percent": percent, "cancel_fee_amount": amount, "cancel_fee_stage": stage}
        (reason or cls.mind).write(values)

    @classmethod
    def make_tax(cls, percent, included=False):
        """Create a tax on sales."""
        return cls.env["account.tax"].create(
            {
                "name": f"Tax {percent} {included}",
                "amount": percent,
                "price_include_override": "tax_included" if included else "tax_excluded",
            }
        )

    @classmethod
    def make_begun(cls, *lines, **values):
        """Create an order on which the warehouse works."""
        order = cls.make_order(*lines, **values)
        order.picking_ids.printed = True
        return order

    @classmethod
    def dialog(cls, orders, user=None, **values):
        """Open the dialog of one or more orders, and answer it."""
        wizard = cls.env["sale.order.cancellation"].with_user(user or cls.env.user)
        return wizard.with_context(active_ids=orders.ids).create({"reason_id": cls.mind.id, **values})

    @classmethod
    def cancel(cls, orders, user=None, **values):
        """Cancel with the dialog."""
        cls.dialog(orders, user, **values).action_cancel()

    @classmethod
    def notes(cls, invoice):
        """Return the credit notes of an invoice."""
        return invoice.reversal_move_ids

    def deposit_activities(self, invoice):
        """Return what accounting is told about a deposit."""
        kind = self.env.ref("quote_to_cash.mail_activity_cancelled_deposit")
        return invoice.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)
