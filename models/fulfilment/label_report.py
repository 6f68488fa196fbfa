"""The 4×6 inch label: what is on it, and that no way of printing it passes the log."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .pick_release import OUR_PICK_LISTS

INCHES = {"--page-width": "101.6mm", "--page-height": "152.4mm"}  # 4 × 6
REPORTS = ("quote_to_cash.report_parcel_label", "quote_to_cash.report_package_label")


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _writing_reports(self):
        """Return the names of the reports that write while they are rendered."""
        return {*REPORTS, *OUR_PICK_LISTS}

    @api.model
    def _get_rendering_context(self, report, docids, data):
        """Extend: labels are written into their log when they are rendered.

        The one method that PDF, HTML and text reports pass, from whatever menu or program.
        """
        if report.report_name not in REPORTS:
            return super()._get_rendering_context(report, docids, data)
        docids = docids or self._ids_in(data, "label_ids")
        cartons = self.env[report.model].browse(docids)._cartons_to_label()
        Label = self.env["fulfilment.label"]
        if (data or {}).get("only_new"):
            printed = Label._printed(cartons)
            cartons = [carton for carton in cartons if carton.key not in printed]
        if not cartons:
            raise UserError(self.env._("There is no label to print."))
        reason = self._ids_in(data, "reprint_reason_id")[:1]
        note = (data or {}).get("reprint_note") or False
        Label._note_prints(cartons, reason[0] if reason else None, note)
        context = super()._get_rendering_context(report, docids, data)
        unit = self.env["product.template"]._get_weight_uom_name_from_ir_config_parameter()
        context["labels"] = [Label._draw(carton.picking._label_values(carton, unit)) for carton in cartons]
        return context

    def _build_wkhtmltopdf_args(self, paperformat_id, *args, **kwargs):
        """Extend: paper formats know whole millimetres, and 4 × 6 inches are none."""
        command = super()._build_wkhtmltopdf_args(paperformat_id, *args, **kwargs)
        if paperformat_id and paperformat_id == self.env.ref("quote_to_cash.paperformat_label", False):
            for option, size in INCHES.items():
                if option in command:
                    command[command.index(option) + 1] = size
        return command

    @api.model
    def _ids_in(self, data, key):
        """Return ids out of a report's options, which may have come as an address's parameters.

        :raise UserError: if they are none
        """
        values = (data or {}).get(key) or []
        if isinstance(values, str):
            values = values.strip("[]").split(",")
        try:
            return [int(value) for value in (values if isinstance(values, list | tuple) else [values])]
        except (TypeError, ValueError):
            raise UserError(self.env._("These are no records: %(values)s", values=values)) from None


class StockPicking(models.Model):
    _inherit = "stock.picking"

    label_ids = fields.One2many("fulfilment.label", "picking_id", "Labels", readonly=True)
    # Whoever opens a transfer may have no right on labels.
    label_count = fields.Integer(compute="_compute_label_count", compute_sudo=True)

    @api.depends("label_ids")
    def _compute_label_count(self):
        for picking in self:
            picking.label_count = len(picking.label_ids)

    def action_print_labels(self):
        """Print the labels of all cartons of these transfers; ask why, if some were printed before.

        :raise UserError: if a transfer is cancelled or a receipt
        """
        return self._print_or_ask(self._cartons_to_label(), "action_report_parcel_label")

    @api.model
    def _print_or_ask(self, cartons, report):
        printed = self.env["fulfilment.label"]._printed(cartons)
        records = self.union(*(carton.picking for carton in cartons))
        if report == "action_report_package_label":
            records = self.env["stock.package"].union(*(carton.package for carton in cartons))
        if not printed:
            # Not in the address of the report: whoever prints may have chosen many.
            data = {"label_ids": records.ids}
            return self.env.ref(f"quote_to_cash.{report}").report_action(None, data=data, config=False)
        field = "default_package_ids" if records._name == "stock.package" else "default_picking_ids"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Print Labels Again"),
            "res_model": "fulfilment.label.reprint",
            "view_mode": "form",
            "target": "new",
            "context": {field: records.ids},
        }

    def action_view_labels(self):
        """Open the log of this transfer's labels."""
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.action_fulfilment_label")
        return {**action, "domain": [("picking_id", "in", self.ids)], "context": {}}

    def _cartons_to_label(self):
        """Return the cartons of transfers whose labels may be printed.

        :raise UserError: if a transfer is cancelled or a receipt
        """
        self.check_access("read")
        cancelled = self.filtered(lambda picking: picking.state == "cancel")
        if cancelled:
            names = ", ".join(cancelled.mapped("name"))
            raise UserError(self.env._("%(transfers)s: cancelled, so labels are void.", transfers=names))
        receipts = self.filtered(lambda picking: picking.picking_type_code == "incoming")
        if receipts:
            names = ", ".join(receipts.mapped("name"))
            raise UserError(self.env._("%(transfers)s: labels are for goods that leave.", transfers=names))
        cartons = self._cartons_by_transfer()
        return [carton for picking in self for carton in cartons[picking]]

    def _label_values(self, carton, unit):
        """Return what is printed on the label of a carton.

        :param str unit: the unit of weight
        """
        # Who prints labels may have no right on orders, companies and carriers.
        picking = self.sudo()
        sender = picking.picking_type_id.warehouse_id.partner_id or picking.company_id.partner_id
        receiver = picking.partner_id
        orders = picking.move_ids.sale_line_id.order_id or picking.sale_id
        references = [order.client_order_ref for order in orders if order.client_order_ref]
        return {
            "sender": [picking.company_id.name, *picking._address_lines(sender)],
            "receiver": picking._address_lines(receiver, named=True),
            "service": picking.carrier_id.name or "",
            "orders": ", ".join(orders.mapped("name")) or picking.origin or "",
            "references": f"PO {', '.join(references)}" if references else "",
            "number": carton.number,
            "count": carton.count,
            "weight": f"{carton.weight:.2f} {unit}" if carton.weight else "",
            "name": carton.name,
            "tracking_ref": carton.tracking_ref,
            "marks": carton.marks,
            "instructions": ["; ".join(carton.instructions)],
        }

    @api.model
    def _address_lines(self, partner, named=False):
        """Return the lines of a postal address, with the name and phone number of the receiver if wanted."""
        lines = [line.strip() for line in (partner._display_address(without_company=True) or "").splitlines()]
        if not named:
            return [line for line in lines if line]
        return [line for line in (partner.name, *lines, partner.phone) if line]


