"""What carriers pay: booked once, by accountants, and no more than they have accepted."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_claim import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimMoney(ClaimCommon):
    def lines(self, move):
        """Return the accounts of an entry with their balances."""
        return {line.account_id: (line.balance, line.amount_currency) for line in move.line_ids}

    def recover(self, claim, amount=200, date=None, journal=None, reference=None):
        claim = claim.with_user(self.bookkeeper)
        return claim.action_register_recovery(amount, date or self.today, journal or self.bank, reference)

    def test_into_the_bank(self):
        claim = self.accepted()
        move = self.recover(claim, 120)
        self.assertEqual((move.state, move.date, move.journal_id), ("posted", self.today, self.bank))
        outstanding = self.env["account.chart.template"].ref("account_journal_payment_debit_account_id")
        self.assertEqual(self.lines(move), {outstanding: (120, 120), self.recovered: (-120, -120)})
        self.assertEqual(move.line_ids.partner_id, self.van.claim_partner_id)
        self.assertIn(claim.name, move.ref)
        self.assertEqual((claim.amount_paid, claim.state), (120, "accepted"))

    def test_what_the_carrier_owes(self):
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        move = self.recover(self.accepted(), journal=journal)
        owed = self.van.claim_partner_id.property_account_receivable_id
        self.assertEqual(self.lines(move), {owed: (200, 200), self.recovered: (-200, -200)})

    def test_what_nobody_owes(self):
        self.van.claim_partner_id = False
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        claim = self.accepted()
        with self.assertRaisesRegex(UserError, "Claims Contact"):
            self.recover(claim, journal=journal)
        self.assertTrue(self.recover(claim))

    def test_in_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"name": self.days(-30), "currency_id": euro.id, "rate": 0.5, "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        claim = self.make_claim(self.shipped(pricelist_id=pricelist.id))
        self.assertEqual((claim.currency_id, claim.amount_claimed), (euro, 100))
        claim.action_file()
        claim.action_answer(100)
        self.assertEqual(self.lines(self.recover(claim, 100))[self.recovered], (-200, -100))
        self.assertEqual((claim.amount_paid, claim.state), (100, "paid"))

    def test_a_double_click_books_once(self):
        claim = self.accepted()
        first = self.recover(claim, 100)
        self.assertEqual(self.recover(claim, 100), first)
        self.assertEqual((len(claim.recovery_ids), claim.amount_paid), (1, 100))

    def test_a_double_click_of_the_last_payment(self):
        claim = self.accepted()
        first = self.recover(claim)
        self.assertEqual(claim.state, "paid")
        self.assertEqual(self.recover(claim), first)

    def test_two_equal_payments_of_one_day(self):
        claim = self.accepted()
        moves = self.recover(claim, 100, reference="cheque 1") | self.recover(claim, 100, reference="cheque 2")
        self.assertEqual((len(moves), claim.state), (2, "paid"))

    def test_the_database_books_a_payment_once(self):
        claim = self.accepted()
        self.recover(claim, 100)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            claim.recovery_ids.copy()

    def test_no_more_than_was_accepted(self):
        claim = self.accepted(150)
        with self.assertRaisesRegex(UserError, "has accepted"):
            self.recover(claim, 151)
        claim.action_answer(200)
        self.assertTrue(self.recover(claim, 151))

    def test_what_cannot_be_booked(self):
        claim = self.accepted()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        sale = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)], limit=1
        )
        foreign = self.env["account.journal"].create(
            {"name": "F", "code": "FB", "type": "bank", "company_id": other.id}
        )
        for values, text in (
            ({"amount": 0}, "how much"),
            ({"amount": -5}, "how much"),
            ({"date": self.days(1)}, "still to come"),
            ({"journal": sale}, "Choose a bank"),
            ({"journal": foreign}, "Choose a bank"),
        ):
            with self.subTest(**values), self.assertRaisesRegex(UserError, text):
                self.recover(claim.sudo(), **values)
        self.assertFalse(claim.recovery_ids)

    def test_nothing_before_the_carrier_has_accepted(self):
        claim = self.make_claim()
        claim.action_file()
        with self.assertRaisesRegex(UserError, "not accepted"):
            self.recover(claim, 10)

    def test_the_account_is_a_setting(self):
        self.company.claim_recovery_account_id = False
        with self.assertRaisesRegex(UserError, "settings"):
            self.recover(self.accepted())

    def test_only_accountants(self):
        claim = self.accepted()
        for user in (self.clerk, self.loader):
            with self.assertRaisesRegex(AccessError, "Only accountants"):
                claim.with_user(user).action_register_recovery(10, self.today, self.bank)
        with self.assertRaises(AccessError):
            claim.recovery_ids.with_user(self.bookkeeper).create({"claim_id": claim.id, "amount": 1})

    def test_an_accountant_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.make_user("accountant", login="q2c_far", company_id=other.id, company_ids=[Command.set(other.ids)])
        with self.assertRaises(AccessError):
            self.accepted().with_user(user).action_register_recovery(10, self.today, self.bank)

    def test_a_reversed_entry_takes_paid_back(self):
        claim = self.accepted()
        move = self.recover(claim)
        move._reverse_moves([{"date": self.today}], cancel=True)
        self.assertEqual((claim.amount_paid, claim.state, claim.step), (0, "accepted", "pay"))
        self.assertNotEqual(self.recover(claim), move)
        self.assertEqual(claim.state, "paid")

    def test_an_entry_set_to_draft_takes_paid_back(self):
        claim = self.accepted()
        move = self.recover(claim)
        move.button_draft()
        self.assertEqual(claim.state, "accepted")
        move.action_post()
        self.assertEqual(claim.state, "paid")

    def test_dialog(self):
        claim = self.accepted(150).with_user(self.bookkeeper)
        Dialog = self.env["shipment.claim.recover"].with_user(self.bookkeeper)
        wizard = Form(Dialog.with_context(default_claim_id=claim.id)).save()
        self.assertEqual((wizard.amount, wizard.journal_id.type), (150, "bank"))
        wizard.action_register()
        wizard.action_register()
        self.assertEqual((claim.state, claim.amount_paid, len(claim.recovery_ids)), ("paid", 150, 1))
        self.assertEqual(claim.action_open_recoveries()["res_id"], claim.recovery_ids.move_id.id)

    # === By carrier === #

    def report(self, carriers, measures):
        rows = self.env["shipment.claim.report"]._read_group(
            [("carrier_id", "in", carriers.ids)], ["carrier_id"], measures
        )
        return {carrier: tuple(values) for carrier, *values in rows}

    def test_recovery_rate_is_the_ratio_of_sums(self):
        lorry = self.van.copy({"name": "Lorry"})
        small, large = self.accepted(), self.accepted(amount=180)
        self.recover(small, 100)
        large.amount_claimed = 1800
        self.recover(large, 180)
        self.make_claim(self.shipped(carrier_id=lorry.id)).action_withdraw("Found")
        refused = self.make_claim(self.shipped(carrier_id=lorry.id))
        refused.action_file()
        refused.action_refuse("No")
        self.env.flush_all()
        measures = ["__count", "claimed:sum", "accepted:sum", "paid:sum", "recovery_rate:avg"]
        self.assertEqual(
            self.report(self.van + lorry, measures), {self.van: (2, 2000, 380, 280, 0.14), lorry: (1, 200, 0, 0, 0)}
        )

    def test_report_is_in_the_companys_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"name": self.days(-30), "currency_id": euro.id, "rate": 0.5, "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        self.make_claim(self.shipped(pricelist_id=pricelist.id))
        self.env.flush_all()
        self.assertEqual(self.report(self.van, ["claimed:sum"]), {self.van: (200,)})

    def test_days_open(self):
        claim = self.accepted(0)
        claim.sudo().write({"reported_on": self.days(-4)})
        self.env.flush_all()
        self.assertEqual(self.report(self.van, ["days_open:avg"]), {self.van: (4,)})
