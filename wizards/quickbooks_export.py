"""The screen on which an accountant chooses a period, sees every problem, and exports."""

from dataclasses import replace
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..engine.quickbooks_document import CREDIT_NOTE, IIF, INVOICE, JOURNAL, PAYMENT, REFUND
from ..models.quickbooks.const import DONE, DRAFT, KINDS, MANAGERS, TARGETS
from ..models.quickbooks.mapping import FALLBACK, RECORDS
from ..models.quickbooks.scope import Scope

ERROR, WARNING = "error", "warning"
CHOICES = {
    INVOICE: "with_invoices",
    CREDIT_NOTE: "with_credit_notes",
    PAYMENT: "with_payments",
    REFUND: "with_refunds",
    JOURNAL: "with_entries",
}
# What has no name yet; of terms and the like the file is correct without
NAMELESS = {"unnamed", *(f"no_{kind}" for kind in (*RECORDS, FALLBACK))}
MOST_SHOWN = 300  # problems, and records that are left out; all of them are counted
MOST_TOLD = 30  # in the message to a program
MOST_OPENED = 10_000


class QuickbooksExportWizard(models.TransientModel):
    """What would be exported, what stands in the way, and what stays out. Nothing is written before the export."""

    _name = "quickbooks.export.wizard"
    _description = "Accountant Export"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    target = fields.Selection(TARGETS, "Program", required=True, default=lambda self: self._default_target())
    date_from = fields.Date(
        "From",
        default=lambda self: self._default_date_from(),
        help="Accounting date. Empty: everything that is not exported yet.",
    )
    date_to = fields.Date("Up To", required=True, default=lambda self: self._month_end())
    with_invoices = fields.Boolean("Invoices", default=True)
    with_credit_notes = fields.Boolean("Credit Notes", default=True)
    with_payments = fields.Boolean("Payments", default=True)
    with_refunds = fields.Boolean("Refunds", default=True)
    with_entries = fields.Boolean("Journal Entries", default=True, help="Write-offs and exchange differences.")

    checked = fields.Boolean(readonly=True, help="What is shown is that of this period, these kinds and this program.")
    row_ids = fields.One2many("quickbooks.export.wizard.row", "wizard_id", "To Export", readonly=True)
    record_count = fields.Integer("Documents", compute="_compute_record_count")
    problem_ids = fields.One2many("quickbooks.export.wizard.problem", "wizard_id", "Problems")
    left_out_ids = fields.One2many("quickbooks.export.wizard.left.out", "wizard_id", "Records Left Out", readonly=True)
    error_count = fields.Integer("Errors", readonly=True)
    warning_count = fields.Integer("Warnings", readonly=True)
    proposal_count = fields.Integer("Proposed Names", readonly=True)
    missing_count = fields.Integer("Missing Names", readonly=True)
    left_out_count = fields.Integer("Not Exported", readonly=True)
    older_count = fields.Integer("Older Documents", readonly=True)
    older_amount = fields.Monetary(readonly=True)
    draft_count = fields.Integer("Draft Invoices", readonly=True)
    draft_payment_count = fields.Integer("Draft Payments", readonly=True)
    running_id = fields.Many2one("quickbooks.export.batch", "Export Being Written", readonly=True)
    may_name = fields.Boolean(compute="_compute_may_name", help="Whether the user sets names.")

    # === Defaults === #

    @api.model
    def _last_batch(self):
        return self.env["quickbooks.export.batch"].search(
            [("company_id", "=", self.env.company.id), ("state", "=", DONE)], limit=1
        )

    @api.model
    def _default_target(self):
        return self._last_batch().target or IIF

    @api.model
    def _month_end(self):
        return self.env.company._local_day().replace(day=1) - timedelta(days=1)

    @api.model
    def _default_date_from(self):
        """The month before this one; who has exported before gets everything since, whatever was posted late."""
        return False if self._last_batch() else self._month_end().replace(day=1)

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("New Export")

    @api.depends_context("uid")
    def _compute_may_name(self):
        self.may_name = self.env.user.has_group(MANAGERS)

    @api.depends("row_ids.count")
    def _compute_record_count(self):
        for wizard in self:
            wizard.record_count = sum(wizard.row_ids.mapped("count"))

    @api.onchange("company_id", "target", "date_from", "date_to", *CHOICES.values())
    def _onchange_scope(self):
        self.checked = False

    # === Buttons === #

    def action_check(self):
        """Look at everything anew: what would be exported, all problems at once, what stays out.

        Of what is exported already only that which was written since the night is looked at for changes.

        :return: the problems
        :raise UserError: for a period or kinds that make no sense
        :raise AccessError: for a company in which the user does not work
        """
        self.ensure_one()
        scope = self._scope()
        self.env["quickbooks.export.batch"]._flag_changed_since_night(scope.company, scope.target)
        problems = self.env["quickbooks.check"]._problems(scope)
        self._show_problems(problems)
        left_out = self.env["quickbooks.reader"]._left_out(scope)
        older, drafts = self._older(scope), self._drafts(scope)
        self.write(
            {
                "checked": True,
                "row_ids": [Command.clear(), *(Command.create(row) for row in self._preview(scope))],
                "left_out_ids": [Command.clear(), *(Command.create(one) for one in left_out[:MOST_SHOWN])],
                "left_out_count": len(left_out),
                "older_count": sum(row["count"] for row in older),
                "older_amount": sum(row["amount"] for row in older),
                "draft_count": drafts["account.move"],
                "draft_payment_count": drafts["account.payment"],
                "running_id": self._running(scope).id,
            }
        )
        return self.problem_ids

    def action_export(self):
        """Export, unless there is an error; return the batch.

        A big export is written in the background: the batch shows how far it is.

        :return: the batch; over RPC its id
        :raise UserError: with the errors, or whose export is being written, or that there is nothing to export
        :raise AccessError: for a company in which the user does not work
        """
        self.ensure_one()
        scope = self._scope()
        self._refuse_errors(self.env["quickbooks.check"]._problems(scope))
        batch = self.env["quickbooks.export.batch"]._start(scope)
        batch.action_continue()
        return batch

    def action_export_and_open(self):
        """Export, and open the batch; see :meth:`action_export`."""
        return self.action_export()._open()

    def action_propose_names(self):
        """Propose a name for everything that has none yet; see :meth:`quickbooks.mapping._propose`.

        None of them is used before it is confirmed.
        """
        self.ensure_one()
        scope = self._scope()
        needs = self.env["quickbooks.check"]._needs(scope)
        self.env["quickbooks.mapping"]._propose(scope.company, scope.target, needs)
        return self.action_check()

    def action_confirm_names(self):
        """Confirm all proposed names that are shown, as they stand now. Those that lack something stay, and say so.

        :raise AccessError: for whoever may not set names
        """
        self.ensure_one()
        proposals = self.problem_ids.mapping_id.filtered(lambda mapping: not mapping.confirmed)
        proposals.filtered(lambda mapping: not mapping._lacking()).action_confirm()
        return self.action_check()

    def action_include_older(self):
        """Take in what is older than the period and was never exported."""
        self.ensure_one()
        self.date_from = False
        if older := self._older(self._scope()):
            self.date_from = min(row["first_date"] for row in older)
        return self.action_check()

    def action_open_drafts(self):
        """Open the draft invoices of the period: what is posted later comes with a later export."""
        return self._open_drafts("account.move")

    def action_open_draft_payments(self):
        """Open the draft payments of the period."""
        return self._open_drafts("account.payment")

    def _open_drafts(self, model):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Drafts in the Period"),
            "res_model": model,
            "view_mode": "list,form",
            "domain": self._draft_domain(self._scope(), model),
        }

    def action_open_running(self):
        """Open the export that is being written."""
        self.ensure_one()
        return self.running_id._open()

    # === What is asked for === #

    def _scope(self):
        company = self.company_id
        if company not in self.env.companies:
            raise AccessError(self.env._("Choose a company that you are working in."))
        kinds = tuple(kind for kind, _label in KINDS if self[CHOICES[kind]])
        if not kinds:
            raise UserError(self.env._("Choose what is exported: invoices, payments, ..."))
        if self.date_from and self.date_from > self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        return Scope(company.with_company(company), self.target, self.date_from or None, self.date_to, kinds)

    def _preview(self, scope):
        """Return a row for each kind of what would be exported."""
        found = self._counted(scope)
        return [found[kind] for kind in scope.kinds if kind in found]

    def _counted(self, scope):
        candidates = self.env["quickbooks.reader"]._candidates(scope)
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT kind, count(*) AS count, coalesce(sum(amount), 0) AS amount,"
                " min(date) AS first_date, max(date) AS last_date FROM (%s) AS candidate GROUP BY kind",
                candidates,
            )
        )
        return {row["kind"]: row for row in rows}

    def _older(self, scope):
        """Return rows of what is posted before the first day and not exported; the start date is the only bound."""
        first = self.env["quickbooks.reader"]._first_day(scope)
        if not first:
            return []
        before = replace(scope, date_from=date.min, date_to=first - timedelta(days=1))
        return list(self._counted(before).values())

    def _draft_domain(self, scope, model):
        period = [("company_id", "=", scope.company.id), ("state", "=", "draft"), ("date", "<=", scope.date_to)]
        if scope.date_from:
            period.append(("date", ">=", scope.date_from))
        if model == "account.payment":
            return [*period, ("partner_type", "=", "customer")]
        return [*period, ("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))]

    def _drafts(self, scope):
        models = []
        if {INVOICE, CREDIT_NOTE} & set(scope.kinds):
            models.append("account.move")
        if {PAYMENT, REFUND} & set(scope.kinds):
            models.append("account.payment")
        counts = {model: self.env[model].search_count(self._draft_domain(scope, model)) for model in models}
        return {"account.move": 0, "account.payment": 0, **counts}

    def _running(self, scope):
        return self.env["quickbooks.export.batch"].search(
            [("company_id", "=", scope.company.id), ("target", "=", scope.target), ("state", "=", DRAFT)], limit=1
        )

    # === Problems === #

    def _show_problems(self, problems):
        problems = sorted(problems, key=lambda one: one["severity"] != ERROR)
        errors = [one for one in problems if one["severity"] == ERROR]
        names = [one for one in problems if one["mapping_id"] or one["code"] in NAMELESS]
        known = self.env["quickbooks.export.wizard.problem"]._fields
        rows = [{name: value for name, value in one.items() if name in known} for one in problems[:MOST_SHOWN]]
        self.write(
            {
                "problem_ids": [Command.clear(), *(Command.create(row) for row in rows)],
                "error_count": len(errors),
                "warning_count": len(problems) - len(errors),
                "missing_count": sum(not one["mapping_id"] for one in names),
                "proposal_count": sum(bool(one["mapping_id"]) for one in names),
            }
        )

    def _refuse_errors(self, problems):
        errors = [one["message"] for one in problems if one["severity"] == ERROR]
        if not errors:
            return
        told = "\n".join(f"- {message}" for message in errors[:MOST_TOLD])
        if len(errors) > MOST_TOLD:
            told += "\n" + self.env._("... and %(count)s more.", count=len(errors) - MOST_TOLD)
        raise UserError(self.env._("Nothing is exported before this is repaired:\n%(errors)s", errors=told))
