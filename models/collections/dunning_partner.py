"""By which schedule a customer is reminded, and by whom; payment terms may have a schedule, too."""

from odoo import api, fields, models

COLLECTION_GROUPS = "account.group_account_invoice,account.group_account_readonly,quote_to_cash.group_collections"


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_schedule_id = fields.Many2one(
        "dunning.schedule",
        "Schedule of Reminders",
        company_dependent=True,
        groups=COLLECTION_GROUPS,
        help="Empty: that of the payment term, else the company's.",
    )
    dunning_excluded = fields.Boolean(
        "No Reminders", company_dependent=True, groups=COLLECTION_GROUPS, help="This customer is never reminded."
    )
    collector_id = fields.Many2one(
        "res.users",
        company_dependent=True,
        groups=COLLECTION_GROUPS,
        help="Who calls this customer. Empty: the company's.",
    )
    dunning_notice_ids = fields.One2many(
        "dunning.notice",
        "partner_id",
        "Reminders",
        domain=[("state", "=", "sent")],
        readonly=True,
        groups=COLLECTION_GROUPS,
    )
    collection_note = fields.Html("Notes on Collection", groups=COLLECTION_GROUPS)

    @api.model
    def _commercial_fields(self):
        """Extend: what holds for the company holds for its contacts."""
        return [*super()._commercial_fields(), "dunning_schedule_id", "dunning_excluded", "collector_id"]

    def _dunning_recipient(self):
        """Return who is written to: the contact for invoices if it has an address, else the customer."""
        self.ensure_one()
        contact = self.browse(self.address_get(["invoice"])["invoice"])
        return contact if contact.email else self

    def _dunning_collector(self, company):
        """Return who works on this customer's reminders in a company: who is set, else any collector there.

        :param res.company company: in which
        """
        self.ensure_one()
        partner = self.with_company(company).sudo()  # whoever sends may not know the settings
        chosen = partner.collector_id or company.dunning_user_id or partner.user_id
        if chosen:
            return chosen
        collectors = self.env.ref("quote_to_cash.group_collections").sudo().all_user_ids
        return collectors.filtered(lambda user: user.active and company in user.company_ids)[:1]


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    dunning_schedule_id = fields.Many2one(
        "dunning.schedule",
        "Schedule of Reminders",
        company_dependent=True,
        help="For customers without one. Empty: the company's.",
    )
