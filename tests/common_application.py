"""Money of a customer, and the dialog that applies it."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from .common_credit import CreditCommon


class ApplicationCommon(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enforce("off")
        cls.accountant = cls.make_user("accountant")  # by Odoo's words, who only invoices
        cls.bookkeeper = new_test_user(cls.env, "q2c_bookkeeper", groups="account.group_account_user")
        cls.today = cls.company._local_day()

    @classmethod
    def bill(cls, amount, age=0, **values):
        """Post an invoice that was due so many days ago."""
        day = cls.today - timedelta(days=age)
        return cls.make_invoice(amount, due=day, invoice_date=day, **values)

    @classmethod
    def credit_note(cls, amount, **values):
        return cls.make_invoice(amount, move_type="out_refund", **values)

    @classmethod
    def line(cls, document):
        """Return the receivable line of an invoice or a payment."""
        move = document if document._name == "account.move" else document.move_id
        return move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")

    def open_for(self, payment, user=None):
        """Open the dialog of a payment as an accountant does."""
        action = payment.with_user(user or self.accountant).action_apply_payment()
        return self.env[action["res_model"]].with_user(user or self.accountant).browse(action["res_id"])

    def rows(self, application):
        """Return what is chosen: `{document: amount}`."""
        return {
            line.move_line_id.move_id.with_env(self.env): line.amount
            for line in application.line_ids.filtered("selected")
        }

    def apply_row(self, application, document, amount, reason="part", **values):
        """Choose just one item."""
        application.line_ids.selected = False
        row = application.line_ids.filtered(lambda line: line.move_line_id.move_id == document)
        row.write({"selected": True, "amount": amount, "reason": reason, **values})
        application.action_apply()

    @classmethod
    def account_for(cls, *reasons, name="Written off"):
        """Say where what is written off for these reasons is booked; return the account."""
        account = cls.env["account.account"].create(
            {"name": name, "code": f"Q2C{cls.env['account.account'].search_count([])}", "account_type": "expense"}
        )
        cls.env["payment.write.off.account"].create(
            [{"company_id": cls.company.id, "reason": reason, "account_id": account.id} for reason in reasons]
        )
        return account

    def booked(self, account):
        """Return what is posted on an account."""
        lines = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted")])
        return round(sum(lines.mapped("balance")), 2)

    def residuals(self, *documents):
        """Return what is open of documents, in their currency, as the database says."""
        self.env.flush_all()
        self.env.invalidate_all()
        return tuple(round(sum(self.line(one).mapped("amount_residual_currency")), 2) for one in documents)

    def with_list(self, application, text):
        """Paste a customer's list and have it read."""
        application.write({"remittance_text": text})
        application.action_read_remittance()
        return application

    @classmethod
    def instalments(cls, amount):
        """Post an invoice of which half is due now and half in a month."""
        term = cls.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 30)
                ],
            }
        )
        return cls.bill(amount, invoice_payment_term_id=term.id, invoice_date_due=False)
