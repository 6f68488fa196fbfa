"""The list of applied payments as a file."""

from odoo.http import Controller, content_disposition, request, route


class QuickbooksController(Controller):
    @route("/quickbooks/<int:batch_id>/applications.csv", type="http", auth="user", readonly=True)
    def quickbooks_applications(self, batch_id):
        """Download which payment pays which invoice; for whoever may see the export."""
        batch = request.env["quickbooks.export.batch"].browse(batch_id).exists()
        if not batch:
            raise request.not_found()
        batch.check_access("read")
        content = batch._applications_csv()
        name = f"applications-{batch.name.replace('/', '-')}.csv"
        headers = {
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Length": len(content),
            "Content-Disposition": content_disposition(name),
            "X-Content-Type-Options": "nosniff",
        }
        return request.make_response(content, list(headers.items()))
