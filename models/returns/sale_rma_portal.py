"""What a customer sees of a return, and who may see it."""

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import consteq, mimetypes

from ...engine import return_policy as rules
from ...engine import return_portal as engine


class SaleRma(models.Model):
    _inherit = "sale.rma"

    request_key = fields.Char(
        readonly=True, copy=False, help="Of the form with which a customer asked, so that sent twice is asked once."
    )

    _request_key_unique = models.UniqueIndex(
        "(request_key) WHERE request_key IS NOT NULL", "This form was sent before: the return is there already."
    )

    # === Who sees it === #

    @api.model
    def _portal_domain(self, user):
        """Return which returns a customer sees: his company's, where we show returns and have been asked.

        :param user: ``res.users`` of a customer
        """
        companies = user.sudo().company_ids.filtered("rma_portal")
        return (
            Domain("commercial_partner_id", "=", user.partner_id.commercial_partner_id.id)
            & Domain("company_id", "in", companies.ids)
            & (Domain("state", "!=", "draft") | Domain("requested_at", "!=", False))
        )

    def _is_open_to(self, user, token=None):
        """Whether somebody may see this return: by its token, or because it is his own.

        :param user: ``res.users``
        :param str token: that he has
        """
        self.ensure_one()
        if not self.company_id.rma_portal:
            return False
        if token and self.access_token and consteq(self.access_token.encode(), token.encode()):
            return True
        if user._is_internal():
            return self.with_user(user).has_access("read")
        return not user._is_public() and bool(self.filtered_domain(self._portal_domain(user)))

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Extend: mails have no button to pages that the company does not show."""
        groups = super()._notify_get_recipients_groups(message, model_description, msg_vals=msg_vals)
        if self and not self.sudo().company_id.rma_portal:
            for name, _who, options in groups:
                if name in ("portal", "portal_customer"):
                    options["has_button_access"] = False
        return groups

    # === What is shown === #

    def _portal_stages(self):
        """Return ``[(stage, its name, past, now or next)]``."""
        self.ensure_one()
        words = {
            "requested": self.env._("Requested"),
            "approved": self.env._("Approved"),
            "in_transit": self.env._("On its way"),
            "received": self.env._("Arrived"),
            "inspected": self.env._("Checked"),
            "done": self.env._("Finished"),
            "rejected": self.env._("Not accepted"),
            "cancelled": self.env._("Cancelled"),
        }
        return [(stage, words[stage], how) for stage, how in engine.stages(self.state)]

    def _portal_state_text(self):
        """Return the customer's word for where the return stands."""
        self.ensure_one()
        ways = self._portal_stages()
        return next((word for _, word, how in ways if how == engine.NOW), ways[-1][1])

    def _portal_next_step(self):
        """Return in one sentence what the customer does next, or what he waits for."""
        self.ensure_one()
        if self.state in ("approved", "in_transit"):
            return self._portal_sending_step()
        words = {
            "draft": self.env._("We are working on your request."),
            "requested": self.env._("We look at your request and tell you here. Please wait before you send anything."),
            "received": self.env._("Your goods have arrived; we are checking them. There is nothing for you to do."),
            "inspected": self.env._("We have checked your goods and settle the rest now. There is nothing to do."),
            "done": self.env._("This return is finished. Thank you."),
            "rejected": self.env._("We cannot take these goods back. Please keep them."),
            "cancelled": self.env._("This return was cancelled. Please do not send anything."),
        }
        return words[self.state]

    def _portal_sending_step(self):
        if self.received_at:
            return self.env._("Part of your goods has arrived; the rest is still expected.")
        if self.state == "in_transit":
            return self.env._("Your parcel is on its way to us. There is nothing for you to do.")
        return self.env._("Print the return slip, put it into the parcel, and send the goods to us.")

    def _portal_can_send(self):
        """Whether the customer can say that the parcel is on its way, or correct its number."""
        return self.state in ("approved", "in_transit") and not self.received_at

    def _portal_can_cancel(self):
        """Whether the customer can cancel: nothing has arrived, nothing was sent ahead."""
        self.ensure_one()
        early = self.state in ("requested", "approved", "in_transit") and not self.received_at
        return early and not any(line.quantity_received or line.quantity_settled for line in self.line_ids)

    def _portal_documents(self, user):
        """Return ``[(kind, number, link or False)]`` of what followed; a link where the customer may open it."""
        self.ensure_one()
        refunds = self.refund_ids.filtered(lambda move: move.state == "posted")
        orders = self.replacement_order_ids.filtered(lambda order: order.state == "sale")
        found = []
        for records, kind, where in (
            (refunds, self.env._("Credit note"), "/my/invoices/%s"),
            (orders, self.env._("Replacement"), "/my/orders/%s"),
        ):
            open_to = records.with_user(user)._filtered_access("read")
            found += [(kind, record.name, record.id in open_to.ids and where % record.id) for record in records]
        return found

    # === Paper === #

    def _has_slip(self):
        """Whether there is a slip to be printed: the return is approved and its goods are expected."""
        self.ensure_one()
        return self.state in rules.ON_THE_WAY

    # === Photos === #

    def _keep_photos(self, photos):
        """Keep the customer's photos with the lines.

        :param dict photos: ``{order line: [(name, content)]}``, all checked
        """
        self.ensure_one()
        common = {"res_model": self._name, "res_id": self.id}
        for line in self.line_ids:
            line.photo_ids = [
                # Odoo would take the kind from the name, which the customer chooses.
                Command.create(
                    {"name": name[:100], "raw": content, "mimetype": mimetypes.guess_mimetype(content), **common}
                )
                for name, content in photos.get(line.sale_line_id, ())
            ]
