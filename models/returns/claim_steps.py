"""The steps of a claim: what people decide, and what the carrier answers."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine import claim as engine


class ShipmentClaim(models.Model):
    _inherit = "shipment.claim"

    def action_tell_carrier(self, on=None):
        """Record that the carrier knows of the damage; who files a claim has told it, too.

        :param date on: when it was told; by default today
        :raise UserError: for claims that are filed or ended, or a day in the future
        """
        for claim in self:
            day = claim._past_day(on)
            if claim.decided != engine.DRAFT:
                raise UserError(self.env._("The carrier knows of %s already.", claim.name))
            claim._step({"told_on": claim.told_on or day})
        return True

    def action_file(self, claim_number=None, on=None):
        """Record that the claim was filed with the carrier. From now on what it claims stays as it is.

        :param str claim_number: the carrier's number; by default what is on the claim
        :param date on: when it was filed; by default today
        :raise UserError: without a carrier or an amount, or for claims that are on their way or ended
        """
        for claim in self:
            day = claim._past_day(on)
            claim._check_move(engine.FILED)
            if not claim.carrier_id:
                raise UserError(self.env._("Say with which carrier %s is filed.", claim.name))
            if claim.currency_id.compare_amounts(claim.amount_claimed, 0) <= 0:
                raise UserError(self.env._("%s claims nothing yet: enter the goods, or an amount.", claim.name))
            values = {"decided": engine.FILED, "filed_on": day, "told_on": claim.told_on or day}
            values |= {"answered_on": False, "refusal_reason": False, "amount_accepted": 0.0}
            claim._step({**values, "claim_number": claim_number or claim.claim_number})
        return True

    def action_answer(self, amount, reason=None, on=None):
        """Record the carrier's answer: what it accepts of the claim, 0 if it refuses.

        :param float amount: in the claim's currency
        :param str reason: the carrier's; needed for what it does not accept
        :param date on: when it has answered; by default today
        :raise UserError: without a reason, for a negative amount, less than what was paid, or before it was filed
        """
        self.ensure_one()
        day = self._past_day(on)
        compare = self.currency_id.compare_amounts
        if compare(amount, 0) < 0:
            raise UserError(self.env._("The carrier cannot accept less than nothing."))
        to = engine.answer(self.amount_claimed, amount, compare)
        self._check_move(to)
        reason = (reason or "").strip()
        if to in (engine.REFUSED, engine.PARTLY) and not reason:
            raise UserError(self.env._("Say why the carrier does not accept all of it."))
        if compare(amount, self.amount_paid) < 0:
            raise UserError(self.env._("The carrier has paid more than that already."))
        accepted = self.currency_id.round(amount)
        values = {"decided": to, "amount_accepted": accepted, "answered_on": day, "refusal_reason": reason or False}
        self._step(values)
        return True

    def action_refuse(self, reason, on=None):
        """Record that the carrier has refused the claim.

        :param str reason: the carrier's
        :param date on: when it has answered; by default today
        :raise UserError: without a reason, or before it was filed
        """
        return self.action_answer(0.0, reason, on)

    def action_close(self, reason):
        """End accepted claims of which the carrier will not pay the rest.

        :param str reason: why we let it go
        :raise UserError: without a reason, or for claims that are not accepted
        """
        return self._end(engine.CLOSED, reason)

    def action_withdraw(self, reason):
        """End claims that were no claims, or are not worth it.

        :param str reason: why
        :raise UserError: without a reason, or once the carrier has accepted
        """
        return self._end(engine.WITHDRAWN, reason)

    def action_reopen(self):
        """Take a withdrawal back.

        :raise UserError: for claims that were not withdrawn
        """
        for claim in self:
            claim._check_move(engine.DRAFT)
            values = {"decided": engine.DRAFT, "closed_on": False, "close_reason": False, "filed_on": False}
            claim._step(values)
        return True

    def _end(self, decided, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the claim ends."))
        for claim in self:
            claim._check_move(decided)
            today = claim.company_id.sudo()._local_day()  # its zone
            claim._step({"decided": decided, "closed_on": today, "close_reason": reason})
        return True

    def _check_move(self, to):
        self.ensure_one()
        if not engine.may_move(self.state, to):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(claim)s is “%(state)s”. It cannot become “%(to)s”.",
                    claim=self.name,
                    state=states[self.state],
                    to=states[to],
                )
            )

    def _past_day(self, day):
        """Return a day on which something has happened; by default today, as the company counts.

        :raise UserError: for a day in the future
        """
        self.ensure_one()
        today = self.company_id.sudo()._local_day()  # its zone
        day = fields.Date.to_date(day) or today
        if day > today:
            raise UserError(self.env._("That day is still to come."))
        return day

    def _step(self, values):
        """Write a step, and take back what somebody was reminded of."""
        self.check_access("write")
        # By these methods alone, see RECORDED; the right to write was checked.
        self.sudo().write(values)
        self._end_reminders()
