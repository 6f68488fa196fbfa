"""Returns: what customers send back, from the question to the money."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine import return_policy as rules
from .const import SOURCES, STATES

# What cannot change once the customer was told
FIXED = {"company_id", "partner_id", "line_ids", "warehouse_id", "return_to"}


class SaleRma(models.Model):
    """A return: what one customer sends back, of one order or several.

    Its state is never typed. A request and a decision move it to *approved*; from then on it follows from what has
    come in, was inspected and settled (:meth:`_refresh_state`).
    """

    _name = "sale.rma"
    _description = "Return"
    _inherit = ["sale.rma.untyped", "portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _born_with = frozenset({"name", "company_id", "source"})
    _mail_post_access = "read"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, tracking=True, check_company=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id", store=True, index=True)
    team_id = fields.Many2one("sale.rma.team", check_company=True, index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", "Owner", index="btree_not_null", tracking=True, ondelete="set null")
    source = fields.Selection(SOURCES, default="order", required=True, readonly=True, string="Came From")
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True, tracking=True, group_expand=True
    )
    revision = fields.Integer(
        readonly=True, copy=False, default=0, help="Whoever settles a return writes it first, so nobody settles twice."
    )
    line_ids = fields.One2many("sale.rma.line", "rma_id", "Lines", copy=False)
    order_ids = fields.Many2many(
        "sale.order", compute="_compute_order_ids", search="_search_order_ids", string="Orders"
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Send To",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="The warehouse that receives the goods.",
    )
    return_to = fields.Selection(
        [("us", "Our Warehouse"), ("vendor", "The Vendor")],
        default="us",
        required=True,
        help="Drop shipped goods may go straight back to whoever sent them.",
    )
    note = fields.Html("Description", help="What the customer wrote, or was said on the phone.")
    instructions = fields.Html(help="Printed on the return slip, besides the company's instructions.")
    tracking_ref = fields.Char("Customer's Tracking", copy=False, help="The number of the parcel that comes back.")
    reject_reason = fields.Char(readonly=True, copy=False)
    requested_at = fields.Datetime(readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="set null")
    in_transit_at = fields.Datetime(readonly=True, copy=False)
    received_at = fields.Datetime("First Received", readonly=True, copy=False)
    inspected_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime("Closed", readonly=True, copy=False)
    stage_since = fields.Datetime(readonly=True, copy=False, default=fields.Datetime.now)
    deadline = fields.Date(compute="_compute_deadline", store=True, index="btree_not_null")
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")
    causes = fields.Char("To Be Decided", readonly=True, copy=False, help="Why somebody has to decide.")
    amount = fields.Monetary("Value", compute="_compute_amount", store=True, help="Of what was announced, with taxes.")
    picking_ids = fields.One2many("stock.picking", "rma_id", "Transfers", readonly=True)
    refund_ids = fields.One2many(
        "account.move", "rma_id", "Credit Notes", readonly=True, domain=[("move_type", "=", "out_refund")]
    )
    replacement_order_ids = fields.One2many("sale.order", "rma_id", "Replacements", readonly=True)

    _name_company_unique = models.UniqueIndex(
        "(company_id, name) WHERE name <> '/'", "Two returns of a company cannot have the same number."
    )

    # === What follows from the lines === #

    @api.depends("line_ids.sale_line_id")
    def _compute_order_ids(self):
        for rma in self:
            rma.order_ids = rma.line_ids.sale_line_id.order_id

    def _search_order_ids(self, operator, value):
        return Domain("line_ids.order_id", operator, value)

    @api.depends("line_ids.sale_line_id", "company_id")
    def _compute_warehouse_id(self):
        for rma in self:
            if not rma.warehouse_id or rma.warehouse_id.company_id != rma.company_id:
                found = rma.line_ids.sale_line_id.order_id.warehouse_id.filtered(
                    lambda warehouse, rma=rma: warehouse.company_id == rma.company_id
                )
                rma.warehouse_id = found[:1] or self.env["stock.warehouse"].search(
                    [("company_id", "=", rma.company_id.id)], limit=1
                )

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for rma in self:
            rma.amount = sum(rma.line_ids.mapped("amount"))

    @api.depends("state", "stage_since", "team_id")
    def _compute_deadline(self):
        for rma in self:
            days = rma.team_id._days_of(rma.state) if rma.team_id else 0
            begin = rma.company_id._local_day(rma.stage_since or fields.Datetime.now())
            rma.deadline = rules.deadline(begin, days)

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        for rma in self:
            today = rma.company_id._local_day()
            rma.is_late = bool(rma.state in rules.OPEN and rma.deadline and rma.deadline < today)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "in", rules.OPEN) & Domain.OR(
            Domain("company_id", "=", company.id) & Domain("deadline", "<", company._local_day())
            for company in self.env["res.company"].browse(self.env.companies.ids)
        )
        return late if True in value else ~late

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for rma in self:
            rma.access_url = f"/my/returns/{rma.id}"
        return result

    # === Records === #

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: each return gets a number of its company, and the company's team."""
        for values in vals_list:
            company = self.env["res.company"].browse(values.get("company_id") or self.env.company.id)
            values["company_id"] = company.id
            values["name"] = self.env["ir.sequence"].with_company(company).next_by_code("sale.rma") or "/"
            values.setdefault("team_id", self.env["sale.rma.team"]._of_company(company).id)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse what the customer was told.

        :raise UserError: for what cannot change any more
        """
        if FIXED & set(vals) and not self.env.su and any(rma.state not in ("draft", "requested") for rma in self):
            raise UserError(self.env._("What was approved does not change any more. Cancel the return and begin anew."))
        return super().write(vals)

    @api.constrains("partner_id")
    def _check_customer(self):
        self.line_ids._check_customer()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_requested(self):
        if any(rma.state != "draft" or rma.requested_at for rma in self):
            raise UserError(self.env._("A return that was requested stays. Cancel it instead."))
