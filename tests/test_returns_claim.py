"""Claims for damage and loss: from the report until the carrier has paid or refused."""

import base64

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common_claim import DRAWING, PIXEL, PROGRAM, ClaimCommon, photo


@tagged("post_install", "-at_install")
class TestClaim(ClaimCommon):
    def test_a_claim_knows_its_shipment(self):
        picking = self.shipped(client_order_ref="PO-1")
        picking.carrier_tracking_ref = "T1,T2"
        claim = self.make_claim(picking)
        self.assertRegex(claim.name, r"CLAIM/\d{4}/\d+")
        self.assertEqual(claim.order_id, picking.sale_id)
        self.assertEqual(claim.partner_id, self.partner)
        self.assertEqual((claim.carrier_id, claim.tracking_ref), (self.van, "T1, T2"))
        self.assertEqual((claim.state, claim.currency_id), ("draft", picking.sale_id.currency_id))
        self.assertEqual((claim.shipped_on, claim.received_on), (self.days(-3), self.days(-2)))

    def test_what_has_not_left_is_not_claimed(self):
        picking = self.make_order().picking_ids
        with self.assertRaisesRegex(UserError, "not left"):
            picking.action_open_damage_report()
        with self.assertRaisesRegex(ValidationError, "not left"):
            picking._report_damage("visible", {})

    def test_goods_are_worth_what_they_were_sold_for(self):
        picking = self.shipped({"product_id": self.goods.id, "product_uom_qty": 10, "discount": 25})
        claim = self.make_claim(picking)
        self.assertEqual((claim.line_ids.price_unit, claim.line_ids.value, claim.amount_claimed), (75, 150, 150))

    def test_components_share_the_price_of_their_kit_by_cost(self):
        self.goods.standard_price, self.other_goods.standard_price = 30, 10
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        kit.list_price = 100
        for product, quantity in ((self.goods, 3), (self.other_goods, 6)):
            self.add_stock(product, quantity)
        picking = self.shipped((kit, 3))
        prices = {move.product_id: price for move, price in picking.move_ids._claim_prices().items()}
        self.assertEqual(prices, {self.goods: 60, self.other_goods: 20})

    def test_a_loss_claims_everything(self):
        picking = self.shipped(arrived=False)
        claim = picking._report_damage("loss")
        self.assertEqual(claim.amount_claimed, 10 * 100 + 5 * 40)

    def test_no_more_than_was_shipped(self):
        picking = self.shipped()
        with self.assertRaisesRegex(UserError, "Only 10"):
            self.make_claim(picking, quantities={picking.move_ids[0]: 11})

    def test_no_goods_of_another_shipment(self):
        claim, other = self.make_claim(), self.shipped()
        with self.assertRaisesRegex(UserError, "not in this shipment"):
            claim.line_ids = [Command.create({"move_id": other.move_ids[0].id, "quantity": 1})]

    def test_amount_of_ones_own(self):
        claim = self.make_claim()
        claim.amount_claimed = 230
        self.assertEqual(claim.amount_claimed, 230)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            claim.amount_claimed = -1
            claim.flush_recordset()

    # === One at a time === #

    def test_one_open_claim_for_a_shipment_and_kind(self):
        claim = self.make_claim()
        with self.assertRaisesRegex(UserError, f"{claim.name} is open"):
            self.make_claim(claim.picking_id)
        self.assertTrue(self.make_claim(claim.picking_id, "visible"))

    def test_the_database_refuses_a_second_one(self):
        claim = self.make_claim()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["shipment.claim"].create({"picking_id": claim.picking_id.id, "kind": claim.kind})

    def test_after_the_end_there_may_be_another(self):
        claim = self.make_claim()
        claim.action_withdraw("Wrong parcel")
        other = self.make_claim(claim.picking_id)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            claim.action_reopen()
            claim.flush_recordset()
        self.assertEqual(other.state, "draft")

    # === Steps === #

    def test_from_the_report_to_the_payment(self):
        claim = self.make_claim()
        claim.action_tell_carrier()
        claim.action_file("C-4711")
        self.assertEqual((claim.state, claim.filed_on, claim.claim_number), ("filed", self.today, "C-4711"))
        claim.action_answer(150, "Used goods")
        self.assertEqual((claim.state, claim.amount_accepted, claim.refusal_reason), ("partly", 150, "Used goods"))
        claim.action_register_recovery(100, self.today, self.bank)
        self.assertEqual((claim.state, claim.amount_open), ("partly", 50))
        claim.action_register_recovery(50, self.today, self.bank)
        self.assertEqual((claim.state, claim.amount_paid, claim.ended_on), ("paid", 150, self.today))
        self.assertFalse(claim.step)

    def test_all_of_it_needs_no_reason(self):
        claim = self.make_claim()
        claim.action_file()
        claim.action_answer(200)
        self.assertEqual(claim.state, "accepted")

    def test_refusing_needs_a_reason(self):
        claim = self.make_claim()
        claim.action_file()
        for reason in (None, "  "):
            with self.assertRaisesRegex(UserError, "Say why"):
                claim.action_refuse(reason)
        claim.action_refuse("Too late")
        self.assertEqual((claim.state, claim.refusal_reason, claim.ended_on), ("refused", "Too late", self.today))

    def test_the_database_wants_a_reason_for_a_refusal(self):
        claim = self.make_claim()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            claim.sudo().decided = "refused"
            claim.flush_recordset()

    def test_a_refused_claim_may_be_filed_again(self):
        claim = self.accepted(0)
        claim.action_file("C-2")
        self.assertEqual((claim.state, claim.refusal_reason, claim.answered_on), ("filed", False, False))

    def test_nothing_is_filed_without_carrier_and_amount(self):
        picking = self.shipped(carrier_id=False)
        claim = self.make_claim(picking)
        with self.assertRaisesRegex(UserError, "which carrier"):
            claim.action_file()
        claim.write({"carrier_id": self.van.id, "line_ids": [Command.clear()], "amount_claimed": 0})
        with self.assertRaisesRegex(UserError, "claims nothing"):
            claim.action_file()

    def test_steps_in_their_order(self):
        claim = self.make_claim()
        for step in (lambda: claim.action_answer(10, "x"), lambda: claim.action_close("x"), claim.action_reopen):
            with self.assertRaisesRegex(UserError, "cannot become"):
                step()
        claim.action_file()
        with self.assertRaisesRegex(UserError, "knows"):
            claim.action_tell_carrier()
        with self.assertRaisesRegex(UserError, "cannot become"):
            claim.action_file()

    def test_nothing_happens_in_the_future(self):
        claim = self.make_claim()
        for step in (claim.action_tell_carrier, claim.action_file):
            with self.assertRaisesRegex(UserError, "still to come"):
                step(on=self.days(1))

    def test_less_than_was_paid_cannot_be_accepted(self):
        claim = self.accepted(200)
        claim.action_register_recovery(100, self.today, self.bank)
        for amount, text in ((99, "paid more"), (-1, "less than nothing")):
            with self.assertRaisesRegex(UserError, text):
                claim.action_answer(amount, "New answer")

    def test_what_is_not_paid_may_be_closed(self):
        claim = self.accepted(200)
        claim.action_register_recovery(100, self.today, self.bank)
        with self.assertRaisesRegex(UserError, "Say why"):
            claim.action_close("")
        claim.action_close("Carrier is bankrupt")
        self.assertEqual((claim.state, claim.ended_on, claim.amount_paid), ("closed", self.today, 100))

    def test_what_was_filed_stays(self):
        claim = self.make_claim()
        claim.photo_ids = [Command.create({"image": PIXEL})]
        claim.action_file()
        mine = claim.with_user(self.clerk)
        for values in (
            {"amount_claimed": 1},
            {"kind": "loss"},
            {"carrier_id": False},
            {"line_ids": [Command.update(claim.line_ids.id, {"quantity": 1})]},
        ):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                mine.write(values)
        for records in (mine.line_ids, mine.photo_ids):
            with self.assertRaisesRegex(UserError, "The carrier has got this claim"):
                records.unlink()
        mine.write({"claim_number": "C-2", "photo_ids": [Command.create({"image": PIXEL})]})
        self.assertEqual((claim.claim_number, claim.photo_count), ("C-2", 2))

    # === Not forgotten === #

    def test_an_open_claim_is_not_deleted(self):
        claim = self.make_claim()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            claim.unlink()
        claim.action_withdraw("Found")
        claim.unlink()

    def test_a_claim_with_money_is_not_deleted(self):
        claim = self.accepted(200)
        claim.action_register_recovery(200, self.today, self.bank)
        with self.assertRaisesRegex(UserError, "money"):
            claim.unlink()

    def test_an_open_claim_is_not_archived(self):
        claim = self.make_claim()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            claim.active = False
            claim.flush_recordset()

    def test_an_ended_claim_may_be_archived(self):
        claim = self.accepted(0)
        claim.active = False
        claim.flush_recordset()
        self.assertFalse(claim.active)

    def test_no_copies(self):
        with self.assertRaisesRegex(UserError, "copied"):
            self.make_claim().copy()

    # === Who may === #

    def test_nobody_types_what_is_decided(self):
        claim = self.make_claim().with_user(self.clerk)
        for name, value in (
            ("decided", "accepted"),
            ("amount_accepted", 5),
            ("filed_on", self.today),
            ("origin", "portal"),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                claim.write({name: value})
        with self.assertRaises(AccessError):
            claim.create({"picking_id": claim.picking_id.id, "kind": "loss", "decided": "filed"})

    def test_sales_and_warehouse_report(self):
        for user in (self.clerk, self.loader):
            claim = self.shipped().with_user(user)._report_damage("loss", description="Gone")
            claim.action_tell_carrier()
            claim.action_file("C")
            claim.action_refuse("Unknown number")
            self.assertEqual(claim.state, "refused")

    def test_salesmen_see_their_own(self):
        salesman = self.make_user("salesman", login="q2c_sam")
        mine = self.make_claim(self.shipped(user_id=salesman.id), user_id=salesman.id)
        other = self.make_claim(self.shipped(user_id=self.clerk.id), user_id=self.clerk.id)
        seen = self.env["shipment.claim"].with_user(salesman).search([("id", "in", (mine + other).ids)])
        self.assertEqual(seen, mine)

    def test_portal_users_have_no_right(self):
        claim, customer = self.make_claim(), self.make_user("portal")
        for model in ("shipment.claim", "shipment.claim.line", "shipment.claim.photo", "shipment.claim.recovery"):
            self.assertFalse(self.env[model].with_user(customer).has_access("read"))
        with self.assertRaises(AccessError):
            claim.with_user(customer).read(["name"])

    def test_other_companies_see_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.make_user("warehouse", login="q2c_far", company_id=other.id, company_ids=[Command.set(other.ids)])
        claim = self.make_claim()
        self.assertFalse(self.env["shipment.claim"].with_user(user).search([("id", "=", claim.id)]))
        with self.assertRaises(AccessError):
            claim.line_ids.with_user(user).read(["quantity"])

    def test_a_claim_is_of_its_shipments_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        picking = self.shipped()
        claim = (
            self.env["shipment.claim"].with_company(other).create({"picking_id": picking.id, "company_id": other.id})
        )
        self.assertEqual(claim.company_id, self.company)

    # === The dialog === #

    def test_dialog(self):
        picking = self.shipped().with_user(self.loader)
        action = picking.action_open_damage_report()
        with Form(self.env[action["res_model"]].with_user(self.loader).with_context(**action["context"])) as form:
            form.kind = "visible"
            form.description = "Crushed"
            form.packaging = "Box with foam"
            form.noted_on_receipt = "yes"
            with form.line_ids.edit(0) as line:
                line.quantity = 3
        photos = self.env["ir.attachment"].with_user(self.loader).create({"name": "corner.png", "datas": PIXEL})
        wizard = form.record
        wizard.photo_ids = photos
        claim = self.env["shipment.claim"].browse(wizard.action_report()["res_id"])
        self.assertEqual((claim.kind, claim.description, claim.noted_on_receipt), ("visible", "Crushed", "yes"))
        self.assertEqual((claim.line_ids.mapped("quantity"), claim.amount_claimed), ([3, 0], 300))
        self.assertEqual((claim.photo_ids.name, claim.photo_ids.author_id), ("corner.png", self.loader.partner_id))
        self.assertEqual(picking.claim_count, 1)

    def test_dialog_of_a_loss_has_everything(self):
        action = self.shipped(arrived=False).action_open_damage_report()
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        form.kind = "loss"
        wizard = form.save()
        self.assertEqual(wizard.line_ids.mapped("quantity"), [10, 5])

    def test_dialog_leads_to_the_open_claim(self):
        claim = self.make_claim(kind="visible")
        action = claim.picking_id.action_open_damage_report()
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        self.assertEqual(form.known_claim_id, claim)
        self.assertEqual(form.save().action_open_known()["res_id"], claim.id)

    # === Evidence === #

    def test_what_is_missing(self):
        claim = self.make_claim(kind="visible")
        claim.picking_id.carrier_tracking_ref = False
        self.assertEqual(
            claim.missing_text.split("\n"),
            [
                "photos of the damage",
                "the tracking number",
                "what happened",
                "a description of the packaging",
                "whether it was noted on receipt",
            ],
        )
        claim.write(
            {
                "photo_ids": [Command.create({"image": PIXEL})],
                "tracking_ref": "T1",
                "description": "Crushed",
                "packaging": "Box",
                "noted_on_receipt": "no",
            }
        )
        self.assertFalse(claim.missing_text)

    def test_what_is_no_photo(self):
        claim = self.make_claim()
        large = base64.b64encode(b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024)).decode()
        for image, text in (
            (large, "too large"),
            (DRAWING, "no photo"),
            (PROGRAM, "no photo"),
            ("not base64!", "no photo"),
            (False, "no image"),
            ("A" * (14 * 1024 * 1024), "too large"),
        ):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, text):
                claim.photo_ids = [Command.create({"image": image})]
        photos = claim.photo_ids.create({"claim_id": claim.id, "image": photo()})
        with self.assertRaisesRegex(UserError, "no photo"):
            photos.image = DRAWING

    def test_not_too_many_photos(self):
        claim = self.make_claim()
        with self.assertRaisesRegex(UserError, "at most"):
            claim.photo_ids = [Command.create({"image": PIXEL}) for _number in range(31)]

    # === Lists === #

    def test_lists_cost_the_same_for_many(self):
        def read(claims):
            self.env.invalidate_all()
            names = ["name", "countdown", "days_left", "missing_text", "replacement_count", "liability_limit", "state"]
            with self.count_queries() as counted:
                claims.read(names)
            return counted()

        claims = self.env["shipment.claim"].union(*(self.make_claim() for _number in range(6)))
        read(claims[:1])
        self.assertEqual(read(claims[:2]), read(claims))

    def found(self, claims, name):
        """Return which of these claims a filter of the list finds."""
        arch = etree.fromstring(self.env["shipment.claim"].get_view(view_type="search")["arch"])
        domain = safe_eval(arch.find(f".//filter[@name='{name}']").get("domain"), {"uid": self.clerk.id})
        return self.env["shipment.claim"].search([("id", "in", claims.ids), *domain])

    def test_filters(self):
        near, over, later, waiting, ended = claims = self.env["shipment.claim"].union(
            *(self.make_claim(user_id=user.id) for user in (self.clerk, *[self.loader] * 4))
        )
        over.received_on, later.received_on = self.days(-6), self.days(-1)
        waiting.action_file()
        ended.action_withdraw("Found")
        for name, expected in {
            "near": near,
            "overdue": over,
            "mine": near,
            "waiting": waiting,
            "ended": ended,
            "open": claims - ended,
            "portal": claims.browse(),
        }.items():
            self.assertEqual(set(self.found(claims, name)), set(expected), name)

    def count_queries(self):
        """Return a context that counts the statements in it."""
        cursor = self.env.cr

        class Counter:
            def __enter__(self):
                self.before = cursor.sql_log_count
                return lambda: self.after - self.before

            def __exit__(self, *_error):
                self.after = cursor.sql_log_count

        return Counter()
