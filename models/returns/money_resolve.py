"""Carries out what was decided about returned goods: each inspected quantity once."""

from dataclasses import dataclass

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine import return_policy as rules
from .const import MONEY

GROUPS = ("quote_to_cash.group_returns_manager", "account.group_account_invoice")


@dataclass(frozen=True)
class Due:
    """A quantity of an order line that the customer does not pay for any more.

    :ivar line: the return's line
    :ivar sale_line: the order line that it was billed with: the return's, or its replacement's
    :ivar float quantity: in the return line's unit
    :ivar bool kept: store credit
    """

    line: object
    sale_line: object
    quantity: float
    kept: bool = False

    @property
    def is_component(self):
        return self.line.product_id != self.sale_line.product_id


class SaleRma(models.Model):
    _inherit = "sale.rma"

    fee_invoice_ids = fields.One2many(
        "account.move", "rma_id", "Fee Invoices", readonly=True, domain=[("move_type", "=", "out_invoice")]
    )
    can_resolve = fields.Boolean(compute="_compute_can_resolve")

    @api.depends("state", "line_ids.inspection_ids.settled_at")
    @api.depends_context("uid")
    def _compute_can_resolve(self):
        waiting = self.env["sale.rma.inspection"]._read_group(
            [("rma_id", "in", self.ids), ("settled_at", "=", False)], ["rma_id"]
        )
        ready = {rma.id for (rma,) in waiting}
        allowed = self._may_resolve()
        for rma in self:
            rma.can_resolve = allowed and rma.state in rules.ON_THE_WAY and rma.id in ready

    def action_resolve(self):
        """Carry out the resolution of all that was inspected and is not settled yet.

        Credit notes, replacement orders, repair orders; all of a return or nothing. May be called again after the
        next receipt.

        :raise AccessError: for who is neither a returns manager nor an accountant
        :raise UserError: when nothing waits, or with what is in the way
        """
        self._check_may_resolve()
        # Whoever resolves may have no right on orders, invoices or repairs: what is written follows from inspections.
        for rma in self.sudo():
            rma = rma.with_company(rma.company_id)
            rma._check_state(*rules.ON_THE_WAY)
            rma._touch_revision()
            rma._settle(rma.line_ids.inspection_ids.filtered(lambda inspection: not inspection.settled_at))
        return True

    def _may_resolve(self):
        return self.env.su or any(self.env.user.has_group(group) for group in GROUPS)

    def _check_may_resolve(self):
        """Refuse who may not settle returns.

        :raise AccessError: for everybody but returns managers and accountants
        """
        if not self._may_resolve():
            raise AccessError(self.env._("A returns manager or an accountant settles returns."))
        self.check_access("read")

    def _touch_revision(self):
        """Write the guard of these returns: of two who look at or settle one, PostgreSQL refuses the later one."""
        if not self:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_rma SET revision = COALESCE(revision, 0) + 1
                 WHERE id IN (SELECT id FROM sale_rma WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
                """,
                self.ids,
            )
        )
        self.invalidate_recordset(["revision"], flush=False)

    def _settle(self, inspections):
        """Carry out resolutions and note that it was done.

        :param inspections: of this return, not settled
        :raise UserError: when there are none, or something is in the way
        """
        self.ensure_one()
        if not inspections:
            raise UserError(self.env._("Nothing of %s waits to be resolved. Inspect what has come first.", self.name))
        self.line_ids.sale_line_id._touch_return_ledger()
        documents = self._carry_out(inspections)
        inspections.settled_at = fields.Datetime.now()
        for line, found in inspections.grouped("rma_line_id").items():
            line.quantity_settled += sum(found.mapped("quantity"))
        self._refresh_state()
        if documents:
            self.message_post(body=self.env._("Resolved: %s", Markup(", ").join(map(self._document_words, documents))))

    def _carry_out(self, inspections):
        """Do what inspections decided.

        :return: the documents that were made, of several models
        """
        of_kind = inspections.grouped("resolution")
        none = self.env["sale.rma.inspection"]
        dues = []
        for kind in MONEY:
            for line, found in of_kind.get(kind, none).grouped("rma_line_id").items():
                line._check_has_order()
                dues.append(Due(line, line.sale_line_id, sum(found.mapped("quantity")), kind == "credit"))
        replaced = of_kind.get("replace", none)
        dues += self._charges_to_give_back(replaced)
        documents = [*self._refund(dues)] if dues else []
        documents += self._replace_accepted(replaced)
        documents += self._send_to_repair(of_kind.get("repair", none))
        return documents

    def _document_words(self, document):
        return document._get_html_link(title=document.display_name)

    def _ask_to_act(self, summary, note, user=None):
        """Give somebody an activity on these returns: by default who resolves them."""
        for rma in self.sudo():  # jobs and accountants give activities, too
            owner = user or rma.team_id._owner_of("inspected") or rma.user_id or rma.approved_by_id or self.env.user
            rma.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=rma.company_id._local_day(),
                summary=summary,
                note=note,
                user_id=owner.id,
            )


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _check_has_order(self):
        """Refuse to give money or goods for what no order has delivered.

        :raise UserError: with the goods
        """
        for line in self:
            if not line.sale_line_id:
                raise UserError(
                    self.env._(
                        "%s belongs to no order: there is nothing to refund or replace.",
                        line.product_id.display_name,
                    )
                )
