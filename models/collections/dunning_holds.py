"""Accounts on hold for what was not paid: placed by a step, lifted by full payment, back when it is taken back."""

from odoo import api, models
from odoo.tools import SQL

from ...engine.dunning import COLLECTIONS
from .dunning_schedule import HOLDING
from .open_lines import FROM_LINES, OF_CUSTOMERS

LINE_FACTS = ["reconciled", "amount_residual_currency", "partner_id", "parent_state"]
# Who owes something overdue, and since when it is with collections.
OVERDUE = f"""
    SELECT partner.commercial_partner_id,
           MIN(noted.date) FILTER (WHERE step.action = %(collections)s OR step.hand_over)
    {FROM_LINES}
      LEFT JOIN dunning_notice_line noted ON noted.move_line_id = line.id AND noted.state = 'sent'
      LEFT JOIN dunning_step step ON step.id = noted.step_id
     WHERE {OF_CUSTOMERS}
       AND line.amount_residual_currency > 0 AND COALESCE(line.date_maturity, line.date) < %(today)s
     GROUP BY partner.commercial_partner_id
"""
REASON = "quote_to_cash.reason_hold_account"
STILL_IN_HOUSE = ("entered", "in_progress", "ready", "on_hold")


class DunningAccount(models.Model):
    _inherit = "dunning.account"

    @api.model
    def _refresh_holds(self, customers, company):
        """Hold the accounts whose customers owe what has passed a hold step, and free the others that were held.

        Nothing is remembered beside the steps taken: so full payment frees an account, and a payment that is
        taken back holds it again. Whoever freed an account by hand is not overruled.

        :param res.partner customers: commercial entities
        :param res.company company: only there
        """
        if not customers:
            return
        accounts = self.sudo()._take(customers, company)
        owing = self._owing(customers, company) if company.dunning_enabled else set()
        accounts.filtered(lambda one: not one.on_hold and one.partner_id.id in owing)._hold()
        accounts.filtered(lambda one: one.on_hold and one.partner_id.id not in owing)._free()

    @api.model
    def _refresh_held(self, company):
        """Look again at all accounts that are on hold in a company."""
        held = self.sudo().search([("company_id", "=", company.id), ("on_hold", "=", True)])
        self._refresh_holds(held.partner_id, company)
        handed_over = [("company_id", "=", company.id), ("in_collections_on", "!=", False)]
        self.sudo().search(handed_over)._refresh_hand_over(company)

    @api.model
    def _owing(self, customers, company):
        """Return the ids of customers with an open line that has passed a hold step."""
        self.env["account.move.line"].flush_model(LINE_FACTS)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT partner.commercial_partner_id
                  FROM dunning_notice_line noted
                  JOIN dunning_step step ON step.id = noted.step_id AND step.action IN %(holding)s
                  JOIN account_move_line line ON line.id = noted.move_line_id AND line.parent_state = 'posted'
                   AND line.reconciled IS NOT TRUE AND line.amount_residual_currency > 0
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE noted.state IN ('sent', 'skipped') AND noted.company_id = %(company)s
                   AND partner.commercial_partner_id = ANY(%(customers)s)
                """,
                holding=HOLDING,
                company=company.id,
                customers=list(customers.ids),
            )
        )
        return {row[0] for row in rows}

    def _refresh_hand_over(self, company):
        """Take back the hand-over to collections of whoever owes nothing overdue; it is back with what was handed over.

        :param res.company company: that of these accounts
        """
        self.env["account.move.line"].flush_model(LINE_FACTS)
        rows = self.env.execute_query(
            SQL(
                OVERDUE,
                collections=COLLECTIONS,
                today=company._local_day(),
                company=company.id,
                customers=list(self.partner_id.ids),
            )
        )
        overdue = dict(rows)
        for account in self:
            customer = account.partner_id.id
            day = (account.in_collections_on or overdue[customer]) if customer in overdue else None
            if (day or False) != account.in_collections_on:
                account.in_collections_on = day

    def _hold(self):
        """Put these accounts on hold, and the orders that have not left."""
        for account in self:
            partner = account.partner_id.with_company(account.company_id)
            account.write({"on_hold": True, "flag_set": not partner.credit_on_hold})
            partner.credit_on_hold = True
        for company, accounts in self.grouped("company_id").items():
            accounts._orders(company, [("order_status", "in", STILL_IN_HOUSE)])._hold_for_account()

    def _free(self):
        """Free these accounts and their orders; who was on hold before stays so."""
        for account in self:
            partner = account.partner_id.with_company(account.company_id)
            if account.flag_set and partner.credit_on_hold:
                partner.credit_on_hold = False
            account.write({"on_hold": False, "flag_set": False})
        for company, accounts in self.grouped("company_id").items():
            orders = accounts._orders(company, [("is_on_hold", "=", True)])
            orders = orders - orders._of_held_accounts()
            holds = orders.hold_ids.filtered(lambda hold: hold.active_hold and hold.origin == "dunning")
            holds.action_release(self.env._("Paid"))

    def _orders(self, company, domain):
        """Return orders in a company that these customers ordered or are to pay."""
        return self.env["sale.order"].search(
            [
                ("state", "=", "sale"),
                ("company_id", "=", company.id),
                *domain,
                "|",
                ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
                ("partner_invoice_id.commercial_partner_id", "in", self.partner_id.ids),
            ]
        )

    @api.model
    def _money_moved(self, lines):
        """Look at the accounts whose payment was matched, or un-matched.

        :param account.move.line lines: the invoices' side
        """
        lines = lines.sudo()  # whoever takes money needs no right on reminders
        for company, own in lines.filtered(lambda line: line.company_id.dunning_enabled).grouped("company_id").items():
            own = own.filtered(lambda line: line.account_type == "asset_receivable" and line.partner_id)
            if own:
                customers = own.partner_id.commercial_partner_id
                known = self.sudo().search([("company_id", "=", company.id), ("partner_id", "in", customers.ids)])
                noted = self._owing(known.partner_id, company) if known else set()
                moved = known.filtered(lambda one, noted=noted: one.on_hold != (one.partner_id.id in noted))
                self._refresh_holds(moved.partner_id, company)
                if known:
                    known._refresh_hand_over(company)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _hold_for_account(self):
        """Put orders on hold because their customer's account is."""
        reason = self.env.ref(REASON, raise_if_not_found=False)
        if self and reason:
            self.sudo().action_hold(reason, self.env._("Invoices are long overdue"), origin="dunning")

    def _of_held_accounts(self):
        """Return those of which who orders, or who is to pay, has an account that reminders hold."""
        parties = self.partner_id.commercial_partner_id | self.partner_invoice_id.commercial_partner_id
        accounts = (
            self.env["dunning.account"]
            .sudo()  # salespeople need not know who owes what
            .search(
                [
                    ("on_hold", "=", True),
                    ("company_id", "in", self.company_id.ids),
                    ("partner_id", "in", parties.ids),
                ]
            )
        )
        held = {
            (account.partner_id, account.company_id)
            for account in accounts
            if account.partner_id.with_company(account.company_id).credit_on_hold
        }
        return self.filtered(
            lambda order: (
                {
                    (order.partner_id.sudo().commercial_partner_id, order.company_id),
                    (order.partner_invoice_id.sudo().commercial_partner_id, order.company_id),
                }
                & held
            )
        )

    def _action_confirm(self):
        """Extend: whoever confirms it, an order of an account on hold does not go on."""
        result = super()._action_confirm()
        reminding = self.filtered(lambda order: order.company_id.sudo().dunning_enabled)
        if reminding:
            reminding.sudo()._of_held_accounts()._hold_for_account()
        return result


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: who has paid everything is free at once."""
        partials = super().create(vals_list)
        self.env["dunning.account"]._money_moved(partials.debit_move_id)
        return partials

    def unlink(self):
        """Extend: a payment that is taken back brings the hold back."""
        lines = self.debit_move_id
        result = super().unlink()
        self.env["dunning.account"]._money_moved(lines.exists())  # drafts of exchange differences go with it
        return result
