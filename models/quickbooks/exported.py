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


class QuickbooksExported(models.AbstractModel):
    """What is exported to the accountant and says so: an invoice, a payment."""

    _name = "quickbooks.exported"
    _description = "Exported to the Accountant"

    _exported_as = None  # the field of `quickbooks.export.line` that leads here
    _exported_states = ()  # in which it is what was exported

    quickbooks_text = fields.Char("Accountant Export", compute="_compute_quickbooks_text", compute_sudo=True)
    quickbooks_changed = fields.Boolean("Changed since Export", compute="_compute_quickbooks_text", compute_sudo=True)

    @api.depends("state")
    @api.depends_context("lang", "tz")
    def _compute_quickbooks_text(self):
        told = self.env["quickbooks.export.line"]._told(self._exported_as, self._origin)
        for record in self:
            text, changed = told.get(record._origin.id, (False, False))
            record.quickbooks_text = text
            record.quickbooks_changed = bool(text) and (changed or record.state not in self._exported_states)

    def action_open_quickbooks_batch(self):
        """Open the export that this is in.

        :raise AccessError: for whoever may not export
        """
        return self.env["quickbooks.export.line"]._open_batch(self._exported_as, self)


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "quickbooks.exported"]

    _exported_as = "move_id"
    _exported_states = ("posted",)


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "quickbooks.exported"]

    _exported_as = "payment_id"
    _exported_states = ("in_process", "paid")
