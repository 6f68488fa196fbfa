"""A carrier that damages and loses parcels, for the tests of claims."""

import base64
import io
from datetime import timedelta

from PIL import Image

from odoo import fields

from .common import QuoteToCashCommon

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
DRAWING = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>').decode()
PROGRAM = base64.b64encode(b"MZ\x90\x00" + b"\x00" * 200).decode()


def photo(color="red", size=(640, 480)):
    """Return a photo, base64."""
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, "JPEG")
    return base64.b64encode(stream.getvalue()).decode()


class ClaimCommon(QuoteToCashCommon):
    """Ovens at 100 and mixers at 40, shipped with a van three days ago, arrived two days ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_goods.list_price = 40
        cls.van = cls.env["delivery.carrier"].create({"name": "Van", "product_id": cls.service.id})
        cls.van.claim_partner_id = cls.env["res.partner"].create({"name": "Van Claims Inc."})
        cls.clerk = cls.make_user("sales_all", login="q2c_clerk")
        cls.loader = cls.make_user("warehouse", login="q2c_loader")
        cls.bookkeeper = cls.make_user("accountant", login="q2c_bookkeeper")
        cls.today = cls.company._local_day()
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.recovered = cls.env["account.account"].create(
            {"name": "Recovered from carriers", "code": "Q2CREC", "account_type": "income_other"}
        )
        cls.company.claim_recovery_account_id = cls.recovered

    @classmethod
    def days(cls, number):
        """Return the day so many days from today."""
        return cls.today + timedelta(days=number)

    @classmethod
    def shipped(cls, *lines, arrived=True, **values):
        """Return a delivery that left three days ago and arrived two days ago, or is on its way."""
        values.setdefault("carrier_id", cls.van.id)
        order = cls.make_order(*(lines or [(cls.goods, 10), (cls.other_goods, 5)]), **values)
        picking = cls.ship(order)
        picking.date_done = fields.Datetime.now() - timedelta(days=3)
        if arrived:
            picking.action_confirm_delivery(fields.Datetime.now() - timedelta(days=2), "carrier", "Anna")
        return picking

    @classmethod
    def make_claim(cls, picking=None, kind="concealed", quantities=None, **values):
        """Report damage of two ovens of a delivery."""
        picking = picking or cls.shipped()
        if quantities is None:
            quantities = {picking.move_ids.filtered(lambda move: move.product_id == cls.goods): 2}
        return picking._report_damage(kind, quantities, **values)

    @classmethod
    def accepted(cls, amount=200, **values):
        """Return a claim of 200 of which the carrier accepts an amount."""
        claim = cls.make_claim(**values)
        claim.action_file("C-1")
        claim.action_answer(amount, "Packaging" if amount < 200 else None)
        return claim

    @classmethod
    def activities(cls, claim):
        """Return the open activities of a claim that remind of it."""
        return claim.activity_ids.filtered(
            lambda one: one.activity_type_id == cls.env.ref("quote_to_cash.mail_activity_claim")
        )
