"""What the order desk and accounting do with an order: deposits, invoices, payments, credit notes."""

from .records import find


class MoneySteps:
    """Steps of :class:`lifecycle_replay.Player`."""

    def do_invoice(self, story):
        """The accountant invoices what is due."""
        invoices = self.order(story, "accountant")._create_invoices(final=True)
        self._post(invoices)

    def do_draft_invoice(self, story):
        """The accountant prepares an invoice."""
        self.order(story, "accountant")._create_invoices(final=True).invoice_date = self.moment.date()

    def do_deposit(self, story, percent):
        """The order desk asks for a down payment; the accountant posts it."""
        wizard = self.as_user(self.env["sale.advance.payment.inv"], "orderdesk").create(
            {
                "advance_payment_method": "percentage",
                "amount": percent,
                "sale_order_ids": self.orders[story.name].ids,
            }
        )
        wizard.create_invoices()
        invoices = self.order(story, "accountant").invoice_ids
        self._post(invoices.filtered(lambda invoice: invoice.state == "draft"))

    def _post(self, invoices):
        invoices.invoice_date = self.moment.date()
        invoices.action_post()

    def do_pay(self, story, part=1.0):
        """The customer pays the open invoices, or a part of them."""
        invoices = self.order(story, "accountant").invoice_ids.filtered(
            lambda invoice: (
                invoice.move_type == "out_invoice"
                and invoice.state == "posted"
                and invoice.payment_state in ("not_paid", "partial")
            )
        )
        for invoice in invoices:
            register = self.as_user(self.env["account.payment.register"], "accountant").with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            values = {
                "payment_date": self.moment.date(),
                "journal_id": find(self.env, "journal_bank").id,
                "amount": self.company.currency_id.round(invoice.amount_residual * part),
            }
            register.create(values).action_create_payments()

    def do_credit(self, story, quantities, reason):
        """The accountant credits some goods of the invoice, and lets the credit note pay it."""
        invoice = self.order(story, "accountant").invoice_ids.filtered(
            lambda invoice: invoice.move_type == "out_invoice" and invoice.state == "posted"
        )[:1]
        Reversal = self.as_user(self.env["account.move.reversal"], "accountant").with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        values = {"journal_id": invoice.journal_id.id, "reason": reason, "date": self.moment.date()}
        credit = invoice.browse(Reversal.create(values).refund_moves()["res_id"])
        wanted = {find(self.env, f"product_{key}"): quantity for key, quantity in quantities.items()}
        for line in credit.invoice_line_ids:
            if line.product_id in wanted:
                line.quantity = wanted[line.product_id]
        credit.invoice_line_ids.filtered(lambda line: line.product_id not in wanted).unlink()
        self._post(credit)
        receivable = (invoice + credit).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        receivable.reconcile()
