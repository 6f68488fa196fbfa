"""Selections that the room's models share."""

from ...engine.quickbooks_document import CREDIT_NOTE, IIF, INVOICE, JOURNAL, PAYMENT, QBO, REFUND, XERO

TARGETS = [(IIF, "QuickBooks Desktop (IIF)"), (QBO, "QuickBooks Online (CSV)"), (XERO, "Xero (CSV)")]
KINDS = [
    (INVOICE, "Invoice"),
    (CREDIT_NOTE, "Credit Note"),
    (PAYMENT, "Payment"),
    (REFUND, "Refund"),
    (JOURNAL, "Journal Entry"),
]
# Why a record is in no file
REASONS = [
    ("statement", "Booked from the bank's statement, without a payment"),
    ("vendor_payment", "A vendor's payment"),
    ("no_receivable", "On no customer's account"),
    ("several_receivables", "On two accounts of a customer"),
    ("payable", "Concerns vendors, too"),
    ("no_customer", "Has no customer"),
    ("several_customers", "Its customers cannot be told apart"),
    ("nothing_due", "Leaves what the customer owes as it was"),
    ("cash_basis", "A tax that is due now because the invoice was paid"),
]
DRAFT, DONE, CANCELLED = "draft", "done", "cancelled"
EXPORTERS = "quote_to_cash.group_accountant_export"
MANAGERS = "quote_to_cash.group_accountant_export_manager"
ERROR, WARNING = "error", "warning"
