"""What was on a carton when it left: Odoo's history of packages keeps it when the box is used again."""

from odoo import api, fields, models
from odoo.tools import SQL

# The numbers of packages, of what was shipped in them, and of transfers without packages. All three by their indexes.
BEARERS = """
    WITH asked (carrier, number) AS (VALUES %(asked)s)
    SELECT a.carrier, a.number, p.name, p.id AS package, ARRAY[]::int[] AS pickings
      FROM asked a JOIN stock_package p ON p.tracking_ref IS NOT NULL
           AND COALESCE(p.tracking_carrier_id, 0) = a.carrier AND UPPER(p.tracking_ref) = UPPER(a.number)
     UNION ALL
    SELECT a.carrier, a.number, h.package_name, 0, ARRAY(
             SELECT r.stock_picking_id FROM stock_package_history_stock_picking_rel r
              WHERE r.stock_package_history_id = h.id)
      FROM asked a JOIN stock_package_history h ON h.tracking_ref IS NOT NULL
           AND COALESCE(h.tracking_carrier_id, 0) = a.carrier AND UPPER(h.tracking_ref) = UPPER(a.number)
     UNION ALL
    SELECT a.carrier, a.number, s.name, 0, ARRAY[s.id]
      FROM asked a JOIN stock_picking s ON s.carrier_tracking_ref IN (a.number, UPPER(a.number), LOWER(a.number))
           AND COALESCE(s.carrier_id, 0) = a.carrier AND s.state != 'cancel'
     ORDER BY package DESC
"""


class StockPackageHistory(models.Model):
    _inherit = "stock.package.history"

    tracking_ref = fields.Char("Tracking Number", readonly=True, help="Under which the carrier took the package.")
    tracking_carrier_id = fields.Many2one("delivery.carrier", readonly=True, ondelete="set null")
    actual_weight = fields.Float(digits="Stock Weight", readonly=True, help="By the scale.")

    # As the index of live packages: numbers are compared without regard to case.
    _tracking_ref_idx = models.Index("(UPPER(tracking_ref)) WHERE tracking_ref IS NOT NULL")


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _prepare_package_history_vals(self):
        """Extend: what leaves for a customer keeps its number and its weight."""
        result = super()._prepare_package_history_vals()
        if any(picking._is_delivery() for picking in self.picking_id):
            packages = self.env["stock.package"].browse(vals["package_id"] for vals in result)
            for vals, package in zip(result, packages, strict=True):
                vals.update(package._carrier_values())
        return result


class StockPackage(models.Model):
    _inherit = "stock.package"

    def _carrier_values(self):
        """Return what the carrier knows of this package."""
        self.ensure_one()
        return {
            "tracking_ref": self.tracking_ref,
            "tracking_carrier_id": self.tracking_carrier_id.id,
            "actual_weight": self.actual_weight,
        }

    def _last_journeys(self):
        """Return the last row of each package's history, as ``{package: stock.package.history}``."""
        # Whoever packs need not be allowed to see where a box was before.
        groups = (
            self.env["stock.package.history"]
            .sudo()
            ._read_group([("package_id", "in", self.ids)], ["package_id"], ["id:max"])
        )
        rows = self.env["stock.package.history"].sudo().browse(last for _package, last in groups)
        found = {row.package_id.id: row for row in rows}
        return {package: found.get(package.id, rows.browse()) for package in self}

    def _deliveries_under_way(self, transfers):
        """Return the deliveries for which each package's number is meant, as ``{package: deliveries}``.

        Those that are open; if nothing moves the package, the last that took it along. Earlier ones keep theirs.

        :param dict transfers: as :meth:`_transfers` returns them
        """
        last = self._last_journeys()
        result = {}
        for package in self:
            deliveries = transfers[package].filtered(lambda picking: picking._is_delivery())
            still_open = any(picking.state != "done" for picking in transfers[package])
            latest = last[package].picking_ids & deliveries or deliveries.sorted("id")[-1:]
            result[package] = deliveries.filtered(lambda picking: picking.state != "done") if still_open else latest
        return result

    def _note_in_history(self, deliveries):
        """Correct what is kept of packages that have left: a number that was typed late, or wrong.

        :param dict deliveries: as :meth:`_deliveries_under_way` returns them
        """
        last = self._last_journeys()
        for package in self:
            row = last[package]
            if row.picking_ids & deliveries[package].filtered(lambda picking: picking.state == "done"):
                row.write(package._carrier_values())

    def _begins_anew(self, entering):
        """Return those of the packages that were shipped before and are now filled again.

        :param stock.move.line entering: what is laid into them
        """
        # Lines of transfers that whoever packs does not see count as well.
        groups = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                [
                    ("result_package_id", "in", self.ids),
                    ("state", "not in", ("done", "cancel")),
                    ("id", "not in", entering.ids),
                ],
                ["result_package_id"],
            )
        )
        filled = self.browse(package.id for (package,) in groups)
        last = self._last_journeys()
        return (self - filled).filtered(
            lambda package: any(picking.picking_type_id.code != "internal" for picking in last[package].picking_ids)
        )

    @api.model
    def _bearers(self, asked):
        """Return what bears carriers' numbers, or was shipped with them: packages, also former ones, and transfers.

        :param asked: ``(id of a carrier or 0, number)``
        :return: ``{(carrier, number): [(name, id of a package or 0, deliveries)]}``
        """
        Picking, History = self.env["stock.picking"].sudo(), self.env["stock.package.history"]
        self.flush_model(["tracking_ref", "tracking_carrier_id"])
        History.flush_model(["tracking_ref", "tracking_carrier_id", "picking_ids"])
        Picking.flush_model(["carrier_tracking_ref", "carrier_id", "state"])
        result = {key: [] for key in asked}
        if not result:
            return result
        values = SQL(", ").join(SQL("(%s, %s)", carrier, number) for carrier, number in result)
        for carrier, number, name, package_id, picking_ids in self.env.execute_query(SQL(BEARERS, asked=values)):
            deliveries = Picking.browse(picking_ids).filtered(lambda picking: picking._is_delivery())
            if package_id or deliveries:
                result[carrier, number].append((name, package_id, deliveries))
        return result
