"""Whoever does the next step of a return is told, and the reminder goes when the step is done."""

from odoo import models

ACTIVITY = "quote_to_cash.mail_activity_return_stage"


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def _to_state(self, state, **values):
        """Extend: goods that are here are somebody's task until they are inspected, and then until they are settled."""
        before = self.state
        super()._to_state(state, **values)
        if state == before:
            return
        rma = self.sudo()  # a receipt is validated by people who may have no right on the activities of others
        rma.activity_unlink([ACTIVITY])
        tasks = {"received": self.env._("Inspect the goods"), "inspected": self.env._("Resolve the return")}
        owner = rma.team_id._owner_of(state) if state in tasks else None
        if owner:
            rma.activity_schedule(
                ACTIVITY,
                date_deadline=rma.deadline or rma.company_id._local_day(),
                summary=tasks[state],
                user_id=owner.id,
            )
