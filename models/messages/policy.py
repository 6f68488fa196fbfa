"""Which messages a company sends."""

from odoo import api, fields, models
from odoo.tools import SQL

from .const import KINDS

TEMPLATE = "quote_to_cash.mail_template_order_%s"


class OrderMessagePolicy(models.Model):
    """One kind of message of one company. Off until somebody has seen its text and switched it on."""

    _name = "order.message.policy"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Message to Customers"
    _order = "company_id, sequence, id"
    _rec_name = "kind"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", readonly=True)
    sequence = fields.Integer()
    kind = fields.Selection(KINDS, required=True, readonly=True)
    enabled = fields.Boolean("Send", copy=False, tracking=True)
    since = fields.Datetime(readonly=True, copy=False, help="What happened before is not told.")
    since_event = fields.Integer(
        readonly=True, copy=False, help="The last event before it was switched on: many happen within a second."
    )
    enabled_by_id = fields.Many2one("res.users", "Switched On By", readonly=True, copy=False, ondelete="set null")
    template_id = fields.Many2one("mail.template", ondelete="restrict", domain=[("model", "=", "order.message")])
    delay = fields.Integer("Wait", default=15, help="Minutes. A status that is left again within them is not told.")
    problem = fields.Char(readonly=True, copy=False, help="Why the last message of this kind could not be written.")

    _once = models.UniqueIndex("(company_id, kind)", "A company has one policy for each kind of message.")
    _delay_positive = models.Constraint("CHECK (delay >= 0)", "The delay cannot be negative.")

    @api.model
    def _create_missing(self, companies=None):
        """Make the policies that companies do not have yet, all off. Changes none that they have.

        :param res.company companies: by default all
        :return: the new ones
        """
        companies = companies or self.env["res.company"].sudo().search([])
        # Anybody may make a company; and what nobody did is not logged.
        policies = self.sudo().with_context(tracking_disable=True)
        have = {(row.company_id.id, row.kind) for row in policies.search([("company_id", "in", companies.ids)])}
        return policies.create(
            [
                {
                    "company_id": company.id,
                    "sequence": sequence,
                    "kind": kind,
                    "template_id": self.env["ir.model.data"]._xmlid_to_res_id(TEMPLATE % kind),
                }
                for company in companies
                for sequence, (kind, _label) in enumerate(KINDS, 1)
                if (company.id, kind) not in have
            ]
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: what is created switched on is so from now on."""
        now = self._from_now() if any(vals.get("enabled") for vals in vals_list) else {}
        values = [self._without_since(vals) | (now if vals.get("enabled") else {}) for vals in vals_list]
        policies = super().create(values)
        policies.filtered("enabled")._check_texts()
        return policies

    def write(self, vals):
        """Extend: who switches a message on begins now, and nobody can begin in the past.

        :raise UserError: for a text that cannot be written, naming why
        """
        switched_on = self.filtered(lambda policy: not policy.enabled) if vals.get("enabled") else self.browse()
        result = super().write(self._without_since(vals))
        if switched_on:
            super(OrderMessagePolicy, switched_on).write(self._from_now())
        if switched_on or "template_id" in vals:
            self.filtered("enabled")._check_texts()
        return result

    @api.model
    def _without_since(self, vals):
        return {name: value for name, value in vals.items() if name not in ("since", "since_event", "enabled_by_id")}

    @api.model
    def _from_now(self):
        """Return what notes the moment from which on customers are told of something."""
        # What this transaction did before is no news either; its events are written when they are read.
        last = self.env["sale.order.event"].sudo().search([], order="id desc", limit=1)
        return {"since": fields.Datetime.now(), "since_event": last.id, "enabled_by_id": self.env.uid}

    # === Templates that do not work === #

    def _note_problem(self, problem):
        """Write down that messages of this kind cannot be written, and tell somebody: once, however many wait.

        :param str problem: what is wrong
        """
        self.ensure_one()
        # One job writes it; a second one that meets the same template at once finds it written.
        query = SQL(
            "UPDATE order_message_policy SET problem = %s WHERE id = %s AND problem IS NULL RETURNING id",
            problem,
            self.id,
        )
        if not self.env.execute_query(query):
            return
        self.invalidate_recordset(["problem"], flush=False)
        user = self._in_charge()
        if user:
            policy = self.with_context(lang=user.lang or self.env.lang, mail_activity_quick_update=True)
            policy.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=policy.env._("Customers do not get this message: its template has an error"),
                note=problem,
                user_id=user.id,
            )

    def _in_charge(self):
        """Return who switched it on, or else a sales manager of the company; nobody if there is none."""
        self.ensure_one()
        managers = self.env.ref("sales_team.group_sale_manager").sudo().all_user_ids
        of_company = managers.filtered(lambda user: self.company_id in user.company_ids and user._is_internal())
        return (self.enabled_by_id & of_company or of_company).filtered("active")[:1]

    def _note_solved(self):
        """Close what was said of templates that work again."""
        solved = self.filtered("problem")
        if solved:
            solved.problem = False
            solved.activity_feedback(["mail.mail_activity_data_todo"], feedback=self.env._("It is sent again."))
