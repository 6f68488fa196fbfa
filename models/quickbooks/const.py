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
DRAFT, DONE, CANCELLED = "draft", "done", "cancelled"
EXPORTERS = "quote_to_cash.group_accountant_export"
MANAGERS = "quote_to_cash.group_accountant_export_manager"
ERROR, WARNING = "error", "warning"
