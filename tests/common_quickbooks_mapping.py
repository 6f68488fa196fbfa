"""Names in the accountant's program, for tests."""

from odoo.addons.quote_to_cash.models.quickbooks.mapping import FALLBACK, ITEMS, RECORDS
from odoo.addons.quote_to_cash.models.quickbooks.scope import Scope

from .common_quickbooks import JANUARY, QuickbooksCommon


class QuickbooksMappingCommon(QuickbooksCommon):
    target = "iif"

    @classmethod
    def map(cls, kind, record, name, **values):
        """Create a confirmed name of a record, or of a fallback by its code."""
        if kind in ITEMS:
            values = {"item_account_id": cls.income.id, "item_type": "SERV", **values}
        return cls.env["quickbooks.mapping"].create(
            {
                "company_id": cls.company.id,
                "target": cls.target,
                "kind": kind,
                "name": name,
                RECORDS.get(kind, "fallback"): record if kind == FALLBACK else record.id,
                **values,
            }
        )

    @classmethod
    def make_agency(cls, name="State Board of Equalization", **values):
        return cls.env["quickbooks.mapping"].create(
            {"company_id": cls.company.id, "target": cls.target, "kind": "agency", "name": name, **values}
        )

    def names(self, **needs):
        """Return the names of records by kind, of fallbacks by code."""
        ids = {kind: records if kind == FALLBACK else records.ids for kind, records in needs.items()}
        return self.env["quickbooks.mapping"]._names(self.company, self.target, ids)

    @classmethod
    def scope(cls, target=None, **values):
        """Return what a whole export of the company's January is about."""
        values = {"date_from": None, "date_to": JANUARY, **values}
        return Scope(cls.company, target or cls.target, **values)

    @classmethod
    def map_all(cls, target=None):
        """Name everything that would be exported, as proposed."""
        scope = cls.scope(target)
        mappings = cls.env["quickbooks.mapping"]
        needs = cls.env["quickbooks.reader"]._needs(scope)
        proposals = mappings._propose(cls.company, scope.target, needs)
        if scope.target == "xero":
            for number, tax in enumerate(proposals.filtered(lambda one: one.kind == "tax")):
                tax.code = f"TAX{number}"
        proposals.action_confirm()
        return proposals
