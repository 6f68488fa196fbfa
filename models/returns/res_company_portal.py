"""What customers may do about returns on their pages, and which messages they get: off until a company wants it."""

from odoo import fields, models

from ...engine import return_portal as engine


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_portal = fields.Boolean("Returns on Customers' Pages")
    rma_portal_refund = fields.Boolean("Offer Money Back", default=True)
    rma_portal_replace = fields.Boolean("Offer Replacement", default=True)
    rma_portal_repair = fields.Boolean("Offer Repair")
    rma_portal_credit = fields.Boolean("Offer Store Credit")
    rma_mails = fields.Boolean("Messages about Returns", help="Customers are told at each stage of their return, once.")

    def _offered_resolutions(self):
        """Return ``[(resolution, the customer's words for it)]`` that customers can wish for; repair needs its app."""
        self.ensure_one()
        words = [
            ("refund", self.rma_portal_refund, self.env._("My money back")),
            ("replace", self.rma_portal_replace, self.env._("A replacement")),
            ("repair", self.rma_portal_repair and "repair.order" in self.env, self.env._("A repair")),
            ("credit", self.rma_portal_credit, self.env._("Store credit")),
        ]
        return [(resolution, word) for resolution, offered, word in words if offered]

    def _offered_reasons(self):
        """Return the reasons that customers can choose."""
        return self.env["sale.order.reason"].search([("kind", "=", "return"), ("return_portal", "=", True)])


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_portal = fields.Boolean(related="company_id.rma_portal", readonly=False)
    rma_portal_refund = fields.Boolean(related="company_id.rma_portal_refund", readonly=False)
    rma_portal_replace = fields.Boolean(related="company_id.rma_portal_replace", readonly=False)
    rma_portal_repair = fields.Boolean(related="company_id.rma_portal_repair", readonly=False)
    rma_portal_credit = fields.Boolean(related="company_id.rma_portal_credit", readonly=False)
    rma_mails = fields.Boolean(related="company_id.rma_mails", readonly=False)
    rma_repair_installed = fields.Boolean(compute="_compute_rma_repair_installed")

    def _compute_rma_repair_installed(self):
        self.rma_repair_installed = "repair.order" in self.env

    def action_view_returnable_orders(self):
        """Open the orders of which customers could return something now: what the switch would offer."""
        orders = self.env["sale.order"]._returnable_now(self.company_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Could Be Returned Now"),
            "res_model": "sale.order",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", orders.ids)],
            "help": self.env._("<p>Nothing that was delivered is inside its return window.</p>"),
        }


class SaleOrderReason(models.Model):
    _inherit = "sale.order.reason"

    def _photo_hint(self):
        """Return what a customer reads about photos when he chooses among these reasons."""
        names = self.filtered("return_needs_photo").mapped("name")
        most = self.env._("at most %(count)s, JPEG or PNG, up to 10 MB each", count=engine.MOST_PHOTOS)
        if not names:
            return most
        return self.env._("required for: %(reasons)s; %(most)s", reasons=", ".join(names), most=most)
