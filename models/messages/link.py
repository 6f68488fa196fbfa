"""The key of an order's page."""

import secrets

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, consteq
from odoo.tools.date_utils import add
from odoo.tools.misc import hmac

from ...engine.order_status import QUOTE
from ...engine.tracking_page import FINISHED

SCOPE = "quote_to_cash.tracking"
SIGNATURE = 40  # hexadecimal digits: 160 bits
HIGHEST_ID = 2**31 - 1


class OrderTrackingLink(models.Model):
    """Who has it may see the order's page. A new secret withdraws all addresses that were sent before."""

    _name = "order.tracking.link"
    _description = "Link to an Order's Page"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    secret = fields.Char(required=True, readonly=True, groups="base.group_system")
    expires_at = fields.Datetime("Opens Until", compute="_compute_expires_at", help="Empty: as long as it goes on.")
    withdrawn_at = fields.Datetime("Withdrawn On", readonly=True, help="What was sent before does not open any more.")
    url = fields.Char("Address", compute="_compute_url", compute_sudo=True)
    views = fields.Integer("Visits", compute="_compute_counts")
    asks = fields.Integer("Questions", compute="_compute_counts")

    _once = models.UniqueIndex("(order_id)", "An order has one link.")

    @api.depends(
        "order_id.order_status",
        "order_id.validity_date",
        "order_id.quote_sent_at",
        "order_id.date_order",
        "order_id.company_id.tracking_days",
    )
    def _compute_expires_at(self):
        """Some days after the order has come to an end, or the quotation; at the earliest after the link was made."""
        ended = self.filtered(lambda link: link.order_id.sudo().order_status in FINISHED)
        # Who has a link may not read the log; only a moment of it is used.
        events = self.env["sale.order.event"].sudo()
        domain = Domain("order_id", "in", ended.order_id.ids) & Domain("kind", "=", "status")
        last = dict(events._read_group(domain, ["order_id"], ["happened_at:max"]) if ended else ())
        for link in self:
            order = link.order_id.sudo()
            if link in ended:
                since = last.get(order)
            elif order.order_status == QUOTE:
                since = max(order.quote_sent_at or order.date_order, order.date_order)
                if order.validity_date:  # it is valid on that day, too
                    since = order.company_id._begin_of_day(add(order.validity_date, days=1))
            else:
                link.expires_at = False
                continue
            since = max(since or link.create_date, link.create_date)
            link.expires_at = add(since, days=order.company_id.tracking_days)

    @api.depends("secret", "order_id.company_id")
    def _compute_url(self):
        for link in self:
            link.url = link.order_id._has_tracking_page() and f"{link.order_id.get_base_url()}/order/{link._key()}"

    def _compute_counts(self):
        days = self.env["order.tracking.day"].sudo()  # sums of one order, without who it was
        rows = days._read_group([("order_id", "in", self.order_id.ids)], ["order_id"], ["views:sum", "asks:sum"])
        counts = {order.id: (views, asks) for order, views, asks in rows}
        for link in self:
            link.views, link.asks = counts.get(link.order_id.id, (0, 0))

    # === Keys === #

    @api.model
    def _ensure(self, orders):
        """Return ``{order: its link}``, made where there is none yet. Of two who make one at once, one begins anew.

        :param sale.order orders: whose pages customers may see
        """
        # Links are written by their own methods only.
        Link = self.sudo()
        links = Link.search([("order_id", "in", orders.ids)])
        missing, now = orders - links.order_id, fields.Datetime.now()
        if missing:
            rows = [
                SQL("(%s, %s, %s, %s, %s)", order.id, order.company_id.id, _secret(), self.env.uid, now)
                for order in missing
            ]
            self.env.cr.execute(
                SQL(
                    "INSERT INTO order_tracking_link (order_id, company_id, secret, create_uid, create_date)"
                    " VALUES %s ON CONFLICT DO NOTHING",
                    SQL(", ").join(rows),
                )
            )
            links = Link.search([("order_id", "in", orders.ids)])
        found = {link.order_id.id: link for link in links}
        return {order: found[order.id] for order in orders}

    @api.model
    def _verify(self, key):
        """Return the link, with all rights, that a key of an address opens now; empty for any other.

        :param str key: as it stands in the address, or instead of the token of a document
        """
        Link = self.sudo()  # the key decides
        number, _dash, signature = (key if isinstance(key, str) and key.isascii() else "").partition("-")
        if not number.isdecimal() or len(number) > 10 or int(number) > HIGHEST_ID:
            return Link
        link = Link.browse(int(number)).exists()
        right = link._signature() if link else "-" * SIGNATURE
        if not consteq(right, signature) or not link._is_open():
            return Link
        return link

    def _is_open(self):
        """Whether the page can be seen with this link now."""
        self.ensure_one()
        return self.order_id._has_tracking_page() and not (self.expires_at and self.expires_at <= fields.Datetime.now())

    def _key(self):
        self.ensure_one()
        return f"{self.id}-{self._signature()}"

    def _signature(self):
        # The secret of the database, so that who reads this table alone can open nothing.
        return hmac(self.sudo().env, SCOPE, (self.id, self.sudo().secret))[:SIGNATURE]

    # === Withdrawing === #

    def action_withdraw(self):
        """Have no address open any more that was sent until now; the next message has a new one.

        :raise AccessError: for who may not change the order
        """
        self.order_id.check_access("write")
        for link in self:
            # Nobody may write links directly; the right was checked above.
            link.sudo().write({"secret": _secret(), "withdrawn_at": fields.Datetime.now()})
            link.order_id._message_log(body=self.env._("All links to the tracking page sent until now were withdrawn."))
        return True

    def action_open_page(self):
        """Open the page as the customer sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "new", "url": f"/my/orders/{self.order_id.id}/tracking"}


def _secret():
    return secrets.token_urlsafe(24)
