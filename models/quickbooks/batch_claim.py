"""Claiming: from here on no other export has these records."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.quickbooks_document import PAYMENT, REFUND
from ...engine.quickbooks_names import LIMITS, NUMBER, PAYMENT_NUMBER, short_number
from .const import DRAFT, TARGETS
from .scope import Scope

PORTION = 500  # records that are read and written at once
AT_ONCE = 2000  # records; more are left to the job
NUMBERED = 5000  # records whose numbers are made at once

# Two who claim the same records at the same moment: the database lets one through; the other's transaction runs again
# and finds them claimed.
CLAIM = """
    INSERT INTO quickbooks_export_line (batch_id, company_id, target, kind, move_id, payment_id, portion, full_number,
        partner_id, date, amount, fingerprint, free, create_uid, create_date, write_uid, write_date)
    SELECT %(batch)s, %(company)s, %(target)s, c.kind, c.move_id, c.payment_id,
        (ROW_NUMBER() OVER %(order)s - 1) / %(portion)s, c.full_number, c.partner_id, c.date, c.amount, c.fingerprint,
        FALSE, %(uid)s, %(now)s, %(uid)s, %(now)s
    FROM (%(candidates)s) c
    ORDER BY ROW_NUMBER() OVER %(order)s
    ON CONFLICT DO NOTHING
"""
ORDER = """(ORDER BY ARRAY_POSITION(%(kinds)s::text[], c.kind::text), c.date, c.full_number, c.move_id, c.payment_id)"""

# What is numbered already, in this batch or an earlier one, keeps its number.
GIVE_NUMBERS = """
    WITH wanted AS (
        SELECT DISTINCT ON (line.kind, lower(w.number)) line.id, line.company_id, line.target, line.kind, w.number
        FROM UNNEST(%(ids)s::int[], %(numbers)s::text[]) w (id, number)
        JOIN quickbooks_export_line line ON line.id = w.id
        ORDER BY line.kind, lower(w.number), line.id
    )
    UPDATE quickbooks_export_line line SET number = wanted.number
    FROM wanted
    WHERE line.id = wanted.id AND NOT EXISTS (
        SELECT FROM quickbooks_export_line other
        WHERE other.company_id = wanted.company_id AND other.target = wanted.target AND other.kind = wanted.kind
          AND lower(other.number) = lower(wanted.number) AND NOT other.free
    )
