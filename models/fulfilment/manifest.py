"""The list that the driver signs: what one carrier takes from one warehouse on one day."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..append_only import guard

REPORT = "quote_to_cash.report_fulfilment_manifest"
TYPED = {"driver_name", "driver_signature"}  # what people write; the rest is derived


class FulfilmentManifest(models.Model):
    """One open list per carrier, warehouse and day; once the driver has signed, it is frozen.

    Lists are made by handing over (:meth:`stock.picking.action_hand_over`). What is handed over after the driver
    has signed goes onto a new list of the same day.
    """

    _name = "fulfilment.manifest"
    _description = "Carrier Manifest"
    _order = "date desc, id desc"

    name = fields.Char(readonly=True, required=True)
    carrier_id = fields.Many2one("delivery.carrier", readonly=True, ondelete="restrict", index=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", readonly=True, required=True, index=True)
    date = fields.Date("Day", readonly=True, required=True)
    state = fields.Selection([("open", "Open"), ("closed", "Closed")], readonly=True, required=True, default="open")
    picking_ids = fields.One2many("stock.picking", "manifest_id", string="Transfers", readonly=True)
    picking_count = fields.Integer("Transfer Count", compute="_compute_totals", store=True)
    carton_count = fields.Integer("Cartons", compute="_compute_totals", store=True)
    weight = fields.Float(compute="_compute_totals", store=True, digits="Stock Weight")
    weight_uom_name = fields.Char("Weight Unit", compute="_compute_weight_uom_name")
    driver_name = fields.Char("Driver")
    driver_signature = fields.Image("Signature", max_width=1024, max_height=1024)
    closed_at = fields.Datetime(readonly=True)
    closed_by_id = fields.Many2one("res.users", readonly=True)
    signed_rows = fields.Json(readonly=True, copy=False, help="What the paper listed when the driver signed.")

    _one_open = models.UniqueIndex(
        "(company_id, COALESCE(carrier_id, 0), COALESCE(warehouse_id, 0), date) WHERE state = 'open'",
        "There is an open manifest for this carrier, warehouse and day.",
    )
    _closed_is_signed = models.Constraint(
        "CHECK (state = 'open' OR (driver_name IS NOT NULL AND closed_at IS NOT NULL))",
        "A manifest is closed with the name of the driver.",
    )

    # What was counted at the hand-over: later changes of packages do not change what the carrier took. The row is
    # written each time, so that closing and joining at once cannot both succeed.
    @api.depends("picking_ids.handed_over_cartons", "picking_ids.handed_over_weight")
    def _compute_totals(self):
        # What the driver has signed for stays: nothing that is recomputed later changes it.
        for manifest in self.filtered(lambda one: one.state != "closed"):
            pickings = manifest.picking_ids
            manifest.picking_count = len(pickings)
            manifest.carton_count = sum(pickings.mapped("handed_over_cartons"))
            manifest.weight = sum(pickings.mapped("handed_over_weight"))

    def _compute_weight_uom_name(self):
        self.weight_uom_name = self.env["product.template"]._get_weight_uom_name_from_ir_config_parameter()

    # === Which list a transfer goes onto === #

    @api.model
    def _for_transfers(self, pickings, at):
        """Return the open list for each transfer that is handed over, as ``{transfer: manifest}``.

        Missing lists are made. Two who make the same one at once: the database lets one through, the other runs
        again and finds it.

        :param datetime at: when they are handed over (UTC)
        """
        keys = {picking: self._key(picking, at) for picking in pickings}
        known = self._open_lists(set(keys.values()))
        missing = sorted(set(keys.values()) - set(known), key=str)
        if missing:
            self._make_lists(missing)
            known = self._open_lists(set(keys.values()))
        return {picking: known[key] for picking, key in keys.items()}

    @api.model
    def _key(self, picking, at):
        company = (picking.company_id or self.env.company).sudo()  # a zone, see res.company
        return (company.id, picking.carrier_id.id, picking.picking_type_id.warehouse_id.id, company._local_day(at))

    @api.model
    def _open_lists(self, keys):
        days = {key[3] for key in keys}
        companies = {key[0] for key in keys}
        # Nobody may make or change lists directly; who hands over has the right to change the transfers.
        found = self.sudo().search([("state", "=", "open"), ("date", "in", days), ("company_id", "in", companies)])
        lists = {(one.company_id.id, one.carrier_id.id, one.warehouse_id.id, one.date): one for one in found}
        return {key: lists[key] for key in keys if key in lists}

    @api.model
    def _make_lists(self, keys):
        """Make lists with one statement that does nothing where somebody was faster."""
        Sequence = self.env["ir.sequence"]
        now = self.env.cr.now()
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, 'open', 0, 0, 0, %s, %s, %s, %s)",
                Sequence.with_company(company).next_by_code(self._name, sequence_date=day),
                company,
                carrier or None,
                warehouse or None,
                day,
                self.env.uid,
                self.env.uid,
                now,
                now,
            )
            for company, carrier, warehouse, day in keys
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO fulfilment_manifest (name, company_id, carrier_id, warehouse_id, date, state,
                    picking_count, carton_count, weight, create_uid, write_uid, create_date, write_date)
                VALUES %s ON CONFLICT DO NOTHING
                """,
                SQL(", ").join(rows),
            )
        )

    # === Closing === #

    def action_close(self, driver=None, signature=None):
        """Close the list: the driver has taken everything on it, and has signed.

        A closed list stays as it is, whoever asks again.

        :param str driver: name of the driver; by default what is written on the list
        :param signature: image, base64; by default what is written on the list
        :raise UserError: without a name or signature, or if nothing is on the list
        """
        self.check_access("write")
        todo = self.filtered(lambda one: one.state == "open")
        todo.flush_recordset(["picking_count", "carton_count", "weight"])  # once closed, they stay
        for manifest in todo:
            name = (driver or manifest.driver_name or "").strip()
            image = signature or manifest.driver_signature
            if not manifest.picking_ids:
                raise UserError(self.env._("Nothing is on %s yet.", manifest.name))
            if not name or not image:
                raise UserError(self.env._("%s needs the name and the signature of the driver.", manifest.name))
            # Only closing writes these; the right to write was checked above.
            manifest.sudo().write(
                {
                    "driver_name": name,
                    "driver_signature": image,
                    "state": "closed",
                    "closed_at": fields.Datetime.now(),
                    "closed_by_id": self.env.uid,
                    "signed_rows": manifest._current_rows(),
                }
            )
        return True

    def init(self):
        """Let the database itself keep what the driver has signed; only links to deleted users may be emptied."""
        users = ["closed_by_id", "create_uid", "write_uid"]
        same = SQL("to_jsonb(NEW) - %(users)s::text[] = to_jsonb(OLD) - %(users)s::text[]", users=users)
        columns = [name for name, field in self._fields.items() if field.store and field.column_type]
        message = "The driver has signed this manifest. It stays as it is."
        guard(self.env.cr, self._table, message, ["create_uid"], SQL("(OLD.state = 'open' OR %s)", same), columns)

    def action_print(self):
        """Print the list."""
        return self.env.ref("quote_to_cash.action_report_fulfilment_manifest").report_action(self)

    def write(self, vals):
        """Extend: a closed list is frozen, and what is derived is not typed.

        :raise UserError: for a closed list
        :raise AccessError: for values that only handing over and closing write
        """
        if vals and any(manifest.state == "closed" for manifest in self):
            raise UserError(self.env._("The driver has signed this manifest. It stays as it is."))
        if not self.env.su and set(vals) - TYPED:
            raise AccessError(self.env._("A manifest is made by handing over, and closed with its button."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Manifests prove what a carrier took. They cannot be deleted."))

    # === The report === #

    def _report_rows(self):
        """Return what the report lists, one row for each transfer: once it is signed, what was signed."""
        self.ensure_one()
        return self.signed_rows or self._current_rows()

    def _current_rows(self):
        """Return one row for each transfer, in the order in which they left."""
        self.ensure_one()
        rows = []
        # Who loads trucks may have no right on orders; name and customer's number are on the label as well.
        for picking in self.sudo().picking_ids.sorted(lambda one: (one.handed_over_at, one.id)):
            order = picking.sale_id
            receiver = picking.partner_id
            place = " ".join(filter(None, (receiver.zip, receiver.city)))
            rows.append(
                {
                    "transfer": picking.name,
                    "order": order.name or picking.origin or "",
                    "customer_po": order.client_order_ref or "",
                    "receiver": receiver.display_name or "",
                    "place": ", ".join(filter(None, (place, receiver.country_id.name))),
                    "cartons": picking.handed_over_cartons,
                    "weight": picking.handed_over_weight,
                    "tracking": picking._tracking_numbers(),
                }
            )
        return rows


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _writing_reports(self):
        """Extend: what was signed is kept with the first print."""
        return super()._writing_reports() | {REPORT}
