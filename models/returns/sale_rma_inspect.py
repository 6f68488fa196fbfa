"""Inspecting what came back: what it is like, what follows, and where it goes."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .const import DISPOSITIONS, GRADES, RESOLUTIONS
from .inspection_photo import checked_photos
from .said import ANY, ID, is_said

# What a finding may say; see action_inspect
WORDS = {
    "line_id": ID,
    "quantity": ANY,
    "grade": (str,),
    "disposition": (str,),
    "accepted": ANY,
    "resolution": (str,),
    "reason_id": ID,
    "lot_id": ID,
    "note": ANY,
    "photos": ANY,
    "send_back": ANY,
    "vendor_id": ID,
    "parts": (dict,),
}
# What goods are usually like that go somewhere, where nobody has said it
USUAL_GRADE = {"restock": "new", "refurbish": "used", "vendor": "damaged", "scrap": "damaged"}


class SaleRma(models.Model):
    _inherit = "sale.rma"

    inspection_ids = fields.One2many("sale.rma.inspection", "rma_id", "Inspections", readonly=True)

    def action_inspect(self, findings=None):
        """Write what was found of what is here, and send the goods where they belong.

        Without findings the lines speak: all that is here of a line is found as its disposition and inspector's reason
        say. If one says nothing, a wizard opens that asks.

        :param list findings: a dict for each quantity: ``line_id``, ``quantity`` (in the line's unit; all that is
            here), ``disposition``, ``grade``, ``accepted`` (True), ``resolution`` (the line's), ``reason_id`` (of kind
            inspection), ``lot_id``, ``note``, ``photos`` (base64), ``send_back`` (what is not accepted goes to the
            customer again), ``vendor_id``, ``parts`` (of a kit: ``{component id: disposition}``)
        :return: True, or the wizard's action
        :raise UserError: for more than is here, and all that cannot be
        :raise AccessError: for users outside the warehouse
        """
        if findings is None:
            for rma in self:
                said = rma._findings_of_lines()
                if said is None:
                    return rma.action_open_inspection()
                rma._inspect(said)
            return True
        self.ensure_one()
        self._inspect(findings)
        return True

    def action_open_inspection(self):
        """Open the wizard that asks what was found."""
        self.ensure_one()
        self._check_may_inspect()
        if not any(line._is_here() for line in self.line_ids):
            raise UserError(self.env._("Nothing of %s is here to be inspected.", self.name))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Inspect %s", self.name),
            "res_model": "sale.rma.inspection.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rma_id": self.id, "dialog_size": "extra-large"},
        }

    def _check_may_inspect(self):
        """Refuse who does not work in the warehouse.

        :raise AccessError: saying so
        """
        if not self.env.su and not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("People of the warehouse receive and inspect returned goods."))
        self.check_access("write")

    def _findings_of_lines(self):
        """Return what the lines say of all that is here; None if one of them says nothing, or there is nothing."""
        here = self.line_ids.filtered(lambda line: line._is_here())
        if not here or any(not line.disposition for line in here):
            return None
        findings = []
        for line in here:
            said = {"line_id": line.id, "disposition": line.disposition, "reason_id": line.inspection_reason_id.id}
            lots = line._lots_here()
            findings += [{**said, "lot_id": lot.id, "quantity": quantity} for lot, quantity in lots.items()] or [said]
        return findings

    def _inspect(self, findings):
        """Do what :meth:`action_inspect` says."""
        self.ensure_one()
        self._check_may_inspect()
        self._check_state("approved", "in_transit", "received", "inspected", "done")
        read = self._read_findings(findings)
        self._touch_revision()
        taken = {}
        values = [line._inspect_quantity(taken, **found) for line, found, _photos in read]
        # Nobody but this writes inspections.
        inspections = self.env["sale.rma.inspection"].sudo().create(values).with_env(self.env)
        for inspection, (_line, _found, photos) in zip(inspections, read, strict=True):
            inspection._attach_photos(photos)
        inspections._move_on()
        self._refresh_state()
        return inspections

    def _read_findings(self, findings):
        """Check what was sent, all of it, before anything is written.

        :return: ``[(line, values, photos)]``
        :raise UserError: with everything that is wrong
        """
        if not isinstance(findings, list | tuple) or not findings:
            raise UserError(self.env._("Say what was found."))
        read, problems = [], []
        for found in findings:
            try:
                read.append(self._read_finding(found))
            except UserError as error:
                problems.append(str(error))
        if problems:
            raise UserError("\n".join(dict.fromkeys(problems)))
        return read

    def _read_finding(self, found):
        if not is_said(found, WORDS):
            raise UserError(self.env._("This is no finding: %s", str(found)[:80]))
        # Taken from all lines, so that what is read of one is read of all.
        line = {line.id: line for line in self.line_ids}.get(found.get("line_id"))
        if not line:
            raise UserError(self.env._("Say which line of %s was inspected.", self.name))
        name = line.product_id.display_name
        accepted = bool(found.get("accepted", True))
        send_back = bool(found.get("send_back"))
        disposition = found.get("disposition") or False
        if send_back and accepted:
            raise UserError(self.env._("%s: what is accepted is not sent back to the customer.", name))
        if send_back:
            disposition = False
        elif disposition not in dict(DISPOSITIONS):
            raise UserError(self.env._("%s: say where it goes.", name))
        grade = found.get("grade") or USUAL_GRADE.get(disposition, "used")
        resolution = found.get("resolution") or None
        if grade not in dict(GRADES) or (resolution and resolution not in dict(RESOLUTIONS)):
            raise UserError(self.env._("%(goods)s: this is not known: %(word)s", goods=name, word=grade or resolution))
        return (
            line,
            {
                "quantity": line._finding_quantity(found.get("quantity")),
                "grade": grade,
                "disposition": disposition,
                "accepted": accepted,
                "resolution": resolution,
                "reason_id": self._finding_reason(found.get("reason_id")).id,
                "lot": line._finding_lot(found.get("lot_id")),
                "note": str(found.get("note") or "").strip() or False,
                "sent_back": send_back,
                "vendor_id": self._finding_vendor(found.get("vendor_id"), disposition, name).id,
                "parts": line._finding_parts(found.get("parts")),
            },
            checked_photos(self.env, found.get("photos")),
        )

    def _finding_reason(self, reason_id):
        reason = self.env["sale.order.reason"].browse(reason_id or ()).exists()
        if reason:
            reason._check_kind("inspection")
        return reason

    def _finding_vendor(self, vendor_id, disposition, name):
        vendor = self.env["res.partner"].browse(vendor_id or ()).exists()
        if vendor and disposition != "vendor":
            raise UserError(self.env._("%s does not go to a vendor.", name))
        return vendor
