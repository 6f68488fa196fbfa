"""The PDF of what was sent: the very file of the mail, or printed."""

import logging
from os.path import splitext

from psycopg2 import OperationalError

from odoo import models
from odoo.tools.safe_eval import safe_eval, time

_logger = logging.getLogger(__name__)

REPORT = "sale.action_report_saleorder"
MOST = 100  # more at once are not printed: nobody waits for that
AT_ONCE = 20


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _quotation_files(self, mailed):
        """Return ``{order id: (attachment, why there is none)}`` for what is being sent.

        The attachments are copies: what hangs on a quotation may be deleted.

        :param dict mailed: ``{order id: ids of attachments that went out with its mail}``
        """
        contents = {}
        for order in self:
            if sent := order._mailed_quotation(mailed.get(order.id)):
                contents[order.id] = sent.raw
        printed, problem = self.filtered(lambda order: order.id not in contents)._print_quotations()
        contents |= printed
        with_file = self.filtered(lambda order: contents.get(order.id))
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{order.name} Rev. {order.quote_revision}.pdf",
                    "raw": contents[order.id],
                    "res_model": "sale.order.revision",
                    "mimetype": "application/pdf",
                }
                for order in with_file
            ]
        )
        found = dict(zip(with_file.ids, attachments, strict=True))
        return {order.id: (found.get(order.id), order.id not in found and problem) for order in self}

    def _mailed_quotation(self, attachment_ids):
        """Return the attachment that is the printed quotation."""
        attachments = self.env["ir.attachment"].browse(attachment_ids or [])
        if not attachments:
            return attachments
        report = self.env.ref(REPORT)
        names = {
            self._with_revision(safe_eval(text, {"object": self, "time": time}))
            for lang in {self.env.lang, self.partner_id.lang}
            if (text := report.with_context(lang=lang).print_report_name)
        }
        return attachments.filtered(
            lambda file: splitext(file.name)[0] in names and file.mimetype == "application/pdf"
        )[:1]

    def _print_quotations(self):
        """Return ``{order id: PDF}``, and why some may be missing.

        A PDF that cannot be made is no reason not to send.
        """
        if not self:
            return {}, False
        # While modules are installed (demo data), reports are not complete.
        if len(self) > MOST or self.env.context.get("import_file") or not self.pool.ready:
            return {}, self.env._("Not printed: so many at once, or an import.")
        printed, problem = {}, False
        for start in range(0, len(self), AT_ONCE):
            some = self[start : start + AT_ONCE]
            try:
                # What fails on the way must not end the transaction.
                with self.env.cr.savepoint():
                    printed |= some._printed()
            except OperationalError:
                raise  # two at once: run again
            except Exception:
                _logger.warning("Revisions without PDF: %s", some.mapped("name"), exc_info=True)
                problem = self.env._("The PDF could not be made. The quotation was sent all the same.")
        if problem:
            self._tell_sender(problem)
        return printed, problem

    def _printed(self):
        streams, kind = self.env["ir.actions.report"]._pre_render_qweb_pdf(REPORT, res_ids=self.ids)
        if kind != "pdf":  # Odoo prints nothing while it is tested
            return {}
        missing = [order.id for order in self if not (streams.get(order.id) or {}).get("stream")]
        contents = {order.id: streams[order.id]["stream"].getvalue() for order in self if order.id not in missing}
        if len(self) > 1:  # a layout that cannot be cut by quotation
            for order in self.browse(missing):
                contents |= order._printed()
        return contents

    def _tell_sender(self, text):
        if self.env.user._is_internal():
            self.env.user._bus_send(
                "simple_notification", {"type": "warning", "title": self.env._("Quotation Sent"), "message": text}
            )
