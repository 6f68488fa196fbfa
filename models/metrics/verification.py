"""Checks of figures, on a button and by night: what agrees, and the rows that do not."""

from fractions import Fraction

from odoo import api, fields, models

from .fact_queue import CLAIM, INVOICE, ORDER, RETURN

AGREES, DIFFERS, WAITING, SUMS, NO_WAY, BROKEN = "agrees", "differs", "waiting", "sums", "no_way", "broken"
RESULTS = [
    (AGREES, "Agrees"),
    (WAITING, "Agrees, Except for What Waits to Be Read"),
    (DIFFERS, "Differs"),
    (SUMS, "The Sums by Day Differ from Their Rows"),
    (BROKEN, "Could Not Be Checked"),
    (NO_WAY, "No Second Way"),
]
PROBLEMS = (DIFFERS, SUMS, BROKEN)
MOST_ROWS = 200
# Whose documents wait in which part of the queue
KINDS = {"sale.rma": RETURN, "shipment.claim": CLAIM, "account.move": INVOICE}


class SaleKpiVerification(models.Model):
    """One check of one figure: what is kept of a company's period, and what its documents say.

    Written by :meth:`sale.kpi.action_verify` and the nightly job only.
    """

    _name = "sale.kpi.verification"
    _description = "Check of a Key Figure"
    _order = "verified_at desc, id desc"
    _rec_name = "kpi_id"
    _allow_sudo_commands = False

    kpi_id = fields.Many2one("sale.kpi", "Key Figure", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    verified_at = fields.Datetime("Checked On", required=True, readonly=True, default=fields.Datetime.now)
    version = fields.Integer(readonly=True, help="Of the definition")
    nightly = fields.Boolean("By Night", readonly=True)
    result = fields.Selection(RESULTS, required=True, readonly=True)
    problem = fields.Char(readonly=True)
    kept_numerator = fields.Float("Numerator, Kept", readonly=True, digits=0)
    kept_denominator = fields.Float("Denominator, Kept", readonly=True, digits=0)
    kept_rows = fields.Integer("Rows, Kept", readonly=True)
    documents_numerator = fields.Float("Numerator, from Documents", readonly=True, digits=0)
    documents_denominator = fields.Float("Denominator, from Documents", readonly=True, digits=0)
    documents_rows = fields.Integer("Rows, from Documents", readonly=True)
    difference_count = fields.Integer("Rows That Differ", readonly=True)
    waiting_count = fields.Integer("Rows That Wait", readonly=True)
    line_ids = fields.One2many("sale.kpi.verification.line", "verification_id", "Rows", readonly=True)

    @api.model
    def _verify(self, kpis, company, first, last, nightly=False):
        """Check figures of a company's period, and keep what was found.

        :param sale.kpi kpis: figures
        :param res.company company: one company
        :param date first: first day
        :param date last: last day
        :return: one check for each figure
        """
        verifier = self.env["sale.kpi.verifier"]
        waiting = verifier._waiting(company)
        values = []
        for until, group in kpis.grouped(lambda kpi: verifier._last_due(kpi, company, last)).items():
            documents, problems = self._documents(group, company, first, until)
            for kpi in group:
                common = {"kpi_id": kpi.id, "company_id": company.id, "date_from": first, "date_to": last}
                common |= {"version": kpi.version, "nightly": nightly}
                if kpi.code in problems:
                    found = {"result": BROKEN, "problem": problems[kpi.code]}
                elif kpi.code not in documents:
                    found = {"result": NO_WAY}
                else:
                    found = self._prepare(kpi, company, (first, until), documents[kpi.code], waiting)
                values.append(common | found)
        # Checks are written by their own methods only.
        return self.sudo().create(values).sudo(False)

    @api.model
    def _documents(self, kpis, company, first, last):
        """Return what the documents say, and why some figures could not be read.

        :return: ``{code: rows}`` and ``{code: problem}``
        """
        documents, problems = {}, {}
        try:
            with self.env.cr.savepoint():
                return self.env["sale.kpi.verifier"]._documents(kpis.mapped("code"), company, first, last), {}
        except Exception as error:  # one broken figure must not hide the others: each by itself
            if len(kpis) == 1:
                return {}, {kpis.code: f"{type(error).__name__}: {error}"}
        for kpi in kpis:
            found, problem = self._documents(kpi, company, first, last)
            documents.update(found)
            problems.update(problem)
        return documents, problems

    @api.model
    def _prepare(self, kpi, company, period, documents, waiting):
        """Return values of a check. See :meth:`_verify`."""
        verifier = self.env["sale.kpi.verifier"]
        model = verifier._facts_of(kpi)
        document = self.env[model]._document
        kept = verifier._kept(kpi, company, *period)
        rows = verifier._compare(kpi, kept, documents, waiting[KINDS.get(document, ORDER)])
        differing = [row for row in rows if not row[3]]
        sums = self._totals(kept)
        summed = verifier._summed(kpi, company, *period)
        # Sums are kept as decimals: a third is rounded.
        right = sums[2] == summed[2] and all(
            abs(a - b) <= Fraction(1, 10**6) * max(1, abs(a)) for a, b in zip(sums[:2], summed[:2], strict=True)
        )
        result = DIFFERS if differing else WAITING if rows else AGREES
        names = ("numerator", "denominator", "rows")
        sides = (("kept", sums), ("documents", self._totals(documents)))
        return {
            "result": result if right else SUMS,
            "problem": False if right else self.env._("The sums are %(sums)s.", sums=" / ".join(map(_shown, summed))),
            "difference_count": len(differing),
            "waiting_count": len(rows) - len(differing),
            **{
                f"{side}_{name}": float(value)
                for side, values in sides
                for name, value in zip(names, values, strict=True)
            },
            "line_ids": [fields.Command.create(self._prepare_line(document, row)) for row in rows[:MOST_ROWS]],
        }

    @api.model
    def _totals(self, rows):
        values = rows.values()
        return sum((row[1] for row in values), Fraction(0)), sum((row[2] for row in values), Fraction(0)), len(rows)

    @api.model
    def _prepare_line(self, document, row):
        number, kept, documents, waits = row
        return {
            "res_model": document,
            "res_id": number,
            "difference": "only_kept" if documents is None else "only_documents" if kept is None else "value",
            "is_waiting": waits,
            "kept_numerator": float(kept[1]) if kept else 0,
            "kept_denominator": float(kept[2]) if kept else 0,
            "documents_numerator": float(documents[1]) if documents else 0,
            "documents_denominator": float(documents[2]) if documents else 0,
        }

    @api.autovacuum
    def _gc_verifications(self):
        """Forget checks after three months."""
        old = fields.Datetime.subtract(fields.Datetime.now(), months=3)
        self.search([("verified_at", "<", old)], limit=10_000).unlink()

    def action_open_rows(self):
        """Open the rows of these checks."""
        return {
            **self.line_ids._get_records_action(name=self.env._("Rows That Differ")),
            "domain": [("verification_id", "in", self.ids)],
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
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True, readonly=True)
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

    @api.depends("res_model", "res_id")
    def _compute_name(self):
        for model, lines in self.grouped("res_model").items():
            documents = self.env[model].browse(lines.mapped("res_id")).exists()._filtered_access("read")
            names = {document.id: document.display_name for document in documents}
            for line in lines:
                line.name = names.get(line.res_id, self.env._("No. %s", line.res_id))

    def action_open_document(self):
        """Open the document.

        :raise MissingError: if it was deleted
        """
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id)
        document.check_access("read")
        return document._get_records_action()


def _shown(number):
    return f"{float(number):g}"
