"""Months that are closed: what the figures were then, beside what they are now."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine import kpi_definition as definitions
from ...engine.kpi_period import MONTH, period
from ...engine.kpi_registry import REGISTRY
from ..append_only import guard
from .refresh import PORTION


class SaleKpiSnapshot(models.Model):
    """One figure of one month of a company, as it was when the month was closed.

    A database trigger refuses every change, for all users. What changes later is shown beside as restatement.
    """

    _name = "sale.kpi.snapshot"
    _description = "Key Figure of a Closed Month"
    _order = "month desc, kpi_id, id"
    _log_access = False
    _allow_sudo_commands = False
    _rec_name = "code"

    kpi_id = fields.Many2one("sale.kpi", "Key Figure", readonly=True, ondelete="set null", index=True)
    code = fields.Char(readonly=True, required=True)
    company_id = fields.Many2one("res.company", readonly=True, required=True, ondelete="restrict")
    month = fields.Date(readonly=True, required=True, help="Its first day")
    audience = fields.Selection(
        [(definitions.EVERYBODY, "All"), (definitions.RECEIVABLES, "Receivables"), (definitions.COST, "Cost")],
        "For Whom",
        readonly=True,
        required=True,
    )
    month_name = fields.Char("Month in Words", compute="_compute_month_name")
    currency_id = fields.Many2one("res.currency", readonly=True, help="Of money")
    numerator = fields.Float(readonly=True, digits=0)
    denominator = fields.Float(readonly=True, digits=0)
    value = fields.Float(readonly=True, digits=0, help="In the figure's unit")
    has_value = fields.Boolean(readonly=True, help="Otherwise it is n/a: there was nothing to divide by.")
    n = fields.Integer("Cases", readonly=True)
    closed_at = fields.Datetime("Closed On", readonly=True, required=True)
    version = fields.Integer("Version of the Definition", readonly=True, required=True)
    unit = fields.Selection(related="kpi_id.unit")
    is_older_version = fields.Boolean(
        "Older Definition",
        compute="_compute_current",
        help="The definition has changed since: what it was and what it is now are not the same figure.",
    )
    current_numerator = fields.Float("Numerator Now", compute="_compute_current", digits=0)
    current_denominator = fields.Float("Denominator Now", compute="_compute_current", digits=0)
    current_value = fields.Float("Value Now", compute="_compute_current", digits=0)
    has_current_value = fields.Boolean("Has a Value Now", compute="_compute_current")
    current_n = fields.Integer("Cases Now", compute="_compute_current")
    is_restated = fields.Boolean(
        "Restated",
        compute="_compute_current",
        search="_search_is_restated",
        help="Something has changed since the close.",
    )
    told = fields.Char("When Closed", compute="_compute_told")
    told_now = fields.Char("Now", compute="_compute_told")

    _once = models.UniqueIndex("(company_id, month, code)", "A month is closed once.")
    _month_first = models.Constraint("CHECK (EXTRACT(DAY FROM month) = 1)", "A month is named by its first day.")

    def init(self):
        """Let the database itself refuse what the ORM refuses."""
        guard(self.env.cr, self._table, "A closed month cannot be changed.", ["kpi_id"])

    def write(self, vals):
        """Refuse: nobody changes a closed month.

        :raise UserError: always, unless there is nothing to write
        """
        if self and vals:
            raise UserError(self.env._("A closed month cannot be changed. What has changed since is shown beside it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A closed month cannot be deleted."))

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        for snapshot in self:
            month = snapshot.month
            snapshot.month_name = format_date(self.env, month, date_format="MMMM yyyy") if month else False

    @api.depends("value", "has_value", "current_value", "has_current_value", "unit", "currency_id")
    @api.depends_context("lang")
    def _compute_told(self):
        tell = self.env["sale.kpi"]._told_value
        for snapshot in self:
            of, currency = snapshot, snapshot.currency_id
            snapshot.told = tell(of.value if of.has_value else None, of.unit, currency)
            snapshot.told_now = tell(of.current_value if of.has_current_value else None, of.unit, currency)

    @api.model
    def _search_is_restated(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self.search([]).filtered(lambda snapshot: snapshot.is_restated in value)
        return [("id", "in", found.ids)]

    @api.depends("code", "company_id", "month", "numerator", "denominator", "version")
    def _compute_current(self):
        for (company, month), snapshots in self.grouped(lambda one: (one.company_id, one.month)).items():
            # Whoever may see the closed figure of the company may see what has become of it.
            reader = self.env["sale.kpi.month"].sudo()
            found = reader._figures(snapshots.mapped("code"), company, month) if company and month else {}
            for snapshot in snapshots:
                snapshot._set_current(found.get(snapshot.code))

    def _set_current(self, figure):
        known = REGISTRY.get(self.code)
        self.is_older_version = not known or known.version != self.version
        kept = _kept(self.env, known, figure) if known and figure else {}
        self.current_numerator = kept.get("numerator", 0)
        self.current_denominator = kept.get("denominator", 0)
        self.current_value = kept.get("value", 0)
        self.has_current_value = kept.get("has_value", False)
        self.current_n = kept.get("n", 0)
        pairs = (
            (self.numerator, self.current_numerator),
            (self.denominator, self.current_denominator),
            (self.value, self.current_value),
        )
        self.is_restated = self.n != self.current_n or any(differ(then, now) for then, now in pairs)

    def action_open_rows(self):
        """Open what the figure of the month is made of now."""
        self.ensure_one()
        month = period(MONTH, self.month)
        rows = self.env["sale.kpi"].with_context(allowed_company_ids=self.company_id.ids).get_rows_action
        return rows(self.code, "denominator", month.first.isoformat(), month.last.isoformat(), self.company_id.ids)

    # === Closing === #

    @api.model
    def _cron_close_months(self):
        """Close each company's months that ended long enough ago, one by one; killed anywhere, the next run goes on.

        What waits to be read is read first, so that no month is closed with half of its facts.
        """
        refresh, cron = self.env["sale.fact.refresh"], self.env["ir.cron"]
        refresh._cron_refresh_facts()
        if refresh._waiting() > PORTION:
            return
        months = self.env["sale.kpi.month"]._to_close()
        cron._commit_progress(remaining=len(months))
        for left, (company, month) in zip(range(len(months) - 1, -1, -1), months, strict=True):
            # The first statement of its transaction: what another job has closed is seen.
            if not refresh._lock():
                return
            self._close(company, month)
            if not cron._commit_progress(1, remaining=left):
                return

    @api.model
    def _close(self, company, month):
        """Keep all figures of a month as they are now.

        :param res.company company: one company
        :param date month: any day of the month
        :return: what was kept; nothing where the month was closed before
        """
        month = fields.Date.to_date(month).replace(day=1)
        if self.sudo().search_count([("company_id", "=", company.id), ("month", "=", month)], limit=1):
            return self.browse()
        kpis = self.env["sale.kpi"].with_context(active_test=False).search([])
        figures = self.env["sale.kpi.month"].sudo()._figures(kpis.mapped("code"), company, month)
        common = {"company_id": company.id, "month": month, "closed_at": fields.Datetime.now()}
        # Snapshots are written here only.
        return self.sudo().create(
            [{**common, **self._prepare_snapshot(kpi, figures[kpi.code])} for kpi in kpis if figures.get(kpi.code)]
        )

    @api.model
    def _prepare_snapshot(self, kpi, figure):
        """Return values of what is kept of a figure."""
        known = REGISTRY[kpi.code]
        common = {"kpi_id": kpi.id, "code": kpi.code, "audience": known.group, "version": known.version}
        return common | _kept(self.env, known, figure)


def _kept(env, kpi, figure):
    """Return what is kept of a figure, in units that people know: money in whole currency."""
    kpis, value = env["sale.kpi"], figure.value
    numerator, denominator = kpis._scales(kpi, figure)
    return {
        "numerator": float(figure.numerator) * numerator,
        "denominator": float(figure.denominator) * denominator,
        "value": float(value or 0) * (numerator if kpi.unit == definitions.MONEY else 1),
        "has_value": value is not None,
        "n": figure.n,
        "currency_id": kpis._currency(kpi, figure).id,
    }


def differ(then, now):
    """Return whether two values differ by more than what a division rounds."""
    return abs(then - now) > 1e-6 * max(1, abs(then), abs(now))
