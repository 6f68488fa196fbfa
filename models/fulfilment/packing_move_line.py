"""What happens to packages when goods are laid into them, or taken out."""

from odoo import api, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: packages tell their transfers their numbers."""
        lines = super().create(vals_list)
        lines._packages_entered()
        return lines

    def write(self, vals):
        """Extend: so they do when goods move from one to another; an empty one forgets its number."""
        if "result_package_id" not in vals:
            return super().write(vals)
        left = self._packages_concerned()
        gone = set(left.mapped("tracking_ref"))
        pickings = self.picking_id
        entering = self.filtered(lambda line: line.result_package_id.id != (vals["result_package_id"] or False))
        result = super().write(vals)
        self._packages_left(left, gone, pickings)
        entering._packages_entered()
        return result

    def unlink(self):
        """Extend: an empty package forgets its number."""
        left = self._packages_concerned()
        gone = set(left.mapped("tracking_ref"))
        pickings = self.picking_id if left else self.picking_id.browse()
        result = super().unlink()
        self._packages_left(left, gone, pickings)
        return result

    def _packages_concerned(self):
        """Return the packages of the lines, and those around them, that bear a number or a weight."""
        packages = self.result_package_id
        if not packages:
            return packages
        packages = packages.browse(packages._get_all_package_dest_ids())
        return packages.filtered(lambda package: package.tracking_ref or package.actual_weight)

    def _packages_left(self, packages, gone, pickings):
        if packages:
            packages._forget_if_empty()
            still_open = pickings.exists().filtered(lambda picking: picking.state != "done" and picking._is_delivery())
            still_open._join_tracking(gone)

    def _packages_entered(self):
        """A box that comes back and goes out again needs a new number; another box tells its transfers its own."""
        packages = self.filtered(lambda line: line.state != "done")._packages_concerned()
        if not packages:
            return
        anew = packages._begins_anew(self)
        anew._forget()
        (packages - anew).filtered("tracking_ref")._refresh_tracking()

    def _put_in_pack(self, package_id=False, package_type_id=False, package_name=False):
        """Extend: where the company says so, nothing is packed that its package does not take.

        :raise UserError: if it would weigh too much
        """
        package = super()._put_in_pack(package_id, package_type_id, package_name)
        if self.company_id[:1].sudo().package_limit_enforced:
            package._check_limit()
        return package
