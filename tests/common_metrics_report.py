"""Sums and facts for tests of what is told of them."""

from odoo.tools import SQL

from .common import QuoteToCashCommon


class MetricsReportCommon(QuoteToCashCommon):
    """Sums are written as facts would write them; facts are read from real documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute(SQL("DELETE FROM sale_kpi_day WHERE company_id = %s", cls.company.id))
        cls.today = cls.company._local_day()
        # The addon was always there; tests of what was before say so.
        cls.env.cr.execute("UPDATE sale_kpi_baseline SET installed_at = '2001-01-01'")
        cls.env.cr.execute("UPDATE sale_kpi_baseline SET is_done = TRUE")
        cls.env.cr.execute("DELETE FROM sale_fact_rebuild")
        cls.env["sale.kpi.baseline"].invalidate_model()

    @classmethod
    def add_sums(cls, code, day, numerator, denominator, n=None, **values):
        """Add what facts of a day say to a figure."""
        cls.env["sale.kpi.day"].flush_model()
        row = {
            "code": code,
            "company_id": cls.company.id,
            "day": day,
            "numerator": numerator,
            "denominator": denominator,
            "rows": denominator if n is None else n,
            "estimated": 0,
            **values,
        }
        cls.env.cr.execute(
            SQL(
                "INSERT INTO sale_kpi_day (%s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, row)),
                tuple(row.values()),
            )
        )
        cls.env["sale.kpi.day"].invalidate_model(flush=False)

    @classmethod
    def read_facts(cls, orders):
        """Have the facts of orders read now."""
        cls.env.flush_all()
        cls.env["sale.fact.refresh"]._refresh("order", orders.ids)

    def user_with(self, *groups, **values):
        """Create a user of the company who has just these groups."""
        user = self.make_user("sales_manager", login=f"q2c_{len(groups)}_{groups}", **values)
        user.group_ids += self.env["res.groups"].concat(*map(self.env.ref, groups))
        return user
