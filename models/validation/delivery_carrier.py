from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.shipping import FRAGILE, HAZARDOUS, TEMPERATURE


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    is_freight = fields.Boolean(
        "Freight Carrier", help="Ships pallets by truck: needs the freight class of goods and a ramp or door."
    )
    delivers_to_po_box = fields.Boolean(
        "Delivers to PO Boxes",
        compute="_compute_delivers_to_po_box",
        store=True,
        readonly=False,
        precompute=True,
        help="Freight carriers do not, others do, unless you say otherwise.",
    )
    transit_days = fields.Integer(help="Working days from handing over to delivery.")
    takes_fragile = fields.Boolean("Takes Fragile Goods", default=True)
    takes_hazardous = fields.Boolean("Takes Hazardous Goods")
    takes_temperature_controlled = fields.Boolean("Takes Temperature-Controlled Goods")

    _transit_days_positive = models.Constraint(
        "CHECK (transit_days BETWEEN 0 AND 1000)", "The number of transit days lies between 0 and 1000."
    )

    @api.depends("is_freight")
    def _compute_delivers_to_po_box(self):
        for carrier in self:
            carrier.delivers_to_po_box = not carrier.is_freight

    def _takes(self):
        """Return the kinds of handling that this carrier offers, as in :data:`engine.shipping.HANDLING`."""
        self.ensure_one()
        offers = {
            FRAGILE: self.takes_fragile,
            HAZARDOUS: self.takes_hazardous,
            TEMPERATURE: self.takes_temperature_controlled,
        }
        return {kind for kind, offered in offers.items() if offered}

    def _restricted_to_places(self):
        """Return those of the carriers that do not deliver everywhere, with one query for all of them."""
        if not self:
            return self
        parts = [
            SQL("SELECT carrier_id FROM %s WHERE carrier_id = ANY(%s)", SQL.identifier(relation), self.ids)
            for relation in ("delivery_carrier_country_rel", "delivery_carrier_state_rel", "delivery_zip_prefix_rel")
        ]
        self.flush_model(["country_ids", "state_ids", "zip_prefix_ids"])
        return self.browse(carrier for (carrier,) in self.env.execute_query(SQL(" UNION ").join(parts)))
