"""Every label that was printed: by whom, when, for which carton, how often, and why again."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..append_only import guard

VALID, VOID = "valid", "void"


class FulfilmentLabel(models.Model):
    """One print of the label of one carton; written once, never changed.

    Whether a label is still good is derived: it is void when its transfer is cancelled, or its package no longer
    belongs to it. A database trigger refuses every change; only links to what was deleted may be emptied.
    """

    _name = "fulfilment.label"
    _description = "Shipping Label"
    _order = "id desc"
    _rec_name = "carton"
    _log_access = False
    _allow_sudo_commands = False

    picking_id = fields.Many2one("stock.picking", readonly=True, index=True, ondelete="set null")
    picking_ref = fields.Char("Transfer Name", readonly=True, required=True)
    package_id = fields.Many2one("stock.package", readonly=True, index="btree_not_null", ondelete="set null")
    carton = fields.Char(
        "Carton Name", readonly=True, required=True, index=True, help="What is on the label: the package's name."
    )
    position = fields.Integer("Carton", readonly=True, aggregator=False)
    count = fields.Integer("Of", readonly=True, aggregator=False)
    tracking_ref = fields.Char("Tracking Number", readonly=True, index="btree_not_null")
    weight = fields.Float(digits="Stock Weight", readonly=True, aggregator=False)
    print_number = fields.Integer("Print", readonly=True, required=True, aggregator=False, help="1: the first print.")
    kind = fields.Selection([("print", "Print"), ("reprint", "Reprint")], readonly=True, required=True)
    reason_id = fields.Many2one("sale.order.reason", readonly=True, ondelete="restrict")
    note = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="set null")
    printed_at = fields.Datetime(readonly=True, required=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="restrict")
    state = fields.Selection([(VALID, "Valid"), (VOID, "Void")], compute="_compute_state")

    # Two who print the first label of a carton at the same moment: one of them is told.
    _print_unique = models.UniqueIndex(
        "(picking_id, COALESCE(package_id, 0), print_number)",
        "Somebody has just printed this label. Try again: a reprint needs a reason.",
    )

    # === Void === #

    @api.depends("picking_id.state", "picking_id.parcel_ids", "package_id")
    def _compute_state(self):
        # Who may read the log may learn whether a label is good, whatever the transfer.
        pickings = self.sudo().picking_id
        cartons = {carton.key for cartons in pickings._cartons_by_transfer().values() for carton in cartons}
        packages = self.sudo().package_id
        transfers = packages._transfers()
        for label in self.sudo():
            key = label.picking_id.id, label.package_id.id
            label.state = VALID if key in cartons and label._still_travels(transfers) else VOID

    def _still_travels(self, transfers):
        """Whether the goods of this label are on their way: packed for a step, they have to go on from there."""
        self.ensure_one()
        picking = self.picking_id
        if picking.state == "cancel" or (self.carton != picking.name and not self.package_id):
            return False
        if picking.state != "done" or picking.shipped_at or not self.package_id:
            return True
        return any(other.state != "done" or other.shipped_at for other in transfers[self.package_id])

    @api.model
    def _scan_problem(self, code):
        """Return why a scanned label may not be used, or False.

        :param str code: what was scanned: the name of a package or a tracking number
        """
        # Every scanner may learn that a label is void, whoever printed it.
        newest = self.sudo().search(["|", ("carton", "=", code), ("tracking_ref", "=", code)], limit=1)
        return newest._problem()

    def _problem(self):
        """Return why this label may not be used, or False. An empty recordset has none."""
        if not self or self.state == VALID:
            return False
        return self.env._(
            "The label of %(carton)s is void: %(transfer)s was cancelled, or the carton was unpacked. Destroy it.",
            carton=self.carton,
            transfer=self.picking_ref,
        )

    # === Printing === #

    @api.model
    def _printed(self, cartons):
        """Return how often labels were printed, as ``{key of the carton: count}``; only those that were."""
        pickings = [carton.picking.id for carton in cartons]
        # Whether a label was printed before must not depend on who asks.
        groups = self.sudo()._read_group([("picking_id", "in", pickings)], ["picking_id", "package_id"], ["__count"])
        counts = {(picking.id, package.id or False): count for picking, package, count in groups}
        return {carton.key: counts[carton.key] for carton in cartons if carton.key in counts}

    @api.model
    def _note_prints(self, cartons, reason=None, note=False):
        """Write that labels are printed now. Whatever renders them comes through here.

        :param cartons: cartons, as ``stock.picking._cartons_by_transfer`` returns them
        :param reason: ``sale.order.reason`` of kind ``reprint``, or its id; needed for labels printed before
        :raise UserError: if a label was printed before and no reason is given
        """
        printed = self._printed(cartons)
        if printed and not reason:
            names = sorted({carton.name for carton in cartons if carton.key in printed})
            raise UserError(
                self.env._(
                    "These labels were printed already: %(labels)s. To print them again, choose “Print Labels” on the"
                    " transfer and say why.",
                    labels=", ".join(names),
                )
            )
        if printed:
            reason = self.env["sale.order.reason"]._resolve(reason, "reprint")
        now = fields.Datetime.now()
        values = [self._prepare_print(carton, printed.get(carton.key, 0), reason, note, now) for carton in cartons]
        # Nobody has the right to write the log himself.
        labels = self.sudo().create(values)
        labels.flush_recordset()  # who comes second is told before the paper is used
        labels.picking_id.invalidate_recordset(["label_ids"])
        labels.package_id.invalidate_recordset(["label_ids"])
        return labels

    def _prepare_print(self, carton, before, reason, note, now):
        return {
            "picking_id": carton.picking.id,
            "picking_ref": carton.picking.name,
            "package_id": carton.package.id,
            "carton": carton.name,
            "position": carton.number,
            "count": carton.count,
            "tracking_ref": carton.tracking_ref or False,
            "weight": carton.weight,
            "print_number": before + 1,
            "kind": "reprint" if before else "print",
            "reason_id": reason.id if before else False,
            "note": note if before else False,
            "user_id": self.env.uid,
            "printed_at": now,
            "company_id": carton.picking.company_id.id,
        }

    # === Append only === #

    def init(self):
        """Let the database itself refuse what the ORM refuses."""
        guard(self.env.cr, self._table, "The log of labels cannot be changed.", ["picking_id", "package_id", "user_id"])

    def write(self, vals):
        """Refuse: nobody changes the log.

        :raise UserError: always, unless there is nothing to write
        """
        if self and vals:
            raise UserError(self.env._("The log of labels cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log of labels cannot be deleted."))


class SaleOrderReason(models.Model):
    _inherit = "sale.order.reason"

    def _is_used(self):
        """Extend: reasons of reprints."""
        # Whoever keeps the reasons need not be allowed to read the log.
        groups = self.env["fulfilment.label"].sudo()._read_group([("reason_id", "in", self.ids)], ["reason_id"])
        return super()._is_used() | self.browse({reason.id for (reason,) in groups})


class StockPackage(models.Model):
    _inherit = "stock.package"

    label_ids = fields.One2many("fulfilment.label", "package_id", "Label Prints", readonly=True)
    label_state = fields.Selection(
        [("none", "Not Printed"), (VALID, "Printed"), (VOID, "Void")], "Label", compute="_compute_label_state"
    )

    @api.depends("label_ids.state")
    def _compute_label_state(self):
        for package in self:
            package.label_state = package.sudo().label_ids[:1].state or "none"

    def _label_problem(self):
        """Return why this package's label may not be used, or False: for whoever scans it."""
        self.ensure_one()
        return self.sudo().label_ids[:1]._problem()
