"""What nobody gets past the buttons of a claim: by RPC, by defaults, from another claim, or beside a return."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_claim import PIXEL, ClaimCommon, photo
from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestClaimGuards(ClaimCommon):
    # === What follows from the steps === #

    def test_nobody_types_what_follows(self):
        claim = self.make_claim().with_user(self.clerk)
        for name, value in (
            ("state", "paid"),
            ("amount_paid", 200),
            ("deadline", self.days(99)),
            ("remind_on", False),
            ("ended_on", self.today),
            ("reported_on", self.days(-50)),
            ("currency_id", self.env.ref("base.EUR").id),
        ):
            with self.subTest(name=name):
                with self.assertRaises(AccessError):
                    claim.write({name: value})
                with self.assertRaises(AccessError):
                    claim.create({"picking_id": claim.picking_id.id, "kind": "loss", name: value})

    def test_defaults_decide_nothing(self):
        forged = {"decided": "accepted", "state": "paid", "amount_accepted": 200, "filed_on": self.today}
        forged |= {"reported_on": self.days(-50), "name": "CLAIM/0", "origin": "portal"}
        context = {f"default_{name}": value for name, value in forged.items()}
        claim = self.shipped().with_user(self.clerk).with_context(**context)._report_damage("loss")
        self.assertEqual((claim.decided, claim.state, claim.origin), ("draft", "draft", "staff"))
        self.assertEqual((claim.amount_accepted, claim.filed_on, claim.reported_on), (0, False, self.today))

    def test_another_shipment_has_its_own_goods(self):
        claim, other = self.make_claim(), self.shipped()
        with self.assertRaisesRegex(UserError, "not in this shipment"):
            claim.picking_id = other

    def test_what_is_paid_may_be_accepted_for_more(self):
        claim = self.accepted(150)
        claim.action_register_recovery(150, self.today, self.bank)
        for step in (claim.action_file, lambda: claim.action_close("x"), lambda: claim.action_withdraw("x")):
            with self.assertRaisesRegex(UserError, "cannot become"):
                step()
        claim.action_answer(200)
        self.assertEqual((claim.state, claim.amount_open), ("accepted", 50))

    # === Days === #

    def test_reported_today_is_the_companys_today(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.company.partner_id.tz = "Pacific/Kiritimati"  # 14 hours ahead
        with freeze_time("2040-03-04 12:00:00"):
            picking = self.ship(self.make_order(carrier_id=self.van.id))
            claim = picking.with_company(other)._report_damage("loss")
            self.assertEqual(str(claim.reported_on), "2040-03-05")
            for dialog, values in (("answer", {}), ("recover", {"journal_id": self.bank.id})):
                dialogs = self.env[f"shipment.claim.{dialog}"].with_company(other)
                wizard = dialogs.create({"claim_id": claim.id, **values})
                self.assertEqual(str(wizard.date), "2040-03-05")

    # === Goods and photos === #

    def test_no_goods_move_to_what_is_filed(self):
        picking = self.shipped()
        filed = self.make_claim(picking, "visible")
        filed.action_file()
        mixers = picking.move_ids.filtered(lambda move: move.product_id == self.other_goods)
        claim = self.make_claim(picking, quantities={mixers: 1})
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            claim.line_ids.claim_id = filed

    def test_a_photo_stays_with_its_claim_and_with_who_took_it(self):
        claim, other = self.make_claim(), self.make_claim()
        values = {"claim_id": claim.id, "image": PIXEL, "author_id": self.loader.partner_id.id}
        taken = self.env["shipment.claim.photo"].with_user(self.clerk).create(values)
        self.assertEqual(taken.author_id, self.clerk.partner_id)
        for change in ({"claim_id": other.id}, {"author_id": self.loader.partner_id.id}):
            with self.assertRaises(AccessError):
                taken.write(change)
        taken.image = photo("blue")
        claim.action_file()
        with self.assertRaisesRegex(UserError, "Its photos stay"):
            taken.image = photo("green")
        taken.name = "The corner"

    # === Who sees what === #

    def test_salesmen_see_goods_photos_and_money_of_their_own(self):
        salesman = self.make_user("salesman", login="q2c_sam")
        for user in (salesman, self.clerk):
            claim = self.accepted(200, picking=self.shipped(user_id=user.id), user_id=user.id)
            claim.photo_ids = [Command.create({"image": PIXEL})]
            claim.action_register_recovery(200, self.today, self.bank)
            if user == salesman:
                mine = claim
        for model in ("line", "photo", "recovery"):
            with self.subTest(model=model):
                found = self.env[f"shipment.claim.{model}"].with_user(salesman).search([])
                self.assertEqual(found.claim_id, mine)
                self.assertGreater(self.env[f"shipment.claim.{model}"].with_user(self.clerk).search([]), found)

    def test_who_may_see_none_of_them_gets_an_empty_list(self):
        salesman = self.make_user("salesman", login="q2c_sam")
        picking = self.make_claim(self.shipped(user_id=self.clerk.id), user_id=self.clerk.id).picking_id
        self.assertEqual(picking.claim_count, 1)
        self.assertEqual(picking.action_open_claims()["res_id"], picking.claim_ids.id)
        action = picking.claim_ids.with_user(salesman)._filtered_access("read")._open_window()
        self.assertEqual((action["domain"], action.get("res_id")), ([("id", "in", [])], 0))


@tagged("post_install", "-at_install")
class TestClaimBesideReturn(ClaimCommon, ReturnsCommon):
    def returned(self):
        """Return the approved return of three ovens, and its receipt."""
        self.add_stock(self.goods, 50)
        rma = self.make_return(self.shipped().sale_id, 3, approve=True, resolution="replace")
        return rma, rma.picking_ids.filtered("rma_receipt")

    def test_a_withdrawn_claim_sends_nothing(self):
        claim = self.make_claim()
        claim.action_withdraw("Found")
        with self.assertRaisesRegex(UserError, "was withdrawn"):
            claim.action_send_replacement()

    def test_what_comes_back_is_replaced_by_its_return(self):
        _rma, receipt = self.returned()
        claim = receipt._report_damage("loss")
        with self.assertRaisesRegex(UserError, "decides what its customer gets"):
            claim.action_send_replacement()

    def test_what_a_return_has_sent_is_not_sent_twice(self):
        rma, _receipt = self.returned()
        delivery = rma.line_ids.sale_line_id.move_ids.picking_id.filtered("shipped_at")
        claim = self.make_claim(delivery, rma_id=rma.id)
        rma.with_user(self.manager).action_replace()
        with self.assertRaisesRegex(UserError, "decides what its customer gets"):
            claim.action_send_replacement()
        rma.replacement_order_ids._action_cancel()
        claim.action_send_replacement()
        self.assertEqual(claim.replacement_count, 1)

    def test_what_comes_back_left_when_the_customer_said_so(self):
        rma, receipt = self.returned()
        claim = receipt._report_damage("loss")
        self.assertEqual((claim.shipped_on, claim.report_by), (False, self.days(30)))  # from the report
        rma.action_mark_sent()
        rma.in_transit_at = fields.Datetime.now() - timedelta(days=4)
        self.assertEqual((claim.shipped_on, claim.report_by), (self.days(-4), self.days(26)))
