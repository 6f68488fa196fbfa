"""The figures of thirty orders worked by hand: real orders, to which everything happens as to any other."""

from collections import Counter
from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common_metrics import NEW_YORK, MetricsCommon
from .metrics_thirty_orders import (
    CODES,
    EXPECTED,
    EXPECTED_OF_LINES,
    EXPECTED_OF_OTHERS,
    REASONS,
    rows,
)


@tagged("post_install", "-at_install")
class TestThirtyOrders(MetricsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_window_days = 60
        cls.rows, cls.orders = rows(), {}
        cls.abroad, cls.far = cls.make_company("Bread & Co. New York", NEW_YORK)
        for name, (lines, wanted, _verdicts, _steps) in cls.rows.items():
            if name != "N":
                cls.orders[name] = cls._order(name, lines, wanted)
        steps = [
            (cls.at(int(day), clock), number, name, verb, words)
            for number, (name, row) in enumerate(cls.rows.items())
            for day, clock, verb, *words in (step.split() for step in row[3])
        ]
        for moment, _number, name, verb, words in sorted(steps):
            with freeze_time(moment):
                getattr(cls, f"_do_{verb}")(name, *words)
                cls.settle()
        with freeze_time("2040-06-15 12:00:00"):
            cls.refresh()

    @classmethod
    def _order(cls, name, lines, wanted):
        products = [cls.goods, cls.other_goods]
        quantities = [text.split() for text in lines.split(", ")]
        ordered = [
            (cls.service if kind == ["work"] else product, int(number))
            for product, (number, *kind) in zip(products, quantities, strict=False)
        ]
        day, _sign, asked = wanted.partition("<")
        values = {"commitment_date": cls.at(int(day))} if day else {}
        if asked:
            values["requested_date"] = cls.at(int(asked))
        if name == "AG":
            values["partner_id"] = cls.abroad.partner_id.id
        if name == "R":
            cls.add_stock(cls.goods, 2)
        return cls.make_order(*ordered, confirm=False, **values)

    # === What happens === #

    @classmethod
    def _do_send(cls, name):
        cls.orders[name].action_quotation_sent()

    @classmethod
    def _do_confirm(cls, name):
        cls.orders[name].action_confirm()

    @classmethod
    def _do_ship(cls, name, quantity=None, answer="yes"):
        quantities = quantity and {cls.goods: int(quantity)}
        cls.ship(cls.orders[name], quantities, backorder=answer == "yes")

    @classmethod
    def _do_deliver(cls, name):
        pickings = cls.orders[name].picking_ids.filtered(
            lambda picking: picking.shipped_at and not picking.delivered_at
        )
        pickings.action_confirm_delivery(cls.env["sale.order.event"]._default_happened_at(), "carrier")

    @classmethod
    def _do_cancel(cls, name, by, reason="mind"):
        cls.orders[name].action_cancel_with_reason(cls.env.ref(f"quote_to_cash.reason_cancel_{reason}"), by)

    @classmethod
    def _do_cancel_open(cls, name):
        cls.orders[name].action_cancel_open(cls.reason("mind"))

    @classmethod
    def _do_reduce(cls, name, quantity):
        cls.orders[name].order_line.product_uom_qty = int(quantity)

    @classmethod
    def _do_move(cls, name, day):
        order = cls.orders[name]
        order.action_change_promise(dict.fromkeys(order.order_line.ids, cls.at(int(day))), "The vendor is late")

    @classmethod
    def _do_hold(cls, name, reason):
        cls.orders[name].action_hold(cls.env.ref(f"quote_to_cash.reason_hold_{reason}"))

    @classmethod
    def _do_release(cls, name):
        cls.orders[name].action_release_holds("He has called")

    @classmethod
    def _do_ask(cls, name, times):
        for _time in range(int(times)):
            cls.env["order.tracking.day"]._count(cls.orders[name], asks=1)

    @classmethod
    def _do_damage(cls, name):
        cls.orders[name].picking_ids._report_damage("visible")

    @classmethod
    def _do_back(cls, name, quantity):
        cls.send_back(cls.orders[name].picking_ids, int(quantity))

    @classmethod
    def _do_rma(cls, name, quantity, reason):
        line = cls.orders[name].order_line
        values = {"sale_line_id": line.id, "quantity": int(quantity)}
        values["reason_id"] = cls.env.ref(f"quote_to_cash.reason_return_{reason}").id
        rma = cls.env["sale.rma"].create(
            {"partner_id": cls.partner.id, "company_id": cls.company.id, "line_ids": [Command.create(values)]}
        )
        rma.action_request()
        if rma.state == "requested":
            rma.action_approve()
        cls.process(rma._open_receipts())

    @classmethod
    def _do_replace(cls, name):
        line = cls.orders["A"].order_line
        cls.add_stock(cls.goods, 2)
        cls.orders[name] = cls.orders["A"]._create_replacement([(line, 2)])
        cls.orders[name].action_confirm()

    @classmethod
    def _do_lose(cls, name):
        cls.orders[name].action_cancel_with_reason(cls.env.ref("quote_to_cash.reason_lost_price"), "customer")

    @classmethod
    def _do_expire(cls, name):
        cls.orders[name]._expire()

    # === What figures say of it === #

    def _check(self, expected):
        for code, parts in expected.items():
            with self.subTest(figure=code):
                self.assertEqual(tuple(map(float, self.figure(code))), tuple(map(float, parts)))

    def test_figures_of_orders(self):
        self._check(EXPECTED)

    def test_figures_of_lines(self):
        self._check(EXPECTED_OF_LINES)

    def test_figures_of_shipments_returns_holds_and_quotations(self):
        self._check(EXPECTED_OF_OTHERS)

    def test_each_order(self):
        for name, (_lines, _wanted, verdicts, _steps) in self.rows.items():
            for code in CODES:
                with self.subTest(order=name, figure=code):
                    self.assertEqual(self._verdict(name, code), self._meant(verdicts[code]))

    def _verdict(self, name, code):
        day, numerator, denominator, reason = self.said(self.orders[name], code)
        if reason:
            return reason
        return "April" if date.fromisoformat(day).month == 4 else (numerator, denominator)

    def _meant(self, sign):
        return "April" if sign == "a" else REASONS.get(sign) or (int(sign), 1)

    def test_every_left_out_order_has_its_reason(self):
        found = Counter(self.said(order, "otd")[3] for order in self.orders.values())
        # 24 of March, U and AA of April; G I; N; V; three quotations
        mine = {None: 26, "cancelled_before_due": 2, "replacement": 1, "service": 1, "not_confirmed": 3}
        self.assertEqual(found, mine)

    def test_only_the_parcel_that_nobody_saw_arrive_is_an_estimate(self):
        self.env.cr.execute(
            "SELECT SUM(estimated) FROM sale_kpi_day WHERE code = 'otd' AND company_id = %s AND day >= '2040-03-01'",
            [self.company.id],
        )
        self.assertEqual(self.env.cr.fetchone()[0], 1)

    def test_days_are_those_of_the_company(self):
        """The last minutes of March in New York are April in Berlin."""
        moment = self.at(31, "22:30", NEW_YORK)
        with freeze_time(moment):
            order = self.make_order(
                (self.goods, 1), warehouse=self.far, partner_id=self.partner.id, company_id=self.abroad.id
            )
            self.refresh()
        self.assertEqual(self.said(order, "orders_per_day")[0], "2040-03-31")
        self.assertEqual(self.said(self.orders["AA"], "orders_per_day")[0], "2040-04-01")
        self.assertEqual(self.figure("orders_per_day", company=self.abroad), (1, 1))

    def test_read_from_zero_it_is_the_same(self):
        self.assertRebuiltTheSame()
