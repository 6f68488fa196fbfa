"""What an invoice or a payment says about its export."""

from odoo import api, fields, models
from odoo.tools import format_date


class QuickbooksExportLine(models.Model):
    _inherit = "quickbooks.export.line"

    @api.model
    def _told(self, field, records):
        """Return what records say about their exports: ``{id: (text, whether they have changed)}``.

        :param str field: `move_id` or `payment_id`
        """
        told = {}
        lines = self.search([(field, "in", records.ids), ("free", "=", False)], order="id")
        words = dict(self._fields["target"]._description_selection(self.env))
        for record, own in lines.grouped(field).items():
            texts = []
            for line in own:
                day = line.batch_id.exported_at
                values = {"target": words[line.target], "number": line.batch_id.name}
                if day:
                    values["date"] = format_date(self.env, fields.Datetime.context_timestamp(self, day).date())
                    texts.append(self.env._("Exported to %(target)s with %(number)s on %(date)s.", **values))
                else:
                    texts.append(self.env._("Being exported to %(target)s with %(number)s.", **values))
            told[record.id] = (" ".join(texts), any(own.mapped("change")))
        return told

    @api.model
    def _open_batch(self, field, record):
        record.ensure_one()
        line = self.search([(field, "=", record.id), ("free", "=", False)], order="id desc", limit=1)
        return line.batch_id._open() if line else False


class AccountMove(models.Model):
    _inherit = "account.move"

    quickbooks_text = fields.Char("Accountant Export", compute="_compute_quickbooks_text", compute_sudo=True)
    quickbooks_changed = fields.Boolean("Changed since Export", compute="_compute_quickbooks_text", compute_sudo=True)

    @api.depends("state")
    @api.depends_context("lang", "tz")
    def _compute_quickbooks_text(self):
        told = self.env["quickbooks.export.line"]._told("move_id", self._origin)
        for move in self:
            text, changed = told.get(move._origin.id, (False, False))
            move.quickbooks_text = text
            move.quickbooks_changed = bool(text) and (changed or move.state != "posted")

    def action_open_quickbooks_batch(self):
        """Open the export that this entry is in.

        :raise AccessError: for whoever may not export
        """
        return self.env["quickbooks.export.line"]._open_batch("move_id", self)


class AccountPayment(models.Model):
    _inherit = "account.payment"

    quickbooks_text = fields.Char("Accountant Export", compute="_compute_quickbooks_text", compute_sudo=True)
    quickbooks_changed = fields.Boolean("Changed since Export", compute="_compute_quickbooks_text", compute_sudo=True)

    @api.depends("state")
    @api.depends_context("lang", "tz")
    def _compute_quickbooks_text(self):
        told = self.env["quickbooks.export.line"]._told("payment_id", self._origin)
        for payment in self:
            text, changed = told.get(payment._origin.id, (False, False))
            payment.quickbooks_text = text
            payment.quickbooks_changed = bool(text) and (changed or payment.state not in ("in_process", "paid"))

    def action_open_quickbooks_batch(self):
        """Open the export that this payment is in.

        :raise AccessError: for whoever may not export
        """
        return self.env["quickbooks.export.line"]._open_batch("payment_id", self)
