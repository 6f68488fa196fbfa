"""What was open on a day, whatever happened since."""

import io
import json
from datetime import timedelta

from openpyxl import load_workbook

from odoo import http
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.quote_to_cash.engine.money import to_units

from .common_dunning import DunningCommon

COLUMNS = ("not_due", "late_30", "late_60", "late_90", "late_more", "credits")


def ages_on(day, items, matches):
    """Return what was open at the end of a day in the order of ``COLUMNS``, as a plain reading says.

    :param dict items: ``{id: (accounting date, due date, units)}``
    :param matches: ``(debit, credit, units, day)``
    """
    left = {key: units for key, (booked, _due, units) in items.items() if booked <= day}
    for debit, credit, units, matched in matches:
        # What is not booked yet cannot have been matched, whatever the match says.
        if max([matched, *(items[key][0] for key in (debit, credit) if key in items)]) > day:
            continue
        if debit in left:
            left[debit] -= units
        if credit in left:
            left[credit] += units
    ages = [0] * len(COLUMNS)
    for key, units in left.items():
        days = (day - items[key][1]).days
        ages[-1 if units < 0 else sum(days > last for last in (0, 30, 60, 90))] += units
    return ages


@tagged("post_install", "-at_install")
class TestReceivableAging(DunningCommon):
    def rows(self, day, user=None):
        aging_rows = self.env["receivable.aging"].with_user(user or self.collector)
        return aging_rows._on(self.day(day)).search([("partner_id", "=", self.partner.id)])

    def ages(self, day):
        """Return what the customer owed on a day, by age, without what is zero."""
        rows = self.rows(day)
        sums = {name: round(sum(rows.mapped(name)), 2) for name in COLUMNS}
        return {name: amount for name, amount in sums.items() if amount}

    def settle(self, invoice, day, **values):
        with self.on(day):
            return self.pay(invoice, payment_date=day, **values)

    def credit_on(self, invoice, day, amount):
        """Post a credit note and match it with its invoice."""
        with self.on(day):
            note = self.bill(amount, invoiced=day, due=day, move_type="out_refund", reversed_entry_id=invoice.id)
            (self.due_line(invoice) | self.due_line(note)).filtered(lambda line: not line.reconciled).reconcile()
        return note

    def test_what_is_paid_today_was_open_before(self):
        self.settle(self.bill(1000), "2026-02-10")
        self.assertEqual(self.ages("2026-02-09"), {"late_30": 1000})
        self.assertEqual(self.ages("2026-02-10"), {})

    def test_what_was_booked_later_was_not_there(self):
        self.bill(1000)
        self.assertEqual(self.ages("2025-12-31"), {})
        self.assertEqual(self.ages("2026-01-01"), {"not_due": 1000})

    def test_each_age_ends_on_its_last_day(self):
        self.bill(100)
        days = ["2026-01-31", "2026-02-01", "2026-03-02", "2026-03-03", "2026-04-01", "2026-04-02"]
        found = [self.ages(day) for day in [*days, "2026-05-01", "2026-05-02"]]
        names = ["not_due", "late_30", "late_30", "late_60", "late_60", "late_90", "late_90", "late_more"]
        self.assertEqual(found, [{name: 100} for name in names])

    def test_a_partial_payment_leaves_the_rest(self):
        self.settle(self.bill(1000), "2026-02-10", amount=333.33)
        self.assertEqual(self.ages("2026-02-10"), {"late_30": 666.67})

    def test_a_credit_note_counts_from_its_own_day(self):
        self.credit_on(self.bill(1000), "2026-03-05", 250)
        self.assertEqual(self.ages("2026-03-04"), {"late_60": 1000})
        self.assertEqual(self.ages("2026-03-05"), {"late_60": 750})

    def test_money_on_account_is_not_late(self):
        with self.on("2026-02-05"):
            self.receive(30, date="2026-02-05")
        row = self.rows("2026-02-15")
        self.assertEqual((row.credits, row.days_late), (-30, 0))

    def test_what_is_un_matched_is_open_again_beside_the_money(self):
        invoice = self.bill(1000)
        self.settle(invoice, "2026-02-10")
        self.take_back(invoice)
        self.assertEqual(self.ages("2026-02-09"), {"late_30": 1000})
        self.assertEqual(self.ages("2026-02-20"), {"late_30": 1000, "credits": -1000})

    def test_instalments_have_their_own_age(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (30, 60)
                ],
            }
        )
        self.bill(1000, invoice_payment_term_id=term.id)
        self.assertEqual(self.ages("2026-02-10"), {"not_due": 500, "late_30": 500})

    def test_a_currency_is_aged_in_both_and_its_exchange_difference_leaves_nothing(self):
        euro = self.make_euro(1.25)
        invoice = self.bill(1000, currency_id=euro.id)
        self.set_rate(euro, 1.6, "2026-02-01")
        self.settle(invoice, "2026-02-10")
        before = self.rows("2026-02-09")
        self.assertEqual((before.balance, before.foreign_balance), (800, 1000))
        self.assertFalse(self.rows("2026-02-28"))

    def history(self):
        """Have some of everything happen; return the last day."""
        euro = self.make_euro(1.25)
        first, second, foreign = (
            self.bill(1000),
            self.bill(123.45, due="2026-03-15"),
            self.bill(500, currency_id=euro.id),
        )
        self.settle(first, "2026-02-10", amount=333.33)
        self.credit_on(first, "2026-02-20", 100.01)
        self.set_rate(euro, 1.6, "2026-02-25")
        self.settle(foreign, "2026-03-01", amount=200)
        self.settle(second, "2026-03-20")
        self.take_back(second)
        with self.on("2026-04-01"):
            self.receive(77.77, date="2026-04-01")
        return self.day("2026-06-30")

    def test_every_day_equals_the_rules_and_today_equals_odoos_residuals(self):
        last = self.history()
        self.env.flush_all()
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.partner.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        items = {line.id: (line.date, line.date_maturity or line.date, to_units(line.balance, 0.01)) for line in lines}
        matches = [
            (match.debit_move_id.id, match.credit_move_id.id, to_units(match.amount, 0.01), match.max_date)
            for match in lines.matched_debit_ids | lines.matched_credit_ids
        ]
        for day in (last - timedelta(days=7 * week) for week in range(26)):
            expected = ages_on(day, items, matches)
            rows = self.rows(day)
            self.assertEqual([to_units(sum(rows.mapped(name)), 0.01) for name in COLUMNS], expected, day)
        now = {row.move_line_id: (row.balance, row.foreign_balance) for row in self.rows(last)}
        still_open = lines.filtered(lambda line: not line.reconciled)
        self.assertEqual(now, {line: (line.amount_residual, line.amount_residual_currency) for line in still_open})

    def test_the_dialog_opens_the_day_that_was_asked_for(self):
        invoice = self.bill(1000)
        self.bill(50, partner=self.env["res.partner"].create({"name": "Other"}))
        self.settle(invoice, "2026-02-10")
        wizard = (
            self.env["receivable.aging.wizard"]
            .with_user(self.collector)
            .create({"date": "2026-02-09", "partner_ids": self.partner.ids})
        )
        action = wizard.action_open()
        self.env.invalidate_all()
        rows = self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"])
        found = rows.search(action["domain"])
        self.assertEqual((found.move_id, found.balance), (invoice, 1000))
        self.assertEqual(found.action_open_document()["res_id"], invoice.id)
        sums = rows._read_group(action["domain"], ["partner_id"], ["balance:sum"])
        self.assertEqual(sums, [(self.partner, 1000)])

    def test_only_the_chosen_salespersons_customers_are_shown(self):
        invoice = self.bill(100, invoice_user_id=self.collector.id)
        self.bill(200)
        wizard = self.env["receivable.aging.wizard"].create({"date": "2026-02-09", "user_ids": self.collector.ids})
        action = wizard.action_open()
        rows = self.env["receivable.aging"]._on(wizard.date).search(action["domain"])
        self.assertEqual(rows.move_id, invoice)

    def test_another_companys_receivables_are_not_seen(self):
        self.bill(1000)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.collector.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.rows("2026-02-01"))

    def test_who_has_nothing_to_do_with_accounts_sees_none(self):
        with self.assertRaises(AccessError):
            self.rows("2026-02-01", self.make_user("sales_manager"))

    def test_twenty_lines_cost_as_many_statements_as_two(self):
        for size, all_lines in ((2, 2), (18, 20)):
            for _invoice in range(size):
                self.bill(10)
            self.env.flush_all()
            with self.assertQueryCount(1):
                rows = self.env["receivable.aging"]._on(self.day("2026-02-01"))
                groups = rows._read_group([("partner_id", "=", self.partner.id)], ["age"], ["balance:sum"])
            self.assertEqual(sum(balance for _age, balance in groups), 10 * all_lines)


@tagged("post_install", "-at_install")
class TestReceivableAgingExport(DunningCommon, HttpCase):
    def test_the_lists_own_export_is_of_the_day_that_was_asked_for(self):
        invoice = self.bill(1000)
        with self.on("2026-02-10"):
            self.pay(invoice, payment_date="2026-02-10")
        self.collector.write(
            {"password": "q2c_collector", "group_ids": [Command.link(self.ref("base.group_allow_export"))]}
        )
        self.authenticate(self.collector.login, "q2c_collector")
        wizard = self.env["receivable.aging.wizard"].create(
            {"date": "2026-02-09", "partner_ids": self.partner.ids, "company_ids": self.company.ids}
        )
        action = wizard.action_open()
        question = {
            "model": action["res_model"],
            "fields": [{"name": name, "label": name, "type": "char"} for name in ("move_id", "late_30")],
            "ids": False,
            "domain": action["domain"],
            "groupby": [],
            "context": {**action["context"], "allowed_company_ids": self.company.ids},
            "import_compat": False,
        }
        answer = self.url_open(
            "/web/export/xlsx", data={"data": json.dumps(question), "csrf_token": http.Request.csrf_token(self)}
        )
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
        self.assertEqual([row[1] for row in rows], ["late_30", 1000])
