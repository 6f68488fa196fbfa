"""Recalls: all customers who got a product, or some lots of it, send it back."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..query import fetch_rows
from .const import RESOLUTIONS
from .sale_order_line import SOURCES, WAY

_logger = logging.getLogger(__name__)
PORTION = 50  # customers between two commits

# Order lines with which goods left for customers; kits with their components, and components by themselves
DELIVERED = """
SELECT DISTINCT m.sale_line_id AS id
  FROM (SELECT id FROM stock_move WHERE product_id = ANY(%(products)s)
         UNION
        SELECT k.id FROM sale_order_line s JOIN stock_move k ON k.sale_line_id = s.id
         WHERE s.product_id = ANY(%(products)s)) found
  JOIN stock_move m ON m.id = found.id
  JOIN stock_location src ON src.id = m.location_id
  JOIN stock_location dst ON dst.id = m.location_dest_id
 CROSS JOIN LATERAL (%(way)s) way
  LEFT JOIN stock_move_line l ON l.move_id = m.id
  LEFT JOIN stock_picking p ON p.id = m.picking_id
 WHERE m.state = 'done' AND m.sale_line_id IS NOT NULL AND m.company_id = %(company)s
   AND way.outgoing AND NOT way.from_customer
   AND (%(any_lot)s OR l.lot_id = ANY(%(lots)s))
   AND COALESCE(p.shipped_at, p.date_done, m.date) >= COALESCE(%(begin)s, '-infinity'::timestamp)
   AND COALESCE(p.shipped_at, p.date_done, m.date) < COALESCE(%(end)s, 'infinity'::timestamp)
 ORDER BY 1
