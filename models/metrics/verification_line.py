"""Rows in which a figure and its documents differ, and what to open for each."""

from odoo import api, fields, models
from odoo.tools.misc import format_date

from ...engine.kpi_period import Period, bounds

# Of these documents the one is opened that people know
OPENED_BY = {
    "sale.order.line": "order_id",
    "sale.order.hold": "order_id",
    "order.validation.finding": "order_id",
    "stock.move": "picking_id",
    "account.move.line": "move_id",
    "account.move.promise": "move_id",
}


class SaleKpiVerificationLine(models.Model):
    """One row in which a figure and its documents do not agree."""

    _name = "sale.kpi.verification.line"
    _description = "Row That Differs"
    _order = "is_waiting, id"
    _log_access = False
    _allow_sudo_commands = False

    verification_id = fields.Many2one(
        "sale.kpi.verification", "Check", required=True, readonly=True, ondelete="cascade", index=True
    )
    res_model = fields.Char("Kind", required=True, readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", readonly=True)
    day = fields.Date(readonly=True, help="Of what belongs to a day, and to no document")
    name = fields.Char("Document Name", compute="_compute_name")
    difference = fields.Selection(
        [
            ("only_kept", "Kept, but Not in the Documents"),
            ("only_documents", "In the Documents, but Not Kept"),
            ("value", "Other Values"),
        ],
        required=True,
        readonly=True,
    )
    is_waiting = fields.Boolean("Waits", readonly=True, help="It has changed, and was not read again yet")
    kept_numerator = fields.Float("Numerator, Kept", readonly=True, digits=0)
    kept_denominator = fields.Float("Denominator, Kept", readonly=True, digits=0)
    documents_numerator = fields.Float("Numerator, from Documents", readonly=True, digits=0)
    documents_denominator = fields.Float("Denominator, from Documents", readonly=True, digits=0)

    @api.depends("res_model", "res_id", "day")
    def _compute_name(self):
        for model, lines in self.grouped("res_model").items():
            documents = self.env[model].browse(lines.mapped("res_id")).exists()._filtered_access("read")
            names = {document.id: document.display_name for document in documents}
            for line in lines:
                known = format_date(self.env, line.day) if line.day else names.get(line.res_id)
                line.name = known or (self.env._("No. %s", line.res_id) if line.res_id else self.env._("None"))

    def action_open_document(self):
        """Open the document, or what belongs to the day.

        :raise MissingError: if it was deleted
        """
        self.ensure_one()
        if self.day:
            return self._open_day()
        document = self.env[self.res_model].browse(self.res_id)
        document = document[OPENED_BY[self.res_model]] if self.res_model in OPENED_BY else document
        document.check_access("read")
        return document._get_records_action()

    def _open_day(self):
        """Open the shipments of a day."""
        company = self.verification_id.company_id
        begin, end = bounds(Period(self.day, self.day), company._local_zone())
        domain = [("company_id", "=", company.id), ("shipped_at", ">=", begin), ("shipped_at", "<", end)]
        return {
            "type": "ir.actions.act_window",
            "name": format_date(self.env, self.day),
            "res_model": self.res_model,
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
        }
