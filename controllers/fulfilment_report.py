"""Reports that write while they are rendered: they get a transaction that may write at once."""

from odoo.http import request, route

from odoo.addons.web.controllers.report import ReportController


class WritingReportController(ReportController):
    def _is_readonly_report(self, _rule, args):
        """Whether an address of a report may be served by a read-only replica.

        :param dict args: what the address says, with ``reportname``
        """
        return args.get("reportname") not in request.env["ir.actions.report"]._writing_reports()

    @route(readonly=_is_readonly_report)
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """Extend: Odoo serves all reports read-only, and has to begin anew with those that write."""
        return super().report_routes(reportname, docids=docids, converter=converter, **data)