"""


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    @api.model
    def _start(self, scope):
        """Claim what a scope has for a new batch.

        :param Scope scope: company, target, period, kinds
        :return: the batch; `action_continue` writes it, at once or by the job
        :raise AccessError: for a user who does not export for the company
        :raise UserError: if nothing is to be exported, or somebody else is exporting it: with the name
        """
        self._check_may_export(scope.company)
        batches = self.sudo()  # batches are written by these methods only; the right was checked above
        batches._check_nobody_exports(scope)
        batch = batches._insert(scope)
        if not batch._claim(scope):
            raise UserError(batches._nothing_left(scope))
        batch._number_lines()
        return self.browse(batch.id)

    @api.model
    def _check_nobody_exports(self, scope):
        other = self.search(
            [("company_id", "=", scope.company.id), ("target", "=", scope.target), ("state", "=", DRAFT)], limit=1
        )
        if other:
            raise UserError(
                self.env._(
                    "%(user)s is exporting to %(target)s with %(batch)s. Wait until it is done, or cancel it.",
                    user=other.user_id.name,
                    target=dict(TARGETS)[scope.target],
                    batch=other.name,
                )
            )

    @api.model
    def _insert(self, scope):
        """Return a new batch. Of two who make one at once, one does; the other's transaction runs again."""
        name = self.env["ir.sequence"].with_company(scope.company).next_by_code(self._name)
        self.env.flush_all()
        now = self.env.cr.now()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO quickbooks_export_batch (name, company_id, target, date_from, date_to, kinds, state,
                    class_plan_id, user_id, create_uid, create_date, write_uid, write_date)
                VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT DO NOTHING RETURNING id
                """,
                name,
                scope.company.id,
                scope.target,
                scope.date_from or None,
                scope.date_to,
                ",".join(scope.kinds),
                DRAFT,
                scope.company.sudo().quickbooks_class_plan_id.id or None,  # who exports need not see plans
                *(self.env.uid, self.env.uid, now, self.env.uid, now),
            )
        )
        if not rows:
            self._check_nobody_exports(scope)
        return self.browse(rows[0][0])

    def _claim(self, scope):
        """Claim what can be exported; return how many records that are."""
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                CLAIM,
                batch=self.id,
                company=scope.company.id,
                target=scope.target,
                portion=PORTION,
                uid=self.env.uid,
                now=self.env.cr.now(),
                order=SQL(ORDER, kinds=list(scope.kinds)),
                candidates=self.env["quickbooks.reader"]._candidates(scope),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _nothing_left(self, scope):
        """Tell that there is nothing to export, and who was faster if somebody was."""
        domain = [
            ("company_id", "=", scope.company.id),
            ("target", "=", scope.target),
            ("free", "=", False),
            ("kind", "in", scope.kinds),
            ("date", "<=", scope.date_to),
        ]
        if scope.date_from:
            domain.append(("date", ">=", scope.date_from))
        last = self.env["quickbooks.export.line"].search(domain, order="id desc", limit=1).batch_id
        if not last:
            return self.env._("Nothing is posted in this period that can be exported.")
        return self.env._(
            "Nothing is left to export: %(user)s exported the last of it with %(batch)s.",
            user=last.user_id.name,
            batch=last.name,
        )

    # === Short numbers === #

    def _number_lines(self):
        """Give each record the number that the program can keep.

        :raise UserError: for records whose number another one has: they need one of their own
        """
        limits = LIMITS[self.target]
        last = 0
        while rows := self._next_numbers(last):
            last = rows[-1][0]
            wanted = {
                id_: own or short_number(full or "", limits[PAYMENT_NUMBER if kind in (PAYMENT, REFUND) else NUMBER])
                for id_, kind, full, own in rows
            }
            wanted = {id_: number for id_, number in wanted.items() if number}
            self.env.cr.execute(SQL(GIVE_NUMBERS, ids=list(wanted), numbers=list(wanted.values())))
        self.env["quickbooks.export.line"].invalidate_model(["number"])
        self._check_numbers()

    def _next_numbers(self, last):
        return self.env.execute_query(
            SQL(
                """
                SELECT line.id, line.kind, line.full_number, m.name
                FROM quickbooks_export_line line
                LEFT JOIN account_payment payment ON payment.id = line.payment_id
                LEFT JOIN quickbooks_mapping m ON m.kind = 'number' AND m.company_id = line.company_id
                    AND m.target = line.target AND m.confirmed AND m.move_id = COALESCE(line.move_id, payment.move_id)
                WHERE line.batch_id = %s AND line.id > %s ORDER BY line.id LIMIT %s
                """,
                self.id,
                last,
                NUMBERED,
            )
        )

    def _check_numbers(self):
        lines = self.env["quickbooks.export.line"]
        domain = [("batch_id", "=", self.id), ("number", "=", False)]
        missing = lines.search(domain, limit=10)
        if missing:
            count = lines.search_count(domain)
            raise UserError(
                self.env._(
                    "%(count)s documents would have the same short number as others: %(numbers)s. "
                    "Give them numbers of their own in the list of names.",
                    count=count,
                    numbers=", ".join(line.full_number or "?" for line in missing),
                )
            )

    def _is_big(self):
        """Whether the job writes this batch."""
        lines = self.env["quickbooks.export.line"]
        return lines.search_count([("batch_id", "=", self.id)], limit=AT_ONCE + 1) > AT_ONCE

    def _scope(self):
        """Return the scope that this batch was made for."""
        self.ensure_one()
        kinds = tuple(self.kinds.split(","))
        return Scope(self.company_id, self.target, self.date_from or None, self.date_to, kinds)
