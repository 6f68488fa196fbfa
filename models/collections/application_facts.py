"""What the engine has to know of money and open items, read for any number of customers with one statement."""

from odoo import api, models

from ...engine.application import Open, Payment
from ...engine.money import to_units
from ..query import fetch_rows
from .open_lines import FROM_LINES, OF_CUSTOMERS, customers_of

OPEN_LINES = f"""
    SELECT line.id, line.move_id, partner.commercial_partner_id AS customer, line.currency_id, line.account_id,
           line.amount_residual_currency AS residual, line.company_id, line.payment_id, line.date, move.move_type,
           COALESCE(line.date_maturity, move.invoice_date, line.date) AS due,
           move.name AS number, move.ref, move.payment_reference, move.invoice_origin, line.name AS label,
           payment.memo, payment.payment_reference AS payment_number,
           line.discount_date, line.amount_currency - line.discount_amount_currency AS discount
    {FROM_LINES}
      JOIN account_move move ON move.id = line.move_id
      LEFT JOIN account_payment payment ON payment.id = line.payment_id
     WHERE {OF_CUSTOMERS} ORDER BY line.id
"""
CUSTOMERS = customers_of("line.amount_residual_currency < 0 AND line.payment_id IS NOT NULL")
SOURCES = {
    "account.move.line": "partner_id account_id move_id company_id parent_state reconciled amount_residual_currency "
    "currency_id date date_maturity payment_id name discount_date discount_amount_currency amount_currency",
    "account.move": "invoice_date move_type name ref payment_reference invoice_origin",
    "res.partner": "commercial_partner_id",
    "account.account": "account_type",
    "account.payment": "memo payment_reference",
}


class PaymentApplication(models.TransientModel):
    _inherit = "payment.application"

    @api.model
    def _rows(self, company, customers):
        """Return all open receivable lines of customers in a company, with ``units`` of their currency.

        :param customers: commercial entities
        """
        rows = fetch_rows(self.env, OPEN_LINES, SOURCES, company=company.id, customers=customers.ids)
        for row in rows:
            row["units"] = to_units(row["residual"], self._rounding(row["currency_id"]))
        return [row for row in rows if row["units"]]

    @api.model
    def _payments(self, rows, lines, rates=False):
        """Return what the engine has to know of money.

        :param rows: see ``_rows``
        :param lines: ids of the lines that are to be applied
        :param bool rates: whether it may pay in other currencies; what is applied without a look never does
        """
        written = ("memo", "payment_number", "ref", "payment_reference", "label")
        return [
            Payment(
                key=row["id"],
                customer=row["customer"],
                units=-row["units"],
                day=row["date"],
                currency=(row["currency_id"], row["account_id"]),
                text=" ".join(row[name] for name in written if row[name]),
                rates=self._rates(row, rows) if rates else {},
            )
            for row in rows
            if row["id"] in lines and row["units"] < 0
        ]

    @api.model
    def _rates(self, money, rows):
        """Return what money pays in other currencies, for the engine: only where something is open on its account."""
        line = self.env["account.move.line"].browse(money["id"])
        currencies = {row["currency_id"] for row in rows if row["account_id"] == money["account_id"]}
        return {
            (id_, money["account_id"]): self._rate(line, self.env["res.currency"].browse(id_))
            for id_ in currencies - {money["currency_id"]}
        }

    @api.model
    def _items(self, rows, notes=True):
        """Return what can be paid: invoices, and other debts that are no payments themselves.

        :param rows: see ``_rows``
        :param bool notes: whether credit notes may be deducted
        """
        names = ("number", "ref", "payment_reference", "invoice_origin")
        tolerances = self._tolerances(rows)
        return [
            Open(
                key=row["id"],
                customer=row["customer"],
                residual=row["units"],
                due=row["due"],
                currency=(row["currency_id"], row["account_id"]),
                references=tuple({row[name] for name in names if row[name]}),
                discount=self._discount(row),
                discount_until=row["discount_date"],
                tolerance=tolerances[row["company_id"], row["currency_id"]],
            )
            for row in rows
            if (row["units"] > 0 and not row["payment_id"]) or (notes and row["move_type"] == "out_refund")
        ]

    @api.model
    def _tolerances(self, rows):
        """Return what may stay open without a question: ``{(company, currency): units}``."""
        companies, currencies = self.env["res.company"], self.env["res.currency"]
        return {
            (company, currency): companies.browse(company)._write_off_limit(currencies.browse(currency))
            for company, currency in {(row["company_id"], row["currency_id"]) for row in rows}
        }

    @api.model
    def _discount(self, row):
        """Return what may be deducted for paying early, in units."""
        if not row["discount_date"] or not row["discount"] or row["discount"] <= 0:
            return 0
        return to_units(row["discount"], self._rounding(row["currency_id"]))

    @api.model
    def _rounding(self, currency):
        """Return the smallest unit of a currency; read once for each.

        :param int currency: its id
        """
        return self.env["res.currency"].browse(currency).rounding
