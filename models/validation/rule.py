"""A rule that orders of one company have to pass."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..query import fetch_rows
from .const import CATEGORIES, CONFIRM, DOORS, PARAMETERS, SEND, SENDING_RULES, SEVERITIES, STANDARD_RULES

# What a check reads of the rules, with the query that finds them
RULE_FIELDS = ("code", "category", "severity", "sequence", "company_id", "waiver_on_own_orders", *PARAMETERS)

# Ten years: what is longer is a mistake, and dates end somewhere
MOST_DAYS = 3650


class OrderValidationRule(models.Model):
    """One rule with the severity and the parameters that one company gives it.

    What a standard rule looks for is a method ``_check_<code>``. A rule without such a method is a
    company's own: a domain on orders or their lines, and a message.
    """

    _name = "order.validation.rule"
    _description = "Order Check Rule"
    _order = "sequence, id"

    name = fields.Char(compute="_compute_name", inverse="_inverse_name", search="_search_name", required=True)
    own_name = fields.Char(translate=True)
    code = fields.Char(required=True, help="Short name for other programs; unique in the company.")
    category = fields.Selection(CATEGORIES, required=True, default="quote")
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        default="warn",
        help="Block: stops the order, or the sending of the quotation, where checks are enforced."
        " Warn: only shown. Off: not checked.",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_standard = fields.Boolean(compute="_compute_is_standard")
    door = fields.Selection(
        DOORS,
        "Asked When",
        compute="_compute_door",
        help="Confirmed: an order is being confirmed, or was. Sent: a quotation is sent; it stops no order.",
    )
    waiver_group_id = fields.Many2one(
        "res.groups",
        string="Waived By",
        ondelete="restrict",
        help="Who may let an order pass in spite of this rule. A rule that blocks and has no group cannot be waived.",
    )
    waiver_on_own_orders = fields.Boolean(
        "Waiver on Own Orders",
        default=True,
        help="Whether somebody may waive this rule on an order of which they are the salesperson, or"
        " which they have made.",
    )
    # Parameters: what each means for a rule stands in const.py
    amount = fields.Monetary()
    percent = fields.Float()
    days = fields.Integer()
    hours = fields.Integer()
    hour = fields.Float()
    parameter_names = fields.Char(compute="_compute_parameter_names")
    parameter_text = fields.Char("Parameters", compute="_compute_parameter_text")

    _code_unique = models.UniqueIndex("(company_id, code)", "Two rules of a company cannot have the same code.")

    @api.depends("own_name", "code")
    @api.depends_context("lang")
    def _compute_name(self):
        for rule in self:
            standard = STANDARD_RULES.get(rule.code)
            rule.name = rule.own_name or (self.env._(standard.name) if standard else rule.code)

    def _inverse_name(self):
        for rule in self:
            rule.own_name = rule.name

    @api.model
    def _search_name(self, operator, value):
        if operator in ("in", "not in"):
            rules = self.search([]).filtered(lambda rule: rule.name in value)
        else:
            rules = self.search([]).filtered(lambda rule: str(value).strip("%").lower() in (rule.name or "").lower())
        return [("id", "not in" if operator.startswith("not") and operator != "not in" else "in", rules.ids)]

    @api.depends("code")
    def _compute_is_standard(self):
        for rule in self:
            rule.is_standard = hasattr(self, f"_check_{rule.code}")

    @api.depends("code")
    def _compute_door(self):
        for rule in self:
            rule.door = SEND if rule.code in SENDING_RULES else CONFIRM

    def _parameters(self):
        """Return ``{field: label}`` of the parameters that this rule has."""
        self.ensure_one()
        standard = STANDARD_RULES.get(self.code)
        return {name: label for name, (_default, label) in standard.parameters.items()} if standard else {}

    @api.depends("code")
    def _compute_parameter_names(self):
        for rule in self:
            rule.parameter_names = ",".join(rule._parameters())

    @api.depends("code", *PARAMETERS)
    @api.depends_context("lang")
    def _compute_parameter_text(self):
        for rule in self:
            rule.parameter_text = ", ".join(
                f"{self.env._(label)}: {rule[name]:g}" for name, label in rule._parameters().items()
            )

    @api.constrains(*PARAMETERS)
    def _check_parameters(self):
        for rule in self:
            # A minimum margin may be negative: so much may be lost.
            if any(rule[name] < 0 for name in PARAMETERS if (rule.code, name) != ("below_cost", "percent")):
                raise ValidationError(self.env._("A parameter of “%(rule)s” is negative.", rule=rule.name))
            if rule.days > MOST_DAYS or rule.hours > MOST_DAYS * 24:
                raise ValidationError(
                    self.env._(
                        "A parameter of “%(rule)s” is longer than %(days)s days.", rule=rule.name, days=MOST_DAYS
                    )
                )
            if rule.hour >= 24:
                raise ValidationError(self.env._("The cut-off hour lies between 0:00 and 23:59."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["order.validation.finding"].sudo()._read_group([("rule_id", "in", self.ids)], ["rule_id"])
        if used or self.filtered("is_standard"):
            raise UserError(
                self.env._(
                    "A standard rule, or one that has found something, cannot be deleted."
                    " Set its severity to “Off”, or archive it."
                )
            )

    # === The rules that ship === #

    @api.model
    def _create_standard_rules(self, companies=None):
        """Make the standard rules that companies do not have yet. Changes none that they have.

        :param res.company companies: by default all
        """
        companies = companies or self.env["res.company"].sudo().search([])
        # Companies that come into being have no translations, and anybody may make one.
        rules = self.sudo().with_context(active_test=False)
        have = set(rules.search([("company_id", "in", companies.ids)]).mapped(lambda r: (r.company_id.id, r.code)))
        return rules.create(
            [
                self._prepare_standard_rule(company, code, sequence)
                for company in companies
                for sequence, code in enumerate(STANDARD_RULES, 1)
                if (company.id, code) not in have
            ]
        )

    @api.model
    def _prepare_standard_rule(self, company, code, sequence):
        standard = STANDARD_RULES[code]
        # An update of the addon stops nobody's quotations from one day to the next.
        warns = standard.door == SEND and company.validation_mode == "enforce"
        return {
            "code": code,
            "category": standard.category,
            "severity": "warn" if warns else standard.severity,
            "sequence": sequence,
            "company_id": company.id,
            "waiver_group_id": self.env.ref(standard.waiver).id if standard.waiver else False,
            "waiver_on_own_orders": standard.own,
            **{name: default for name, (default, _label) in standard.parameters.items()},
        }

    @api.model
    def _of_company(self, company):
        """Return the rules in force of a company for its orders, as superuser: they hold for everybody."""
        return self._in_force(company, "not in")

    @api.model
    def _of_sending(self, company):
        """Return the rules in force of a company for quotations that are sent, as superuser."""
        return self._in_force(company, "in")

    @api.model
    def _in_force(self, company, operator):
        domain = [
            ("company_id", "=", company.id),
            ("severity", "!=", "off"),
            ("code", operator, SENDING_RULES),
        ]
        return self.sudo().search_fetch(domain, RULE_FIELDS)

    @api.model
    def _judging_anyway(self, company):
        """Return the rules that may find what stops an order whatever the company's checks are set to; here none."""
        return self.browse()

    # === Judging === #

    def _severity_of(self, violation):
        """Return how severe something is that this rule has found.

        :param Violation violation: what was found
        """
        return violation.severity or self.severity

    @api.model
    def _find_violations(self, orders, rules=None):
        """Have rules look at orders of one company. Writes nothing.

        The number of queries does not depend on the number of orders.

        :param sale.order orders: orders of one company
        :param rules: by default all that are in force
        :return: ``{(rule id, order id, line id or 0): Violation}``
        """
        company = orders.company_id
        rules = self._of_company(company) if rules is None else rules.sudo()
        # Rules judge with the eyes of the company, not of who happens to confirm.
        rules = rules.with_company(company)
        orders = orders.with_env(rules.env)
        found = {}
        self.env.context.get("validation_memo", {}).update(rules=rules, found=found)
        # Who is refused anyway takes no credit, so the rules on credit come last.
        for rule in rules.sorted(lambda rule: rule._judges_last()):
            for violation in rule._judge(orders):
                found.setdefault((rule.id, violation.order_id, violation.line_id), violation)
        return found

    def _check_domain(self, orders):
        """Find what a company's own rule describes. Here: nothing; see rule_domain.py."""
        return []

    def _quotations(self, orders):
        """Return the orders that are not confirmed yet, or just now; when judging in hindsight, all."""
        # An order that is created confirmed, by an import, is judged as the quotation that it never was.
        if self._hindsight() or self.env.context.get("validation_confirming"):
            return orders
        return orders.filtered(lambda order: order.state in ("draft", "sent"))

    def _held_by_check(self, orders):
        """Return the confirmed orders that the check holds: nobody has let them pass yet."""
        return orders.filtered(lambda order: order.state == "sale" and order.is_on_hold).filtered(
            lambda order: any(hold.active_hold and hold.origin == "validation" for hold in order.hold_ids)
        )

    def _moment(self, order):
        """Return the moment for which an order is judged, in UTC."""
        return order.date_order if self._hindsight() else fields.Datetime.now()

    @api.model
    def _hindsight(self):
        """Whether confirmed orders are judged as they stood when they were confirmed."""
        return bool(self.env.context.get("validation_hindsight"))

    def _query(self, statement, sources, **values):
        """Return the rows of a statement as dicts, after what it reads was written."""
        return fetch_rows(self.env, statement, sources, **values)
