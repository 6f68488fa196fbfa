"""What becomes of findings when orders are checked again; nothing of what stood before is lost."""

from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models

from ...engine.findings import OPEN, RESOLVED, WAIVED, Standing, reconcile
from .const import CONFIRM

# What a finding takes over from the rule each time it is found
TEXTS = ("message", "document", "fix", "other_fix", "suggested_date", "suggested_quantity", "facts_hash")
REFRESHED = (*TEXTS, "found_text", "limit_text", "severity", "category", "enforced")


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    @api.model
    def _write_changes(self, orders, company, found, rules=None, door=CONFIRM, confirming=False):
        """Bring the findings of checked orders into line with what the rules say now.

        The number of statements does not depend on the number of orders or findings.

        :param sale.order orders: the orders that were checked
        :param res.company company: whose orders they are
        :param dict found: ``{(rule id, order id, line id or 0): Violation}``
        :param rules: which rules have looked at them, where these were not all: what others have found stays
        :param str door: for which door they were checked: what was found for the other one stays
        :param bool confirming: whether these orders are being confirmed
        :return: all findings of these orders that are open now, and ``{order id: their severities}``
        """
        rows = self._read_standing(orders)
        standing = {
            key: row
            for key, row in rows.items()
            if row["door"] == door and (rules is None or row["rule_id"] in rules.ids)
        }
        severities = {key: self._severity(key, violation) for key, violation in found.items()}
        changes = reconcile(
            [self._standing(row) for row in standing.values()],
            {key: violation.facts_hash for key, violation in found.items()},
            company._local_day(),
            severities,
            {key for key, violation in found.items() if violation.enforced},
        )
        still_open = {finding: key for finding, key in changes.kept.items() if standing[finding]["state"] == OPEN}
        by_order = defaultdict(list)
        for key in [*still_open.values(), *changes.voided.values(), *changes.opened]:
            by_order[key[1]].append(severities[key])
        if rules is None and door == CONFIRM:
            gone = orders._no_quotations_any_more(by_order, confirming).ids
            changes.resolved += [key for key, row in rows.items() if row["door"] != door and row["order_id"] in gone]
        created = self._apply(orders, changes, standing, found)
        return self.browse([*still_open, *changes.voided, *created]), by_order

    @api.model
    def _apply(self, orders, changes, standing, found):
        """Write what became of findings; return the ids of the new ones.

        :param Changes changes: what has to be written
        """
        if changes.opened or changes.resolved or changes.voided:
            # Of two checks of an order at once, the later one runs again, and finds what the first has found.
            orders._touch_order_status(orders.ids)
        self.browse(changes.resolved)._resolve()
        self.browse(changes.voided)._void_waivers()
        self._refresh(standing, {finding: found[key] for finding, key in (changes.kept | changes.voided).items()})
        created = self._insert([self._prepare_finding(key, found[key]) for key in changes.opened])
        self._forget_findings(orders)
        return created

    @api.model
    def _severity(self, key, violation):
        return self.env["order.validation.rule"].browse(key[0])._severity_of(violation)

    @api.model
    def _standing(self, row):
        """Return what the engine has to know of a finding.

        :param dict row: see :meth:`_read_standing`
        """
        own = False
        # The superuser is nobody's colleague: it acts for a program.
        if row["state"] == WAIVED and row["waived_by_id"] not in (None, SUPERUSER_ID):
            owners = self.env["sale.order"].browse(row["order_id"])._owners()
            rule = self.env["order.validation.rule"].browse(row["rule_id"])
            own = row["waived_by_id"] in owners.ids and not rule.waiver_on_own_orders
        return Standing(
            id=row["id"],
            key=(row["rule_id"], row["order_id"], row["line_id"] or 0),
            facts_hash=row["facts_hash"],
            state=row["state"],
            waived_until=row["waived_until"],
            severity=row["severity"],
            own=own,
        )

    def _forget_findings(self, orders):
        """Have the findings of orders read again by whoever has read them before."""
        orders.invalidate_recordset(["finding_ids", "open_finding_ids"], flush=False)
        orders.modified(["finding_ids"])

    def _resolve(self):
        """End findings that are no longer true."""
        self._update_all(
            state=RESOLVED,
            resolved_at=fields.Datetime.now(),
            resolved_by_id=self.env.uid,
        )

    @api.model
    def _resolve_lines(self, lines):
        """End what stands about lines that are going to be deleted."""
        self.search([("line_id", "in", lines.ids), ("state", "!=", RESOLVED)])._resolve()

    def _void_waivers(self):
        """Open findings again whose waiver was given for other facts, or has run out; the timeline keeps it."""
        if self:
            self._log_waiver("waiver_void")
        self._update_all(
            state=OPEN,
            waived_by_id=None,
            waived_at=None,
            waived_until=None,
            waive_reason_id=None,
            waive_reason=None,
        )

    @api.model
    def _refresh(self, standing, violations):
        """Take over what rules say now, where it differs.

        :param dict standing: ``{finding id: row}``
        :param dict violations: ``{finding id: Violation}``
        """
        rows = []
        for finding_id, violation in violations.items():
            row = standing[finding_id]
            values = self._violation_values(self.env["order.validation.rule"].browse(row["rule_id"]), violation)
            if any((row[name] or None) != values[name] for name in REFRESHED):
                rows.append((finding_id, *(values[name] for name in REFRESHED)))
        self._update_each(REFRESHED, rows)

    @api.model
    def _violation_values(self, rule, violation):
        """Return what a finding says, as the database keeps it: nothing is None.

        :param rule: the rule that has found it
        :param Violation violation: what the rule says
        """
        values = {
            **{name: getattr(violation, name) for name in TEXTS},
            "found_text": violation.found,
            "limit_text": violation.limit,
            "severity": rule._severity_of(violation),
            "category": rule.category,
            "enforced": violation.enforced,
        }
        if violation.suggested_date:
            values["suggested_date"] = fields.Datetime.to_datetime(violation.suggested_date).replace(microsecond=0)
        return {name: value or None for name, value in values.items()}

    @api.model
    def _prepare_finding(self, key, violation):
        """Return the values of a new finding.

        :param tuple key: rule id, order id, line id or 0
        :param Violation violation: what the rule says
        """
        rule_id, order_id, line_id = key
        rule = self.env["order.validation.rule"].browse(rule_id)
        return {
            "order_id": order_id,
            "line_id": line_id or None,
            "company_id": rule.company_id.id,
            "rule_id": rule_id,
            "door": rule.door,
            "code": rule.code,
            "rule_sequence": rule.sequence,
            "state": OPEN,
            "found_at": fields.Datetime.now(),
            "found_by_id": self.env.uid,
            **self._violation_values(rule, violation),
        }
