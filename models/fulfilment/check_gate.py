"""No delivery that a checkpoint applies to leaves unchecked, however it is validated."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine import checkpoint as engine
from .check import CHECKERS, PASSED

NAMED = 5  # checkers in a message


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _obstacles_to_leaving(self):
        """Extend: a check that is missing, open, failed, of other goods, or before another checkpoint applied."""
        obstacles = super()._obstacles_to_leaving()
        needed = self._may_need_check()._checkpoints()
        if not needed:
            return obstacles
        deliveries = self.browse().union(*needed)
        leaving = deliveries._leaving_goods()
        findings = deliveries._findings()
        codes = {}
        for picking, points in needed.items():
            code = engine.obstacle(leaving[picking], frozenset(points.ids), findings.get(picking))
            if code:
                codes[picking] = code
        checkers = self.browse().union(*codes)._checker_names()
        for picking, code in codes.items():
            text = picking._unchecked_text(code, needed[picking], checkers[picking.company_id])
            obstacles.setdefault(picking, []).append(text)
        return obstacles

    def _findings(self):
        """Return what the checks that count have come to, as ``{transfer: engine.checkpoint.Finding}``."""
        checks = self.sudo()._current_checks()  # of transfers, whoever validates
        return {picking: check._for_gate() for picking, check in checks.items()}

    def _note_leaving(self):
        """Extend: a check lets goods leave once; what waits for one that nobody needs is free."""
        super()._note_leaving()
        checked = self._may_need_check().sudo()  # whoever validates
        if not checked:
            return
        checks = self.env["fulfilment.check"].sudo().union(*checked._current_checks().values())
        passed = checks.filtered(lambda check: check.state == PASSED)
        passed.left_at = fields.Datetime.now()
        self.sudo()._forget_checks(checks - passed)

    def _unchecked_text(self, code, checkpoints, checkers):
        """Return why an unchecked delivery may not leave, and who may check it."""
        values = {"checkpoints": ", ".join(checkpoints.mapped("name")), "checkers": checkers}
        texts = {
            engine.UNCHECKED: lambda: self.env._(
                "it is not checked yet (%(checkpoints)s). It may be checked by %(checkers)s.", **values
            ),
            engine.HAS_FAILED: lambda: self.env._(
                "the check has failed (%(checkpoints)s). They may be checked again by %(checkers)s.", **values
            ),
            engine.MORE_ASKED: lambda: self.env._(
                "since it was checked, another checkpoint applies (%(checkpoints)s). It may be checked again by "
                "%(checkers)s.",
                **values,
            ),
            engine.CHANGED: lambda: self.env._(
                "the goods have changed since they were checked (%(checkpoints)s). They may be checked again by "
                "%(checkers)s.",
                **values,
            ),
        }
        return texts[code]()

    def _checker_names(self):
        """Return some who may check, as ``{company: names}``, read once for a message about many transfers."""
        group = self.env.ref(CHECKERS)
        names = {}
        for company in self.company_id:
            domain = [("all_group_ids", "in", group.ids), ("company_ids", "in", company.ids), ("share", "=", False)]
            # Names only, for people who do not see users.
            checkers = self.env["res.users"].sudo().search(domain, limit=NAMED)
            names[company] = ", ".join(checkers.mapped("name")) or self.env._("a Warehouse Checker")
        return names


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Extend: afterwards, exactly what was counted has left, however it was validated.

        The gate before this looks at what a transfer would send; this at what was sent: a program may do a part
        of the moves, and other modules may change quantities on the way.
        """
        pickings = self.picking_id._may_need_check()
        asked = self.filtered(lambda move: move.state not in ("done", "cancel"))
        empty = pickings.filtered(lambda picking: not any(picking.move_line_ids.mapped("quantity")))
        done = super()._action_done(cancel_backorder=cancel_backorder)
        if pickings:
            sent = (asked.exists() | done).filtered(lambda move: move.state == "done")
            sent._check_was_counted(pickings, empty)
        return done

    def _check_was_counted(self, pickings, empty):
        """Refuse, and so take back, what was not counted.

        :param pickings: those that a checkpoint could apply to
        :param empty: those of them in which there was nothing when the gate looked at them
        :raise UserError: naming the transfers
        """
        self.move_line_ids.lot_id.mapped("name")  # of all at once
        sent = {
            picking: moves.move_line_ids.filtered("quantity")._goods_quantities()
            for picking, moves in self.grouped("picking_id").items()
            if picking in pickings
        }
        checks = self.env["fulfilment.check"].sudo()  # of transfers, whoever validates
        domain = [("picking_id", "in", pickings.ids), ("state", "=", PASSED), ("left_at", "!=", False)]
        found = {
            picking: latest[0]
            for picking, latest in checks.search(domain, order="id desc").grouped("picking_id").items()
        }
        late = empty.filtered(lambda picking: sent.get(picking) and picking not in found)
        wrong = self.env["stock.picking"].union(*late._checkpoints())
        for picking, check in found.items():
            if engine.obstacle(sent.get(picking), finding=check._for_gate()):
                wrong |= picking
        if wrong:
            raise UserError(
                self.env._(
                    "%(transfers)s: other goods would leave than were counted. Nothing has left; check again.",
                    transfers=", ".join(wrong.mapped("name")),
                )
            )


class FulfilmentCheck(models.Model):
    _inherit = "fulfilment.check"

    def _for_gate(self):
        """Return what the check has come to, for :func:`engine.checkpoint.obstacle`."""
        self.ensure_one()
        return engine.Finding(self.state, self._counted(), frozenset(self.checkpoint_ids.ids))
