"""The job that writes big exports, and those that were killed."""

import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .const import DRAFT

_logger = logging.getLogger(__name__)


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    @api.model
    def _cron_export(self):
        """Write the exports that are begun, portion by portion, each committed: wherever it is killed, it goes on.

        Who exported is told when the file is there, or why there is none. An export with a problem waits until
        somebody continues or cancels it.
        """
        batches = self.sudo()  # batches are written by their methods only, whoever starts the job
        todo = batches.search([("state", "=", DRAFT), ("problem", "=", False)], order="id")
        for others, batch in zip(reversed(range(len(todo))), todo, strict=True):
            try:
                if not batch._write_in_job(others):
                    return
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # somebody else is at it: the next run looks again
                _logger.info("Export %s was written by two at once", batch.id)
                self.env.ref("quote_to_cash.ir_cron_quickbooks_export").sudo()._trigger()

    def _write_in_job(self, others):
        """Write a batch. Return False when the job's time is over.

        :param int others: how many batches wait
        """
        job = self.env["ir.cron"]
        in_time = []

        def progress(left):
            in_time.append(bool(job._commit_progress(1, remaining=left + others)))
            return in_time[-1]

        batch = self.with_context(lang=self.user_id.lang)
        try:
            text = batch.env._("The file is ready.") if batch._continue(progress) else ""
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except UserError as error:
            self.env.cr.rollback()
            text = batch._give_up(str(error))
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Export %s could not be written", self.id)
            text = batch._give_up(batch.env._("There was an unexpected error. The server's log says more."))
        # The file is there, or is not, whatever comes of telling it.
        in_time.append(bool(job._commit_progress(1, remaining=others)))
        if text:
            batch._tell_or_log(text)
            job._commit_progress(0, remaining=others)
        return all(in_time)

    def _tell_or_log(self, text):
        try:
            with self.env.cr.savepoint():
                self._tell(text)
        except Exception:
            _logger.exception("What became of export %s could not be told", self.id)

    def _give_up(self, problem):
        """Note why there is no file; what is written is forgotten, as it may be other once that is repaired.

        :return: what is to be told
        """
        if self._lock() != DRAFT:
            return ""
        self._forget_parts()
        self.problem = problem
        return self.env._("There is no file: %s", problem)

    def _tell(self, text):
        """Write to whoever exported."""
        self.message_post(
            body=text,
            author_id=self.env.ref("base.partner_root").id,
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
