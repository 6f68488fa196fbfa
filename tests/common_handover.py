"""A dock with two carriers, for the tests of handing over and of delivery."""

import base64

from .common import QuoteToCashCommon

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
# A small file that says that it is 30,000 pixels wide and high
HUGE = "iVBORw0KGgoAAAANSUhEUgAAdTAAAHUwCAIAAADpRW/tAAAAAElEQVQ1rwYeAAAAAElFTkSuQmCC"
SIGNATURE = base64.b64encode(base64.b64decode(PIXEL))


class HandoverCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.van, cls.lorry = cls.env["delivery.carrier"].create(
            [{"name": name, "product_id": cls.service.id} for name in ("Van", "Lorry")]
        )
        cls.manifests = cls.env["fulfilment.manifest"]
        cls.loader = cls.make_user("warehouse")

    @classmethod
    def delivery(cls, *lines, carrier=None, **values):
        """Return the ready transfer of a new order."""
        order = cls.make_order(*lines, carrier_id=(carrier or cls.van).id, **values)
        return order.picking_ids

    @classmethod
    def pack(cls, picking, *names):
        """Pack a transfer into packages of these names, the same quantity in each."""
        packages = cls.env["stock.package"].create([{"name": name} for name in names])
        move = picking.move_ids[0]
        line = move.move_line_ids
        share = line.quantity / len(packages)
        line.write({"quantity": share, "result_package_id": packages[0].id})
        for package in packages[1:]:
            line.copy({"quantity": share, "result_package_id": package.id})
        return packages

    @classmethod
    def scan(cls, code, **values):
        """Scan as somebody of the warehouse does; return the answer."""
        return cls.manifests.with_user(cls.loader).action_scan(code, **values)

    @classmethod
    def close(cls, manifest, driver="Dora Driver"):
        manifest.with_user(cls.loader).action_close(driver, SIGNATURE)

    def assertStays(self, picking, code, text, **values):
        """Check that a scan is refused with a message, and that nothing moves."""
        before = picking.mapped("state")
        answer = self.scan(code, **values)
        self.assertEqual(answer["kind"], "refused", answer)
        self.assertRegex(answer["message"], text)
        self.assertEqual(picking.mapped("state"), before)
        self.assertFalse(picking.manifest_id)
