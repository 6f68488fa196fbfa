"""Which carton for which goods."""

from odoo import api, fields, models

from ...engine.packing import APART


class FulfilmentPackingRule(models.Model):
    """Says which package type goods are packed into. The first rule that fits decides."""

    _name = "fulfilment.packing.rule"
    _description = "Packing Rule"
    _order = "sequence, id"
    _rec_name = "package_type_id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, help="Empty: all companies.")
    carrier_id = fields.Many2one("delivery.carrier", ondelete="cascade", check_company=True, help="Empty: any.")
    handling = fields.Selection(
        [
            ("plain", "Nothing Special"),
            ("fragile", "Fragile"),
            ("hazardous", "Hazardous"),
            ("temperature_controlled", "Temperature-Controlled"),
            ("upright", "This Side Up"),
        ],
        help="Empty: goods of any kind.",
    )
    categ_id = fields.Many2one(
        "product.category", "Product Category", ondelete="cascade", help="With those below it. Empty: any."
    )
    package_type_id = fields.Many2one(
        "stock.package.type", "Pack Into", required=True, ondelete="cascade", check_company=True
    )
    max_weight = fields.Float(related="package_type_id.max_weight", string="Up To")
    weight_uom_name = fields.Char(related="package_type_id.weight_uom_name", string="Unit")

    @api.model
    def _package_types(self, lines):
        """Return the package type for the goods of each line.

        Where no rule fits: that of the packaging in which they are ordered or counted, if it has one.

        :param stock.move.line lines: what is to be packed
        :return: ``{line: stock.package.type}``
        """
        # Who packs need not be allowed to see the rules of other companies; those are sorted out below.
        rules = self.sudo().search([("company_id", "in", [False, *lines.company_id.ids])])
        return {
            line: next((rule.package_type_id.sudo(False) for rule in rules if rule._fits(line)), None)
            or line.move_id.packaging_uom_id.package_type_id
            or line.product_uom_id.package_type_id
            for line in lines
        }

    def _fits(self, line):
        """Whether the rule is for the goods of a line."""
        self.ensure_one()
        product = line.product_id
        return bool(
            (not self.company_id or self.company_id == line.company_id)
            and (not self.carrier_id or self.carrier_id == line.picking_id.carrier_id)
            and (not self.handling or self._handles(product.product_tmpl_id._packing_marks()))
            and (not self.categ_id or (product.categ_id.parent_path or "").startswith(self.categ_id.parent_path))
        )

    def _handles(self, marks):
        return not marks & APART if self.handling == "plain" else self.handling in marks
