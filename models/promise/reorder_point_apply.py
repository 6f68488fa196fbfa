"""From a reorder point to Odoo's replenishment rule, and back to what is behind the figures."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .const import LINK_LATER


class ProductReorderPoint(models.Model):
    _inherit = "product.reorder.point"

    def action_apply(self):
        """Write the proposed minimum and maximum into Odoo's replenishment rules, with the rights of who does it.

        A product without a rule gets one, for where the warehouse keeps its stock; an archived rule is taken up
        again. Whatever else a rule says stays. What fits exactly is left alone, so a second click does nothing.
        """
        # The links are made once for all, at the end.
        rules = self.env["stock.warehouse.orderpoint"].with_context(active_test=False, **{LINK_LATER: True})
        rules.check_access("write")
        rules.check_access("create")
        rows = self.filtered("has_proposal")
        if not rows:
            raise UserError(self[:1].note or self.env._("Choose the reorder points that shall be applied."))
        # Of two clicks at once PostgreSQL refuses the later one; Odoo runs it again, and it sees the rule of the first.
        rows.sudo().write({"applied_at": fields.Datetime.now(), "applied_by_id": self.env.uid})
        rows.flush_recordset()
        known = rules.search(rows._rules_domain())
        by_place = {(rule.product_id, rule.location_id): rule for rule in known}
        new = []
        for row in rows:
            values = {"product_min_qty": row.reorder_point, "product_max_qty": row.reorder_max}
            rule = by_place.get((row.product_id, row.warehouse_id.lot_stock_id))
            if rule:
                rule._take_proposal(values)
            else:
                new.append(row._new_rule_values() | values)
        rules.create(new)
        self._link_rules(rows.product_id.ids)
        return True

    def _rules_domain(self):
        """Return a domain on the rules of these products where their warehouses keep their stock."""
        return Domain("product_id", "in", self.product_id.ids) & Domain(
            "location_id", "in", self.warehouse_id.lot_stock_id.ids
        )

    def _new_rule_values(self):
        """Return the values of a new replenishment rule, without its quantities. Extend for other defaults."""
        return {
            "product_id": self.product_id.id,
            "warehouse_id": self.warehouse_id.id,
            "location_id": self.warehouse_id.lot_stock_id.id,
            "company_id": self.company_id.id,
        }

    def action_open_shipments(self):
        """Open the shipments and returns from which demand was measured."""
        self.ensure_one()
        since = self.company_id._begin_of_day(self.date_from)
        out = Domain("location_id.warehouse_id", "=", self.warehouse_id.id) & (
            Domain("location_dest_id.usage", "=", "customer")
            | Domain("location_dest_id", "any", [("usage", "=", "transit"), ("company_id", "=", False)])
        )
        back = Domain("location_dest_id.warehouse_id", "=", self.warehouse_id.id) & Domain(
            "location_id.usage", "=", "customer"
        )
        domain = Domain("product_id", "=", self.product_id.id) & Domain("date", ">=", since) & (out | back)
        return self._open_moves(self.env._("Shipments and Returns"), domain)

    def action_open_receipts(self):
        """Open the receipts on which the lead time was measured."""
        self.ensure_one()
        domain = (
            Domain("product_id", "=", self.product_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("date", ">=", self.company_id._reorder_terms().receipts_since)
            & Domain("location_id.usage", "in", ("supplier", "transit"))
            & Domain("location_dest_id.usage", "=", "internal")
        )
        if "purchase_line_id" in self.env["stock.move"]._fields:
            domain &= Domain("purchase_line_id", "!=", False)
        return self._open_moves(self.env._("Receipts"), domain)

    def _open_moves(self, name, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "stock.move",
            "view_mode": "list,form",
            "views": [(self.env.ref("stock.view_move_tree").id, "list"), (False, "form")],
            "domain": list(domain & Domain("state", "=", "done")),
            "context": {"create": False},
        }

    def action_open_rule(self):
        """Open Odoo's replenishment rule."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.warehouse.orderpoint",
            "res_id": self.orderpoint_id.id,
            "view_mode": "form",
            "views": [(self.env.ref("stock.view_warehouse_orderpoint_form").id, "form")],
        }

    def _link_rules(self, products):
        """Find the rules of products anew, after some were made, changed or removed.

        :param list products: ids
        """
        # Whoever touches a rule need not be one who may see reorder points.
        rows = self.sudo().search([("product_id", "in", products)])
        if not rows:
            return
        self.env["stock.warehouse.orderpoint"].flush_model()
        rules = self._read_rules(products)
        for row in rows:
            rule = rules.get((row.product_id.id, row.warehouse_id.id), {}).get("id", False)
            if row.orderpoint_id.id != rule:
                row.orderpoint_id = rule
        rows._compute_standing()