class StockPackage(models.Model):
    _inherit = "stock.package"

    def action_print_label(self):
        """Print the labels of these packages; ask why, if one was printed before.

        :raise UserError: if a package is in no transfer any more
        """
        return self.env["stock.picking"]._print_or_ask(self._cartons_to_label(), "action_report_package_label")

    def _cartons_to_label(self):
        """Return the cartons of packages whose labels may be printed.

        :raise UserError: if a package is in no transfer any more
        """
        self.check_access("read")
        transfers, chosen = self._transfers(), {}
        for package in self:
            pickings = transfers[package].sorted(lambda picking: (picking.state != "done", picking.id), reverse=True)
            chosen[package] = pickings.filtered(lambda picking: picking.picking_type_code != "incoming")[:1].sudo(False)
        pickings = self.env["stock.picking"].union(*chosen.values())
        cartons = {carton.key: carton for carton in pickings._cartons_to_label()}
        for package, picking in chosen.items():
            if (picking.id, package.id) not in cartons:
                raise UserError(
                    self.env._(
                        "%(package)s leaves with no transfer: it was cancelled or unpacked, or lies in a larger"
                        " package. A label of it is void.",
                        package=package.name,
                    )
                )
        return [cartons[picking.id, package.id] for package, picking in chosen.items()]
