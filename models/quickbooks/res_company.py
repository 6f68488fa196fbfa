"""What a company has chosen for the export. With the defaults nothing is sent, written or blocked."""

from dataclasses import fields as fields_of

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.quickbooks_document import Rules
from .const import TARGETS
from .mapping import FALLBACK

# Chosen by settings of these names
CHOSEN = (
    "date_format",
    "discount",
    "several_taxes",
    "foreign",
    "refunds",
    "cogs",
    "credit_notes",
    "negative",
    "region",
    "per_file",
)
DEFAULTS = {field.name: field.default for field in fields_of(Rules)}


class ResCompany(models.Model):
    _inherit = "res.company"

    quickbooks_start_date = fields.Date(
        "Export From", help="What was posted before this day is never exported. Empty: the first period asked for."
    )
    quickbooks_date_format = fields.Selection(
        [("%m/%d/%Y", "Month/Day/Year"), ("%d/%m/%Y", "Day/Month/Year")],
        "Dates in Files",
        default=DEFAULTS["date_format"],
        help="As Windows writes dates on the computer that runs QuickBooks.",
    )
    quickbooks_discount = fields.Selection(
        [("net", "In the Unit Price"), ("item", "As a Row of Its Own")],
        "Discounts in Files",
        default=DEFAULTS["discount"],
    )
    quickbooks_several_taxes = fields.Selection(
        [("refuse", "Do Not Export"), ("rows", "Taxes as Ordinary Rows")],
        "Several Taxes in One Invoice",
        default=DEFAULTS["several_taxes"],
        help="QuickBooks has one sales tax for an invoice.",
    )
    quickbooks_foreign = fields.Selection(
        [("home", "In Company Currency"), ("refuse", "Do Not Export")],
        "Other Currencies",
        default=DEFAULTS["foreign"],
    )
    quickbooks_refunds = fields.Selection(
        [("list", "List Only"), ("check", "As a Check")], "Refunds Paid to Customers", default=DEFAULTS["refunds"]
    )
    quickbooks_cogs = fields.Selection(
        [("skip", "Leave Out"), ("rows", "Export")],
        "Cost of Goods Sold",
        default=DEFAULTS["cogs"],
        help="Leave out where the program values its own stock.",
    )
    quickbooks_credit_notes = fields.Selection(
        [("journal", "As Journal Entries"), ("list", "As a List to Be Typed")],
        "Credit Notes and Payments Online",
        default=DEFAULTS["credit_notes"],
        help="QuickBooks Online imports neither credit notes nor payments.",
    )
    quickbooks_negative = fields.Selection(
        [("list", "As a List to Be Typed"), ("journal", "As Journal Entries")],
        "Invoices with Negative Rows Online",
        default=DEFAULTS["negative"],
        help="QuickBooks Online refuses them as invoices.",
    )
    quickbooks_region = fields.Selection(
        [("us", "United States"), ("other", "Elsewhere (a Tax Code for Each Row)")],
        "QuickBooks Online Of",
        default=DEFAULTS["region"],
    )
    quickbooks_sales_tax = fields.Boolean(
        "Sales Tax Is On",
        default=DEFAULTS["sales_tax"],
        help="In QuickBooks' preferences. Then each sale closes with a row of sales tax, of 0 if need be.",
    )
    quickbooks_class_plan_id = fields.Many2one(
        "account.analytic.plan", "Classes From", ondelete="set null", help="Empty: no classes."
    )
    quickbooks_per_file = fields.Integer("Documents in a File", default=DEFAULTS["per_file"])
    quickbooks_nightly = fields.Boolean("Export Every Night")
    quickbooks_nightly_target = fields.Selection(TARGETS, "Nightly Target")
    quickbooks_accountant_id = fields.Many2one(
        "res.users", "Accountant to Notify", help="Who is told of what was exported at night, and why it was not."
    )

    _quickbooks_per_file_positive = models.Constraint(
        "CHECK (quickbooks_per_file > 0)", "A file has at least one document."
    )

    @api.constrains("quickbooks_nightly", "quickbooks_nightly_target")
    def _check_quickbooks_nightly(self):
        for company in self:
            if company.quickbooks_nightly and not company.quickbooks_nightly_target:
                raise ValidationError(self.env._("Choose for which program the nightly export writes its files."))

    def _quickbooks_rules(self, target):
        """Return what the company has chosen, for the engine.

        :param str target: iif, qbo or xero
        :rtype: Rules
        """
        self.ensure_one()
        company = self.sudo()  # who exports need not see all of a company
        fallbacks = self.env["quickbooks.mapping"]._names(self, target, {FALLBACK: ()}).fallbacks
        return Rules(
            **{name: company[f"quickbooks_{name}"] or DEFAULTS[name] for name in CHOSEN},
            sales_tax=company.quickbooks_sales_tax,
            no_tax=fallbacks.get("no_tax"),
            discount_item=fallbacks.get("discount"),
            currency=company.currency_id.name,
        )
