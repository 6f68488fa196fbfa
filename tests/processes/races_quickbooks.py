"""What the processes do that export the same records at once. Runs inside Odoo processes with the addon."""

import hashlib
import sys
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from races import watched_commits

from odoo import SUPERUSER_ID

from odoo.addons.quote_to_cash.models.quickbooks import batch_claim

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from odoo.addons.quote_to_cash.tests.common_quickbooks_batch import ALL, QuickbooksBatchCommon, Scope

PORTION = 2


class World(QuickbooksBatchCommon):
    """The company of the other tests, in a database that is committed."""

    @classmethod
    def make_company(cls, name, currency="USD"):
        company = super().make_company(name, currency)
        cls.env.cr.precommit.clear()  # Odoo would load the accounts once more
        return company


def prepare(worker, count=6):
    """Make a company with invoices on one day each, whose names are all set; return its id."""
    with worker.transaction(SUPERUSER_ID) as env:
        World.env = env
        World.begin(f"Company {uuid4()}")
        env.ref("base.user_admin").company_ids |= World.company
        first = date(2026, 1, 1)
        for number in range(count):
            World.invoice(day=first + timedelta(days=number))
        World.set_names()
        company = World.company.id
    worker.registry.signal_changes()  # the other process learns of the user's company
    return company


def _small_portions():
    batch_claim.PORTION = PORTION


def _batches(env, company):
    company = env["res.company"].browse(company)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    return env["quickbooks.export.batch"], company.with_env(env)


def export(worker, company, pause=None, big=False):
    """Export January as the wizard does; return the batch's id and how often it was tried.

    :param str pause: "snapshot": wait after the first look at the database; "written": wait with everything written,
        but not committed
    :param bool big: leave it to the job
    """
    _small_portions()
    batch_claim.AT_ONCE = 0 if big else 2000
    tries = []

    def run(env):
        batches, own = _batches(env, company)
        tries.append(1)
        own.name  # noqa: B018 (the transaction's picture of the database is taken here)
        if pause == "snapshot" and len(tries) == 1:
            worker.pause(pause)
        batch = batches._start(Scope(own, "iif", date(2026, 1, 1), date(2026, 1, 31), ALL))
        batch.action_continue()
        env.cr.flush()
        if pause == "written" and len(tries) == 1:
            worker.pause(pause)
        return batch.id

    return [worker.request(run), len(tries)]


def job(worker, pause=False):
    """Run the job that writes big exports; wait before each commit if wanted."""
    with worker.transaction(SUPERUSER_ID) as env, watched_commits(worker, env, pause):
        env["quickbooks.export.batch"]._cron_export()


def cancel(worker, batch):
    """Cancel an export as a manager does; return how often it was tried."""
    tries = []

    def run(env):
        tries.append(1)
        record = env["quickbooks.export.batch"].sudo().browse(batch)
        record.action_cancel("wrong period")

    worker.request(run)
    return len(tries)


def redraft(worker, batch):
    """Reset the last claimed invoice to draft; return its id."""
    with worker.transaction() as env:
        batches = env["quickbooks.export.batch"].sudo().browse(batch)
        move = batches.line_ids[-1].move_id
        move.button_draft()
        return move.id


def renumber(worker, batch):
    """Let the next batch have the number of this one: its file can be compared byte by byte."""
    with worker.transaction(SUPERUSER_ID) as env:
        sequence = env.ref("quote_to_cash.sequence_quickbooks_export_batch")
        sequence.number_next_actual = int(env["quickbooks.export.batch"].browse(batch).name.rpartition("/")[2])


def look(worker, company):
    """Return what the database says of each export of a company, in their order: state, how many records, the file."""
    with worker.transaction(SUPERUSER_ID) as env:
        batches = env["quickbooks.export.batch"].search([("company_id", "=", company)], order="id")
        return [
            {
                "id": batch.id,
                "state": batch.state,
                "records": len(batch.line_ids.filtered(lambda line: not line.free)),
                "parts": len(set(batch.part_ids.mapped("portion"))),
                "file": hashlib.sha256(batch.attachment_id.raw or b"").hexdigest() if batch.attachment_id else None,
                "right": hashlib.sha256(batch.attachment_id.raw or b"").hexdigest() == batch.sha256,
                "problem": batch.problem or "",
                "free": len(batch.line_ids.filtered("free")),
            }
            for batch in batches
        ]
