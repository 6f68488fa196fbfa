"""What customers can return by themselves, and how they ask for it."""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date, mimetypes, plaintext2html

from ...engine import return_portal as engine
from ..fulfilment.photo import is_photo

PREVIEWED = 1_000  # orders that the preview of the settings looks at, the newest
LONGEST_WORDS = 250
LONGEST_NOTE = 4_000


class Offer(NamedTuple):
    """What can be returned of an order line: how many of its units, until which day (None: without end)."""

    line: object
    quantity: float
    last_day: object
    whole: bool  # whole units only


@dataclass
class TypedLine:
    """What a customer has typed for one order line; photos are ``(name, content)``."""

    quantity: str = ""
    reason: str = ""
    words: str = ""
    photos: list = field(default_factory=list)


@dataclass
class TypedReturn:
    """What a customer has sent with the form: lines by the ids of order lines, and the form's own key."""

    key: str = ""
    lines: dict = field(default_factory=dict)
    resolution: str = ""
    note: str = ""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === Offers === #

    def _return_offers(self):
        """Return ``{order: [Offer]}`` of what is delivered, inside its window and in no return yet.

        In a fixed number of statements, however many orders and lines there are.
        """
        lines = self.filtered(lambda order: order.state == "sale").order_line
        ledgers = lines._return_ledgers()
        offers = {order: [] for order in self}
        for company, of_company in lines.filtered(lambda line: line in ledgers).grouped("company_id").items():
            windows = self.env["sale.rma.policy"]._windows(company, of_company.product_id)
            today = company._local_day()
            for line in of_company:
                offer = line._return_offer(ledgers[line], windows[line.product_id], today)
                if offer:
                    offers[line.order_id].append(offer)
        return offers

    def _can_return(self):
        """Whether customers see the button: the company wants it and something can be returned."""
        self.ensure_one()
        return bool(self.company_id.rma_portal and self._return_offers()[self])

    @api.model
    def _returnable_now(self, company):
        """Return the orders of a company of which something can be returned, among the newest."""
        orders = self.search(
            [("company_id", "=", company.id), ("state", "=", "sale"), ("order_line.qty_delivered", ">", 0)],
            limit=PREVIEWED,
            order="date_order desc, id desc",
        )
        offers = orders._return_offers()
        return orders.filtered(lambda order: offers[order])

    # === Asking === #

    def _ask_return(self, typed, author):
        """Ask for a return as the customer typed it. For callers that have checked who asks, with all rights.

        The guard of the ledger comes first: of two that are sent at the same time the later one begins again, and
        then finds what the earlier one has made.

        :param TypedReturn typed: what was sent
        :param author: ``res.partner`` who asks
        :return: the return, empty when something is wrong; and ``{id of an order line or None: [what is wrong]}``
        :raise UserError: see ``sale.rma.action_request``
        """
        self.ensure_one()
        self.order_line._touch_return_ledger()
        Rma = self.env["sale.rma"]
        key = f"{self.id}-{typed.key}" if typed.key else False
        known = key and Rma.search([("request_key", "=", key)])
        if known:
            return known, {}
        offers = {offer.line.id: offer for offer in self._return_offers()[self]}
        problems = self._problems_of_request(typed, offers)
        if problems:
            return Rma, problems
        rma = Rma.with_company(self.company_id).create(self._prepare_asked(typed, offers, author, key))
        rma._keep_photos(
            {offer.line: typed.lines[number].photos for number, offer in offers.items() if number in typed.lines}
        )
        rma.message_subscribe(rma.partner_id.ids)
        rma._track_set_author(author)
        rma.action_request()
        return rma, {}

    def _wishes(self, typed, offers):
        """Return ``{id: TypedLine}`` of what was asked for and can be returned."""
        return {
            number: line
            for number, line in typed.lines.items()
            if number in offers and not engine.Wish(line.quantity).is_empty
        }

    def _problems_of_request(self, typed, offers):
        """Return ``{id of an order line or None: [what is wrong]}``."""
        wishes = self._wishes(typed, offers)
        problems = {}
        gone = [line for number, line in typed.lines.items() if number not in offers]
        if any(not engine.Wish(line.quantity).is_empty for line in gone):
            problems[None] = [self.env._("Something that you chose cannot be returned any more. Please look again.")]
        elif not wishes:
            problems[None] = [self.env._("Say how many of what you want to return.")]
        reasons = self.company_id._offered_reasons()
        for number, line in wishes.items():
            found = offers[number].line._problems_of_wish(line, offers[number], line_reason(reasons, line))
            if found:
                problems[number] = found
        return problems

    def _prepare_asked(self, typed, offers, author, key):
        offered = dict(self.company_id._offered_resolutions())
        reasons = self.company_id._offered_reasons()
        ours = author.commercial_partner_id == self.partner_id.commercial_partner_id
        ours = ours and author.company_id.id in (False, self.company_id.id)
        common = {"resolution": typed.resolution} if typed.resolution in offered else {}
        if not common and offered:
            common = {"resolution": next(iter(offered))}
        return {
            "partner_id": (author if ours else self.partner_id).id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.filtered("active").id,
            "source": "portal",
            "request_key": key,
            "note": plaintext2html(typed.note[:LONGEST_NOTE]) if typed.note.strip() else False,
            "line_ids": [
                Command.create(
                    {
                        "sale_line_id": number,
                        "quantity": min(engine.read_quantity(line.quantity), offers[number].quantity),
                        "reason_id": line_reason(reasons, line).id,
                        "reason_note": line.words.strip()[:LONGEST_WORDS] or False,
                        **common,
                    }
                )
                for number, line in self._wishes(typed, offers).items()
            ],
        }


