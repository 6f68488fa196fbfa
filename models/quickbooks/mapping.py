"""What Odoo's records are called in the accountant's program."""

from odoo import fields, models

from .const import TARGETS

ACCOUNT, TAX, AGENCY, PRODUCT, CATEGORY, JOURNAL, METHOD, TERM, CLASS, CUSTOMER, FALLBACK, NUMBER = (
    "account", "tax", "agency", "product", "category", "journal", "method", "term", "class", "customer", "fallback",
    "number",
)  # fmt: skip
# The field that holds the record of each kind
RECORDS = {
    ACCOUNT: "account_id",
    TAX: "tax_id",
    PRODUCT: "product_id",
    CATEGORY: "category_id",
    JOURNAL: "journal_id",
    METHOD: "method_line_id",
    TERM: "term_id",
    CLASS: "analytic_account_id",
    CUSTOMER: "partner_id",
    NUMBER: "move_id",
}
# Names of these kinds stand in one list of the program, for which the engine knows the lengths.
LISTS = {
    ACCOUNT: "account",
    JOURNAL: "account",
    TAX: "item",
    PRODUCT: "item",
    CATEGORY: "item",
    FALLBACK: "item",
    AGENCY: "vendor",
    CUSTOMER: "customer",
    METHOD: "method",
    TERM: "terms",
    CLASS: "class",
    NUMBER: "number",
}
ITEMS = (TAX, PRODUCT, CATEGORY, FALLBACK)  # all of them stand in the program's list of items
# What has no record of its own, or none that is mapped
FALLBACKS = [
    ("default", "Any Product"),
    ("text", "Lines without Product"),
    ("down_payment", "Down Payment"),
    ("discount", "Discount"),
    ("rounding", "Cash Rounding"),
    ("shipping", "Shipping"),
    ("no_tax", "No Sales Tax"),
]
ACCOUNT_TYPES = [
    ("AR", "Accounts Receivable"),
    ("AP", "Accounts Payable"),
    ("BANK", "Bank"),
    ("CCARD", "Credit Card"),
    ("INC", "Income"),
    ("EXINC", "Other Income"),
    ("COGS", "Cost of Goods Sold"),
    ("EXP", "Expense"),
    ("EXEXP", "Other Expense"),
    ("OCASSET", "Other Current Asset"),
    ("FIXASSET", "Fixed Asset"),
    ("OASSET", "Other Asset"),
    ("OCLIAB", "Other Current Liability"),
    ("LTLIAB", "Long-term Liability"),
    ("EQUITY", "Equity"),
    ("NONPOSTING", "Non-posting"),
]
SPECIALS = [("SALESTAX", "Sales Tax Payable"), ("UNDEPOSIT", "Undeposited Funds")]
ITEM_TYPES = [
    ("PART", "Non-inventory Part"),
    ("SERV", "Service"),
    ("OTHC", "Other Charge"),
    ("DISC", "Discount"),
    ("COMPTAX", "Sales Tax"),
]
ONE_RECORD = " AND ".join(
    f"(kind = '{kind}') = ({field} IS NOT NULL)" for kind, field in {**RECORDS, FALLBACK: "fallback"}.items()
)


class QuickbooksMapping(models.Model):
    """One name in one target's books. Names that are made are kept, so that a customer is always the same one."""

    _name = "quickbooks.mapping"
    _description = "Name in the Accountant's Program"
    _order = "target, kind, name, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    target = fields.Selection(TARGETS, "Program", required=True, default="iif")
    kind = fields.Selection(
        [
            (ACCOUNT, "Account"),
            (TAX, "Tax"),
            (AGENCY, "Tax Agency"),
            (PRODUCT, "Product"),
            (CATEGORY, "Product Category"),
            (JOURNAL, "Deposit Account"),
            (METHOD, "Payment Method"),
            (TERM, "Payment Terms"),
            (CLASS, "Class"),
            (CUSTOMER, "Customer"),
            (FALLBACK, "Fallback Item"),
            (NUMBER, "Document Number"),
        ],
        required=True,
    )
    name = fields.Char("Name There", required=True)
    confirmed = fields.Boolean(default=True, help="A proposal is not used until somebody confirms it.")
    account_id = fields.Many2one("account.account", ondelete="cascade", check_company=True)
    tax_id = fields.Many2one("account.tax", ondelete="cascade", check_company=True)
    product_id = fields.Many2one("product.product", ondelete="cascade", check_company=True, index="btree_not_null")
    category_id = fields.Many2one("product.category", ondelete="cascade")
    journal_id = fields.Many2one("account.journal", ondelete="cascade", check_company=True)
    method_line_id = fields.Many2one("account.payment.method.line", "Payment Method", ondelete="cascade")
    term_id = fields.Many2one("account.payment.term", "Payment Terms", ondelete="cascade", check_company=True)
    analytic_account_id = fields.Many2one("account.analytic.account", ondelete="cascade", check_company=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", ondelete="cascade", check_company=True, index="btree_not_null"
    )
    move_id = fields.Many2one(
        "account.move", "Document", ondelete="cascade", check_company=True, index="btree_not_null"
    )
    fallback = fields.Selection(FALLBACKS, "Used for")
    account_type = fields.Selection(
        ACCOUNT_TYPES, "Type There", help="ACCNTTYPE of QuickBooks: of accounts and of deposit accounts."
    )
    special = fields.Selection(SPECIALS, "Special Account", help="EXTRA of QuickBooks' list of accounts.")
    item_type = fields.Selection(ITEM_TYPES, help="INVITEMTYPE of QuickBooks: of products and fallback items.")
    item_account_id = fields.Many2one(
        "account.account", "Item's Account", ondelete="restrict", check_company=True, help="Mapped itself."
    )
    agency_id = fields.Many2one(
        "quickbooks.mapping",
        "Tax Agency",
        domain=f"[('kind', '=', '{AGENCY}'), ('target', '=', target), ('company_id', '=', company_id)]",
        ondelete="restrict",
        check_company=True,
    )
    due_days = fields.Integer(help="Of payment terms: days after the invoice.")
    code = fields.Char(help="Xero's account code or tax type; tax code of QuickBooks Online outside the US.")

    _one_record = models.Constraint(f"CHECK ({ONE_RECORD})", "A name belongs to one record of its kind.")
    _once = models.UniqueIndex(
        f"(company_id, target, kind, COALESCE({', '.join(RECORDS.values())}))", "This record has a name already."
    )
    _fallback_once = models.UniqueIndex(
        "(company_id, target, fallback) WHERE fallback IS NOT NULL", "This fallback has an item already."
    )
    # QuickBooks keeps customers and vendors in one list, and does not tell upper from lower case.
    _party_once = models.UniqueIndex(
        f"(company_id, target, lower(name)) WHERE kind IN ('{CUSTOMER}', '{AGENCY}')",
        "Another customer or tax agency has this name.",
    )
