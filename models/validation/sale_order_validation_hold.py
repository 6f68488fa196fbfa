"""The hold of an order that its findings block, and its end."""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ...engine.findings import OPEN
from .const import CONFIRM

_lt = LazyTranslate(__name__)

# What the check places itself, and what else ends when the customer's credit is good again
OWN_ORIGIN = ("validation",)
ORIGINS = ("validation", "credit")
# Nothing is left here that a hold could stop.
FINISHED = ("shipped", "delivered", "invoiced", "paid", "cancelled")

ACTIVITY_HELD = "quote_to_cash.mail_activity_order_held"
ACTIVITY_RELEASED = "quote_to_cash.mail_activity_order_released"
HELD = _lt("Accepted and on hold: see what the check has found")
RELEASED = _lt("Released: the order goes on")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _blocking_findings(self):
        """Return what stands open against these orders and blocks them, as superuser."""
        findings = self.env["order.validation.finding"].sudo()
        return findings.search(
            [
                ("order_id", "in", self.ids),
                ("state", "=", OPEN),
                ("severity", "=", "block"),
                ("door", "=", CONFIRM),
            ]
        )

    def _stopping_findings(self):
        """Return what stands open against these orders and stops them, as superuser."""
        return self._blocking_findings().filtered(lambda finding: not finding.is_observed)

    def _hold_for_findings(self):
        """Put orders on hold that are blocked, for the reason that fits what blocks them."""
        reasons = self.env["sale.order.reason"]
        for company, orders in self.sudo().grouped("company_id").items():
            # Whoever drives may have no right on orders, and another language: a customer, or a job.
            orders = orders.with_context(lang=self._findings_language(company))
            blocking = orders._stopping_findings()
            other = blocking.filtered(lambda finding: finding.category != "credit").order_id
            credit = orders & (blocking.order_id - other)
            for group, code in [(orders - credit, "order_check"), (credit, "credit")]:
                if group:
                    reason = reasons._of_gate(code)
                    group.action_hold(reason, group._hold_note(blocking), origin="validation")
                    group._release_outdated(reason)

    def _release_outdated(self, reason):
        """Release what the check has held these orders for before: it holds an order once.

        :param reason: why they are held now
        """
        outdated = self.hold_ids.filtered(
            lambda hold: hold.active_hold and hold.origin in OWN_ORIGIN and hold.reason_id != reason
        )
        if outdated:
            outdated.action_release(self.env._("Held for another reason now: %(reason)s", reason=reason.name))

    def _hold_note(self, blocking):
        """Return what an order is held for, in a few words; nothing for several orders at once.

        :param blocking: findings that block these orders and others
        """
        if len(self) > 1:
            return False
        rules = blocking.filtered(lambda finding: finding.order_id == self).rule_id
        return ", ".join(rules.mapped("name")) or self.env._("The check failed. Check again.")

    def _release_passed(self):
        """Release the holds of orders that the check does not stop any more."""
        free = self.filtered(lambda order: order.state != "cancel") - self._refused()
        free._release_origins(OWN_ORIGIN)

    @api.model
    def _release_checked_of(self, companies):
        """Release everything that the check holds in companies that do not enforce it any more."""
        held = self.env["sale.order.hold"].search(
            [
                ("company_id", "in", companies.ids),
                ("origin", "in", OWN_ORIGIN),
                ("released_at", "=", False),
                ("order_id.state", "!=", "cancel"),
            ]
        )
        free = held.order_id - held.order_id._stopped_anyway()
        free._release_origins(OWN_ORIGIN, self.env._("Checks do not stop orders any more."))

    def _release_good_credit(self):
        """Release the holds for credit of orders that no finding on credit blocks any more.

        Other rooms place such holds; whether the company enforces its checks does not matter to them.
        """
        blocked = self._blocking_findings().filtered(lambda finding: finding.category == "credit").order_id
        self.filtered(lambda order: order.id not in blocked.ids)._release_origins(("credit",))

    def _release_origins(self, origins, note=None, quietly=False):
        """Release the holds of these origins, and tell the salespeople.

        :param str note: by default, that nothing blocks the order any more
        :param bool quietly: whether to tell nobody
        """
        # Who drives may have no right on holds: a customer.
        holds = self.sudo().hold_ids.filtered(lambda hold: hold.active_hold and hold.origin in origins)
        if holds:
            holds.action_release(note or self.env._("Nothing blocks the order any more."))
            if not quietly:
                holds.order_id._tell_salesperson_released()

    def _refuse_release(self):
        """Refuse to release orders that their findings still block.

        :raise UserError: naming the findings
        """
        refused = self._refused()
        if refused:
            raise UserError(
                self.env._(
                    "Repair or waive first what the check has found.\n%(findings)s",
                    findings=refused._refusal_message(),
                )
            )

    # === Who hears of it === #

    def _tell_salesperson_held(self):
        """Leave one activity for the salesperson of each order that came in and is held."""
        if self:
            # An order that is held again does not go on.
            self.sudo().activity_unlink([ACTIVITY_RELEASED])
            self._leave_activity(ACTIVITY_HELD, HELD)

    def _tell_salesperson_released(self):
        """End the activities about held orders, and say of those that go on that they do."""
        self.sudo().activity_feedback([ACTIVITY_HELD], feedback=self.env._("Nothing blocks the order any more."))
        self.filtered(lambda order: not order.is_on_hold)._leave_activity(ACTIVITY_RELEASED, RELEASED)

    def _leave_activity(self, kind, summary, user=None):
        """Schedule an activity for each order that has no open one of this kind.

        :param str kind: external id of the type
        :param summary: what happened, or what is to be done; a lazy text is translated for who reads it
        :param res.users user: by default the salesperson, or who answers for them
        """
        # An administrator may have deleted the type: then it is a plain to-do, as Odoo makes it.
        activity_type = self.env.ref(kind, raise_if_not_found=False) or self._default_activity_type()
        # Customers and jobs leave activities, too.
        orders = self.sudo().filtered(
            lambda order: activity_type not in order.activity_ids.filtered("automated").activity_type_id
        )
        for assigned, group in orders.grouped(lambda order: user or order._salesperson_in_charge()).items():
            # In the name of a customer, a colleague in another company could not open the order.
            author = self.env.uid if self.env.user._is_internal() else SUPERUSER_ID
            group = group.with_user(author).sudo().with_context(lang=assigned.lang or self.env.lang)
            text = summary if isinstance(summary, str) else group.env._(summary)
            group.activity_schedule(kind, summary=text, user_id=assigned.id)

    def _salesperson_in_charge(self):
        """Return who looks after this order: its salesperson, the team's leader, or somebody of the order desk."""
        desk = self.env.ref("quote_to_cash.group_order_desk").sudo().all_user_ids
        candidates = (
            self.user_id,
            self.team_id.user_id,
            desk.filtered(lambda user: self.company_id in user.company_ids and user.id != SUPERUSER_ID)[:1],
        )
        return next((user for user in candidates if user.active), self.env.ref("base.user_admin"))


class SaleOrderHold(models.Model):
    _inherit = "sale.order.hold"

    def action_release(self, note=False):
        """Extend: what findings block is released by repairing or waiving them.

        :raise UserError: naming what still blocks the order, in a company that enforces its checks
        """
        mine = self.filtered(lambda hold: hold.active_hold and hold.origin == "validation")
        if not self.env.su and mine:
            self.check_access("read")
            mine.order_id._check_orders()
            mine.filtered("active_hold").order_id._refuse_release()
        result = super().action_release(note)
        self.order_id._send_waiting_mails()
        return result
