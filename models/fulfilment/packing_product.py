"""How goods want to be packed."""

from odoo import api, fields, models

from ...engine.packing import MARKS, UPRIGHT


class ProductTemplate(models.Model):
    _inherit = "product.template"

    keep_upright = fields.Boolean(help="Cartons with these goods are marked “This side up”.")

    def _packing_marks(self):
        """Return the marks that a carton with these goods carries, as in :data:`engine.packing.MARKS`."""
        self.ensure_one()
        return self._handling_needs() | ({UPRIGHT} if self.keep_upright else set())

    @api.model
    def _packing_mark_names(self):
        """Return what the marks are called, in the order in which they are shown."""
        names = {
            "hazardous": self.env._("Hazardous"),
            "fragile": self.env._("Fragile"),
            "upright": self.env._("This Side Up"),
            "temperature_controlled": self.env._("Keep at Temperature"),
        }
        return {mark: names[mark] for mark in MARKS}
