"""Thirty real orders of March 2040, to which everything happens as to any other. See :mod:`.metrics_thirty_orders`."""

from freezegun import freeze_time

from odoo.fields import Command

from odoo.addons.quote_to_cash.engine.kpi_period import Period

from . import metrics_thirty_money as money
from . import metrics_thirty_orders as table
from .common_metrics import FIRST, LAST, NEW_YORK, MetricsCommon
from .common_metrics_thirty_money import ThirtyMoney

LATER = "2040-06-15 12:00:00"


class ThirtyOrdersCommon(ThirtyMoney, MetricsCommon):
    """Each step of the tables is a method: ``ship`` is :meth:`_do_ship`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.rows, cls.orders, cls.bills, cls.returns, cls.claims = table.rows(), {}, {}, {}, {}
        cls.abroad, cls.far = cls.make_company("Bread & Co. New York", NEW_YORK)
        for name, (amount, invoiced, due) in money.OLD.items():
            with freeze_time(f"{invoiced} 09:00:00"):
                cls.bills[name] = cls._old_bill(amount, invoiced, due)
                cls.settle()
        for name, (lines, wanted, _verdicts, _steps) in cls.rows.items():
            if name != "N":
                cls.orders[name] = cls._order(name, lines, wanted)
        for moment, _number, name, verb, words in sorted(cls._steps(), key=lambda step: step[:2]):
            with freeze_time(moment):
                getattr(cls, f"_do_{verb}")(name, *words)
                cls.settle()
        with freeze_time(LATER):
            cls.refresh()

    @classmethod
    def _prepare(cls):
        """Give the company what returns, claims and overrides need, and people who pack."""
        cls.company.rma_window_days = 60
        cls.company.claim_recovery_account_id = cls.env["account.account"].create(
            {"name": "Recovered from carriers", "code": "Q2CREC", "account_type": "income_other"}
        )
        cls.bank, cls.general = (
            cls.env["account.journal"].search([("type", "=", kind), ("company_id", "=", cls.company.id)], limit=1)
            for kind in ("bank", "general")
        )
        cls.van = cls.env["delivery.carrier"].create({"name": "Van", "product_id": cls.service.id})
        cls.packers = [cls.make_user("warehouse", login=f"q2c_packer_{number}") for number in range(2)]
        cls.deciders = {
            "credit_limit": cls.make_user("credit"),
            "address_incomplete": cls.make_user("desk"),
        }
        cls.partner.credit_limit = 500  # nobody looks at it, but where a step says so

    @classmethod
    def _steps(cls):
        """Yield what happens: moment, place in the tables, name, what to do, with which words."""
        more = money.steps()
        names = [*cls.rows, *(name for name in more if name not in cls.rows)]
        for number, name in enumerate(names):
            for step in [*(cls.rows[name][3] if name in cls.rows else ()), *more.get(name, ())]:
                day, clock, verb, *words = step.split()
                yield cls.at(int(day), clock), number, name, verb, words
        yield cls.at(10, "12:00"), 0, "", "look_around", []

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

    @classmethod
    def _do_look_around(cls, _name):
        """Keep what the dashboard says now, in the middle of things."""
        cls.refresh()
        cls.seen_then = cls.env["sale.kpi"]._figures(money.BACKORDERS, Period(FIRST, LAST), cls.company)

    # === Orders === #

    @classmethod
    def _do_send(cls, name):
        cls.orders[name].action_quotation_sent()

    @classmethod
    def _do_confirm(cls, name):
        cls.orders[name].action_confirm()

    @classmethod
    def _do_ship(cls, name, quantity=None, answer="yes"):
        quantities = quantity and {cls.goods: int(quantity)}
        packer = cls.packers[name in money.SECOND]
        cls.process(cls.open_pickings(cls.orders[name]).with_user(packer), quantities, backorder=answer == "yes")

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
    def _do_back(cls, name, quantity):
        cls.send_back(cls.orders[name].picking_ids, int(quantity))

    @classmethod
    def _do_replace(cls, name):
        line = cls.orders["A"].order_line
        cls.add_stock(cls.goods, 2)
        cls.orders[name] = cls.orders["A"]._create_replacement([(line, 2)])
        cls.orders[name].action_confirm()

    @classmethod
    def _do_expire(cls, name):
        cls.orders[name]._expire()

    # === Overrides === #

    @classmethod
    def _do_stop(cls, name, code):
        """Have a rule block the quotation, and somebody waive it; nobody else is checked by it."""
        rule, street = cls.rule(code), cls.partner.street
        cls.partner.street = street if code == "credit_limit" else False
        rule.severity = "block"
        findings = cls.orders[name].action_validate_order()
        findings.with_user(cls.deciders[code]).action_waive("Known to us")
        rule.severity = "off"
        cls.partner.street = street

    # === Returns === #

    @classmethod
    def _do_ask_back(cls, name, quantity, reason, resolution="refund"):
        line = cls.orders[name].order_line
        values = {"sale_line_id": line.id, "quantity": int(quantity), "resolution": resolution}
        values["reason_id"] = cls.env.ref(f"quote_to_cash.reason_return_{reason}").id
        cls.returns[name] = cls.env["sale.rma"].create(
            {"partner_id": cls.partner.id, "company_id": cls.company.id, "line_ids": [Command.create(values)]}
        )
        cls.returns[name].action_request()

    @classmethod
    def _do_approve(cls, name):
        if cls.returns[name].state == "requested":
            cls.returns[name].action_approve()

    @classmethod
    def _do_reject(cls, name):
        cls.returns[name].action_reject("Worn")

    @classmethod
    def _do_arrive(cls, name):
        cls.process(cls.returns[name]._open_receipts())

    @classmethod
    def _do_look(cls, name):
        line = cls.returns[name].line_ids
        line._record_inspection(line.quantity_received, grade="new", disposition="restock")
        cls.returns[name]._refresh_state()

    @classmethod
    def _do_resolve(cls, name):
        cls.returns[name].action_resolve()
        cls.returns[name].refund_ids.filtered(lambda note: note.state == "draft").action_post()

    @classmethod
    def _do_refund(cls, name):
        cls.pay(cls.returns[name].refund_ids)

    # === Claims === #

    @classmethod
    def _do_damage(cls, name, quantity):
        picking = cls.orders[name].picking_ids
        quantities = {picking.move_ids: int(quantity)}
        cls.claims[name] = picking._report_damage("visible", quantities, carrier_id=cls.van.id)

    @classmethod
    def _do_file(cls, name):
        cls.claims[name].action_file(f"C-{name}")

    @classmethod
    def _do_answer(cls, name, amount):
        cls.claims[name].action_answer(float(amount), "Packaging")

    @classmethod
    def _do_refuse(cls, name):
        cls.claims[name].action_refuse("Packaging")

    @classmethod
    def _do_recover(cls, name, amount):
        cls.claims[name].action_register_recovery(float(amount), cls.company._local_day(), cls.bank)

    @classmethod
    def _do_withdraw(cls, name):
        cls.claims[name].action_withdraw("No damage after all")
