"""Promises that were changed after the confirmation, and what the preview says of promises, prices and seasons."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common_price import PriceCommon
from .common_stock import StockCommon
from .common_validation import ValidationCommon


@tagged("post_install", "-at_install")
class TestChangedPromise(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule_dates = cls.only("date_impossible", severity="warn", days=1, hour=14)
        cls.env.company.partner_id.tz = "UTC"
        cls.carrier = cls.make_carrier(transit_days=2)
        with freeze_time("2025-06-02 08:00:00"):  # a Monday
            cls.order = cls.quote(carrier_id=cls.carrier.id, commitment_date=datetime(2025, 6, 30, 10))
            cls.order.action_confirm()

    @freeze_time("2025-06-16 08:00:00")
    def test_an_earlier_promise_counts_from_when_it_was_given(self):
        self.assertPasses(self.order)
        self.order.commitment_date = datetime(2025, 6, 17, 10)
        finding = self.assertFinds(self.order, "picking and Express need until 06/19/2025")
        finding.action_fix()
        self.assertEqual(self.order.commitment_date, datetime(2025, 6, 19, 10))
        self.assertEqual(finding.state, "resolved")

    def test_an_earlier_promise_does_not_turn_impossible_while_it_is_kept(self):
        with freeze_time("2025-06-16 08:00:00"):
            self.order.commitment_date = datetime(2025, 6, 19, 10)
        with freeze_time("2025-06-19 08:00:00"):
            self.assertPasses(self.order)

    def test_a_later_promise_is_as_old_as_the_order(self):
        with freeze_time("2025-06-29 08:00:00"):
            self.order.commitment_date = datetime(2025, 6, 30, 12)
            self.assertPasses(self.order)

    @freeze_time("2025-06-16 08:00:00")
    def test_the_first_promise_of_a_confirmed_order(self):
        self.order.commitment_date = False
        self.order.commitment_date = datetime(2025, 6, 17, 10)
        self.assertFinds(self.order)

    @freeze_time("2025-06-16 08:00:00")
    def test_a_promise_that_is_mended_counts_from_now(self):
        self.order.carrier_id.transit_days = 30
        finding = self.assertFinds(self.order)
        finding.action_fix()
        self.assertEqual(finding.state, "resolved")

    def test_quotations_count_from_now(self):
        with freeze_time("2025-06-02 08:00:00"):
            order = self.quote(commitment_date=datetime(2025, 6, 10, 10))
        with freeze_time("2025-06-10 08:00:00"):
            self.assertFinds(order)

    def test_nobody_writes_when_it_was_promised(self):
        user = self.make_user("sales_all")
        order = self.order.with_user(user)
        with freeze_time("2025-06-16 08:00:00"):
            order.commitment_date = datetime(2025, 6, 17, 10)
        order.write({"promise_advanced_at": datetime(2025, 6, 2)})
        self.assertEqual(self.order.promise_advanced_at, datetime(2025, 6, 16, 8))
        self.assertFalse(self.order.copy().promise_advanced_at)

    @freeze_time("2025-06-02 08:00:00")
    def test_other_days_for_picking(self):
        self.rule_dates.days = 3
        self.assertFinds(self.quote(commitment_date=datetime(2025, 6, 4, 10)), "picking needs until 06/05/2025")
        self.assertPasses(self.quote(commitment_date=datetime(2025, 6, 5, 10)))
        self.rule_dates.days = 0
        self.assertPasses(self.quote(commitment_date=datetime(2025, 6, 2, 10)))

    def test_another_cut_off_hour(self):
        self.rule_dates.hour = 9.5
        with freeze_time("2025-06-02 09:29:00"):
            self.assertPasses(self.quote(commitment_date=datetime(2025, 6, 3, 10)))
        with freeze_time("2025-06-02 09:31:00"):
            self.assertFinds(self.quote(commitment_date=datetime(2025, 6, 3, 10)), "until 06/04/2025")


@tagged("post_install", "-at_install")
class TestChangedPromiseOfWhatIsBought(StockCommon):
    def test_an_earlier_promise_counts_from_when_it_was_given(self):
        self.only("lead_time", severity="warn")
        self.sold_by(self.goods, delay=10)
        self.make_to_order(self.goods)
        with freeze_time(self.day(-20)):
            order = self.make_order((self.goods, 5), stock=False, commitment_date=self.day(30))
        self.assertPasses(order)
        order.commitment_date = self.day(4)
        self.assertFinds(order, "takes 10 days")


@tagged("post_install", "-at_install")
class TestPreviewThen(PriceCommon):
    """Old orders are judged as things stood when they were confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.days_ago = datetime.combine(date.today() - timedelta(days=20), datetime.min.time()).replace(hour=10)

    def confirmed(self, *lines, **values):
        with freeze_time(self.days_ago):
            return self.make_order(*lines, **values)

    def assertStopped(self, code, stopped, passed):
        """Check what a rule would have stopped."""
        rule = self.rule(code)
        rule.action_preview()
        self.assertEqual(rule.preview_order_ids & (stopped + passed), stopped)

    def test_discount_authority(self):
        stopped = self.confirmed(self.priced(discount=30))
        passed = self.confirmed(self.priced(discount=10))
        self.goods.list_price = 200
        self.assertStopped("discount_authority", stopped, passed)

    def test_quote_expired(self):
        stopped = self.confirmed(validity_date=self.days_ago.date() - timedelta(days=1))
        passed = self.confirmed(validity_date=self.days_ago.date() + timedelta(days=1))
        self.assertStopped("quote_expired", stopped, passed)

    def test_out_of_season(self):
        promised = self.days_ago + timedelta(days=5)
        self.goods.write({"season_start_month": str(promised.month), "season_start_day": promised.day})
        self.goods.write({"season_end_month": str(promised.month), "season_end_day": promised.day})
        passed = self.confirmed(commitment_date=promised)
        stopped = self.confirmed(commitment_date=promised + timedelta(days=1))
        self.assertStopped("out_of_season", stopped, passed)

    def test_out_of_season_without_a_promise(self):
        day = self.days_ago
        self.goods.write({"season_start_month": str(day.month), "season_start_day": day.day})
        self.goods.write({"season_end_month": str(day.month), "season_end_day": day.day})
        self.assertStopped("out_of_season", self.env["sale.order"], self.confirmed())

    def test_date_impossible(self):
        stopped = self.confirmed(commitment_date=self.days_ago)
        passed = self.confirmed(commitment_date=self.days_ago + timedelta(days=9))
        self.assertStopped("date_impossible", stopped, passed)
