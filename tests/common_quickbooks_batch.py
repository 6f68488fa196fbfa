"""Exports from the claim to the file: steps for the tests of batches."""

import io
import zipfile
from datetime import date

from ..models.quickbooks.const import KINDS
from ..models.quickbooks.scope import Scope
from .common_quickbooks import QuickbooksCommon

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
ALL = tuple(kind for kind, _label in KINDS)


class QuickbooksBatchCommon(QuickbooksCommon):
    """The company of the worked example, whose names are all set."""

    @classmethod
    def scope(cls, target="iif", first=FIRST, last=LAST, kinds=ALL, company=None):
        return Scope(company or cls.company, target, first, last, kinds)

    @classmethod
    def set_names(cls, target="iif", **options):
        """Take the proposals for all names that an export needs."""
        scope = cls.scope(target, **options)
        needs = cls.env["quickbooks.check"]._needs(scope)
        names = cls.env["quickbooks.mapping"]
        names._propose(scope.company, target, needs)
        proposals = names.search([("company_id", "=", scope.company.id), ("target", "=", target)])
        for name in proposals.filtered(lambda name: target == "xero" and not name.code):
            name.code = name.account_id.code or "OUTPUT"
        proposals.action_confirm()

    @classmethod
    def start(cls, user=None, **options):
        """Claim what there is; the names are set before."""
        cls.set_names(**options)
        batches = cls.env["quickbooks.export.batch"]
        return (batches.with_user(user) if user else batches)._start(cls.scope(**options))

    @classmethod
    def export(cls, user=None, **options):
        """Export as the wizard does; return the batch."""
        batch = cls.start(user, **options)
        batch.action_continue()
        return batch

    @classmethod
    def content(cls, batch):
        return batch.sudo().attachment_id.raw

    @classmethod
    def files(cls, batch):
        """Return ``{name: bytes}`` of what is in the file."""
        content = cls.content(batch)
        if not zipfile.is_zipfile(io.BytesIO(content)):
            return {batch.attachment_id.name: content}
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return {name: package.read(name) for name in package.namelist()}
