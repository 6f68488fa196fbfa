"""What the screens of an export show: its figures, and where its records are."""

from odoo import api, fields, models

from .const import KINDS

FREE = [("free", "=", False)]
TO_DO = [("quiet", "=", False)]


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    application_count = fields.Integer("Applied Payments", compute="_compute_application_count")
    kinds_text = fields.Char("Kinds", compute="_compute_kinds_text")
    file_name = fields.Char(related="attachment_id.name", string="File Name")
    ticked = fields.Boolean("All Ticked", compute="_compute_ticked")

    def _compute_application_count(self):
        groups = self.env["quickbooks.export.application"]._read_group(
            [("batch_id", "in", self.ids), *TO_DO], ["batch_id"], ["__count"]
        )
        counts = dict(groups)
        for batch in self:
            batch.application_count = counts.get(batch, 0)

    @api.depends("kinds")
    @api.depends_context("lang")
    def _compute_kinds_text(self):
        words = dict(self.env["quickbooks.export.line"]._fields["kind"]._description_selection(self.env))
        for batch in self:
            kinds = (batch.kinds or "").split(",")
            everything = set(kinds) >= {kind for kind, _label in KINDS}
            texts = [words[kind] for kind in kinds if kind in words]
            batch.kinds_text = self.env._("Everything") if everything else ", ".join(texts)

    @api.depends("total_ids.ticked_at")
    def _compute_ticked(self):
        for batch in self:
            batch.ticked = bool(batch.total_ids) and all(total.ticked_at for total in batch.total_ids)

    def _open(self):
        """Return the action that opens this batch."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _open_list(self, xml_id, domain=()):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"quote_to_cash.{xml_id}")
        return {**action, "context": {}, "domain": [("batch_id", "in", self.ids), *domain]}

    def action_open_records(self):
        """Open the exported records."""
        return self._open_list("quickbooks_export_line_action")

    def action_open_changed(self):
        """Open the records that have changed since they were exported."""
        return self._open_list("quickbooks_export_line_action", [*FREE, ("change", "!=", False)])

    def action_open_applications(self):
        """Open the list of which payment pays which invoice."""
        return self._open_list("quickbooks_export_application_action", TO_DO)

    def action_print_applications(self):
        """Print which payment pays which invoice, customer by customer."""
        return self.env.ref("quote_to_cash.action_report_quickbooks_applications").report_action(self)

    def action_print_totals(self):
        """Print the control totals, to be ticked on paper."""
        return self.env.ref("quote_to_cash.action_report_quickbooks_totals").report_action(self)

    def action_download_applications(self):
        """Download which payment pays which invoice as CSV."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/quickbooks/{self.id}/applications.csv", "target": "download"}

    def action_ask_cancel(self):
        """Ask why the export is cancelled."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Export"),
            "res_model": "quickbooks.export.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_batch_id": self.id},
        }

    def action_look_for_changes(self):
        """Look now which exported records have changed; the nightly job does it, too.

        :raise AccessError: for whoever may not export
        """
        self.check_access("read")
        for company in self.company_id:
            self._flag_changed(company)
        return True


class QuickbooksExportLine(models.Model):
    _inherit = "quickbooks.export.line"

    exported_at = fields.Datetime(related="batch_id.exported_at")

    def action_open_document(self):
        """Open the record as it is now; of one that is gone this row is all that is left."""
        self.ensure_one()
        record = self.payment_id or self.move_id
        target = record or self
        return {
            "type": "ir.actions.act_window",
            "res_model": target._name,
            "res_id": target.id,
            "view_mode": "form",
        }

    def action_ask_release(self):
        """Ask why these records may be exported again."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release"),
            "res_model": "quickbooks.export.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }


class QuickbooksExportTotal(models.Model):
    _inherit = "quickbooks.export.total"

    ticked_by_id = fields.Many2one("res.users", "Ticked by", readonly=True)
    ticked_at = fields.Datetime(readonly=True)

    def action_tick(self):
        """Tick a figure that was compared with the accountant's program; or take the tick back.

        :raise AccessError: for whoever may not export
        """
        self.check_access("read")
        for total in self.sudo():  # figures are written by the export only; a tick is all that users add
            done = {"ticked_by_id": self.env.uid, "ticked_at": fields.Datetime.now()}
            total.write(dict.fromkeys(done, False) if total.ticked_at else done)
        return True

    def action_open_ledger(self):
        """Open the account's items of the period."""
        self.ensure_one()
        batch = self.batch_id
        domain = [
            ("company_id", "=", batch.company_id.id),
            ("account_id", "=", self.account_id.id),
            ("parent_state", "=", "posted"),
            ("date", "<=", batch.date_to),
        ]
        if batch.date_from:
            domain.append(("date", ">=", batch.date_from))
        return {
            "type": "ir.actions.act_window",
            "name": self.account_id.display_name,
            "res_model": "account.move.line",
            "view_mode": "list",
            "domain": domain,
        }