def line_reason(reasons, line):
    """Return the reason that was chosen for a line; empty for one that customers cannot choose."""
    return reasons.filtered(lambda reason: str(reason.id) == line.reason)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _return_offer(self, found, window, today):
        """Return the line's offer, or None.

        :param LineLedger found: its ledger
        :param engine.return_policy.Window window: of its product
        """
        self.ensure_one()
        left = found.ledger.returnable
        delivered = self.company_id._local_day(found.delivered_at) if found.delivered_at else None
        if not left or window.trouble(delivered, today):
            return None
        quantity = self.product_id.uom_id._compute_quantity(left, self.product_uom_id, round=False)
        whole = bool(found.parts) or self.product_id.tracking == "serial"
        return Offer(self, quantity, window.last_day(delivered), whole)

    def _offer_text(self, offer):
        """Return what can be returned as the customer reads it: how many, and until when."""
        self.ensure_one()
        values = {"count": f"{offer.quantity:g}", "unit": self.product_uom_id.name}
        if offer.last_day is None:
            return self.env._("up to %(count)s %(unit)s", **values)
        same_year = offer.last_day.year == fields.Date.today().year
        day = format_date(self.env, offer.last_day, date_format="d MMMM" if same_year else "d MMMM y")
        return self.env._("up to %(count)s %(unit)s, until %(day)s", **values, day=day)

    def _problems_of_wish(self, line, offer, reason):
        """Return what is wrong with what was typed for this line, in the customer's words."""
        self.ensure_one()
        wish = engine.Wish(line.quantity, bool(reason), len(line.photos))
        words = {
            engine.NO_NUMBER: self.env._("“%s” is no quantity.", line.quantity[:20]),
            engine.NOT_WHOLE: self.env._("Only whole units can be returned."),
            engine.TOO_MANY: self.env._("That is too many: %s.", self._offer_text(offer)),
            engine.NO_REASON: self.env._("Choose why you return it."),
            engine.NO_PHOTO: self.env._("Please add a photo: this reason needs one."),
            engine.MANY_PHOTOS: self.env._("At most %s photos, please.", engine.MOST_PHOTOS),
        }
        least = self.product_uom_id.rounding
        codes = engine.trouble(wish, offer.quantity, offer.whole, reason.return_needs_photo, least)
        problems = [words[code] for code in codes]
        if engine.MANY_PHOTOS not in codes:
            problems += [text for name, content in line.photos if (text := self._photo_trouble(name, content))]
        return problems

    def _photo_trouble(self, name, content):
        """Return why a file is not taken as a photo, or None.

        :param bytes content: at least one byte more than allowed, if it has more
        """
        name = name[:60]
        if len(content) > engine.LARGEST_PHOTO:
            return self.env._("“%s” is too large: at most 10 MB.", name)
        if mimetypes.guess_mimetype(content) not in engine.PHOTO_TYPES or not is_photo(b64encode(content)):
            return self.env._("“%s” is no photo. Please send JPEG or PNG.", name)
        return None