"""


class SaleRmaRecall(models.Model):
    """A recall. Started, a job makes one return for each customer, already approved; what is announced stays out."""

    _name = "sale.rma.recall"
    _description = "Recall"
    _inherit = ["sale.rma.untyped", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, help="What customers read, such as: Recall of ovens of March.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    product_id = fields.Many2one("product.product", required=True, check_company=True, ondelete="restrict")
    tracking = fields.Selection(related="product_id.tracking")
    lot_ids = fields.Many2many(
        "stock.lot",
        string="Lots/Serials",
        domain="[('product_id', '=', product_id)]",
        help="None: all that was shipped.",
    )
    date_from = fields.Date("Shipped From")
    date_to = fields.Date("Shipped Until")
    reason_id = fields.Many2one(
        "sale.order.reason",
        required=True,
        domain="[('kind', '=', 'return')]",
        default=lambda self: self.env["sale.order.reason"]._get_by_code("return", "recall"),
        ondelete="restrict",
    )
    resolution = fields.Selection(RESOLUTIONS, "Customers Get", required=True, default="replace")
    instructions = fields.Html(help="Printed on the return slips of the recall.")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("done", "Done")], default="draft", readonly=True, copy=False
    )
    line_ids = fields.One2many("sale.rma.recall.line", "recall_id", "Customers", readonly=True, copy=False)
    customer_count = fields.Integer(compute="_compute_counts")
    quantity = fields.Float("With Customers", digits="Product Unit", compute="_compute_counts")
    quantity_received = fields.Float("Received", digits="Product Unit", compute="_compute_counts")
    problem_count = fields.Integer(compute="_compute_counts")

    _dates_in_order = models.Constraint("CHECK (date_from <= date_to)", "A recall ends after it begins.")

    @api.depends("line_ids.quantity", "line_ids.rma_id.line_ids.quantity_received", "line_ids.problem")
    def _compute_counts(self):
        for recall in self:
            lines = recall.line_ids
            recall.customer_count = len(lines)
            recall.quantity = sum(lines.mapped("quantity"))
            recall.quantity_received = sum(lines.rma_id.line_ids.mapped("quantity_received"))
            recall.problem_count = len(lines.filtered("problem"))

    def _choices(self):
        """Return what customers still have of what is recalled, as ``{customer: [Choice]}``."""
        self.ensure_one()
        company = self.company_id
        rows = fetch_rows(
            self.env,
            DELIVERED,
            SOURCES,
            way=WAY,
            company=company.id,
            products=self.product_id.ids,
            any_lot=not self.lot_ids,
            lots=self.lot_ids.ids,
            begin=company._begin_of_day(self.date_from) if self.date_from else None,
            end=company._begin_of_day(fields.Date.add(self.date_to, days=1)) if self.date_to else None,
        )
        # Whose orders they are does not matter for a recall.
        lines = self.env["sale.order.line"].sudo().browse([row["id"] for row in rows])
        found = {}
        for choice in lines._return_choices():
            if choice.product == self.product_id and (not self.lot_ids or choice.lot in self.lot_ids):
                found.setdefault(choice.sale_line.order_id.partner_id, []).append(choice)
        return found

    def action_preview(self):
        """List the customers and what they still have, before anything is made."""
        for recall in self:
            recall._check_draft()
            recall.line_ids.sudo().unlink()
            recall.env["sale.rma.recall.line"].sudo().create(
                [
                    {
                        "recall_id": recall.id,
                        "partner_id": partner.id,
                        "quantity": sum(choice.left for choice in choices),
                        "order_ids": [Command.set([choice.sale_line.order_id.id for choice in choices])],
                    }
                    for partner, choices in recall._choices().items()
                ]
            )
        return True

    def action_start(self):
        """Have the job make the returns.

        :raise UserError: if nobody has any of it
        """
        for recall in self:
            recall.action_preview()
            if not recall.line_ids:
                raise UserError(self.env._("No customer has any of it, other than what is announced already."))
            recall.sudo().state = "running"
        self.env.ref("quote_to_cash.ir_cron_recall")._trigger()
        return True

    def _check_draft(self):
        if self.state != "draft":
            raise UserError(self.env._("%s has been started.", self.name))

    @api.model
    def _cron_recall(self):
        """Make the returns of started recalls, committed in portions; what fails is marked and leaves the others."""
        Lines = self.env["sale.rma.recall.line"]
        for recall in self.search([("state", "=", "running")], order="id"):
            while recall.state == "running":
                made = recall._run_portion()
                left = Lines.search_count(Lines._unmade())
                if not Lines.search_count([("recall_id", "=", recall.id), *Lines._unmade()]):
                    recall.state = "done"
                if not self.env["ir.cron"]._commit_progress(made, remaining=left):
                    return
                if not made:
                    break  # somebody else has what is left: the job comes again

    def _run_portion(self):
        """Make the returns of the next customers whom nobody else has; return how many that were."""
        Lines = self.env["sale.rma.recall.line"]
        unmade = Lines.search([("recall_id", "=", self.id), *Lines._unmade()], order="id")
        lines = unmade.try_lock_for_update(allow_referencing=True, limit=PORTION)
        if lines:
            choices = self._choices()
            for line in lines:
                line._make_return(choices.get(line.partner_id, []))
        return len(lines)

    def _prepare_return_line(self, choice):
        """Return the values of the ``sale.rma.line`` that takes back one :class:`Choice`."""
        self.ensure_one()
        return {
            "sale_line_id": choice.sale_line.id,
            "product_id": choice.product.id,
            "lot_id": choice.lot.id,
            "quantity": choice.left,
            "reason_id": self.reason_id.id,
            "resolution": self.resolution,
        }


class SaleRmaRecallLine(models.Model):
    """A customer of a recall, with the return that was made."""

    _name = "sale.rma.recall.line"
    _description = "Customer of a Recall"
    _order = "recall_id, id"

    recall_id = fields.Many2one("sale.rma.recall", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="recall_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, ondelete="restrict")
    order_ids = fields.Many2many("sale.order", string="Orders", readonly=True)
    quantity = fields.Float("With the Customer", digits="Product Unit", readonly=True)
    rma_id = fields.Many2one("sale.rma", "Return", readonly=True, index="btree_not_null", ondelete="set null")
    rma_state = fields.Selection(related="rma_id.state", string="Stage")
    problem = fields.Char(readonly=True)

    _customer_once = models.UniqueIndex("(recall_id, partner_id)", "A customer is in a recall once.")

    @api.model
    def _unmade(self):
        """Return the domain of customers of started recalls who have neither a return nor a problem."""
        return [("recall_id.state", "=", "running"), ("rma_id", "=", False), ("problem", "=", False)]

    def _make_return(self, choices):
        """Make the customer's return; note why it could not be made.

        :param choices: what the customer still has, as :class:`Choice`
        """
        self.ensure_one()
        recall = self.recall_id
        if not choices:
            self.problem = self.env._("Nothing is left with the customer.")
            return
        try:
            with self.env.cr.savepoint():
                rma = self.env["sale.rma"]._create_return(
                    self.partner_id,
                    [recall._prepare_return_line(choice) for choice in choices],
                    source="recall",
                    user_id=recall.create_uid.id,  # the job is nobody who could look after it
                    instructions=recall.instructions,
                    note=recall.name,
                )
                if rma.state == "requested":  # the recall itself is the decision
                    rma._approve()
                self.rma_id = rma
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except UserError as error:
            self.problem = str(error)
        except Exception as error:  # one customer stops no other
            _logger.exception("Recall %s: no return for customer %s", recall.id, self.partner_id.id)
            self.problem = str(error) or type(error).__name__

    def action_again(self):
        """Try those again that had a problem.

        :raise AccessError: for who may not write recalls
        """
        self.recall_id.check_access("write")
        failed = self.sudo().filtered(lambda line: line.problem and not line.rma_id)  # nobody types their problems
        failed.problem = False
        failed.recall_id.state = "running"
        self.env.ref("quote_to_cash.ir_cron_recall")._trigger()
        return True
