"""What shipping has to know of a product."""

from odoo import fields, models

from ...engine.shipping import FRAGILE, HAZARDOUS, TEMPERATURE

# The classes of the National Motor Freight Classification (USA), from dense and robust to light and delicate
# fmt: off
FREIGHT_CLASSES = (
    "50", "55", "60", "65", "70", "77.5", "85", "92.5", "100", "110", "125", "150", "175", "200", "250", "300",
    "400", "500",
)
# fmt: on


class ProductTemplate(models.Model):
    _inherit = "product.template"

    freight_class = fields.Selection(
        [(value, value) for value in FREIGHT_CLASSES],
        help="NMFC class, by density, stowability, handling and liability. Freight carriers rate by it.",
    )
    is_fragile = fields.Boolean("Fragile")
    is_hazardous = fields.Boolean("Hazardous")
    is_temperature_controlled = fields.Boolean("Temperature-Controlled")
    handling_instruction = fields.Text(
        help="How fragile, hazardous or temperature-controlled goods are handled: class, UN number, temperatures."
    )

    def _handling_needs(self):
        """Return the kinds of handling that this product needs, as in :data:`engine.shipping.HANDLING`."""
        self.ensure_one()
        marks = {
            FRAGILE: self.is_fragile,
            HAZARDOUS: self.is_hazardous,
            TEMPERATURE: self.is_temperature_controlled,
        }
        return {kind for kind, marked in marks.items() if marked}
