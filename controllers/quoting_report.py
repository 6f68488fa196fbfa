"""A printed quotation: its file is named with the revision."""

import json

from werkzeug.http import parse_options_header

from odoo.http import content_disposition, request, route

from odoo.addons.web.controllers.report import ReportController

REPORTS = ("sale.report_saleorder", "sale.report_saleorder_raw", "sale.report_saleorder_pro_forma")


class QuotationReportController(ReportController):
    @route()
    def report_download(self, data, context=None, token=None, readonly=True):
        """Extend: with the revision."""
        response = super().report_download(data, context=context, token=token, readonly=readonly)
        order = self._printed_order(data)
        header = response.headers.get("Content-Disposition") if order else None
        if header:
            name = parse_options_header(header)[1].get("filename", "")
            response.headers.set("Content-Disposition", content_disposition(order._with_revision(name)))
        return response

    def _printed_order(self, data):
        """Return the one order that is printed, or an empty record.

        :param str data: as the web client sends it: a list of address and kind
        """
        name, _slash, ids = json.loads(data)[0].partition("?")[0].partition("/report/pdf/")[2].partition("/")
        return request.env["sale.order"].browse([int(ids)] if name in REPORTS and ids.isdigit() else ())
