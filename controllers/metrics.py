"""Figures and the rows behind them as files."""

import json

from odoo.http import Controller, content_disposition, request, route

from odoo.addons.web.controllers.export import ExportXlsxWriter

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class MetricsController(Controller):
    @route("/quote_to_cash/figures.<any(csv,xlsx):kind>", type="http", auth="user", readonly=True)
    def metrics_figures(self, kind, codes, first, last, companies="", filters="{}"):
        """Download figures of a period.

        :param str codes: of the figures, separated by commas
        """
        kpis = self._kpis(companies)
        header, rows = kpis._figures_table(codes.split(","), first, last, self._ids(companies), self._filters(filters))
        return self._file(kind, f"figures-{first}-{last}", kpis, header, rows)

    @route("/quote_to_cash/figure_rows.<any(csv,xlsx):kind>", type="http", auth="user", readonly=True)
    def metrics_rows(self, kind, code, first, last, companies="", filters="{}"):
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
        return [int(part) for part in text.split(",") if part.strip().isdigit()]

    def _filters(self, text):
        try:
            found = json.loads(text or "{}")
        except ValueError:
            raise request.not_found() from None
        return found if isinstance(found, dict) else {}

    def _file(self, kind, name, kpis, header, rows):
        content = kpis._as_csv(header, rows) if kind == "csv" else self._xlsx(header, kpis._cells(rows))
        headers = {
            "Content-Type": TYPES[kind],
            "Content-Length": len(content),
            "Content-Disposition": content_disposition(f"{name}.{kind}"),
            "X-Content-Type-Options": "nosniff",
        }
        return request.make_response(content, list(headers.items()))

    def _xlsx(self, header, rows):
        """Return a table as Odoo's own exports write it."""
        rows = list(rows)
        kinds = [{"type": "float"}] * len(header)
        with ExportXlsxWriter(kinds, header, len(rows)) as writer:
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    writer.write_cell(number, column, value)
        return writer.value
