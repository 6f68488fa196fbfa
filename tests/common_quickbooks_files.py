"""Exported files, read by the independent checkers and ticked against the ledger."""

from collections import defaultdict
from decimal import Decimal

from .common_quickbooks_batch import LAST, QuickbooksBatchCommon
from .quickbooks_csv_checker import read_online, read_xero
from .quickbooks_iif_checker import Content, read_iif


class QuickbooksFilesCommon(QuickbooksBatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.losses = cls.account("expense", "658200", "Small Differences")

    def iif(self, **options):
        """Export all there is; return the batch and what is in its IIF files."""
        batch = self.export(**options)
        self.assertEqual(batch.state, "done", batch.problem)
        whole = Content()
        for name, content in self.files(batch).items():
            if name.endswith(".iif"):
                found = read_iif(content)
                whole.blocks += found.blocks
                for section, rows in found.lists.items():
                    whole.lists.setdefault(section, {}).update(rows)
        self.assert_iif_is_ledger(batch, whole)
        return batch, whole

    def one(self, kind="INVOICE", **options):
        """Export all there is; return the one block of a kind."""
        _batch, content = self.iif(**options)
        blocks = content.of(kind)
        self.assertEqual(len(blocks), 1)
        return blocks[0]

    def online(self, **options):
        batch = self.export(target="qbo", **options)
        return batch, read_online(self.content(batch))

    def xero(self, **options):
        batch = self.export(target="xero", **options)
        return batch, read_xero(self.files(batch))

    def posted(self, batch, without=()):
        """Return ``{name in the program: sum}`` of what the ledger has of a batch's records.

        Read with Odoo's own grouping, apart from all that the export is made of.
        """
        lines = batch.line_ids.filtered(lambda line: not line.free and line.kind not in without)
        moves = lines.move_id | lines.payment_id.move_id
        sums = self.env["account.move.line"]._read_group(
            [
                ("move_id", "in", moves.ids),
                ("parent_state", "=", "posted"),
                ("display_type", "!=", "cogs"),
                ("account_id", "!=", False),
            ],
            ["account_id"],
            ["balance:sum"],
        )
        names = self.env["quickbooks.mapping"].search(
            [("company_id", "=", batch.company_id.id), ("target", "=", batch.target)]
        )
        called = {name.account_id: name.name for name in names if name.kind == "account"}
        deposits = {name.journal_id: name.name for name in names if name.kind == "journal"}
        called.update({payment.outstanding_account_id: deposits[payment.journal_id] for payment in lines.payment_id})
        posted = defaultdict(Decimal)
        for account, balance in sums:
            posted[called[account]] += Decimal(str(round(balance, 2)))
        return {name: amount for name, amount in posted.items() if amount}

    def assert_iif_is_ledger(self, batch, content):
        typed = ("refund",) if batch.company_id.quickbooks_refunds == "list" else ()
        said = {name: amount for name, amount in content.accounts().items() if amount}
        self.assertEqual(said, self.posted(batch, without=typed))

    def assert_totals(self, batch):
        """Every control total is ticked, and the accounts' totals are those of the ledger."""
        self.assertTrue(batch.total_ids)
        self.assertEqual(set(batch.total_ids.mapped("difference")), {0})
        for total in batch.total_ids.filtered("account_id"):
            [(balance,)] = self.env["account.move.line"]._read_group(
                [
                    ("company_id", "=", self.company.id),
                    ("account_id", "=", total.account_id.id),
                    ("parent_state", "=", "posted"),
                    ("date", ">=", batch.date_from),
                    ("date", "<=", batch.date_to or LAST),
                ],
                [],
                ["balance:sum"],
            )
            self.assertAlmostEqual(total.ledger, balance or 0)
            self.assertAlmostEqual(total.in_ledger + total.earlier + total.not_exported, total.ledger)
