"""What happens to the money of the thirty orders. See :mod:`.metrics_thirty_money`."""

from odoo.fields import Command, Datetime
from odoo.tools import SQL


class ThirtyMoney:
    """Mixin: steps of the table of money, and invoices from before."""

    @classmethod
    def _old_bill(cls, amount, invoiced, due):
        line = {"product_id": cls.service.id, "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]}
        bill = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.partner.id,
                "invoice_date": invoiced,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        bill.action_post()
        return bill

    @classmethod
    def _do_bill(cls, name, due):
        bill = cls.invoice(cls.orders[name], post=False)
        bill.invoice_payment_term_id = False
        bill.write({"invoice_date": cls.company._local_day(), "invoice_date_due": cls.at(int(due)).date()})
        bill.action_post()
        cls.bills[name] = bill

    @classmethod
    def _do_paper(cls, name):
        """Send it; Odoo writes when its file was made by the clock of the database, which does not stand still."""
        paper = cls.env["ir.attachment"].create(
            {
                "name": "invoice.pdf",
                "raw": b"%PDF-1.4",
                "res_model": "account.move",
                "res_id": cls.bills[name].id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        cls.bills[name].is_move_sent = True
        cls.env.flush_all()
        cls.env.cr.execute(SQL("UPDATE ir_attachment SET create_date = %s WHERE id = %s", Datetime.now(), paper.id))

    @classmethod
    def _do_pay(cls, name, amount=None):
        cls.pay(cls.bills[name], **({"amount": float(amount)} if amount else {}))

    @classmethod
    def _do_wrong(cls, name, amount):
        cls.credit(cls.bills[name], float(amount))

    @classmethod
    def _do_vow(cls, name, day, amount=None):
        cls.bills[name].action_promise_to_pay(cls.at(int(day)).date(), amount and float(amount))

    @classmethod
    def _do_receive(cls, _name, amount):
        """Book money that nobody has allocated."""
        payment = cls.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": cls.partner.id,
                "amount": float(amount),
                "journal_id": cls.bank.id,
            }
        )
        payment.action_post()

    @classmethod
    def _do_lose(cls, name, amount=None):
        """Write off a part of an invoice; of a quotation: it is lost."""
        if name in cls.orders:
            cls.orders[name].action_cancel_with_reason(cls.env.ref("quote_to_cash.reason_lost_price"), "customer")
            return
        owed = cls.bills[name].line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        expense = cls.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", cls.company.ids)], limit=1
        )
        lines = (
            {"account_id": owed.account_id.id, "credit": float(amount), "partner_id": cls.partner.id},
            {"account_id": expense.id, "debit": float(amount)},
        )
        entry = cls.env["account.move"].create(
            {
                "date": cls.company._local_day(),
                "journal_id": cls.general.id,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        entry.action_post()
        (owed | entry.line_ids.filtered("credit")).reconcile()
