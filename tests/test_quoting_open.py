"""The list of quotations to follow up: by age and value, by each company's day, and of one's own."""

from freezegun import freeze_time
from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestQuotesToFollowUp(FollowupCommon):
    def rows(self, moment="2026-06-20 12:00:00", orders=None, user=None, domain=()):
        self.env.flush_all()
        self.env.invalidate_all()
        Open = self.env["sale.quote.open"].with_user(user or self.env.user)
        with freeze_time(moment):
            rows = Open.search([*domain, *([("order_id", "in", orders.ids)] if orders else [])])
            rows.mapped("age")
        return rows

    def row(self, order, moment="2026-06-20 12:00:00"):
        return self.rows(moment, order)

    def test_what_it_says(self):
        order = self.quote((self.goods, 2))
        row = self.row(order)
        self.assertEqual((row.stage, row.age, row.days_left, row.value), ("2_open", 19, 10, 200))
        self.assertEqual((row.age_bucket, row.partner_id, row.user_id), ("2_month", self.partner, self.salesman))

    def test_age_begins_when_it_was_first_sent(self):
        order = self.quote()
        order.quote_sent_at = "2026-06-15 10:00:00"
        self.assertEqual(self.row(order).age, 5)

    def test_days_are_the_companys(self):
        order = self.quote(sent="2026-06-01 11:00:00")
        self.assertEqual((self.row(order).age, self.row(order).days_left), (19, 10))
        self.company.partner_id.tz = "Pacific/Auckland"  # it is the 21st there, and was sent on the 1st
        row = self.row(order)
        self.assertEqual((row.age, row.days_left), (20, 9))

    def test_buckets(self):
        order = self.quote(sent="2026-01-01 12:00:00")
        for day, bucket in (
            ("2026-01-08", "1_week"),
            ("2026-01-09", "2_month"),
            ("2026-01-31", "2_month"),
            ("2026-02-01", "3_quarter"),
            ("2026-04-01", "3_quarter"),
            ("2026-04-02", "4_older"),
        ):
            self.assertEqual(self.row(order, day).age_bucket, bucket, day)

    def test_stages(self):
        draft, valid, expired = self.quote(send=False), self.quote(validity_date="2026-08-01"), self.quote()
        self.expire_by_itself()
        self.run_job("2026-07-01 01:00:00")
        self.company.quote_auto_expire = False
        over = self.quote()
        lost, ordered = self.quote(), self.make_order()
        lost.action_cancel()
        orders = draft | valid | over | expired | lost | ordered
        rows = self.rows("2026-07-02", orders)
        self.assertEqual(
            {row.order_id: row.stage for row in rows},
            {draft: "1_draft", valid: "2_open", over: "3_over", expired: "4_expired"},
        )
        self.assertNotIn(expired, self.rows("2026-10-30", orders).order_id)

    def test_contact_and_plans(self):
        order, other = self.quote(), self.quote()
        with freeze_time("2026-06-10 09:00:00"):
            order.message_post(
                body="We think about it",
                message_type="email",
                author_id=self.partner.id,
                subtype_xmlid="mail.mt_comment",
            )
            other.message_post(body="Call them", subtype_xmlid="mail.mt_note")
        order.activity_schedule("mail.mail_activity_data_call", "2026-06-25", user_id=self.salesman.id)
        row, silent = self.row(order), self.row(other)
        self.assertEqual((str(row.last_contact), str(row.next_activity)), ("2026-06-10 09:00:00", "2026-06-25"))
        self.assertEqual((silent.last_contact, silent.next_activity), (False, False))

    def test_grouped_by_age_and_salesperson_with_totals(self):
        orders = self.quote((self.goods, 1)) | self.quote((self.goods, 3)) | self.quote((self.goods, 5), user_id=False)
        self.env.flush_all()
        with freeze_time("2026-06-20"):
            groups = self.env["sale.quote.open"]._read_group(
                [("order_id", "in", orders.ids)], ["age_bucket", "user_id"], ["value:sum", "__count"]
            )
        self.assertEqual(
            {(bucket, user): (value, count) for bucket, user, value, count in groups},
            {("2_month", self.salesman): (400, 2), ("2_month", self.env["res.users"]): (500, 1)},
        )

    def test_filters(self):
        soon, later = self.quote(validity_date="2026-06-25"), self.quote(validity_date="2026-08-01", sent="2026-05-01")
        arch = self.env["sale.quote.open"].get_view(view_type="search")["arch"]

        def found(name):
            (domain,) = etree.fromstring(arch).xpath(f"//filter[@name='{name}']/@domain")
            return self.rows(orders=soon | later, domain=safe_eval(domain, {"uid": self.env.uid})).order_id

        self.assertEqual(found("ends_soon"), soon)
        self.assertEqual(found("old"), later)
        self.assertEqual(found("sent"), soon | later)
        self.assertFalse(found("drafts") | found("expired") | found("mine"))

    def test_who_sees_what(self):
        own, others = self.quote(), self.quote(user_id=self.make_user("sales_manager").id)
        self.assertEqual(self.rows(orders=own | others, user=self.salesman).order_id, own)
        everybody = self.make_user("sales_all")
        self.assertEqual(self.rows(orders=own | others, user=everybody).order_id, own | others)
        self.assertFalse(self.env["sale.quote.open"].with_user(self.make_user("warehouse")).has_access("read"))

    def test_what_is_done_with_several(self):
        first, second = self.quote(), self.quote()
        with freeze_time("2026-06-20"):
            rows = self.rows(orders=first | second, user=self.salesman)
            self.assertEqual(rows.action_remind()["params"]["type"], "success")
            action = rows.action_lose()
            self.assertEqual(set(action["context"]["default_order_ids"]), set((first | second).ids))
            rows.action_renew()
        self.assertEqual((first | second).mapped("state"), ["draft", "draft"])

    def test_many_cost_as_few(self):
        def cost(number):
            orders = self.env["sale.order"].union(*(self.quote() for _number in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time("2026-06-20"):
                rows = self.env["sale.quote.open"].search_fetch(
                    [("order_id", "in", orders.ids)], ["age", "value", "last_contact"]
                )
                rows.mapped("last_contact")
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(2), cost(8))
