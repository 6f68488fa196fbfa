"""Figures, and the rows behind them, as files."""

import csv
import io
from datetime import date, datetime

import xlsxwriter

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.kpi_registry import REGISTRY
from .question import FILTERS

PORTION = 2000  # rows that are read at once: memory stays flat, however many there are


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    @api.model
    def _figures_table(self, codes, first, last, company_ids, filters):
        """Return figures as a table: names of the columns, and rows of plain values.

        :param list codes: figures; see ``get_figures`` for the rest
        """
        figures = self.get_figures(codes, first, last, company_ids, filters)
        labels = self.fields_get(["unit", "cohort"], ["selection"])
        units, cohorts = dict(labels["unit"]["selection"]), dict(labels["cohort"]["selection"])
        rows = [
            [
                one["code"],
                one["name"],
                one["value"],
                self._unit_name(one, units),
                one["target"],
                one["before"],
                one["closed"] and one["closed"]["value"],
                one["numerator"],
                one["denominator"],
                one["n"],
                "; ".join(f"{part['label']}: {part['rows']}" for part in one["excluded"]),
                cohorts.get(one["cohort"], ""),
                REGISTRY[one["code"]].definition if one["code"] in REGISTRY else "",
                REGISTRY[one["code"]].version if one["code"] in REGISTRY else "",
                one["problem"] or one["note"] or "",
            ]
            for one in figures
        ]
        return self._figures_header(), rows

    def _figures_header(self):
        return [
            self.env._("Code"),
            self.env._("Figure"),
            self.env._("Value"),
            self.env._("Unit"),
            self.env._("Target"),
            self.env._("Period Before"),
            self.env._("When the Month Closed"),
            self.env._("Numerator"),
            self.env._("Denominator"),
            self.env._("Counted"),
            self.env._("Left Out"),
            self.env._("Period"),
            self.env._("Definition"),
            self.env._("Version"),
            self.env._("Note"),
        ]

    @api.model
    def _unit_name(self, figure, units):
        currency = self.env["res.currency"].browse(figure["currency_id"] or [])
        return currency.name if figure["unit"] == "money" and currency else units.get(figure["unit"], "")

    @api.model
    def _rows_table(self, code, first, last, company_ids, filters):
        """Return the rows behind a figure as a table: names of the columns, and a generator of rows."""
        self._asked_for(code)
        question = self._question(first, last, company_ids, filters)
        rows = self.env["sale.kpi.row"].with_context(
            kpi_code=code,
            kpi_first=question.period.first,
            kpi_last=question.period.last,
            kpi_companies=question.companies.ids,
            kpi_filters=question.filters,
        )
        names = ("document", "order_id", "day", "part", "reason", "numerator", "denominator", *FILTERS)
        names = (*names, "company_id", "since", "estimated")
        labels = rows.fields_get(names, ["string"])
        return [labels[name]["string"] for name in names], self._rows_values(rows, names)

    @api.model
    def _rows_values(self, rows, names):
        # What is read from the ledger is read as a whole, however few rows are asked for.
        kpi = REGISTRY.get(rows.env.context["kpi_code"])
        limit = PORTION if kpi and kpi.source in self._fact_models() else None
        last = 0
        while portion := rows.search_fetch([("id", ">", last)], names, order="id", limit=limit):
            for row in portion:
                yield [self._plain(row, name) for name in names]
            last = portion[-1].id
            self.env.invalidate_all(flush=False)
            if limit is None:
                return

    @api.model
    def _plain(self, row, name):
        """Return a value as a file takes it."""
        field, value = row._fields[name], row[name]
        if field.type == "many2one":
            # sudo: whoever sees the row sees whose it is; of documents of others no more than the name is told.
            return value.sudo().display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        return "" if value is False and field.type != "boolean" else value

    @api.model
    def _write_csv(self, file, header, rows):
        """Write a table as CSV that spreadsheets read as UTF-8; no text in it is a formula.

        :param file: binary file
        """
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL)
        writer.writerow(header)
        writer.writerows([_harmless(value) for value in row] for row in rows)
        text.detach()

    @api.model
    def _write_xlsx(self, file, header, rows):
        """Write a table as a spreadsheet, row by row: memory stays flat.

        :param file: binary file
        :raise UserError: if a spreadsheet cannot take so many rows
        """
        # Texts are texts, whatever they begin with.
        plain = dict.fromkeys(("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False)
        book = xlsxwriter.Workbook(file, {"constant_memory": True, **plain})
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        styles = {
            float: book.add_format({"num_format": "#,##0.00"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        sheet.set_column(0, len(header) - 1, 20)
        sheet.write_row(0, 0, header, bold)
        for number, row in enumerate(rows, 1):
            if number >= sheet.xls_rowmax:
                raise UserError(self.env._("There are too many rows for a spreadsheet: take the CSV file."))
            for column, value in enumerate(row):
                if value is not None and value != "":
                    sheet.write(number, column, value, styles.get(type(value)))
        book.close()


def _harmless(value):
    """Return a value as a cell; a text that a spreadsheet would take for a formula is made one that it does not."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "-", "+", "@", "\t", "\r")) else value
