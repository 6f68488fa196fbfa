"""Reading all documents of a company again, a portion at a time, from where it was left."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..promise.calendar import RULE
from .fact_queue import CLAIM, INVOICE, KINDS, ORDER, RETURN, SHIPMENT, THIS_TRANSACTION
from .kpi_day import LOCK
from .refresh import READ_WITH, SIGN

# Kind: table of its documents, which of them have facts
DOCUMENTS = {
    ORDER: ("sale_order", "TRUE"),
    INVOICE: ("account_move", "document.move_type IN ('out_invoice', 'out_refund')"),
    SHIPMENT: ("stock_picking", "document.shipped_at IS NOT NULL AND document.sale_id IS NOT NULL"),
    RETURN: ("sale_rma", "TRUE"),
    CLAIM: ("shipment_claim", "TRUE"),
}
# What of a company says how its figures are counted: another one, and all of them are counted again
COUNTED_BY = frozenset(
    {
        "currency_id",
        "kpi_basis",
        "kpi_early_days",
        "kpi_over",
        "kpi_proven_only",
        "kpi_satisfied_from",
        "kpi_under",
        "kpi_without_intercompany",
        "partner_id",
        "resource_calendar_id",
    }
)


class SaleFactRebuild(models.Model):
    """How far one kind of documents of one company was read again; gone when all of them were.

    To begin costs one row, however many documents there are: the job reads them in the order of their ids, and
    notes with each portion how far it has come. What changes meanwhile goes through the queue, and first.
    Whoever begins only adds a row, and so neither waits for the job nor for others; of several the last one counts.
    """

    _name = "sale.fact.rebuild"
    _description = "Documents That Are Read from the Beginning"
    _log_access = False
    _allow_sudo_commands = False
    _order = "id"
    _rec_name = "kind"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    reached = fields.Integer("Read Up To", readonly=True, help="Id of the last document that was read.")

    noted_in = fields.Float("Transaction", readonly=True, digits=0)

    _once = models.UniqueIndex("(company_id, kind, noted_in)", "A transaction begins the same once.")

    @api.model
    def _begin_first(self):
        """Have the documents of companies read of which nothing was read so far; the job does it when it runs next."""
        self.env.cr.execute(
            """
            INSERT INTO sale_fact_rebuild (company_id, kind, reached)
            SELECT company.id, kind, 0 FROM res_company company CROSS JOIN unnest(%s) kind
             WHERE NOT EXISTS (SELECT 1 FROM sale_kpi_day sum WHERE sum.company_id = company.id)
               AND NOT EXISTS (SELECT 1 FROM sale_fact_rebuild begun WHERE begun.company_id = company.id)
            """,
            [list(READ_WITH)],
        )

    @api.model
    def _begin(self, companies, kinds=tuple(READ_WITH)):
        """Have all documents of companies read again. What is under way begins anew.

        :param res.company companies: whose documents
        :param kinds: keys of :data:`DOCUMENTS`, by default all
        """
        if not companies:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sale_fact_rebuild AS begun (company_id, kind, reached, noted_in)
                SELECT company, kind, 0, %s FROM unnest(%s) company CROSS JOIN unnest(%s) kind
                    ON CONFLICT (company_id, kind, noted_in) DO UPDATE SET reached = 0 WHERE begun.reached > 0
                """,
                SQL(THIS_TRANSACTION),
                companies.ids,
                list(kinds),
            )
        )
        self.invalidate_model(flush=False)
        cron = self.env.ref("quote_to_cash.ir_cron_refresh_facts", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()  # who changes an option may not start jobs

    @api.model
    def _current(self):
        """Return what is to be read next, or nothing. What was begun anew since is forgotten: the last one has it all.

        :rtype: sale.fact.rebuild
        """
        begun = self.search([])
        same = begun.filtered(lambda one: (one.company_id, one.kind) == (begun[0].company_id, begun[0].kind))
        last = same[-1:]
        (same - last).unlink()
        return last

    def _next(self, most):
        """Return the ids of the next documents, and note that they were read.

        Also those of facts whose documents are gone: they are taken off.

        :param int most: how many at most
        """
        self.ensure_one()
        table, condition = DOCUMENTS[self.kind]
        facts = [
            SQL(
                "SELECT root_id FROM %s WHERE company_id = %s AND root_id > %s",
                SQL.identifier(self.env[model]._table),
                self.company_id.id,
                self.reached,
            )
            for model in READ_WITH[self.kind]
            if self.kind not in SIGN  # what has left stays
        ]
        documents = SQL(
            "SELECT id FROM %s document WHERE company_id = %s AND id > %s AND %s ORDER BY id LIMIT %s",
            SQL.identifier(table),
            self.company_id.id,
            self.reached,
            SQL(condition),
            most,
        )
        parts = [SQL("(%s)", documents), *(SQL("(%s ORDER BY 1 LIMIT %s)", part, most) for part in facts)]
        found = [number for (number,) in self.env.execute_query(SQL(" UNION ").join(parts))]
        found = sorted(found)[:most]
        if found:
            self.reached = found[-1]
            self.flush_recordset(["reached"])
        return found

    @api.model
    def _forget(self, companies):
        """Empty the facts and sums of companies, and have their documents read from zero.

        The result is the same as what was kept current; this is for whoever does not believe it.

        :param res.company companies: whose
        """
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtext(%s))", LOCK))
        models_ = [model for read in READ_WITH.values() for model in read]
        for model in (*models_, "sale.kpi.day"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE company_id = ANY(%s)",
                    SQL.identifier(self.env[model]._table),
                    companies.ids,
                )
            )
            self.env[model].invalidate_model(flush=False)
        self._begin(companies)


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        """Extend: figures are counted again where it is said how they are counted."""
        result = super().write(vals)
        if COUNTED_BY & vals.keys():
            self.env["sale.fact.rebuild"]._begin(self)
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Extend: days are those of the company's zone."""
        result = super().write(vals)
        # Who may change the address need not see its company.
        if "tz" in vals and (companies := self.sudo().ref_company_ids):
            self.env["sale.fact.rebuild"]._begin(companies)
        return result


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    def write(self, vals):
        """Extend: days in transit and the hour of collection say when goods are on time."""
        result = super().write(vals)
        if {"transit_days", "cut_off_hour"} & vals.keys():
            # Orders of all companies may go with a carrier of none.
            companies = self.sudo().company_id or self.env["res.company"].sudo().search([])
            self.env["sale.fact.rebuild"]._begin(companies, [ORDER])
        return result


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _forget_picking_terms(self):
        """Extend: the cut-off hour is said by the rule on dates."""
        result = super()._forget_picking_terms()
        self.env["sale.fact.rebuild"]._begin(self.filtered(lambda rule: rule.code == RULE).company_id.sudo(), [ORDER])
        return result


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        """Extend: working days, or the zone in which they are, have changed."""
        result = super().write(vals)
        self._count_again()
        return result

    def _count_again(self):
        """Have the orders of the companies that work by these calendars counted again."""
        companies = self.env["res.company"].sudo().search([("resource_calendar_id", "in", self.ids)])
        self.env["sale.fact.rebuild"]._begin(companies, [ORDER])


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    def _forget_working_days(self):
        """Extend: days off of everybody; those of no calendar are those of all."""
        result = super()._forget_working_days()
        common = self.filtered(lambda leave: not leave.resource_id)
        if common:
            calendars = common.calendar_id
            if common.filtered(lambda leave: not leave.calendar_id):
                calendars |= self.env["resource.calendar"].sudo().search([])
            calendars._count_again()
        return result
