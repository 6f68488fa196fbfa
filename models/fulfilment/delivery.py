"""Who says that goods have arrived: the customer on his page, and carriers through their connectors."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, mail
from odoo.tools.misc import hash_sign, verify_hash_signed

from ...engine import handover as engine
from .photo import is_photo

SCOPE = "quote_to_cash.delivery_received"
LINK_DAYS = 90  # how long the link of a mail answers; an order page answers as long as the order may be read
LONGEST_NAME = 120
LONGEST_NOTE = 2_000
LARGEST_PHOTO = 10 * 1024 * 1024  # bytes
KNOWN = ("carrier", "signed", "customer")


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # === Carriers === #

    @api.model
    def _carrier_delivered(self, reference, at, received_by=None, photo=None, carrier=None):
        """Record that a carrier has delivered: the door for connectors (polling, web hooks, files).

        May be called as often as the carrier repeats itself: what is known to have arrived stays as it is, and only an
        assumption gives way. Deliveries alone are found by a number; receipts, returns and the warehouse's own steps
        that carry it are ignored.

        :param reference: tracking number, or transfers
        :param datetime at: when the goods arrived (UTC)
        :param str received_by: name of the receiver
        :param photo: image, base64
        :param delivery.carrier carrier: whose number it is; none: any carrier's
        :return: the transfers that are known to have arrived; empty if nobody knows the number
        :raise UserError: before the goods have left, in the future, before they were shipped, for what is no moment,
            or for a broken photo
        :raise AccessError: for users outside warehouse and order desk
        """
        self._check_may_confirm_delivery()
        at = self._read_moment(at)
        if isinstance(reference, models.BaseModel):
            pickings = reference.filtered(lambda picking: picking._is_delivery())
        else:
            pickings = self._delivered_by_number(reference, carrier, at)
        photo = photo and self._checked_photo(photo)
        todo = pickings.filtered(lambda picking: picking.delivery_confirmation not in KNOWN)
        if todo:
            todo.action_confirm_delivery(at, "carrier", self._typed(received_by, LONGEST_NAME), photo=photo or False)
        return pickings

    @api.model
    def _delivered_by_number(self, number, carrier, at):
        """Return the deliveries of which a carrier speaks, see :func:`engine.handover.meant_by_number`."""
        ways = engine.spellings(number)
        found = self._find_by_tracking(ways) if ways else self.browse()
        if carrier:
            found = found.filtered(lambda picking: picking.carrier_id == carrier)
        sent = [
            engine.Sent(
                key=picking.id,
                shipped_at=picking.shipped_at,
                known=picking.delivery_confirmation in KNOWN,
                assumed=picking.delivery_confirmation == "assumed",
            )
            for picking in found
        ]
        return self.browse(engine.meant_by_number(sent, at or fields.Datetime.now()))

    @api.model
    def action_carrier_delivered(self, tracking_ref, at, received_by=None, photo=None, carrier_id=None):
        """Record a carrier's delivery from outside, e.g. ``POST /json/2/stock.picking/action_carrier_delivered``.

        :param str tracking_ref: the carrier's number
        :param str at: when the goods arrived, ``YYYY-MM-DD HH:MM:SS`` in UTC
        :param str received_by: name of the receiver
        :param str photo: image, base64
        :param int carrier_id: whose number it is; none: any carrier's
        :return: names of the transfers
        :rtype: list[str]
        :raise UserError: for an unknown number, and see :meth:`_carrier_delivered`
        """
        carrier = self.env["delivery.carrier"].browse(carrier_id or ())
        pickings = self._carrier_delivered(tracking_ref, at, received_by, photo, carrier)
        if not pickings:
            raise UserError(self.env._("Unknown tracking number: %s", str(tracking_ref or "")[:80]))
        return pickings.mapped("name")

    @api.model
    def _typed(self, text, longest, lines=False):
        """Return what somebody outside has typed: text alone, without control characters, and not too long.

        :param bool lines: whether it may have several lines
        :return: the text, or False
        """
        if not isinstance(text, str):
            return False
        text = "".join(char for char in text if char.isprintable() or (lines and char in "\r\n\t"))
        return text.strip()[:longest] or False

    @api.model
    def _checked_photo(self, photo):
        """Return a photo if it is one.

        :raise UserError: for a file that is no image, or too large
        """
        if not isinstance(photo, str | bytes):
            raise UserError(self.env._("The photo is no image."))
        if len(photo) > LARGEST_PHOTO * 4 / 3:
            raise UserError(self.env._("The photo is too large: at most 10 MB."))
        if not is_photo(photo):
            raise UserError(self.env._("The photo is no image."))
        return photo

    # === The customer === #

    def _receipt_state(self):
        """Return what a customer can say about this transfer: closed (nothing), ask, or known.

        :rtype: str
        """
        self.ensure_one()
        if not self.shipped_at or not self.sale_id:
            return "closed"
        return "known" if self.delivery_confirmation in KNOWN else "ask"

    def _customer_received(self, received_by=None, note=None, photo=None, author=None):
        """Record that the customer says he has the goods. For callers that have checked who asks.

        :param str received_by: name of the receiver
        :param str note: what he wants to tell
        :param photo: image, base64
        :param res.partner author: who says so; none: whoever gets the delivery
        :return: whether it is news; False when it was known before, and then nothing changes
        :raise UserError: before the goods have left, or for a broken photo
        """
        self.ensure_one()
        if self._receipt_state() == "known":
            return False
        photo = photo and self._checked_photo(photo)
        name = self._typed(received_by, LONGEST_NAME)
        self.action_confirm_delivery(fields.Datetime.now(), "customer", name, photo=photo or False)
        note = self._typed(note, LONGEST_NOTE, lines=True)
        if note:
            author = author or self.partner_id
            self.message_post(body=mail.plaintext2html(note), author_id=author.id or None)
        return True

    def _receipt_url(self):
        """Return the address of the page on which the customer says that he has the goods; for mails.

        It answers for some months without a login.
        """
        self.ensure_one()
        # The signature needs the secret of the database.
        token = hash_sign(self.sudo().env, SCOPE, [self.id], expiration=timedelta(days=LINK_DAYS))
        return f"{self.get_base_url()}/my/deliveries/{self.id}/received?access_token={token}"

    def _is_receipt_token(self, token):
        """Whether a token lets its bearer speak for this transfer: signed for it, or that of its order."""
        self.ensure_one()
        if not token or not isinstance(token, str):  # a file, too, can have that name in a form
            return False
        order_token = self.sudo().sale_id.access_token
        if order_token and consteq(order_token.encode(), token.encode()):
            return True
        try:
            return verify_hash_signed(self.sudo().env, SCOPE, token) == [self.id]
        except (ValueError, IndexError):  # not one of ours
            return False
