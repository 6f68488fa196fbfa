"""Damage that customers report on the page of their order."""

from odoo import fields, models
from odoo.exceptions import UserError

from .claim import KINDS

LONGEST_TEXT = 4_000
LONGEST_NAME = 120
MOST_AT_ONCE = 6  # photos in one report
PORTAL = "portal"


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _damage_state(self):
        """Return what a customer can report of this transfer: off, closed (it has not left), or ask.

        :rtype: str
        """
        self.ensure_one()
        if not self.company_id.claim_portal or not self.sale_id:
            return "off"
        return "ask" if self.shipped_at and self._is_delivery() else "closed"

    def _customer_reports_damage(
        self, kind, description, packaging=None, noted=None, photos=(), author=None, name=None
    ):
        """Open a claim for what a customer says. For callers that have checked who asks.

        :param str kind: visible, concealed, loss or shortage
        :param str description: what happened
        :param str packaging: what the packaging looks like
        :param str noted: yes, no or nothing: whether it stands on the carrier's receipt
        :param photos: images, base64
        :param res.partner author: who says so; none: whoever gets the delivery
        :param str name: who says so
        :return: the claim, and whether it is new; what is open already stays as it is
        :raise UserError: for an unknown kind, without a description, for too many photos or what is none
        """
        self.ensure_one()
        if kind not in dict(KINDS):
            raise UserError(self.env._("Say what has happened: damage, loss or shortage."))
        description = self._typed(description, LONGEST_TEXT, lines=True)
        if not description:
            raise UserError(self.env._("Describe what has happened."))
        if len(photos) > MOST_AT_ONCE:
            raise UserError(self.env._("Send %s photos at most.", MOST_AT_ONCE))
        known = self._open_claim(kind)
        if known:
            return known, False
        author = author or self.partner_id
        values = [{"image": photo, "author_id": author.id} for photo in photos]
        claim = self._report_damage(
            kind,
            origin=PORTAL,
            description=description,
            packaging=self._typed(packaging, LONGEST_TEXT, lines=True),
            noted_on_receipt=noted if noted in ("yes", "no") else False,
            reported_by=self._typed(name, LONGEST_NAME) or author.display_name,
            reported_on=self.company_id._local_day(),
            photo_ids=[fields.Command.create(one) for one in values],
        )
        claim._remind_now()
        return claim, True
