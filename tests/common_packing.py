"""Cartons, goods that need care, and a carrier, for the tests of packing and labels."""

from odoo.fields import Command

from .common import QuoteToCashCommon


class PackingCommon(QuoteToCashCommon):
    """An oven weighs 8 kg, a mixer 3; the box weighs half a kilogram and takes 20 in all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").write(
            {"implied_ids": [Command.link(cls.env.ref("stock.group_tracking_lot").id)]}
        )
        cls.goods.weight = 8
        cls.other_goods.weight = 3
        cls.box = cls.make_type("Box", max_weight=20, base_weight=0.5)
        cls.crate = cls.make_type("Crate", max_weight=10, base_weight=1)
        cls.carrier = cls.env["delivery.carrier"].create({"name": "Van Express", "product_id": cls.service.id})
        cls.reprint_reason = cls.env.ref("quote_to_cash.reason_reprint_jam")

    @classmethod
    def make_type(cls, name, **values):
        return cls.env["stock.package.type"].create({"name": name, **values})

    @classmethod
    def make_rule(cls, package_type, **values):
        return cls.env["fulfilment.packing.rule"].create({"package_type_id": package_type.id, **values})

    @classmethod
    def picking(cls, *lines, **values):
        """Confirm an order for Van Express and return its delivery."""
        values.setdefault("carrier_id", cls.carrier.id)
        return cls.make_order(*lines, **values).picking_ids

    @classmethod
    def packed(cls, *lines, **values):
        """Return a delivery that is packed into boxes."""
        if not cls.env["fulfilment.packing.rule"].search_count([("package_type_id", "=", cls.box.id)]):
            cls.make_rule(cls.box)
        picking = cls.picking(*lines, **values)
        picking.action_pack()
        return picking

    @classmethod
    def print_labels(cls, records, **data):
        """Render labels as the Print menu does; return the HTML."""
        name = "report_package_label" if records._name == "stock.package" else "report_parcel_label"
        html, _kind = cls.env["ir.actions.report"]._render_qweb_html(
            f"quote_to_cash.{name}", records.ids, data=data or None
        )
        return html.decode()

    @classmethod
    def contents(cls, picking):
        """Return what is in the cartons of a transfer: ``[(package type, {product: quantity}), …]``."""
        result = []
        for package in picking.parcel_ids:
            lines = picking.move_line_ids.filtered(lambda line, package=package: line.result_package_id == package)
            held = {}
            for line in lines:
                held[line.product_id] = held.get(line.product_id, 0) + line.quantity
            result.append((package.package_type_id, held))
        return result
