"""Templates: which deliveries are checked before they leave, and what is looked at."""

from odoo import api, fields, models
from odoo.tools import ormcache

from ...engine import checkpoint as engine
from .const import SENDING_TYPES

ITEM_KINDS = [
    ("items", "Items"),
    ("quantity", "Quantity"),
    ("lot", "Lot / Expiry"),
    ("condition", "Condition"),
    ("address", "Address"),
    ("documents", "Documents"),
    ("photo", "Photo"),
]


class FulfilmentCheckpoint(models.Model):
    _name = "fulfilment.checkpoint"
    _description = "Quality Checkpoint"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    # Restrict: a limit that is deleted must not become "everything".
    product_ids = fields.Many2many(
        "product.product",
        "fulfilment_checkpoint_product_rel",
        check_company=True,
        string="Products",
        ondelete="restrict",
    )
    categ_ids = fields.Many2many(
        "product.category",
        "fulfilment_checkpoint_categ_rel",
        string="Product Categories",
        ondelete="restrict",
        help="With everything below them. Deliveries with one of the products, or one of the categories, are checked.",
    )
    carrier_ids = fields.Many2many(
        "delivery.carrier",
        "fulfilment_checkpoint_carrier_rel",
        check_company=True,
        string="Carriers",
        ondelete="restrict",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "fulfilment_checkpoint_partner_rel",
        check_company=True,
        string="Customers",
        ondelete="restrict",
        help="With all their contacts and addresses.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    minimum_value = fields.Monetary(
        "Minimum Order Value", help="Without taxes, in the currency of the company. 0: orders of any value."
    )
    every = fields.Integer(
        "Every n-th Order",
        default=1,
        required=True,
        help="1: every order is checked. 10: one of ten, evenly spread. It is found from the order's number,"
        " so trying again does not change it.",
    )
    other_checker = fields.Boolean(
        "Checker Is Not the Picker", help="Who has picked the goods, in any step of the warehouse, may not check them."
    )
    item_ids = fields.One2many("fulfilment.checkpoint.item", "checkpoint_id", "Checklist", copy=True)

    _every_positive = models.Constraint("CHECK (every >= 1)", "Check every order (1), or every n-th: at least 1.")
    _minimum_not_negative = models.Constraint("CHECK (minimum_value >= 0)", "The minimum order value is not negative.")

    # === Who checks at all: known without a query, for every transfer of companies that do not === #

    @api.model
    @ormcache()
    def _companies(self):
        """Return the ids of the companies that have a checkpoint and use it."""
        groups = self.sudo()._read_group([("company_id.active", "=", True)], ["company_id"])
        return frozenset(company.id for (company,) in groups if not company._leaves_checks_to_others())

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: deliveries that are ready now are checked, too."""
        checkpoints = super().create(vals_list)
        checkpoints._have_changed()
        return checkpoints

    def write(self, vals):
        """Extend: deliveries that are ready now follow."""
        companies = self.company_id
        result = super().write(vals)
        self._have_changed(companies)
        return result

    def unlink(self):
        """Extend: deliveries that waited only for this are free."""
        companies = self.company_id
        result = super().unlink()
        self._have_changed(companies)
        return result

    def _have_changed(self, companies=None):
        self.env.registry.clear_cache()
        companies = (companies or self.env["res.company"]) | self.exists().company_id
        # Nobody has to see the transfers to change what is looked at in them.
        Picking = self.env["stock.picking"].sudo()
        domain = [("company_id", "in", companies.ids), ("picking_type_id.code", "in", SENDING_TYPES)]
        Picking.search([*domain, ("state", "=", "assigned")])._refresh_checks()

    # === For the engine === #

    def _limits(self):
        """Return what :func:`engine.checkpoint.applies` has to know of this checkpoint."""
        self.ensure_one()
        # What is archived still limits.
        known = self.with_context(active_test=False)
        return engine.Checkpoint(
            key=self.id,
            products=frozenset(known.product_ids.ids),
            categories=frozenset(known.categ_ids.ids),
            carriers=frozenset(known.carrier_ids.ids),
            customers=frozenset(known.partner_ids.commercial_partner_id.ids),
            minimum=self.minimum_value,
            every=self.every,
        )


class FulfilmentCheckpointItem(models.Model):
    _name = "fulfilment.checkpoint.item"
    _description = "Checklist Item"
    _order = "sequence, id"

    checkpoint_id = fields.Many2one("fulfilment.checkpoint", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("Question", required=True, translate=True)
    kind = fields.Selection(
        ITEM_KINDS, required=True, default="condition", help="Items, quantity and lot are answered by counting."
    )
    required = fields.Boolean(default=True)

    def _question(self):
        """Return what a check keeps of the question, whatever becomes of the template."""
        self.ensure_one()
        return {"item_id": self.id, "name": self.name, "kind": self.kind, "required": self.required}


class FulfilmentCheckSample(models.Model):
    _name = "fulfilment.check.sample"
    _description = "Sample of a Checkpoint"
    _rec_name = "picking_id"

    picking_id = fields.Many2one("stock.picking", required=True, readonly=True, ondelete="cascade")
    checkpoint_id = fields.Many2one(
        "fulfilment.checkpoint", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sampled = fields.Boolean(readonly=True, help="Whether the checkpoint looks at this transfer.")

    _decided_once = models.UniqueIndex("(picking_id, checkpoint_id)", "It is decided whether this transfer is checked.")
