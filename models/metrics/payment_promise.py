"""Promises to pay, each as it was made: the invoice itself knows the last one only."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import kpi_definition as kinds


class AccountMovePromise(models.Model):
    """What a customer promised to pay of an invoice until when, or (without a day) that this was taken back.

    Made whenever a promise is written on an invoice; one for each moment.
    """

    _name = "account.move.promise"
    _description = "Promise to Pay"
    _log_access = False
    _allow_sudo_commands = False
    _order = "made_at desc, id desc"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", "Invoice", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    made_at = fields.Datetime(required=True, readonly=True)
    promised_day = fields.Date(readonly=True, help="Empty: the promise before was taken back")
    amount_left = fields.Float(readonly=True, digits=0, help="What is still open when it is kept")

    _moment_unique = models.UniqueIndex("(move_id, made_at)", "One promise is made at a time.")

    @api.model
    def _note(self, moves):
        """Keep what is promised of invoices now, with one statement; nothing where it is what was promised before.

        :param account.move moves: invoices on which a promise was written
        """
        moves = moves.filtered("id")
        if not moves:
            return
        moves.flush_recordset(["promise_to_pay_date", "promise_to_pay_left", "company_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO account_move_promise (move_id, company_id, made_at, promised_day, amount_left)
                SELECT move.id, move.company_id, %(now)s, move.promise_to_pay_date,
                       COALESCE(move.promise_to_pay_left, 0)
                  FROM account_move move
                  LEFT JOIN LATERAL (SELECT * FROM account_move_promise WHERE move_id = move.id AND made_at < %(now)s
                                      ORDER BY made_at DESC LIMIT 1) last ON TRUE
                 WHERE move.id = ANY(%(moves)s)
                   AND (move.promise_to_pay_date, COALESCE(move.promise_to_pay_left, 0))
                       IS DISTINCT FROM (last.promised_day, COALESCE(last.amount_left, 0))
                    ON CONFLICT (move_id, made_at)
                    DO UPDATE SET promised_day = EXCLUDED.promised_day, amount_left = EXCLUDED.amount_left
                """,
                now=fields.Datetime.now(),
                moves=moves.ids,
            )
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _inverse_promise_to_pay_amount(self):
        """Extend: what is promised is kept, also after something else is promised. The day's inverse calls this one."""
        result = super()._inverse_promise_to_pay_amount()
        self.env["account.move.promise"]._note(self)
        return result


class AccountMovePromiseFact(models.Model):
    """One promise to pay."""

    _name = "account.move.promise.fact"
    _inherit = ["sale.fact"]
    _description = "Promise to Pay as Figures See It"
    _source = kinds.PAYMENT_PROMISE
    _document = "account.move.promise"
