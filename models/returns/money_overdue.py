"""The job that looks after replacements that were sent before the goods came back."""

import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...engine.return_money import overdue

_logger = logging.getLogger(__name__)


class SaleRma(models.Model):
    _inherit = "sale.rma"

    @api.model
    def _cron_overdue_replacements(self, limit=50):
        """Charge, or tell about, replacements whose goods did not come back in time; return by return.

        :param int limit: returns in one run; the rest follows at once
        """
        companies = self.env["res.company"].search([])
        late = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("replacement_due", "<", company._local_day())
            for company in companies
        )
        waiting = self.search(late & Domain("replacement_overdue_at", "=", False), order="id")
        remaining = len(waiting)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        for rma in waiting[:limit]:
            try:
                with self.env.cr.savepoint():
                    rma._handle_overdue()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                _logger.info("The return %s is changed by somebody else; the next run looks at it again", rma.id)
            except Exception as error:
                self.env.invalidate_all()
                _logger.exception("The overdue replacement of return %s could not be charged", rma.id)
                rma._leave_overdue(error)
            remaining -= 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    def _handle_overdue(self):
        """Charge the replacements whose goods did not come back, or have somebody look; once."""
        self.ensure_one()
        rma = self.with_company(self.company_id)
        rma._touch_revision()
        if rma.replacement_overdue_at:
            return
        missing = {
            line: quantity
            for line in rma.line_ids
            if (quantity := overdue(line.quantity_replaced, line.quantity_received, line.quantity_charged))
        }
        if not missing:  # all has come back
            rma.replacement_due = False
            return
        rma.replacement_overdue_at = fields.Datetime.now()
        goods = ", ".join(f"{quantity:g} {line.product_id.display_name}" for line, quantity in missing.items())
        if not rma.company_id.rma_charge_replacements:
            rma._ask_to_act(self.env._("Replaced goods did not come back"), goods)
            return
        for line, quantity in missing.items():
            line._charge_replacement(quantity)
        rma.message_post(body=self.env._("Replacement charged, because the goods did not come back: %s", goods))

    def _leave_overdue(self, error):
        """Have somebody charge by hand what the job could not: it does not look again, and stops no other return."""
        self.replacement_overdue_at = fields.Datetime.now()
        self._ask_to_act(self.env._("Replaced goods could not be charged"), str(error))


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _charge_replacement(self, quantity):
        """Have replacements invoiced that were sent for goods which did not come back.

        The price is the original one; what has come back of the same line stays free.

        :param float quantity: in the line's unit
        """
        self.ensure_one()
        rest = quantity
        for sent in self.replacement_line_ids.filtered(lambda sent: sent.state == "sale" and sent.discount >= 100):
            charged = min(rest, sent.product_uom_qty)
            rest -= charged
            original = 0.0 if self._is_component() else self.sale_line_id.discount
            # An order may be locked; what it costs was agreed with the return.
            locked = sent.order_id.filtered("locked")
            locked.locked = False
            sent.write({"discount": original, "qty_return_settled": sent.product_uom_qty - charged})
            locked.locked = True
        self.quantity_charged += quantity - rest
