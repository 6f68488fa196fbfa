"""Figures and the rows behind them as files."""

import json
from tempfile import TemporaryFile

from werkzeug.wsgi import wrap_file

from odoo.http import Controller, content_disposition, request, route

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class MetricsController(Controller):
    @route("/quote_to_cash/figures.<any(csv,xlsx):kind>", type="http", auth="user", readonly=True)
    def metrics_figures(self, kind, codes="", first="", last="", companies="", filters="{}"):
        """Download figures of a period.

        :param str codes: of the figures, separated by commas
        """
        kpis = self._kpis(companies)
        header, rows = kpis._figures_table(codes.split(","), first, last, self._ids(companies), self._filters(filters))
        return self._file(kind, f"figures-{first}-{last}", kpis, header, rows)

    @route("/quote_to_cash/figure_rows.<any(csv,xlsx):kind>", type="http", auth="user", readonly=True)
    def metrics_rows(self, kind, code="", first="", last="", companies="", filters="{}"):
        """Download the rows behind a figure, and those that are left out."""
        kpis = self._kpis(companies)
        header, rows = kpis._rows_table(code, first, last, self._ids(companies), self._filters(filters))
        return self._file(kind, f"{code}-{first}-{last}", kpis, header, rows)

    def _kpis(self, companies):
        """Return the figures with the companies of the link, as far as the user has them."""
        chosen = [company for company in self._ids(companies) if company in request.env.user.company_ids.ids]
        kpis = request.env["sale.kpi"]
        return kpis.with_context(allowed_company_ids=chosen) if chosen else kpis

    def _ids(self, text):
        return [int(part) for part in text.split(",") if part.strip().isdecimal()]

    def _filters(self, text):
        try:
            found = json.loads(text or "{}")
        except (ValueError, RecursionError):
            raise request.not_found() from None
        return found if isinstance(found, dict) else {}

    def _file(self, kind, name, kpis, header, rows):
        """Return a table as a file. It is written to the disk, so that memory stays flat, however long it is."""
        file = TemporaryFile()  # noqa: SIM115 - whoever sends the response closes it
        try:
            (kpis._write_csv if kind == "csv" else kpis._write_xlsx)(file, header, rows)
        except Exception:
            file.close()
            raise
        headers = {
            "Content-Type": TYPES[kind],
            "Content-Length": file.tell(),
            "Content-Disposition": content_disposition(f"{name}.{kind}"),
            "X-Content-Type-Options": "nosniff",
        }
        file.seek(0)
        response = request.make_response(wrap_file(request.httprequest.environ, file), list(headers.items()))
        response.direct_passthrough = True
        return response
