"""The decisions of a return: asked for, approved, rejected, cancelled; and the state that follows from the rest."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import return_policy as rules
from ...engine.money import to_units

MOMENT = {"in_transit": "in_transit_at", "received": "received_at", "inspected": "inspected_at", "done": "done_at"}


class SaleRma(models.Model):
    _inherit = "sale.rma"

    # === Asked for === #

    def action_request(self):
        """Announce what comes back; approve it at once where the company's rules say so.

        :raise UserError: with every line that cannot be returned, or is more than what is left to return
        :raise AccessError: for who may not write the return
        """
        self.check_access("write")  # here and below: what follows is written with all rights
        for rma in self:
            rma._check_state("draft")
            lines = rma.line_ids
            if not lines:
                raise UserError(self.env._("Say what comes back: the return has no lines."))
            rma._check_lines()
            lines.sale_line_id.sudo()._touch_return_ledger()
            rma._to_state("requested", requested_at=fields.Datetime.now())
            rma._check_ledger()
            causes = rma._causes_to_decide()
            rma.sudo().causes = ", ".join(rma._cause_words(cause) for cause in causes)
            if causes:
                rma._ask_for_decision()
            else:
                # Inside the company's rules nobody has to decide: whoever asks, it is approved.
                rma.sudo()._approve()
        return True

    def _check_lines(self):
        """Refuse lines that can never come back.

        :raise UserError: with all of them
        """
        problems = []
        for line in self.line_ids:
            name, sale_line = line.product_id.display_name, line.sale_line_id
            if not line.reason_id:
                problems.append(self.env._("%s: say why it comes back.", name))
            if not sale_line:
                problems.append(self.env._("%s: choose the order that it was delivered with.", name))
            elif sale_line.order_id.state == "cancel":
                problems.append(self.env._("%(goods)s: %(order)s is cancelled.", goods=name, order=line.order_id.name))
            elif sale_line.qty_delivered_method != "stock_move":
                problems.append(self.env._("%s is a service; services are not returned.", name))
            elif line.lot_id and line.lot_id.product_id != line.product_id:
                problems.append(self.env._("%(lot)s is no lot of %(goods)s.", lot=line.lot_id.name, goods=name))
        if problems:
            raise UserError("\n".join(problems))

    def _check_ledger(self):
        """Refuse more than was delivered, and neither returned nor announced by others.

        Call it after the guard of the order lines was written and the lines count as announced.

        :raise UserError: with each line that exceeds the ledger
        """
        ledgers = self.line_ids.sale_line_id._return_ledgers()
        problems = []
        for line in self.line_ids.filtered("sale_line_id"):
            found, name = ledgers[line.sale_line_id], line.product_id.display_name
            over = found.overdrawn(line.product_id)
            if over:
                problems.append(
                    self.env._(
                        "%(goods)s of %(order)s: %(asked)g %(unit)s are too many; at most %(left)g can be returned.",
                        goods=name,
                        order=line.order_id.name,
                        asked=line.quantity,
                        unit=line.uom_id.name,
                        left=max(0.0, line.quantity - line._in_own_unit(over)),
                    )
                )
            elif line.lot_id and found.lots.get(line.lot_id.id, 0.0) < -0.00001:
                problems.append(
                    self.env._(
                        "%(goods)s: of %(lot)s not so many were delivered with %(order)s and are still there.",
                        goods=name,
                        lot=line.lot_id.name,
                        order=line.order_id.name,
                    )
                )
        if problems:
            raise UserError("\n".join(problems))

    def _causes_to_decide(self):
        """Return why somebody has to decide; empty when the company's rules approve the return by themselves."""
        self.ensure_one()
        company = self.company_id
        unit = company.currency_id.rounding
        limit = to_units(company.rma_auto_approve_amount, unit) if company.rma_auto_approve else None
        troubles = self.line_ids._window_troubles()
        asked = [
            rules.Asked(to_units(line.amount, unit), troubles[line], line.reason_id.return_asks_first)
            for line in self.line_ids
        ]
        return rules.why_to_look(asked, limit)

    def _cause_words(self, cause):
        words = {
            rules.TOO_LATE: self.env._("outside the return window"),
            rules.NOT_RETURNABLE: self.env._("not returnable by the company's terms"),
            rules.NOT_DELIVERED: self.env._("not delivered yet"),
            rules.TOO_MUCH: self.env._("worth more than is approved by itself"),
            rules.NO_LIMIT: self.env._("every return is decided by somebody"),
            rules.ASKS_FIRST: self.env._("its reason asks for a decision"),
        }
        return words[cause]

    def _ask_for_decision(self):
        """Give the one who decides an activity; without one the return waits in the list."""
        self.ensure_one()
        team = self.team_id
        decider = team.approve_user_id or self.user_id
        if decider:
            self.sudo().activity_schedule(  # a customer may have asked, who cannot give activities
                "mail.mail_activity_data_todo",
                date_deadline=self.deadline or self.company_id._local_day(),
                summary=self.env._("Approve or reject"),
                note=self.causes,
                user_id=decider.id,
            )

    # === Decided === #

    def action_approve(self):
        """Approve requested returns: the receipts are made and the customer is told.

        :raise AccessError: for who may not decide on returns
        """
        self._check_may_decide()
        for rma in self:
            rma._check_state("requested")
            rma._approve()
        return True

    def _approve(self):
        self.ensure_one()
        decider = False if self.env.user.share else self.env.uid  # whoever asked on his page decided nothing
        self._to_state("approved", approved_at=fields.Datetime.now(), approved_by_id=decider, causes=False)
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._create_receipts()

    def action_reject(self, reason):
        """Reject requested returns.

        :param str reason: told to the customer
        :raise UserError: without a reason
        :raise AccessError: for who may not decide on returns
        """
        self._check_may_decide()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is rejected: the customer is told."))
        for rma in self:
            rma._check_state("requested")
            rma.line_ids.sale_line_id.sudo()._touch_return_ledger()
            rma._to_state("rejected", reject_reason=reason.strip(), causes=False)
            rma.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_draft(self):
        """Set requested, rejected or cancelled returns back to draft; what was announced is free again.

        :raise AccessError: for who may not write the return
        """
        self.check_access("write")
        for rma in self:
            rma._check_state("requested", "rejected", "cancelled")
            if any(line.quantity_received for line in rma.line_ids):
                raise UserError(self.env._("%s has received goods; it does not begin anew.", rma.name))
            rma.line_ids.sale_line_id.sudo()._touch_return_ledger()
            rma.line_ids.sudo().closed_at = False
            rma._to_state("draft", causes=False, reject_reason=False)
            rma.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_cancel(self):
        """Cancel returns of which nothing has arrived.

        :raise UserError: once something was received; close the rest instead
        :raise AccessError: for who may not write the return
        """
        self.check_access("write")
        for rma in self:
            rma._check_state("draft", "requested", "approved", "in_transit")
            if any(line.quantity_received or line.quantity_settled for line in rma.line_ids):
                raise UserError(
                    self.env._("%s has received goods. Close what does not come any more instead.", rma.name)
                )
            rma.line_ids.sale_line_id.sudo()._touch_return_ledger()
            rma._open_receipts().sudo().action_cancel()  # salespeople cancel no transfers, but their returns
            rma._to_state("cancelled", causes=False)
            rma.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_close_rest(self):
        """Expect no more: what has not come is free for another return, and the open receipts are cancelled.

        :raise AccessError: for who may not write the return
        """
        self.check_access("write")
        for rma in self:
            rma._check_state(*rules.ON_THE_WAY)
            rma.line_ids.sale_line_id.sudo()._touch_return_ledger()
            rma.line_ids.filtered(lambda line: not line.closed_at).sudo().closed_at = fields.Datetime.now()
            rma._open_receipts().sudo().action_cancel()
            rma._refresh_state()
        return True

    def action_mark_sent(self, tracking_ref=None):
        """Note that the customer has handed the parcel over.

        :param str tracking_ref: the number of the parcel
        :raise AccessError: for who may not write the return
        """
        self.check_access("write")
        for rma in self:
            rma._check_state("approved", "in_transit")
            if tracking_ref:
                rma.tracking_ref = tracking_ref
            if rma.state == "approved":
                rma._to_state("in_transit", in_transit_at=fields.Datetime.now())
        return True

    # === What follows === #

    def _refresh_state(self):
        """Derive the state of approved returns from what was received, inspected and settled."""
        for rma in self.filtered(lambda rma: rma.state in (*rules.ON_THE_WAY, "done")):
            progress = [line._progress() for line in rma.line_ids]
            state = rules.state(progress, sent=bool(rma.in_transit_at), ahead=bool(rma.replacement_order_ids))
            if state != rma.state:
                moment = MOMENT.get(state)
                keep = moment != "done_at" and moment and rma[moment]
                rma._to_state(state, **({moment: fields.Datetime.now()} if moment and not keep else {}))

    def _to_state(self, state, **values):
        """Write a state with its moments. Later rooms and files extend it to tell the customer."""
        self.ensure_one()
        self.sudo().write({"state": state, "stage_since": fields.Datetime.now(), **values})

    def _check_state(self, *states):
        words = dict(self._fields["state"]._description_selection(self.env))
        for rma in self:
            if rma.state not in states:
                raise UserError(
                    self.env._(
                        "%(number)s is %(state)s; this is for returns that are %(states)s.",
                        number=rma.name,
                        state=words[rma.state],
                        states=", ".join(words[state] for state in states),
                    )
                )

    def _check_may_decide(self):
        """Refuse who may not decide on returns.

        :raise AccessError: for everybody outside the group of returns managers
        """
        if not self.env.su and not self.env.user.has_group("quote_to_cash.group_returns_manager"):
            raise AccessError(self.env._("A returns manager decides on this."))
        self.check_access("write")

    # === Screens === #

    def action_view_orders(self):
        """Open the orders that the goods were delivered with."""
        return self.order_ids._get_records_action(name=self.env._("Orders"))

    def action_view_pickings(self):
        """Open the return's transfers."""
        return self.picking_ids._get_records_action(name=self.env._("Transfers of %s", self.display_name))

    def action_view_refunds(self):
        """Open the return's credit notes."""
        return self.refund_ids._get_records_action(name=self.env._("Credit Notes of %s", self.display_name))

    def action_view_replacements(self):
        """Open the orders that replace the returned goods."""
        return self.replacement_order_ids._get_records_action(name=self.env._("Replacements"))
