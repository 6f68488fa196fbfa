"""What was recovered from the carrier, and the entries that book it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import claim as engine

ACCOUNTANTS = "account.group_account_invoice"
JOURNALS = ("bank", "cash", "general")


class ShipmentClaimRecovery(models.Model):
    """One payment of a carrier for one claim, written once, with its journal entry."""

    _name = "shipment.claim.recovery"
    _description = "Recovery from a Carrier"
    _order = "date desc, id desc"
    _rec_name = "claim_id"
    _allow_sudo_commands = False

    claim_id = fields.Many2one("shipment.claim", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    reference = fields.Char("Carrier's Reference", readonly=True)
    move_id = fields.Many2one(
        "account.move", "Journal Entry", required=True, readonly=True, index=True, ondelete="restrict"
    )
    counts = fields.Boolean(compute="_compute_counts", store=True, help="Its entry is posted, and was not reversed.")

    _once = models.UniqueIndex(
        "(claim_id, date, amount, COALESCE(reference, '')) WHERE counts", "This payment is registered already."
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "What was recovered is more than nothing.")

    @api.depends("move_id.state", "move_id.reversal_move_ids.state")
    def _compute_counts(self):
        for recovery in self:
            move = recovery.move_id
            reversed_ = any(reversal.state == "posted" for reversal in move.reversal_move_ids)
            recovery.counts = move.state == "posted" and not reversed_


class ShipmentClaim(models.Model):
    _inherit = "shipment.claim"

    recovery_ids = fields.One2many("shipment.claim.recovery", "claim_id", "Recoveries", readonly=True)
    amount_paid = fields.Monetary("Paid", compute="_compute_amount_paid", store=True, tracking=True)
    amount_open = fields.Monetary("Still to Be Paid", compute="_compute_amount_open")

    @api.depends("recovery_ids.amount", "recovery_ids.counts")
    def _compute_amount_paid(self):
        for claim in self:
            claim.amount_paid = sum(claim.recovery_ids.filtered("counts").mapped("amount"))

    @api.depends("amount_accepted", "amount_paid")
    def _compute_amount_open(self):
        for claim in self:
            claim.amount_open = max(0.0, claim.amount_accepted - claim.amount_paid)

    def action_register_recovery(self, amount, date, journal, reference=None):
        """Book what the carrier has paid: once, however often it is said.

        Into a bank or cash journal it goes to the account of outstanding receipts, to be matched with the statement;
        into another journal to what the carrier owes. The other side is the company's recovery account.

        :param float amount: in the claim's currency
        :param date date: when it was paid
        :param account.journal journal: of the claim's company
        :param str reference: the carrier's, to tell two equal payments of one day apart
        :return: the posted entry; the first one's if this payment was registered before
        :rtype: account.move
        :raise UserError: if nothing is accepted, for more than that, a day in the future, or a missing account
        :raise AccessError: for users who are no accountants
        """
        self.ensure_one()
        self._check_accountant()
        day = self._past_day(date)
        claim = self.sudo()  # Accountants register money, and write nothing else of a claim.
        claim.revision += 1
        claim.flush_recordset(["revision"])  # two at once: the later one runs again, and finds the first
        amount = claim.currency_id.round(amount)
        reference = (reference or "").strip() or False
        known = claim._known_recovery(amount, day, reference)
        if known:
            return known.move_id.sudo(False)
        self._check_recovery(amount, journal)
        move = self.env["account.move"].create(self._prepare_recovery(amount, day, journal, reference))
        move.action_post()
        values = {"claim_id": claim.id, "amount": amount, "date": day, "reference": reference, "move_id": move.id}
        claim.env["shipment.claim.recovery"].create(values)
        if claim.state == engine.PAID:
            claim._end_reminders()
        return move

    def _known_recovery(self, amount, day, reference):
        compare = self.currency_id.compare_amounts
        return self.recovery_ids.filtered(
            lambda one: (
                one.counts and one.date == day and one.reference == reference and not compare(one.amount, amount)
            )
        )[:1]

    def _check_accountant(self):
        if not self.env.su and not self.env.user.has_group(ACCOUNTANTS):
            raise AccessError(self.env._("Only accountants register what a carrier has paid."))
        self.check_access("read")

    def _check_recovery(self, amount, journal):
        """Refuse what cannot be booked; see :meth:`action_register_recovery`."""
        compare = self.currency_id.compare_amounts
        if compare(amount, 0) <= 0:
            raise UserError(self.env._("Say how much the carrier has paid."))
        if self.decided not in (engine.ACCEPTED, engine.PARTLY):
            raise UserError(self.env._("The carrier has not accepted %s: record its answer first.", self.name))
        if compare(self.amount_paid + amount, self.amount_accepted) > 0:
            raise UserError(
                self.env._(
                    "%(claim)s: the carrier has accepted %(accepted)s and paid %(paid)s. If it pays more, record its"
                    " new answer first.",
                    claim=self.name,
                    accepted=self.currency_id.format(self.amount_accepted),
                    paid=self.currency_id.format(self.amount_paid),
                )
            )
        if not journal or journal.company_id != self.company_id or journal.type not in JOURNALS:
            raise UserError(self.env._("Choose a bank, cash or miscellaneous journal of %s.", self.company_id.name))

    def _prepare_recovery(self, amount, day, journal, reference):
        """Return the values of the entry that books a recovery."""
        company = self.company_id.sudo()  # its settings
        partner = self.carrier_id.sudo().claim_partner_id.commercial_partner_id
        label = self.env._("%(claim)s: recovered from %(carrier)s", claim=self.name, carrier=self.carrier_id.name)
        balance = self.currency_id._convert(amount, company.currency_id, company, day)
        common = {"name": label, "partner_id": partner.id, "currency_id": self.currency_id.id}
        debit = {"account_id": self._recovered_on(journal, partner).id, "balance": balance, "amount_currency": amount}
        credit = {"account_id": self._recovery_account().id, "balance": -balance, "amount_currency": -amount}
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": day,
            "ref": " ".join(filter(None, (self.name, self.claim_number, reference))),
            "partner_id": partner.id,
            "currency_id": self.currency_id.id,
            "line_ids": [fields.Command.create({**common, **values}) for values in (debit, credit)],
        }

    def _recovery_account(self):
        account = self.company_id.sudo().claim_recovery_account_id  # a setting
        if not account:
            raise UserError(
                self.env._("Choose the recovery account of %s in the settings of Quote to Cash.", self.company_id.name)
            )
        return account

    def _recovered_on(self, journal, partner):
        """Return the account that a recovery is debited to.

        :param journal: where it is booked
        :param partner: who pays claims of the carrier
        :raise UserError: if none is known
        """
        company = self.company_id
        if journal.type != "general":
            own = journal.inbound_payment_method_line_ids.payment_account_id[:1]
            template = self.env["account.chart.template"].with_context(allowed_company_ids=company.root_id.ids)
            standard = template.ref("account_journal_payment_debit_account_id", raise_if_not_found=False)
            account = own or standard or company.transfer_account_id
            if not account:
                raise UserError(self.env._("%s has no account for outstanding receipts.", journal.display_name))
            return account
        if not partner:
            raise UserError(self.env._("Say on %s who pays its claims: the “Claims Contact”.", self.carrier_id.name))
        return partner.with_company(company).property_account_receivable_id

    def action_open_recoveries(self):
        """Open the entries that book what the carrier has paid."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        moves = self.recovery_ids.move_id
        if len(moves) == 1:
            return {**action, "res_id": moves.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", moves.ids)], "context": {}}
