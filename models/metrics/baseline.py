"""The months before the addon came: read from documents and tracked changes, a portion at a time."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import kpi_baseline
from ...engine.kpi_period import Period
from ..query import fetch_rows
from . import baseline_sql as sql
from .fact_queue import CLAIM, INVOICE, ORDER, RETURN, THIS_TRANSACTION

PORTION = 1000  # documents of one kind
BEYOND = 2**31 - 1  # no document has a higher number
# Kind of documents, in the order in which they are queued: (statement of the next ones, field that says how far it is)
STAGES = {
    ORDER: (sql.NEXT_ORDERS, "reached_order"),
    INVOICE: (sql.NEXT_INVOICES, "reached_invoice"),
    RETURN: (sql.NEXT_RETURNS, "reached_return"),
    CLAIM: (sql.NEXT_CLAIMS, "reached_claim"),
}
SOURCES = {
    "sale.order": "company_id state date_order currency_rate order_status",
    "sale.order.line": "order_id product_id product_uom_id product_uom_qty price_subtotal display_type is_downpayment",
    "account.move": "company_id move_type invoice_date",
    "sale.rma": "company_id",
    "shipment.claim": "company_id",
    "mail.message": "model res_id date",
    "mail.tracking.value": "field_id mail_message_id new_value_char",
}


class SaleKpiBaseline(models.Model):
    """How far the old documents of a company have been queued. Killed anywhere, it goes on from there.

    Installation only leaves these rows; a job reads the documents, newest first.
    """

    _name = "sale.kpi.baseline"
    _description = "Rebuilding of Old Figures"
    _log_access = False
    _allow_sudo_commands = False
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    installed_at = fields.Datetime(required=True, readonly=True, help="When the addon came; from then on it measures.")
    reached_order = fields.Integer(readonly=True, default=BEYOND)
    reached_invoice = fields.Integer(readonly=True, default=BEYOND)
    reached_return = fields.Integer(readonly=True, default=BEYOND)
    reached_claim = fields.Integer(readonly=True, default=BEYOND)
    is_done = fields.Boolean("Queued", readonly=True, index=True)

    _once = models.UniqueIndex("(company_id)", "Old documents of a company are read once.")

    @api.model
    def _begin_baseline(self):
        """Leave a row for each company that is there when the addon comes; later ones are measured from their start.

        The moment of the installation is that of the addon's first record, also when this came with an update.
        """
        if self.search_count([], limit=1):
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO sale_kpi_baseline (company_id, installed_at, reached_order, reached_invoice,"
                " reached_return, reached_claim, is_done)"
                " SELECT id, COALESCE((SELECT MIN(create_date) FROM ir_model_data WHERE module = 'quote_to_cash'),"
                " NOW() AT TIME ZONE 'UTC'), %(beyond)s, %(beyond)s, %(beyond)s, %(beyond)s, FALSE"
                " FROM res_company ON CONFLICT DO NOTHING",
                beyond=BEYOND,
            )
        )

    @api.model
    def _installed_on(self, company):
        """Return the company's day on which the addon came, or None if it was there before the company.

        :param res.company company: the company
        """
        # sudo: since when figures are measured is no secret.
        found = self.sudo().search([("company_id", "=", company.id)], limit=1)
        return company._local_day(found.installed_at) if found else None

    @api.model
    def _cron_queue_old_documents(self):
        """Queue old documents, company by company and portion by portion, each committed."""
        waiting = self.search([("is_done", "=", False)])
        left = len(waiting)
        self.env["ir.cron"]._commit_progress(remaining=left)
        for baseline in waiting:
            # Whoever does not get the row leaves it to whoever has it.
            while not baseline.is_done and baseline.try_lock_for_update():
                baseline._queue_portion()
                left -= int(baseline.is_done)
                if not self.env["ir.cron"]._commit_progress(int(baseline.is_done), remaining=left):
                    return

    @api.model
    def _is_reading(self, company):
        """Whether old documents of a company wait to be read.

        :param res.company company: the company
        """
        return company in self._companies_reading()

    @api.model
    def _companies_reading(self):
        """Return the companies whose old documents wait to be read."""
        return self.search([("is_done", "=", False)]).company_id | self.env["sale.fact.rebuild"].search([]).company_id

    @api.model
    def _is_queueing(self, company):
        """Whether old documents of a company are still to be queued.

        :param res.company company: the company
        """
        return bool(self.search_count([("company_id", "=", company.id), ("is_done", "=", False)], limit=1))

    def _queue_portion(self):
        """Queue the next old documents of a company, one kind after the other.

        :return: how many documents
        """
        self.ensure_one()
        since = self._baseline_since()
        for kind, (statement, reached) in STAGES.items():
            if not self[reached]:
                continue
            rows = fetch_rows(
                self.env,
                statement,
                SOURCES,
                company=self.company_id.id,
                reached=self[reached],
                since=since,
                most=PORTION,
            )
            documents = [row["id"] for row in rows]
            self[reached] = documents[-1] if len(documents) == PORTION else 0
            if kind == ORDER:
                self._freeze_old(documents)
            self._queue_documents(kind, documents)
            return len(documents)
        self.is_done = True
        return 0

    def _baseline_since(self):
        """Return the moment from which on documents are read."""
        company = self.company_id
        return company._begin_of_day(kpi_baseline.begin(company._local_day(self.installed_at)))

    @api.model
    def _freeze_old(self, orders):
        """Keep what old orders are for, as it stands now, and when they were seen to be confirmed.

        Orders that were kept when they were confirmed have what they need: of those nothing changes.

        :param list orders: ids
        """
        for model in ("sale.order", "sale.order.line", "mail.message", "mail.tracking.value"):
            self.env[model].flush_model(SOURCES[model].split())
        states = self.env["ir.model.fields"]._get("sale.order", "state")
        self.env.cr.execute(
            SQL(
                sql.FREEZE_OLD,
                orders=orders,
                state_field=states.id,
                confirmed_words=self._words_of(states, "sale"),
            )
        )

    def _words_of(self, field, value):
        """Return what a value of a selection is called, in any language: that is what tracked changes keep."""
        names = field.selection_ids.filtered(lambda one: one.value == value)
        words = {names.with_context(lang=code).name for code, _name in self.env["res.lang"].get_installed()}
        return [*words, names.with_context(lang="en_US").name]

    def _queue_documents(self, kind, documents):
        self.env.cr.execute(
            SQL(
                "INSERT INTO sale_fact_queue (kind, res_id, noted_in) SELECT %s, unnest(%s::int[]), %s"
                " ON CONFLICT (kind, res_id, noted_in) DO NOTHING",
                kind,
                documents,
                SQL(THIS_TRANSACTION),
            )
        )

    @api.model
    def _measured(self, codes, company, of):
        """Return of which part of a period figures could be measured: ``{code: Period}``.

        Figures are left out if nobody had written down what they are made of.

        :param codes: of the figures
        :param res.company company: the company
        :param Period of: the period
        """
        since = self._installed_on(company)
        if since is None or since <= of.first:
            return dict.fromkeys(codes, of)
        later = Period(since, of.last) if since <= of.last else None
        parts = {code: of if kpi_baseline.measurable_before(code) else later for code in codes}
        return {code: part for code, part in parts.items() if part}


class SaleOrderConfirmedLine(models.Model):
    _inherit = "sale.order.confirmed.line"

    @api.model
    def _assume(self, orders):
        """Extend: the moment of an old confirmation is the one at which it was seen, where that was tracked."""
        self.env["sale.kpi.baseline"]._freeze_old(orders)
        return super()._assume(orders)
