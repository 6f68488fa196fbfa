"""Checking orders: what the rules find becomes findings."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ...engine import findings as engine
from .const import CONFIRM
from .transaction import JOB_KEYS

STATES = [
    (engine.UNCHECKED, "Not Checked"),
    (engine.CLEAR, "Clear"),
    (engine.WARNING, "Warnings"),
    (engine.BLOCKED, "Blocked"),
]
# Customers read their orders over RPC, and nothing of their checks.
INTERNAL = "base.group_user"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    validation_state = fields.Selection(
        STATES,
        "Check",
        default=engine.UNCHECKED,
        readonly=True,
        groups=INTERNAL,
        copy=False,
        index=True,
        help="What the last check said. Blocked: something stands open that stops the order where checks are enforced.",
    )
    validated_at = fields.Datetime("Checked On", readonly=True, copy=False, groups=INTERNAL)
    finding_ids = fields.One2many(
        "order.validation.finding", "order_id", "Findings", readonly=True, copy=False, groups=INTERNAL
    )
    open_finding_ids = fields.One2many(
        "order.validation.finding",
        "order_id",
        "Open Findings",
        readonly=True,
        copy=False,
        domain=[("state", "!=", "resolved"), ("door", "=", CONFIRM)],
        groups=INTERNAL,
    )
    validation_mode = fields.Selection(related="company_id.validation_mode")

    def action_validate_order(self):
        """Check these orders again, and return what stands open.

        :return: ``order.validation.finding`` records that are open
        :raise AccessError: for a user who may not read one of the orders
        """
        if not self.env.su and not self.env.user._is_internal():
            raise AccessError(self.env._("Orders are checked by those who work on them."))
        self.check_access("read")
        return self._check_orders()

    def _check_orders(self, takes_credit=False, confirming=False):
        """Check orders of any companies, write the findings, and release holds that have become needless.

        Where checks are off, only what stops orders anyway is looked for. Cancelled orders are left alone.

        :param bool takes_credit: whether these orders are about to take credit: then nobody else may take
            the same customer's at the same moment
        :param bool confirming: whether these orders are being confirmed: all are judged as quotations
        :return: the findings that are open
        """
        opened = self.env["order.validation.finding"]
        # The check reads and writes what a salesperson may not; the callers check rights. Defaults that
        # a caller wants for records of his own are none of ours.
        orders = self.sudo().with_context(clean_context(self.env.context))  # pylint: disable=context-overridden
        for company, mine in orders.filtered(lambda order: order.state != "cancel").grouped("company_id").items():
            only_enforced = company.validation_mode == "off"
            if only_enforced:
                mine = mine._judged_anyway()
            if mine:
                opened |= mine._check_company_orders(
                    company,
                    validation_only_enforced=only_enforced,
                    lang=self._findings_language(company),
                    validation_memo={},
                    validation_takes_credit=takes_credit,
                    validation_confirming=confirming,
                    validation_goes_on=confirming and self._gate_holds(),
                    validation_isolates=not self._gate_holds(),
                )
        return opened.with_env(self.env)

    def _check_company_orders(self, company, **context):
        """Check orders of one company.

        :param context: what rules know besides their orders. Nothing else: what comes in over RPC
            does not change a judgement.
        """
        rules = self.env["order.validation.rule"].with_context(context)  # pylint: disable=context-overridden
        found = rules._find_violations(self)
        only_enforced = context.get("validation_only_enforced")
        confirming = context.get("validation_confirming")
        opened, severities = self.env["order.validation.finding"]._write_changes(
            self,
            company,
            found,
            rules=rules._judging_anyway(company) if only_enforced else None,
            confirming=confirming,
        )
        states = {order: engine.verdict(severities.get(order.id, ())) for order in self}
        if only_enforced:
            # What was not looked for is not known to be absent.
            states = {order: state if state == engine.BLOCKED else engine.UNCHECKED for order, state in states.items()}
        self._write_validation(states, confirming=confirming)
        return opened

    def _no_quotations_any_more(self, severities, confirming):
        """Return those of the orders whose quotation is over: what it lacked when it was sent matters no more.

        :param dict severities: ``{order id: how severe what stands open is}``
        :param bool confirming: whether these orders are being confirmed: then those that nothing stops are over
        """
        if not confirming:
            return self.filtered(lambda order: order.state not in ("draft", "sent"))
        goes_on = self._gate_holds() or self.company_id.validation_mode != "enforce"
        return self.filtered(lambda order: goes_on or engine.verdict(severities.get(order.id, ())) != engine.BLOCKED)

    def _judged_anyway(self):
        """Return those of the orders in which something may be wrong that stops them where checks are off, too.

        Here: none; room promise adds those with goods that may not be oversold.
        """
        return self.browse()

    @api.model
    def _findings_language(self, company):
        """Return the language of findings: that of the colleague who checks, never the customer's or a job's."""
        user = self.env.user
        is_colleague = user._is_internal() and user.id != SUPERUSER_ID and not JOB_KEYS & self.env.context.keys()
        return (user.lang if is_colleague else company.partner_id.lang) or "en_US"

    def _owners(self):
        """Return the users whose own order this is: who sells it, and who has entered it."""
        self.ensure_one()
        return self.user_id | self.create_uid

    def _update_validation_state(self):
        """Derive the state again, after waivers."""
        groups = self.env["order.validation.finding"]._read_group(
            [("order_id", "in", self.ids), ("state", "=", engine.OPEN), ("door", "=", CONFIRM)],
            ["order_id"],
            ["severity:array_agg"],
        )
        severities = dict(groups)
        for order in self.filtered("validated_at"):
            order.validation_state = engine.verdict(severities.get(order, ()))
        self.filtered("is_on_hold")._release_passed()

    def _write_validation(self, states, confirming=False):
        """Write what a check has said of these orders; release the holds of those that are free now.

        :param dict states: ``{order: state}``
        :param bool confirming: whether these orders are being confirmed
        """
        now = fields.Datetime.now()
        if len(states) == 1 and confirming:
            # It goes into the statement that confirms the order.
            self.write({"validation_state": states[self], "validated_at": now})
        else:
            self._store_validation(states, now)
        self.filtered("is_on_hold")._release_passed()

    def _store_validation(self, states, moment):
        """Write the state of any number of orders with one statement, in the order of their ids.

        Looking at an order is no change of it: who changed it last, and when, stays.
        """
        names = ["validation_state", "validated_at"]
        self.flush_recordset(names)
        self.env.cr.execute(
            SQL(
                """
                WITH checked AS MATERIALIZED (
                    SELECT o.id, v.state
                      FROM sale_order o
                      JOIN unnest(%(ids)s, %(states)s) AS v(id, state) ON v.id = o.id
                     ORDER BY o.id FOR NO KEY UPDATE OF o)
                UPDATE sale_order o
                   SET validation_state = checked.state, validated_at = %(moment)s
                  FROM checked
                 WHERE checked.id = o.id
                """,
                ids=[order.id for order in states],
                states=list(states.values()),
                moment=moment,
            )
        )
        for state, orders in self.grouped(states.get).items():
            orders._fields["validation_state"]._update_cache(orders, state)
        self._fields["validated_at"]._update_cache(self, moment)
