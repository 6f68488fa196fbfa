"""What customers owe on any day, by age: today, at the end of last year, or on the day of an audit."""

from odoo import fields, models

from .receivable_items import SOURCES, open_items

DAY = "receivable_day"


class ReceivableAging(models.Model):
    """One row for each receivable line that is open at the end of a day, in the company's currency.

    The day is that of the context (``receivable_day``), else today. See :meth:`_on`.
    """

    _name = "receivable.aging"
    _description = "Aged Receivables"
    _auto = False
    _order = "due_date, id"
    _rec_name = "move_id"
    _depends = {model: names.split() for model, names in SOURCES.items()}

    move_line_id = fields.Many2one("account.move.line", "Receivable Line", readonly=True)
    move_id = fields.Many2one("account.move", "Document", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", "Company Currency", readonly=True)
    foreign_currency_id = fields.Many2one("res.currency", "Currency of the Document", readonly=True)
    date = fields.Date(readonly=True)
    due_date = fields.Date("Due", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    age = fields.Selection(
        [
            ("not_due", "Not due"),
            ("30", "1–30 days"),
            ("60", "31–60 days"),
            ("90", "61–90 days"),
            ("more", "More than 90 days"),
            ("credit", "Not allocated"),
        ],
        readonly=True,
    )
    balance = fields.Monetary("Open", readonly=True, help="What was open at the end of that day.")
    foreign_balance = fields.Monetary(
        "Open in Currency", currency_field="foreign_currency_id", aggregator=None, readonly=True
    )
    not_due = fields.Monetary(readonly=True)
    overdue = fields.Monetary("All Overdue", readonly=True)
    late_30 = fields.Monetary("1–30", readonly=True)
    late_60 = fields.Monetary("31–60", readonly=True)
    late_90 = fields.Monetary("61–90", readonly=True)
    late_more = fields.Monetary("Over 90", readonly=True)
    credits = fields.Monetary("Unallocated Credits", readonly=True, help="Payments and credit notes, negative.")

    @property
    def _table_query(self):
        return open_items(self._day())

    def _day(self):
        """Return the day as of which the rows are."""
        return fields.Date.to_date(self.env.context.get(DAY)) or self.env.company._local_day()

    def _on(self, day):
        """Return this model as of a day. Rows of another day that were read before are forgotten.

        :param date day: the day
        """
        self.invalidate_model()
        return self.with_context(**{DAY: fields.Date.to_string(day)})

    def action_open_document(self):
        """Open the invoice, payment or entry of this row."""
        self.ensure_one()
        return self.move_line_id.action_open_business_doc()

    def _open_action(self, day, domain):
        """Return the window with all that was open on a day.

        :param date day: the day
        :param list domain: which rows
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.receivable_aging_action")
        context = {DAY: fields.Date.to_string(day), "search_default_group_customer": 1}
        name = self.env._("Aged receivables on %s", fields.Date.to_string(day))
        return {**action, "display_name": name, "name": name, "domain": domain, "context": context}
