"""Deposits of cancelled orders: credited once, or left to accounting with an activity."""

from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .sale_order_cancellation import BY_SERVICE, SETTLED

ACTIVITY = "quote_to_cash.mail_activity_cancelled_deposit"
# Cancelled orders with a down payment that was neither credited nor deducted in full
OPEN_DEPOSITS = """
    SELECT l.order_id
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id AND o.state = 'cancel'
      JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
      JOIN account_move_line a ON a.id = r.invoice_line_id AND a.parent_state = 'posted'
      JOIN account_move i ON i.id = a.move_id
     WHERE l.is_downpayment
     GROUP BY l.order_id
    HAVING SUM(CASE i.move_type WHEN 'out_refund' THEN -a.price_total ELSE a.price_total END) > 0.00001
"""


@dataclass(frozen=True)
class Deposit:
    """A posted down payment invoice of an order that is not credited in full.

    :ivar invoice: ``account.move``
    :ivar bool whole: nothing of it was credited or deducted, and nothing else is on it: it can be reversed
    """

    invoice: object
    whole: bool


class SaleCancellationDeposit(models.Model):
    """The credit note of a cancelled order's deposit. One row for each deposit: it is credited once."""

    _name = "sale.cancellation.deposit"
    _description = "Refunded Deposit"
    _order = "id"
    _rec_name = "invoice_id"
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    invoice_id = fields.Many2one("account.move", required=True, readonly=True, ondelete="cascade")
    # An accountant who deletes the credit note may have it written again.
    note_id = fields.Many2one("account.move", "Credit Note", readonly=True, index="btree_not_null", ondelete="cascade")

    _once = models.UniqueIndex("(invoice_id)", "This deposit is refunded already.")

    def _prepare_deposit_note(self):
        """Return the values of the credit note that differ from the deposit's."""
        self.ensure_one()
        invoice, today = self.invoice_id, self.company_id._local_day()
        customer = self.with_context(lang=invoice.partner_id.lang or self.env.lang).env
        return {
            "ref": customer._(
                "Cancellation of %(order)s: deposit %(invoice)s", order=self.order_id.name, invoice=invoice.name
            ),
            "date": today,
            "invoice_date": today,
            "invoice_date_due": today,
            "invoice_payment_term_id": False,
            "invoice_origin": invoice.invoice_origin,
            "invoice_user_id": invoice.invoice_user_id.id,
        }


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Who reads an order with all its fields, and no invoices, is not stopped by this one.
    deposit_refund_ids = fields.One2many(
        "sale.cancellation.deposit",
        "order_id",
        readonly=True,
        copy=False,
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    has_open_deposit = fields.Boolean(
        "Cancelled with a Deposit", compute="_compute_has_open_deposit", search="_search_has_open_deposit"
    )

    @api.depends("state", "invoice_ids.state", "invoice_ids.reversal_move_ids.state")
    def _compute_has_open_deposit(self):
        held = self.search([("id", "in", self.ids), ("has_open_deposit", "=", True)])
        for order in self:
            order.has_open_deposit = order in held

    @api.model
    def _search_has_open_deposit(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        self.env["sale.order"].flush_model(["state"])
        self.env["sale.order.line"].flush_model(["is_downpayment", "order_id", "invoice_lines"])
        self.env["account.move.line"].flush_model(["parent_state", "price_total", "move_id"])
        self.env["account.move"].flush_model(["move_type"])
        return [("id", "in", SQL("(%s)", SQL(OPEN_DEPOSITS)))]

    def _deposits(self):
        """Return the posted deposits of these orders that are not credited in full: ``{sale.order: [Deposit]}``.

        Only down payment invoices; a draft credit note of one counts as credited in part.
        """
        # Salespeople may not read invoices; what follows from cancelling is told to who may cancel.
        entries = self.env["account.move.line"].sudo()
        entries = entries.search(
            [
                ("sale_line_ids.order_id", "in", self.ids),
                ("sale_line_ids.is_downpayment", "=", True),
                ("parent_state", "in", ("draft", "posted")),
                ("display_type", "=", "product"),
            ]
        )
        # Of all at once.
        entries.move_id.fetch(["amount_total", "currency_id", "move_type", "name", "reversed_entry_id", "state"])
        entries.move_id.invoice_line_ids.fetch(["display_type", "move_id"])
        found = {order: [] for order in self}
        by_order = entries.grouped(lambda entry: entry.sale_line_ids.order_id[:1])
        for order, own in by_order.items():
            if order in found:
                found[order] = self._sort_deposits(own)
        return found

    @api.model
    def _sort_deposits(self, entries):
        """Tell which invoices are deposits, and whether something of them is used.

        :param account.move.line entries: of one order's down payments, credit notes and deductions included
        """
        posted = entries.filtered(lambda entry: entry.parent_state == "posted")
        invoices = posted.filtered(lambda entry: entry.move_type == "out_invoice" and entry.price_total > 0).move_id
        notes = (entries.move_id - invoices).filtered(lambda move: move.move_type == "out_refund")
        deducted = sum(
            entry.price_total * (-1 if entry.move_type == "out_refund" else 1)
            for entry in posted
            if entry.move_id not in invoices and entry.move_id.reversed_entry_id not in invoices
        )
        deposits = []
        for invoice in invoices.sorted("id"):
            own = notes.filtered(lambda note, invoice=invoice: note.reversed_entry_id == invoice)
            # What its own lines say: a fee that is taken off a credit note makes the note lower, not the refund.
            billed, credited = (
                sum(entry.price_total for entry in posted if entry.move_id in moves) for moves in (invoice, own)
            )
            if invoice.currency_id.compare_amounts(credited, billed) >= 0:
                continue
            products = invoice.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            alone = products <= entries
            deposits.append(Deposit(invoice, alone and not own and invoice.currency_id.is_zero(deducted)))
        return deposits

    def _cancellation_effects(self):
        """Extend: of deposits the dialog asks itself whether they are refunded."""
        effects = super()._cancellation_effects()
        whole = {
            f"account.move,{each.invoice.id}" for found in self._deposits().values() for each in found if each.whole
        }
        for effect in effects:
            if effect["document"] in whole:
                effect["todo"] = self.env._("As said above, under Money.")
        return effects

    # === Refunding === #

    def action_refund_deposits(self):
        """Credit the deposits of cancelled orders that nobody has credited yet.

        :raise UserError: if there is none that can be credited in full
        :raise AccessError: for who may not change the order, or is not in accounting
        """
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group("account.group_account_invoice")):
            raise AccessError(self.env._("Accounting decides on the deposit of a cancelled order."))
        cancelled = self.filtered(lambda order: order.state == "cancel")
        notes = cancelled._refund_deposits()
        if not notes:
            raise UserError(
                self.env._("There is no deposit to refund that is whole. Credit what is left of it by hand.")
            )
        cancelled._post_deposit_notes(notes)
        return True

    def _refund_deposits(self):
        """Create the draft credit notes of the deposits of these orders.

        :return: ``account.move``, with all rights: credit notes follow from cancelling
        """
        deposits = [
            (order, deposit.invoice) for order, found in self._deposits().items() for deposit in found if deposit.whole
        ]
        # First the row that only one of two can write. Nobody writes these rows but this code.
        rows = self.env["sale.cancellation.deposit"].sudo()
        refunded = rows.search([("invoice_id", "in", [invoice.id for _order, invoice in deposits])]).invoice_id
        deposits = [(order, invoice) for order, invoice in deposits if invoice not in refunded]
        rows = rows.create(
            [
                {"order_id": order.id, "company_id": order.company_id.id, "invoice_id": invoice.id}
                for order, invoice in deposits
            ]
        )
        rows.flush_recordset()
        notes = self.env["account.move"].sudo()
        for company, group in rows.grouped("company_id").items():
            invoices = group.invoice_id.with_company(company)
            reversed_ = invoices._reverse_moves([row._prepare_deposit_note() for row in group])
            for row, note in zip(group, reversed_, strict=True):
                row.note_id = note
            notes |= reversed_
        return notes

    def _post_deposit_notes(self, notes):
        """Post the credit notes, and take them off what is open: of the deposit, then of the fee's invoice.

        :param account.move notes: drafts of :meth:`_refund_deposits`
        """
        if not notes:
            return
        for _company, group in notes.grouped("company_id").items():
            group.action_post()
        rows = self.sudo().deposit_refund_ids.filtered(lambda row: row.note_id in notes)
        notes._match_receivables([row.invoice_id | row.note_id for row in rows])
        groups = rows.grouped("order_id").items()
        fees = {
            order: order.cancellation_ids.fee_move_id.filtered(
                lambda move: move.move_type == "out_invoice" and move.state == "posted"
            )
            for order, _group in groups
        }
        notes._match_receivables([fees[order] | group.note_id for order, group in groups if fees[order]])
        rows.invoice_id.activity_unlink([ACTIVITY])

    # === Left to accounting === #

    def _action_cancel(self):
        """Extend: a cancelled order with a deposit is told to accounting, unless the caller settles it."""
        result = super()._action_cancel()
        if self.env.context.get(SETTLED) is not BY_SERVICE:
            self._leave_deposits_to_accounting()
        return result

    def _leave_deposits_to_accounting(self):
        """Leave one activity on each deposit of these orders that is still to be credited or kept."""
        deposits = [(order, deposit.invoice) for order, found in self._deposits().items() for deposit in found]
        self._leave_activities(
            ACTIVITY,
            [
                (
                    invoice,
                    order._deposit_responsible(invoice),
                    self.env._("%(order)s is cancelled and has a deposit", order=order.name),
                    self.env._("Refund it with the button of the order, or keep it as a fee."),
                )
                for order, invoice in deposits
            ],
        )

    def _deposit_responsible(self, invoice):
        """Return who decides on a deposit: whom the company names, who made the invoice, or the salesperson.

        :param account.move invoice: the deposit
        """
        self.ensure_one()
        candidates = self.company_id.deposit_responsible_id, invoice.create_uid, self.user_id, self.env.user
        fit = (user for user in candidates if user.active and not user.share)
        return next(fit, self.env.ref("base.user_admin"))


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _match_receivables(self, groups):
        """Reconcile what is open of documents, account by account; all at once.

        :param groups: of each order or deposit the ``account.move`` that belong together
        """
        plan = []
        for moves in groups:
            lines = moves.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
            )
            for group in lines.grouped("account_id").values():
                if len({line.balance > 0 for line in group}) == 2:
                    plan.append(group)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)
