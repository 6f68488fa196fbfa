"""Dialog that shows which open items money is for; nothing is applied before somebody has looked at it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ...engine.application import OLDEST, SMALL, UNEXPLAINED
from ...engine.application_many import allot
from ...engine.money import to_amount
from .application_portion import OPEN, WRITE_OFF

RULE_NAMES = [
    ("reference", "Named by the customer"),
    ("exact", "Exact amount"),
    ("combination", "Exact sum of several"),
    ("near", "Short by a small difference"),
    ("oldest", "Oldest first"),
]
BEST, NOTHING, LIST = "best", "nothing", "list"
MOST_MORE = 100  # other open items that are shown below the proposed ones; more are found by "Add a line"


class PaymentApplication(models.TransientModel):
    """Money of one customer in one company, and the open items that it may be for."""

    _name = "payment.application"
    _description = "Apply Payments"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, ondelete="cascade")
    credit_line_ids = fields.Many2many("account.move.line", string="Money", help="Payments and credit notes.")
    rule = fields.Selection(
        [(BEST, "Best proposal"), *RULE_NAMES, (NOTHING, "Nothing"), (LIST, "Customer's list")],
        "Propose By",
        default=BEST,
        required=True,
    )
    line_ids = fields.One2many("payment.application.line", "application_id", "Items")
    write_off_date = fields.Date(
        "Write Off On",
        default=lambda self: self.env.company._local_day(),
        required=True,
        help="The accounting date of what is written off.",
    )
    found = fields.Text("Proposals", compute="_compute_found")
    balance = fields.Text("Left Over", compute="_compute_balance")

    @api.model
    def _open(self, lines):
        """Return the action that shows proposals for money.

        :param account.move.line lines: receivable lines of one customer and company
        :raise UserError: if nothing of it is left, or nobody knows whose it is
        """
        lines = lines.filtered(lambda line: line.amount_residual_currency < 0 and line.parent_state == "posted")
        customer = lines.partner_id.commercial_partner_id
        if not lines:
            raise UserError(self.env._("There is no money left to apply."))
        if len(customer) != 1 or not all(line.partner_id for line in lines):
            raise UserError(self.env._("Say first which customer the money is from."))
        lines.company_id.ensure_one()
        application = self.create(
            {
                "company_id": lines.company_id.id,
                "partner_id": customer.id,
                "credit_line_ids": [Command.set(lines.ids)],
                "write_off_date": lines.company_id._local_day(),
            }
        )
        application.action_propose()
        return application._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Apply Payments"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_propose(self):
        """Fill the rows with what the rule proposes."""
        self.ensure_one()
        self.line_ids = self._proposed_rows()
        return self._show()

    @api.onchange("rule", "credit_line_ids")
    def _onchange_rule(self):
        if self.rule != LIST:
            self.line_ids = self._proposed_rows()

    def _facts(self):
        """Return rows, payments and items as the engine wants them."""
        rows = self._rows(self.company_id, self.partner_id)
        chosen = set(self.credit_line_ids.ids)
        payments = self._payments(rows, chosen, rates=True)
        # Of several pieces of money each is applied; credit notes are then money as well, not deductions.
        items = self._items([row for row in rows if row["id"] not in chosen], notes=len(payments) == 1)
        return rows, payments, items

    def _allotted(self):
        _rows, payments, items = self._facts()
        return payments, items, allot(payments, items, None if self.rule in (BEST, LIST) else self.rule)

    def _proposed_rows(self):
        """Return commands for the rows: what is proposed, and what else could be paid."""
        payments, items, allotted = self._allotted()
        commands, used = [Command.clear()], set()
        for payment in payments:
            proposal = allotted[payment.key][0]
            for part in proposal.parts if proposal else ():
                used.add(part.item.key)
                commands.append(
                    Command.create(
                        {
                            "credit_line_id": payment.key,
                            "move_line_id": part.item.key,
                            "selected": True,
                            "amount": to_amount(part.units, self._rounding(part.item.currency[0])),
                            "paid": to_amount(part.paid, self._rounding(payment.currency[0])),
                            "reason": self._short_reason(proposal.rule, part),
                            "outcome": WRITE_OFF if part.reason == SMALL else OPEN,
                            "rule": proposal.rule,
                        }
                    )
                )
        if len(payments) == 1:
            known = {payments[0].currency, *payments[0].rates}
            others = [item for item in items if item.key not in used and item.currency in known]
            for item in sorted(others, key=lambda item: (item.due, item.key))[:MOST_MORE]:
                commands.append(Command.create({"credit_line_id": payments[0].key, "move_line_id": item.key}))
        return commands

    @api.model
    def _short_reason(self, rule, part):
        return "part" if rule == OLDEST and part.reason == UNEXPLAINED else part.reason

    @api.depends("credit_line_ids", "company_id", "partner_id")
    def _compute_found(self):
        """Say which proposals there are for each piece of money."""
        words = dict(self._fields["rule"]._description_selection(self.env))
        for application in self:
            payments, _items, allotted = application._allotted()
            texts = []
            for payment in payments:
                money = self.env["account.move.line"].browse(payment.key)
                found = [application._proposal_text(words[one.rule], one, money) for one in allotted[payment.key][1]]
                name = f"{money.move_id.name}, {money._money_text(payment.units)}"
                texts.append(f"{name}: {' · '.join(found) or self.env._('nothing to propose')}")
            application.found = "\n".join(texts)

    def _proposal_text(self, name, proposal, money):
        text = self.env._("%(rule)s (%(count)s)", rule=name, count=len(proposal.parts))
        if proposal.certain:
            return self.env._("%s, certain", text)
        if any(part.item.currency[0] != money.currency_id.id for part in proposal.parts):
            text = self.env._("%(text)s, at the rate of %(day)s", text=text, day=format_date(self.env, money.date))
        if proposal.rest:
            return self.env._("%(text)s, %(rest)s left", text=text, rest=money._money_text(proposal.rest))
        return text

    @api.depends("credit_line_ids", "line_ids.paid", "line_ids.selected", "line_ids.credit_line_id")
    def _compute_balance(self):
        """Say how much of each piece of money is left over."""
        for application in self:
            texts = []
            for money in application.credit_line_ids._origin:
                chosen = application.line_ids.filtered(
                    lambda line, money=money: line.selected and line.credit_line_id._origin == money
                )
                used = sum(line._paid_units() for line in chosen)
                left = money._money_text(-money._open_units() - used)
                texts.append(self.env._("%(money)s: %(left)s left", money=money.move_id.name, left=left))
            application.balance = "\n".join(texts)

    def action_apply(self):
        """Apply the chosen rows with Odoo's own reconciliation, all of them or none.

        :raise UserError: with everything that does not fit, what others applied meanwhile included
        """
        self.ensure_one()
        chosen = self.line_ids.filtered("selected")
        if not chosen:
            raise UserError(self.env._("Nothing is chosen."))
        if chosen.filtered(lambda line: not line.move_line_id or line.credit_line_id not in self.credit_line_ids):
            raise UserError(self.env._("Each row needs an item, and money of this dialog."))
        if self.partner_id != chosen.credit_line_id.partner_id.commercial_partner_id:
            raise UserError(self.env._("This is the money of another customer."))
        self._apply(self.company_id, [line._portion() for line in chosen], self.write_off_date)
        return {"type": "ir.actions.act_window_close"}
