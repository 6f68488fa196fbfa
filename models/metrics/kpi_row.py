"""The rows behind a figure: what each document adds to it, or why it is left out."""

import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine import kpi_board
from ...engine import kpi_definition as definitions
from ...engine.kpi_registry import REGISTRY
from ...engine.kpi_verdict import OTHER_PERIOD, REASONS
from . import figure_sql
from .fact import OWNERS

HIT, COUNTED, LEFT_OUT = "hit", "counted", "left_out"
NOTHING = SQL(
    "SELECT NULL::int AS id, NULL::int AS res_id, %s, NULL::date AS day, NULL::varchar AS part,"
    " NULL::varchar AS reason, NULL::varchar AS unit,"
    " NULL::timestamp AS since, NULL::numeric AS numerator, NULL::numeric AS denominator,"
    " NULL::bool AS estimated, NULL::jsonb AS opens WHERE FALSE",
    SQL(", ").join(SQL("NULL::int AS %s", SQL.identifier(name)) for name in OWNERS),
)


class SaleKpiRow(models.Model):
    """One document as one figure of one period sees it.

    Which figure and period is said by the context (``kpi_code``, ``kpi_first``, ``kpi_last``, ``kpi_companies``,
    ``kpi_filters``); without it there are no rows. Read from the facts as the user sees them.
    """

    _name = "sale.kpi.row"
    _description = "Row Behind a Figure"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "document"
    _allow_sudo_commands = False

    res_id = fields.Integer("Document Number", readonly=True)
    document = fields.Char(compute="_compute_document")
    company_id = fields.Many2one("res.company", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    carrier_id = fields.Many2one("delivery.carrier", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    reason_id = fields.Many2one("sale.order.reason", "Stated Reason", readonly=True)
    day = fields.Date(readonly=True, help="The day to which it belongs; empty while it goes on.")
    part = fields.Selection(
        [(HIT, "In the numerator"), (COUNTED, "In the denominator only"), (LEFT_OUT, "Left out")], readonly=True
    )
    reason = fields.Selection(list(REASONS.items()), "Left Out Because", readonly=True)
    numerator = fields.Float(readonly=True, digits=(16, 2))
    denominator = fields.Float(readonly=True, digits=(16, 2))
    since = fields.Datetime("Open Since", readonly=True)
    estimated = fields.Boolean(readonly=True, help="Nothing proves the delivery.")
    opens = fields.Json(readonly=True, help="What to open for a row that is read from the ledger or the log")

    @api.depends("res_id")
    @api.depends_context("kpi_code")
    def _compute_document(self):
        model = self._document_model()
        if model is None:
            for row in self:
                row.document = row.partner_id.display_name or row.company_id.display_name
            return
        documents = model.browse([row.res_id for row in self if row.res_id > 0]).exists()
        readable = documents._filtered_access("read")
        names = {document.id: document.display_name for document in readable}
        for row in self:
            row.document = names.get(row.res_id) or row.order_id.display_name

    @api.model
    def _document_model(self):
        """Return the model of the documents behind the rows, or None."""
        code = self.env.context.get("kpi_code")
        known = REGISTRY.get(code) if isinstance(code, str) else None
        if not known:
            return None
        facts = self.env["sale.kpi"]._fact_models().get(known.source)
        return self.env[self.env[facts]._document] if facts else None

    def action_open_document(self):
        """Open what stands behind a row."""
        self.ensure_one()
        if self.opens:
            action = {"res_model": self.opens["model"], "views": [(False, "list"), (False, "form")]}
            action |= {"domain": self.opens["domain"], "context": self.opens["context"], "name": self.document}
            return {"type": "ir.actions.act_window", **action}
        document = self._document_model().browse(self.res_id if self.res_id > 0 else [])
        if document._name == "sale.order.line" or not document.exists():
            document = self.order_id
        if not document.exists():
            raise UserError(self.env._("The document is gone."))
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
            "context": {},
        }

    # === Where they come from === #

    @property
    def _table_query(self):
        context = self.env.context
        code = context.get("kpi_code")
        if not isinstance(code, str) or code not in REGISTRY:
            return NOTHING
        kpis = self.env["sale.kpi"]
        record = kpis.search([("code", "=", code)])
        if not record or not record._may_see():
            raise AccessError(self.env._("You may not see this figure."))
        question = kpis._question(
            context.get("kpi_first"), context.get("kpi_last"), context.get("kpi_companies"), context.get("kpi_filters")
        )
        kpi = REGISTRY[code]
        if not kpis._is_known_by(kpi, question.filters):
            return NOTHING
        facts = kpis._fact_models().get(kpi.source)
        if not facts:
            return self._live_rows(kpi, question)
        known = any(kpi_board.is_known(kpi, question.period, today) for today in question.todays.values())
        return self._stored_rows(kpi, facts, question) if known else NOTHING

    @api.model
    def _stored_rows(self, kpi, facts, question):
        statement = self.env["sale.kpi"]._cut_facts(facts, [kpi], question, [question.period])
        now = next(iter(question.options.values())).now
        statement = figure_sql.lasting(statement, kpi, now)
        return SQL(
            """
            SELECT cut.id, cut.res_id, %(owners)s, cut.day, %(part)s AS part, cut.why AS reason, cut.unit, cut.since,
                   cut.lasted * %(numerator)s AS numerator, cut.denominator * %(denominator)s AS denominator,
                   cut.estimated, NULL::jsonb AS opens
              FROM (%(statement)s) AS cut
              LEFT JOIN res_currency AS currency ON currency.id = %(currency)s
            """,
            owners=SQL(", ").join(SQL.identifier("cut", name) for name in OWNERS),
            part=SQL(
                "CASE WHEN cut.why IS NOT NULL THEN %s WHEN cut.numerator <> 0 THEN %s ELSE %s END::varchar",
                LEFT_OUT,
                HIT,
                COUNTED,
            ),
            statement=statement,
            currency=SQL("NULL" if kpi.code in kpi_board.QUANTITIES else "cut.unit::int"),
            **self._scales_sql(kpi),
        )

    @api.model
    def _scales_sql(self, kpi):
        """Return what numerators and denominators are multiplied with to be in units that people know."""
        if kpi.kind == definitions.SPREAD:
            return {"numerator": float(kpi.factor), "denominator": 1}
        rounding = SQL("COALESCE(currency.rounding, 1)")
        return {"numerator": rounding, "denominator": SQL("1") if kpi.unit == definitions.MONEY else rounding}

    @api.model
    def _live_rows(self, kpi, question):
        """Return the statement of rows that are read when somebody asks."""
        if question.filters:
            return NOTHING
        live, period, rows = self.env["sale.kpi.live"], question.period, []
        how = {"by": "customer"} if kpi.source == definitions.MONTH else {}
        for company in question.companies:
            read, options = live._rows(kpi.source, company, period, **how), question.options[company.id]
            judged = [(columns, kpi.judge(fact, period, options)) for columns, fact in read]
            rows += [self._live_row(kpi, company, *one) for one in judged if one[1].reason != OTHER_PERIOD]
        columns = SQL(", ").join(SQL("%s int", SQL.identifier(name)) for name in OWNERS)
        return SQL(
            "SELECT row_number() OVER () AS id, found.*"
            "  FROM jsonb_to_recordset(%s::jsonb) AS found (res_id int, %s, day date, part varchar,"
            " reason varchar, unit varchar, since timestamp, numerator numeric, denominator numeric,"
            " estimated bool, opens jsonb)",
            json.dumps(rows),
            columns,
        )

    @api.model
    def _live_row(self, kpi, company, columns, found):
        rounding = company.currency_id.rounding if found.unit is not None else 1
        factor = float(kpi.factor) if kpi.kind == definitions.SPREAD else rounding
        return {
            "res_id": 0,
            "company_id": company.id,
            "partner_id": columns.get("partner_id"),
            "user_id": columns.get("user_id"),
            "day": found.day and found.day.isoformat(),
            "part": LEFT_OUT if found.reason else HIT if found.numerator else COUNTED,
            "reason": found.reason,
            "unit": found.unit and str(found.unit),
            "numerator": float(found.numerator) * factor,
            "denominator": float(found.denominator) * (1 if kpi.unit == definitions.MONEY else rounding),
            "estimated": found.estimated,
            "opens": {name: columns[name] for name in ("model", "domain", "context")},
        }
