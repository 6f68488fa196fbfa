"""Seasons whose days do not exist, and parameters beyond measure."""

from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common_validation import ValidationCommon


@tagged("post_install", "-at_install")
class TestSeasonDays(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("out_of_season", severity="warn")

    def old_season(self, **values):
        """Write a season as it may have got into the database: past the constraint."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE product_template SET {name} = %s WHERE id = %s",
                [value, self.goods.product_tmpl_id.id],
            )
        self.env.invalidate_all()

    def test_a_day_that_does_not_exist_is_the_last_of_its_month(self):
        self.old_season(season_start_month="2", season_start_day=30, season_end_month="4", season_end_day=31)
        with freeze_time("2024-06-01 10:00:00"):
            finding = self.assertFinds(self.quote(), "is sold for delivery from February 29 to April 30")
        self.assertEqual(finding.limit, "February 29 – April 30")

    def test_days_exist_in_their_month(self):
        for month, day in (("4", 31), ("2", 30)):
            for product in (self.goods, self.goods.product_tmpl_id):
                with self.subTest(month=month, product=product), self.assertRaises(ValidationError):
                    product.write({"season_end_month": month, "season_end_day": day})
        self.goods.write({"season_end_month": "2", "season_end_day": 29})
        with self.assertRaises(ValidationError):
            self.make_product(season_start_month="6", season_start_day=31)

    def test_month_and_day_are_written_together_through_the_variant(self):
        self.goods.write({"season_start_month": "4", "season_start_day": 30})
        self.goods.write({"season_start_day": 31, "season_start_month": "1"})
        self.goods.write({"season_start_month": "6", "season_start_day": 30})
        self.assertEqual((self.goods.season_start_month, self.goods.season_start_day), ("6", 30))
        with Form(self.goods.product_tmpl_id) as form:
            form.season_start_month = "7"
            form.season_start_day = 31
            form.season_end_month = "8"
        self.assertEqual(self.goods.season_start_day, 31)


@tagged("post_install", "-at_install")
class TestParameters(ValidationCommon):
    def test_parameters_end_somewhere(self):
        for code, name in (("date_impossible", "days"), ("overdue", "days"), ("duplicate_order", "hours")):
            with self.subTest(code=code), self.assertRaises(ValidationError):
                self.rule(code)[name] = 10_000_000

    @freeze_time("2025-06-02 08:00:00")
    def test_the_longest_ones_can_be_reckoned_with(self):
        self.only("date_impossible", days=3650)
        self.assertFinds(self.quote(commitment_date=datetime(2025, 6, 4)))
        self.only("duplicate_order", hours=3650 * 24)
        self.assertFinds(self.quote())
