"""Checks of figures, on a button and by night: what agrees, and the rows that do not."""

from datetime import date

from odoo import api, fields, models

from ...engine import kpi_board
from ...engine import kpi_definition as kinds
from ...engine.kpi_period import Period
from ...engine.kpi_registry import REGISTRY

AGREES, DIFFERS, WAITING, SUMS, NO_WAY, BROKEN = "agrees", "differs", "waiting", "sums", "no_way", "broken"
FIGURE = "figure"
RESULTS = [
    (AGREES, "Agrees"),
    (WAITING, "Agrees, Except for What Waits to Be Read"),
    (DIFFERS, "Differs"),
    (SUMS, "The Sums by Day Differ from Their Rows"),
    (FIGURE, "The Figure Differs from the Ledger"),
    (BROKEN, "Could Not Be Checked"),
    (NO_WAY, "No Second Way"),
]
PROBLEMS = (DIFFERS, SUMS, FIGURE, BROKEN)
# What is not kept has rows all the same
LIVE_DOCUMENTS = {
    kinds.MONTH: "res.partner",
    kinds.SETTLEMENT: "account.move.line",
    kinds.OPEN_ITEM: "account.move.line",
    kinds.DAY: "stock.picking",
}
IN_UNITS = "Money in cents, times in seconds"


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
    kept_numerator = fields.Float("Numerator, Kept", readonly=True, digits=0, help=IN_UNITS)
    kept_denominator = fields.Float("Denominator, Kept", readonly=True, digits=0, help=IN_UNITS)
    kept_rows = fields.Integer("Rows, Kept", readonly=True)
    documents_numerator = fields.Float("Numerator, from Documents", readonly=True, digits=0, help=IN_UNITS)
    documents_denominator = fields.Float("Denominator, from Documents", readonly=True, digits=0, help=IN_UNITS)
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
        by_code = {kpi.code: kpi for kpi in kpis}
        found = {kpi.code: self._prepare_untold(kpi, company, (first, last)) for kpi in kpis}
        found = {code: values for code, values in found.items() if values}
        for batch in verifier._batches():
            if codes := [code for code in batch if code in by_code and code not in found]:
                found |= self._compared(codes, company, first, last)
        common = {"company_id": company.id, "date_from": first, "date_to": last, "nightly": nightly}
        # Commands would be carried out with the rights of whoever asked.
        rows = [found[kpi.code].pop("line_ids", ()) for kpi in kpis]
        # Checks are written by their own methods only.
        checks = self.sudo().create(
            [common | {"kpi_id": kpi.id, "version": kpi.version} | found[kpi.code] for kpi in kpis]
        )
        self.env["sale.kpi.verification.line"].sudo().create(
            [
                values | {"verification_id": check.id}
                for check, commands in zip(checks, rows, strict=True)
                for _command, _id, values in commands
            ]
        )
        return checks.sudo(False)

    @api.model
    def _prepare_untold(self, kpi, company, period):
        """Return values of a check of what cannot be checked, and why; nothing for what can."""
        if kpi.code not in REGISTRY:
            return {"result": BROKEN, "problem": self.env._("It has no definition any more.")}
        if kpi.problem:
            return {"result": BROKEN, "problem": kpi.problem}
        if kpi.code not in self.env["sale.kpi.verifier"]._verifiable():
            return {"result": NO_WAY, "problem": self._why_not(kpi)}
        is_kept = not self.env["sale.kpi.live"]._is_live(REGISTRY[kpi.code].source)
        if is_kept and not kpi_board.is_known(REGISTRY[kpi.code], Period(*period), company._local_day()):
            return {
                "result": NO_WAY,
                "problem": self.env._("It is known of today only: choose a period with today in it."),
            }
        return {}

    @api.model
    def _why_not(self, kpi):
        """Return why a figure has no second way."""
        if kpi.code == "satisfaction":
            return self.env._("No document says how satisfied customers are, so this figure is always n/a.")
        return self.env._("Its documents are read in one way only, so nobody can say whether it is right.")

    @api.model
    def _compared(self, codes, company, first, last):
        """Return values of checks: ``{code: values}``. What breaks one figure must not hide the others.

        :param codes: of figures that are worked out at once
        """
        try:
            with self.env.cr.savepoint():
                found = self.env["sale.kpi.verifier"]._compare(codes, company, first, last)
        except Exception as error:  # told at the figure; each of several by itself
            if len(codes) == 1:
                return {codes[0]: {"result": BROKEN, "problem": f"{type(error).__name__}: {error}"}}
            return {code: self._compared([code], company, first, last)[code] for code in codes}
        return {code: self._prepare(code, one) for code, one in found.items()}

    @api.model
    def _prepare(self, code, found):
        """Return values of a check.

        :param dict found: as :meth:`sale.kpi.verifier._compare` returns it for a figure
        """
        result = DIFFERS if found["differing"] else WAITING if found["waiting"] else AGREES
        values = {"difference_count": found["differing"], "waiting_count": found["waiting"], "problem": False}
        kept, said = ([found[f"{side}_{part}"] for part in ("up", "down", "rows")] for side in ("kept", "said"))
        if sums := found.get("sums"):
            if kept[2] != sums[2] or not _alike(kept, sums):
                result = SUMS
                values["problem"] = self.env._("The sums are %(sums)s.", sums=" / ".join(map(_shown, sums)))
        else:
            shown, ledger = found["told"]
            kept[:2], said[:2] = shown, ledger or said[:2]
            if result == AGREES and not _alike(kept, said):
                result = FIGURE
        names = ("numerator", "denominator", "rows")
        return values | {
            "result": result,
            **{
                f"{side}_{name}": float(value)
                for side, numbers in (("kept", kept), ("documents", said))
                for name, value in zip(names, numbers, strict=True)
            },
            "line_ids": [fields.Command.create(self._prepare_line(REGISTRY[code], row)) for row in found["rows"]],
        }

    @api.model
    def _prepare_line(self, kpi, row):
        document, kept_up, kept_down, said_up, said_down, waits = row
        model, day = self._behind(kpi), False
        if kpi.source == kinds.DAY:
            document, day = 0, date.fromordinal(document)
        return {
            "res_model": model,
            "res_id": document,
            "day": day,
            "difference": "only_kept" if said_up is None else "only_documents" if kept_up is None else "value",
            "is_waiting": waits,
            "kept_numerator": kept_up or 0,
            "kept_denominator": kept_down or 0,
            "documents_numerator": said_up or 0,
            "documents_denominator": said_down or 0,
        }

    @api.model
    def _behind(self, kpi):
        """Return the model of the documents of which rows of a figure are made."""
        facts = self.env["sale.kpi.verifier"]._facts_of(kpi)
        return self.env[facts]._document if facts else LIVE_DOCUMENTS[kpi.source]

    @api.autovacuum
    def _gc_verifications(self):
        """Forget checks after three months."""
        old = fields.Datetime.subtract(fields.Datetime.now(), months=3)
        self.search([("verified_at", "<", old)], limit=10_000).unlink()


def _shown(number):
    return f"{float(number):g}"


def _alike(one, other):
    """Whether numerators and denominators are alike: sums are kept as decimals, so a third is rounded."""
    pairs = ((float(a), float(b)) for a, b in zip(one[:2], other[:2], strict=True))
    return all(abs(a - b) <= 1e-6 * max(1, abs(a)) for a, b in pairs)
