"""What the accountant does about money that is owed: invoices without an order, payments, disputes, reminders."""

from datetime import timedelta

from odoo.fields import Command

from .lifecycle_replay import Player, working_days_before
from .records import exists, find, name_record

ORDER = "order:"
DEADLINE = timedelta(days=3)  # from today


class CollectionsPlayer(Player):
    """Steps about invoices; they are named after their order (``order:<name>``), or as :meth:`do_bill` did."""

    def do_bill(self, _story, name, customer, lines, reference, sent=True):
        """Invoice services without an order."""
        invoice = self.as_user(self.env["account.move"], "accountant").create(
            {
                "move_type": "out_invoice",
                "partner_id": find(self.env, f"partner_{customer}").id,
                "invoice_date": self._day(),
                "ref": reference,
                "invoice_line_ids": [
                    Command.create({"product_id": find(self.env, f"product_{key}").id, "quantity": quantity})
                    for key, quantity in lines.items()
                ],
            }
        )
        invoice.action_post()
        invoice.is_move_sent = sent
        name_record(self.env, f"invoice_{name}", invoice)

    def do_receive(self, _story, names, part, memo, applied=False):
        """The customer pays all of the invoices or a part; nobody has said what for, unless it is applied."""
        invoices = self._invoices(names)
        if not invoices:
            return
        payment = self.as_user(self.env["account.payment"], "accountant").create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": invoices.commercial_partner_id.id,
                "journal_id": find(self.env, "journal_bank").id,
                "date": self._day(),
                "amount": self.company.currency_id.round(sum(invoices.mapped("amount_residual")) * part),
                "memo": memo.format(number=invoices[0].name),
            }
        )
        payment.action_post()
        if applied:
            lines = (invoices + payment.move_id).line_ids
            lines.filtered(lambda line: line.account_type == "asset_receivable").reconcile()

    def do_dispute(self, _story, name, amount, reason):
        """The customer does not accept a part of an invoice."""
        invoices = self._invoices(name)
        invoices.action_dispute(reason, amount, self.user("accountant"), self.now.date() + DEADLINE)

    def do_promise(self, _story, name, days):
        """The customer promises to pay an invoice by a working day before today; a negative number: days ahead."""
        today = self.now.date()
        day = working_days_before(today, days) if days >= 0 else today - timedelta(days=days)
        invoices = self._invoices(name)
        invoices.action_promise_to_pay(max(day, self.company._local_day()))
        self.acting.flush_all()
        # Nobody may promise anything for the past; here it was the future when it was promised.
        self.env.cr.execute("UPDATE account_move SET promise_to_pay_date = %s WHERE id = ANY(%s)", [day, invoices.ids])
        invoices.invalidate_recordset(["promise_to_pay_date"])

    def do_judge(self, _story):
        """The job notes which promises were kept: after the last of them, as it goes by today."""
        self.env["account.move"].sudo()._judge_promises(self.company)

    def do_remind(self, _story):
        """The accountant sends the reminders of the day."""
        runs = self.as_user(self.env["dunning.run"], "accountant").sudo()
        run = runs.create({"company_id": self.company.id, "date": self._day()})
        run._plan()
        run.state = "sending"
        run._send_at_once()
        self._forget_what_came_later(run)
        self.backdate(run, planned_at=self.moment)
        sent = run.notice_ids.filtered("sent_at")
        self.backdate(sent, sent_at=self.moment)
        mails = self.env["mail.mail"].sudo().search([("model", "=", sent._name), ("res_id", "in", sent.ids)])
        mails.state = "sent"  # nobody outside hears of it

    def _forget_what_came_later(self, run):
        """An invoice that was made after the run was unknown to it."""
        later = run.notice_ids.line_ids.filtered(lambda line: line.move_id.invoice_date > run.date)
        later.unlink()
        run.notice_ids.filtered(lambda notice: not notice.line_ids).unlink()

    def do_note(self, _story, customer, text):
        """Write down what to know before calling."""
        self.as_user(find(self.env, f"partner_{customer}"), "accountant").collection_note = text

    def _day(self):
        """Return the day of the step, in the company's own time zone if that is today."""
        return min(self.moment.date(), self.company._local_day())

    def _invoices(self, names):
        """Return posted invoices in the hands of the accountant; nothing where an order is not there."""
        invoices = self.env["account.move"]
        for name in names.split():
            if not name.startswith(ORDER):
                invoices += find(self.env, f"invoice_{name}")
            elif exists(self.env, f"order_{name.removeprefix(ORDER)}"):
                invoices += find(self.env, f"order_{name.removeprefix(ORDER)}").invoice_ids
        posted = invoices.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")
        return self.as_user(posted, "accountant")
