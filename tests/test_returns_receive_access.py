"""Who receives and inspects, and what programs may send: foreign ids, other companies, other kinds of values."""

from io import BytesIO

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReceiveAccess(ReturnsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.make_user("warehouse", login="q2c_returns_worker")
        cls.other_company = cls.env["res.company"].create({"name": "Other Bakery"})

    def approved(self):
        return self.make_return(self.delivered(), 3, approve=True).with_user(self.worker)

    def arrived(self):
        rma = self.approved()
        self.receive(rma.sudo())
        return rma

    # === Other companies === #

    def test_returns_of_other_companies_are_not_worked_on(self):
        values = {"partner_id": self.partner.id, "company_id": self.other_company.id}
        rma = self.env["sale.rma"].sudo().create(values).with_user(self.worker)
        self.env.invalidate_all()
        for act in (
            lambda: rma.action_receive([{"product_id": self.goods.id}]),
            lambda: rma.action_inspect([{"line_id": 1, "disposition": "scrap"}]),
            lambda: rma.action_inspect(),
            rma.get_receiving,
            lambda: rma.receive_scanned([{"product_id": self.goods.id}]),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertFalse(rma.browse().scan_to_receive(rma.sudo().name)["ok"])

    def test_goods_of_other_companies_do_not_arrive(self):
        rma = self.approved()
        theirs = self.make_product("Secret", company_id=self.other_company.id)
        with self.assertRaisesRegex(UserError, "Say which product"):
            rma.action_receive([{"product_id": theirs.id}])
        tracked = self.make_product("Scale", tracking="lot")
        lot = self.env["stock.lot"].create(
            {"name": "THEIRS", "product_id": tracked.id, "company_id": self.other_company.id}
        )
        with self.assertRaisesRegex(UserError, "is not known"):
            rma.action_receive([{"product_id": tracked.id, "lot_id": lot.id}])
        self.assertEqual(rma.line_ids.product_id, self.goods)

    def test_goods_do_not_go_to_vendors_of_other_companies(self):
        rma = self.arrived()
        vendor = self.env["res.partner"].create({"name": "Theirs", "company_id": self.other_company.id})
        finding = {"line_id": rma.line_ids.id, "disposition": "vendor", "vendor_id": vendor.id}
        with self.assertRaisesRegex(UserError, "Vendor"), self.env.cr.savepoint():
            rma.action_inspect([finding])
        self.assertFalse(rma.line_ids.inspection_ids)

    # === Customers === #

    def test_customers_neither_receive_nor_inspect(self):
        rma = self.approved().with_user(self.make_user("portal"))
        for act in (
            lambda: rma.action_receive([{"product_id": self.goods.id}]),
            lambda: rma.action_inspect([{"line_id": rma.sudo().line_ids.id, "disposition": "restock"}]),
            rma.action_open_inspection,
            rma.get_receiving,
            lambda: rma.scan_to_receive(rma.sudo().name),
        ):
            with self.assertRaises(AccessError):
                act()

    # === What is sent === #

    def test_other_kinds_of_values_are_refused_in_words(self):
        rma = self.arrived()
        line = rma.line_ids.id
        for wrong in (
            {"line_id": [line]},
            {"line_id": str(line)},
            {"lot_id": "first"},
            {"reason_id": True},
            {"vendor_id": {"id": 1}},
            {"disposition": ["restock"]},
            {"parts": [1, 2]},
            {"parts": {self.goods.id: ["scrap"]}},
        ):
            with self.subTest(found=wrong), self.assertRaises(UserError):
                rma.action_inspect([{"line_id": line, "disposition": "restock", **wrong}])
        for wrong in ({"line_id": [line]}, {"product_id": "Oven"}, {"lot_id": [1]}, {"quantity": "2"}):
            with self.subTest(item=wrong), self.assertRaises(UserError):
                rma.action_receive([{"product_id": self.goods.id, **wrong}])

    def test_however_long_a_token_is_it_counts_once(self):
        rma = self.approved()
        for _time in range(2):
            rma.action_receive([{"product_id": self.goods.id}], "parcel one\n" * 20)
        self.assertEqual(rma.line_ids.quantity_received, 1)

    def test_photos_that_hang_elsewhere_stay(self):
        rma = self.arrived()
        picture = BytesIO()
        Image.new("RGB", (4, 4), "red").save(picture, "PNG")
        photo = self.env["ir.attachment"].create(
            {"name": "Theirs.png", "raw": picture.getvalue(), "res_model": "sale.rma", "res_id": rma.id}
        )
        wizard = self.env["sale.rma.inspection.wizard"].with_user(self.worker)
        wizard = wizard.create(
            {**wizard.with_context(default_rma_id=rma.id).default_get(["rma_id", "line_ids"]), "rma_id": rma.id}
        )
        wizard.line_ids.photo_ids = photo
        wizard.action_apply()
        self.assertTrue(photo.exists())
        self.assertEqual(rma.line_ids.inspection_ids.photo_ids.name, "Theirs.png")
