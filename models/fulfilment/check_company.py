"""Where another module checks and scans, ours steps back."""

from odoo import api, fields, models

OTHERS = ("quality_control", "stock_barcode")


class ResCompany(models.Model):
    _inherit = "res.company"

    checkpoint_steps_back = fields.Boolean(
        help="Shipments are checked with Odoo's own Quality or Barcode app: checkpoints ask for nothing."
    )

    @api.model
    def _other_checks_installed(self):
        """Return whether one of the modules that check or scan is installed."""
        return any(name in self.env.registry._init_modules for name in OTHERS)

    def _leaves_checks_to_others(self):
        """Return whether another module checks for this company."""
        self.ensure_one()
        return self.checkpoint_steps_back and self._other_checks_installed()

    def write(self, vals):
        """Extend: what waits for a check follows the switch."""
        result = super().write(vals)
        if "checkpoint_steps_back" in vals:
            self.env["fulfilment.checkpoint"]._have_changed(self)
        return result


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    checkpoint_steps_back = fields.Boolean(related="company_id.checkpoint_steps_back", readonly=False)
    other_checks_installed = fields.Boolean(compute="_compute_other_checks_installed")

    @api.depends("company_id")
    def _compute_other_checks_installed(self):
        self.other_checks_installed = self.env["res.company"]._other_checks_installed()
