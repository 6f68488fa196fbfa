"""Promises on a day that everybody knows: Monday, 2 January 2040, 8:00, in a company that works in UTC."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields

from .common_stock import StockCommon

MONDAY = datetime(2040, 1, 2, 8, 0)
# Picking takes a working day, and the carrier comes at 14:00.
TUESDAY = datetime(2040, 1, 3, 14, 0)
ACTIVITY = "quote_to_cash.mail_activity_promise_at_risk"


class LedgerCommon(StockCommon):
    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(MONDAY))
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.company.resource_calendar_id.tz = "UTC"
        cls.rule("date_impossible").write({"days": 1, "hour": 14.0})
        cls.salesman = cls.make_user("salesman", login="q2c_seller")

    @classmethod
    def promised(cls, *lines, **values):
        """Confirm an order; by default of 10 ovens that are on the shelf."""
        return cls.make_order(*lines, **{"user_id": cls.salesman.id, **values})

    @classmethod
    def at(cls, day, hour=8):
        """Return a moment in January 2040."""
        return datetime(2040, 1, day, hour)

    def ledger(self, order):
        """Return the rows of an order, oldest first."""
        self.env.flush_all()
        return self.env["sale.order.promise"].search([("order_id", "in", order.ids)], order="id")

    def notes(self, order):
        return self.events(order, "promise").mapped("note")

    def activities(self, order):
        kind = self.env.ref(ACTIVITY)
        return order.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def night(self, day=None, **options):
        """Run the job, as on a night in January 2040, or just now; each time a little later."""
        self.runs = getattr(self, "runs", 0) + 1
        moment = datetime(2040, 1, day, 2, 30) if day else fields.Datetime.now()
        moment += timedelta(seconds=self.runs)
        with freeze_time(moment), self.enter_registry_test_mode():
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1000.0):
                self.env["sale.order"]._cron_check_promises(**options)
            self.env.flush_all()
        self.env.invalidate_all()
