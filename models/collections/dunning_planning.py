"""Writing down what a day brings, in portions: one statement for the customers, one for their lines."""

from odoo import fields, models
from odoo.tools import SQL, split_every

from ...engine.money import to_amount
from .dunning_notice import LATER_STEP, LEFT_OUT, PLANNED, SENT, SKIPPED

PORTION = 500  # customers planned and written at once: memory stays flat
NOTICE = ("run_id", "company_id", "partner_id", "step_id", "date", "state", "amount")
LINE = (
    "notice_id",
    "company_id",
    "move_line_id",
    "move_id",
    "step_id",
    "date",
    "due_date",
    "state",
    "skip_reason",
    "also",
    "currency_id",
    "amount",
    "covered_amount",
    "company_amount",
    "next_step_id",
    "next_date",
)


class DunningRun(models.Model):
    _inherit = "dunning.run"

    def _clear(self):
        """Forget what was planned."""
        if not self:
            return
        self.env["dunning.notice"].flush_model()
        self.env.cr.execute(SQL("DELETE FROM dunning_notice WHERE run_id IN %s", tuple(self.ids)))
        self.env.invalidate_all()
        self.planned_at = False

    def _remember(self):
        """Keep what the simulation says, until this transaction ends."""
        self.env["dunning.notice.line"].flush_model()
        self.env.cr.execute("DROP TABLE IF EXISTS dunning_before")
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE dunning_before ON COMMIT DROP AS
                SELECT line.move_line_id, line.step_id, line.skip_reason, line.amount
                  FROM dunning_notice_line line JOIN dunning_notice notice ON notice.id = line.notice_id
                 WHERE notice.run_id = %s AND line.skip_reason IS DISTINCT FROM %s
                """,
                self.id,
                LATER_STEP,
            )
        )

    def _compare(self):
        """Mark the lines of which the simulation says something else than what was kept."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE dunning_notice_line line
                   SET changed = TRUE, before_step_id = before.step_id, before_reason = before.skip_reason
                  FROM dunning_notice notice, dunning_notice_line own
                  LEFT JOIN dunning_before before ON before.move_line_id = own.move_line_id
                 WHERE own.id = line.id AND notice.id = line.notice_id AND notice.run_id = %s
                   AND line.skip_reason IS DISTINCT FROM %s
                   AND (line.step_id, line.skip_reason, line.amount)
                       IS DISTINCT FROM (before.step_id, before.skip_reason, before.amount)
                """,
                self.id,
                LATER_STEP,
            )
        )
        self.env["dunning.notice.line"].invalidate_model()

    def _plan(self, commit=None):
        """Write down what each customer gets who is not in the run yet.

        :param commit: called after each portion with how many are done and left; it ends the planning with False
        :return: whether all customers are planned
        """
        self.ensure_one()
        planner = self._planner()
        known = {
            row[0]
            for row in self.env.execute_query(SQL("SELECT partner_id FROM dunning_notice WHERE run_id = %s", self.id))
        }
        customers = [customer for customer in self._customers() if customer not in known]
        left = len(customers)
        for portion in split_every(PORTION, customers):
            if commit and not self.try_lock_for_update():
                return False  # somebody else is planning it
            self._write_plan(planner, self._decide(planner, portion))
            left -= len(portion)
            self.env.invalidate_all()
            if commit and not commit(left):
                return False
        self.planned_at = fields.Datetime.now()
        return True

    def _write_plan(self, planner, plan):
        """Write the notices of some customers and their lines."""
        messages = {message.customer: message for message in plan.messages}
        customers = {}
        for verdict in plan.verdicts.values():
            customers.setdefault(verdict.line.customer, []).append(verdict)
        values = []
        for customer in customers:
            message = messages.get(customer)
            values.append(
                (
                    self.id,
                    self.company_id.id,
                    customer,
                    message.step.key if message else None,
                    self.date,
                    PLANNED if message else SKIPPED,
                    self._message_amount(planner, message),
                )
            )
        notices = dict(zip(customers, self._insert("dunning_notice", NOTICE, values, log=True), strict=True))
        self._write_lines(planner, plan, notices, PLANNED)

    def _message_amount(self, planner, message):
        if not message:
            return 0
        units = sum(verdict.value for verdict in message.verdicts + message.also)
        return to_amount(units, planner.roundings[planner.own])

    def _write_lines(self, planner, plan, notices, state):
        """Write what happens to each line.

        :param dict notices: ``{customer: id of the notice}``
        :param str state: ``planned`` or ``sent``; only with the latter steps are taken or skipped for good
        """
        also = {id(verdict) for message in plan.messages for verdict in message.also}
        values = []
        for verdict in plan.verdicts.values():
            values += self._line_values(planner, verdict, notices[verdict.line.customer], state, id(verdict) in also)
        self._insert("dunning_notice_line", LINE, values)
        self.env["dunning.notice"].invalidate_model()

    def _line_values(self, planner, verdict, notice, state, also):
        line, row = verdict.line, planner.rows[verdict.line.key]
        rounding = planner.roundings[line.currency]
        before = (notice, self.company_id.id, line.key, row["move_id"])
        after = (
            also,
            line.currency,
            to_amount(verdict.asked, rounding),
            to_amount(verdict.covered, rounding),
            to_amount(verdict.value, planner.roundings[planner.own]),
            verdict.next.key if verdict.next else None,
            verdict.next_on if verdict.next else None,
        )
        step = verdict.step or verdict.withheld
        taken = state if verdict.step else LEFT_OUT
        values = [(*before, step.key if step else None, self.date, line.due, taken, verdict.reason, *after)]
        if verdict.skipped:
            skipped = SKIPPED if state == SENT else LEFT_OUT
            none = (False, line.currency, 0, 0, 0, None, None)
            values += [(*before, step.key, self.date, line.due, skipped, LATER_STEP, *none) for step in verdict.skipped]
        return values

    def _insert(self, table, columns, rows, log=False):
        """Insert rows with one statement; return their ids in the same order."""
        if not rows:
            return []
        if log:
            now = fields.Datetime.now()
            columns = [*columns, "create_uid", "create_date", "write_uid", "write_date"]
            rows = [(*row, self.env.uid, now, self.env.uid, now) for row in rows]
        found = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s RETURNING id",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
        return [row[0] for row in found]
