"""What figures make of orders that are out of the ordinary: real documents, to which everything happens as to any."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common_metrics import MetricsCommon

LINES = "sale.order.line.fact"
LATER = "2040-06-15 12:00:00"


@tagged("post_install", "-at_install")
class TestOddOrders(MetricsCommon):
    """Orders of March 2040, promised for the 9th; most leave on the 8th and arrive on the 9th."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_window_days = 60
        cls.orders = {}
        builders = [name for name in dir(cls) if name.startswith("_make_")]
        for name in builders:
            with freeze_time(cls.at(5, "9:00")):
                cls.orders[name.removeprefix("_make_")] = getattr(cls, name)()
                cls.settle()
        cls.settle()

    @classmethod
    def _ordered(cls, *lines, **values):
        return cls.make_order(*lines, **{"commitment_date": cls.at(9), **values})

    @classmethod
    def _then(cls, day, clock="8:00"):
        """Return the context of a later moment; what is done in it is written before the next one."""
        cls.settle()
        return freeze_time(cls.at(day, clock))

    @classmethod
    def _arrive(cls, order, shipped=8, day=9, quantities=None):
        with cls._then(shipped):
            cls.ship(order, quantities)
        with cls._then(day, "12:00"):
            pickings = order.picking_ids.filtered(lambda picking: picking.shipped_at and not picking.delivered_at)
            pickings.action_confirm_delivery(cls.env["sale.order.event"]._default_happened_at(), "carrier")
            cls.settle()
        return order

    def line_fact(self, name, number=0):
        self.refresh()
        return self.fact(self.orders[name].order_line[number], LINES)

    def said_of(self, name, code):
        """Return numerator and denominator that an order, or its first line, says to a figure, or the reason."""
        self.refresh()
        order = self.orders[name]
        on_line = code in self.line_fact(name).entries
        said = self.said(order.order_line[:1], code, LINES) if on_line else self.said(order, code)
        _day, numerator, denominator, reason = said
        return reason or (float(numerator), float(denominator))

    # === Confirmed, and confirmed again === #

    @classmethod
    def _make_again(cls):
        """Ten; reduced to six, cancelled, and confirmed once more as ten."""
        order = cls._ordered((cls.goods, 10))
        with cls._then(6):
            order.order_line.product_uom_qty = 6
        with cls._then(6, "10:00"):
            order.action_cancel_with_reason(cls.reason("mind"), "customer")
        with cls._then(6, "12:00"):
            order.action_draft()
            order.order_line.product_uom_qty = 10
        with cls._then(7):
            order.action_confirm()
        return cls._arrive(order)

    def test_what_was_cancelled_of_an_earlier_confirmation_is_due_again(self):
        self.assertEqual(self.line_fact("again").ordered, 10)
        self.assertEqual(self.said_of("again", "otif_units"), (10, 10))
        self.assertEqual(self.said_of("again", "otif"), (1, 1))
        self.assertEqual(self.said_of("again", "cancellation_rate"), (0, 1))
        self.assertEqual(self.said(self.orders["again"], "orders_per_day")[0], "2040-03-07")

    @classmethod
    def _make_draft(cls):
        """Confirmed, cancelled, and a quotation again."""
        order = cls._ordered((cls.goods, 10))
        with cls._then(6):
            order.action_cancel_with_reason(cls.reason("mind"), "company")
        with cls._then(7):
            order.action_draft()
        return order

    def test_a_quotation_that_was_an_order_stays_cancelled(self):
        self.assertEqual(self.said_of("draft", "cancellation_rate"), (1, 1))
        self.assertEqual(self.said_of("draft", "otd"), "cancelled_before_due")
        self.assertEqual(self.said_of("draft", "cancelled_value"), (100_000, 100_000))

    @classmethod
    def _make_raised(cls):
        """Ten, raised to twelve, which came in time."""
        order = cls._ordered((cls.goods, 10))
        with cls._then(7):
            cls.add_stock(cls.goods, 2)
            order.order_line.product_uom_qty = 12
        return cls._arrive(order)

    def test_more_that_was_agreed_is_in_full(self):
        self.assertEqual(self.line_fact("raised").ordered, 10)
        self.assertEqual(self.said_of("raised", "otif"), (1, 1))
        self.assertEqual(self.said_of("raised", "fill_units"), (10, 10))

    @classmethod
    def _make_late_wish(cls):
        """Ten came in time, then five more were ordered."""
        order = cls._arrive(cls._ordered((cls.goods, 10)))
        with cls._then(12):
            cls.add_stock(cls.goods, 5)
            order.order_line.product_uom_qty = 15
        return cls._arrive(order, 13, 14)

    def test_what_was_ordered_later_makes_nothing_late(self):
        self.assertEqual(self.said_of("late_wish", "otd"), (1, 1))
        self.assertEqual(self.said_of("late_wish", "on_time_shipment"), (1, 1))
        self.assertEqual(self.said_of("late_wish", "otif_units"), (10, 10))

    @classmethod
    def _make_moved(cls):
        """Its date was changed after it was confirmed."""
        order = cls._arrive(cls._ordered((cls.goods, 10)))
        with cls._then(12):
            order.date_order = cls.at(1)
        return order

    def test_another_date_does_not_move_the_confirmation(self):
        self.refresh()
        self.assertEqual(self.said(self.orders["moved"], "orders_per_day")[0], "2040-03-05")

    # === What was ordered === #

    @classmethod
    def _make_dozens(cls):
        dozen = cls.env.ref("uom.product_uom_dozen")
        line = {"product_id": cls.goods.id, "product_uom_qty": 2, "product_uom_id": dozen.id}
        cls.add_stock(cls.goods, 24)
        order = cls._ordered(line, stock=False)
        return cls._arrive(order, quantities={cls.goods: order.picking_ids.move_ids.product_uom_qty})

    def test_dozens_are_shipped_as_pieces(self):
        fact = self.line_fact("dozens")
        self.assertEqual((fact.ordered, fact.delivered), (24, 24))
        self.assertEqual(self.said_of("dozens", "otif_units"), (24, 24))

    @classmethod
    def _make_kits(cls):
        """Three kits of two ovens and a mixer; the mixers leave first, one of them too late."""
        kit = cls.make_kit({cls.goods: 2, cls.other_goods: 1})
        kit.list_price = 300
        cls.add_stock(cls.goods, 6)
        cls.add_stock(cls.other_goods, 3)
        order = cls._ordered((kit, 3), stock=False)
        cls._arrive(order, quantities={cls.goods: 6, cls.other_goods: 2})
        return cls._arrive(order, 12, 13)

    def test_kits_count_whole(self):
        fact = self.line_fact("kits")
        self.assertEqual((fact.ordered, fact.delivered), (3, 3))
        self.assertEqual(self.said_of("kits", "fill_units"), (2, 3))
        self.assertEqual(self.said_of("kits", "otif_units"), (2, 3))
        self.assertEqual(self.said_of("kits", "otd"), (0, 1))

    @classmethod
    def _make_dropshipped(cls):
        order = cls._ordered((cls.make_dropshipped(), 2), stock=False)
        with cls._then(6):
            order.order_line.purchase_line_ids.order_id.button_confirm()
        return cls._arrive(order)

    def test_what_the_vendor_sends_counts(self):
        self.assertEqual(self.line_fact("dropshipped").delivered, 2)
        self.assertEqual(self.said_of("dropshipped", "otif"), (1, 1))

    @classmethod
    def _make_mixed(cls):
        """Goods, work, a note, freight, a discount, nothing of one product and something that is taken back."""
        order = cls._ordered(
            (cls.goods, 10),
            (cls.service, 3),
            {"display_type": "line_note", "name": "Ring twice", "product_id": False, "product_uom_qty": 0},
            {"product_id": cls.service.id, "product_uom_qty": 1, "is_delivery": True, "price_unit": 20},
            {"product_id": cls.service.id, "product_uom_qty": 1, "price_unit": -50},
            (cls.other_goods, 0),
            stock=False,
        )
        cls.add_stock(cls.goods, 10)
        return cls._arrive(order)

    def test_only_goods_are_delivered(self):
        self.refresh()
        said = [self.said(line, "otif_lines", LINES)[3] for line in self.orders["mixed"].order_line
                if not line.display_type]  # fmt: skip
        self.assertEqual(said, [None, *["not_goods"] * 4])
        self.assertFalse(self.line_fact("mixed", 2))
        self.assertEqual(self.said_of("mixed", "otif"), (1, 1))
        # The order's value is that of all its lines.
        self.assertEqual(self.fact(self.orders["mixed"]).value, self.orders["mixed"].amount_untaxed)

    @classmethod
    def _make_negative(cls):
        """Ten, and two that the customer brings back with them."""
        cls.add_stock(cls.goods, 10)
        order = cls._ordered((cls.goods, 10), (cls.other_goods, -2), stock=False)
        cls._arrive(order)
        with cls._then(10):
            cls.process(order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")))
        return order

    def test_what_is_less_than_nothing_is_no_delivery(self):
        self.assertEqual(self.said_of("negative", "otif"), (1, 1))
        self.refresh()
        self.assertEqual(self.said(self.orders["negative"].order_line[1], "otif_lines", LINES)[3], "not_goods")

    @classmethod
    def _make_dollars(cls):
        """In another currency, a unit of which was two of the company's; later it is one."""
        currency = cls.env["res.currency"].create({"name": "XTQ", "symbol": "Q", "rounding": 0.01})
        rates = cls.env["res.currency.rate"]
        for day, rate in (("2040-01-01", 0.5), ("2040-03-20", 1.0)):
            rates.create({"currency_id": currency.id, "company_rate": rate, "name": day, "company_id": cls.company.id})
        pricelist = cls.env["product.pricelist"].create({"name": "Abroad", "currency_id": currency.id})
        line = {"product_id": cls.goods.id, "product_uom_qty": 10, "price_unit": 100}
        return cls._arrive(cls._ordered(line, pricelist_id=pricelist.id))

    def test_money_is_the_companys_at_the_rate_of_the_day(self):
        self.assertEqual(self.fact_of("dollars").value, 2000)
        self.assertEqual(self.said_of("dollars", "average_order_value"), (200_000, 1))
        self.assertEqual(self.said_of("dollars", "average_order_value_current"), (200_000, 1))
        self.assertEqual(self.said_of("dollars", "otif_value"), (200_000, 200_000))

    def fact_of(self, name):
        self.refresh()
        return self.fact(self.orders[name])

    @classmethod
    def _make_deposit(cls):
        order = cls._ordered((cls.goods, 10))
        with cls._then(6):
            cls.down_payment(order, 300)
        return cls._arrive(order)

    def test_a_down_payment_is_no_part_of_an_order(self):
        self.assertEqual(self.said_of("deposit", "average_order_value"), (100_000, 1))
        self.assertEqual(self.said_of("deposit", "average_order_value_current"), (100_000, 1))
        self.refresh()
        lines = self.orders["deposit"].order_line.filtered(lambda line: line.is_downpayment and not line.display_type)
        self.assertEqual({self.said(line, "otif_lines", LINES)[3] for line in lines}, {"not_goods"})

    @classmethod
    def _make_places(cls):
        """Two warehouses; one of them is late."""
        far = cls.make_warehouse(1)
        cls.add_stock(cls.other_goods, 5, far)
        order = cls._ordered((cls.goods, 10), (cls.other_goods, 5), stock=True, confirm=False)
        order.order_line[1].source_warehouse_id = far
        order.action_confirm()
        pickings = order.picking_ids.sorted(lambda picking: picking.picking_type_id.warehouse_id == far)
        with cls._then(8):
            cls.process(pickings[0])
        with cls._then(12):
            cls.process(pickings[1:])
        return order

    def test_each_line_has_its_warehouse(self):
        order = self.orders["places"]
        self.assertEqual(len(order.picking_ids.picking_type_id.warehouse_id), 2)
        self.assertEqual(self.said_of("places", "otd"), (0, 1))
        self.assertEqual(self.said_of("places", "otd_lines"), (1, 1))
        self.assertEqual(self.said_of("places", "fill_orders"), (0, 1))
        self.refresh()
        self.assertNotEqual(self.line_fact("places").warehouse_id, self.line_fact("places", 1).warehouse_id)

    # === What went wrong === #

    @classmethod
    def _complain(cls, order, reason, quantity=2, back=True, **values):
        rma = cls.env["sale.rma"].create(
            {
                "partner_id": order.partner_id.id,
                "company_id": cls.company.id,
                "line_ids": [
                    Command.create(
                        {
                            "sale_line_id": order.order_line[0].id,
                            "quantity": quantity,
                            "reason_id": cls.env.ref(f"quote_to_cash.reason_return_{reason}").id,
                            **values,
                        }
                    )
                ],
            }
        )
        rma.action_request()
        if rma.state == "requested":
            rma.action_approve()
        if back:
            cls.process(rma._open_receipts())
        return rma

    @classmethod
    def _make_refused(cls):
        """Four came back undelivered, two more because their customer did not like them."""
        order = cls._arrive(cls._ordered((cls.goods, 10)))
        with cls._then(10):
            cls._complain(order, "refused", 4)
        with cls._then(11):
            cls._complain(order, "mind", 2)
        return order

    @classmethod
    def _make_unwanted(cls):
        """All of it was refused."""
        order = cls._arrive(cls._ordered((cls.goods, 10)))
        with cls._then(10):
            cls._complain(order, "undeliverable", 10)
        return order

    def test_what_was_refused_is_no_return(self):
        self.assertEqual(self.said_of("unwanted", "return_rate_orders"), (0, 1))
        self.assertEqual(self.said_of("unwanted", "refused_rate"), (1, 1))
        self.assertEqual(self.moved_back("unwanted"), [0])

    def test_what_comes_back_beside_is_one(self):
        self.assertEqual(self.said_of("refused", "return_rate_orders"), (1, 1))
        self.assertEqual(self.said_of("refused", "refused_rate"), (1, 1))
        self.assertEqual(self.moved_back("refused"), [2])

    def moved_back(self, name):
        """Return how much of each movement of an order came back."""
        self.refresh()
        moves = self.orders[name].picking_ids.filtered("shipped_at").move_ids
        return [float(self.said(move, "return_rate_units", "stock.move.fact")[1]) for move in moves]

    @classmethod
    def _make_smashed(cls):
        """Arrived damaged; nobody wants the pieces back."""
        order = cls._arrive(cls._ordered((cls.goods, 10)))
        with cls._then(10):
            cls._complain(order, "damaged", back=False)
        return order

    def test_damage_of_what_never_comes_back_is_the_shipments(self):
        self.assertEqual(self.said_of("smashed", "perfect_undamaged"), (0, 1))
        self.refresh()
        (picking,) = self.orders["smashed"].picking_ids.filtered("shipped_at")
        self.assertEqual(self.said(picking, "damage_rate", "stock.picking.fact")[1:3], (1, 1))

    @classmethod
    def _complained(cls, reason):
        order = cls._arrive(cls._ordered((cls.goods, 10)))
        with cls._then(10):
            cls._complain(order, reason, back=False)
        return order

    @classmethod
    def _make_document(cls):
        return cls._complained("document")

    @classmethod
    def _make_address(cls):
        return cls._complained("address")

    @classmethod
    def _make_quantity(cls):
        return cls._complained("quantity")

    @classmethod
    def _make_check(cls):
        return cls._complained("check")

    def test_each_error_of_ours_has_its_part_of_a_perfect_order(self):
        parts = ("accuracy", "perfect_on_time", "perfect_in_full", "perfect_documents", "perfect_order")
        expected = {
            "document": (0, 1, 1, 0, 0),
            "address": (0, 0, 1, 1, 0),
            "quantity": (0, 1, 0, 1, 0),
            "check": (0, 1, 1, 1, 1),
        }
        for name, meant in expected.items():
            with self.subTest(error=name):
                self.assertEqual(tuple(self.said_of(name, code)[0] for code in parts), meant)

    @classmethod
    def _make_billed(cls):
        """Invoiced, and credited although nothing came back."""
        order = cls._arrive(cls._ordered((cls.goods, 10)))
        with cls._then(10):
            cls.credit(cls.invoice(order))
        return order

    @classmethod
    def _make_kept(cls):
        """Invoiced, and credited for a return that stays where it is."""
        order = cls._arrive(cls._ordered((cls.goods, 10)))
        with cls._then(10):
            cls.invoice(order)
            cls.send_back(order.picking_ids, 3)
            note = cls.invoice(order)
            note.reversed_entry_id = order.invoice_ids - note
        return order

    def test_what_was_billed_wrong_is_no_perfect_order(self):
        self.assertEqual(self.said_of("billed", "perfect_documents"), (0, 1))
        self.assertEqual(self.said_of("billed", "perfect_order"), (0, 1))
        self.assertEqual(self.said_of("billed", "accuracy"), (1, 1))
        self.assertEqual(self.said_of("billed", "complaint_rate"), (1, 1))
        self.assertEqual(self.said_of("kept", "perfect_documents"), (1, 1))

    def test_a_credit_note_has_the_order_read_again(self):
        with freeze_time(LATER):
            order = self._arrive(self._ordered((self.goods, 10)))
            bill = self.invoice(order)
            self.refresh()
            self.assertEqual(self.said(order, "perfect_documents")[1:3], (1, 1))
            self.credit(bill)
            self.refresh()
            self.assertEqual(self.said(order, "perfect_documents")[1:3], (0, 1))
            self.assertEqual(self.said(bill, "invoice_accuracy", "account.move.fact")[1:3], (0, 1))

    # === Our own companies === #

    @classmethod
    def _make_own(cls):
        """Of a company of ours; it was on hold for a day."""
        sister = cls.env["res.company"].create({"name": "Bread & Co. Basel"}).partner_id
        order = cls._ordered((cls.goods, 10), partner_id=sister.id)
        order.action_hold(cls.reason("address"), "Which door?")
        with cls._then(6, "9:00"):
            order.action_release_holds("The left one")
        return cls._arrive(order)

    def test_own_companies_are_left_out_if_that_is_chosen(self):
        order = self.orders["own"]
        said = ((order, "orders_per_day", "sale.order.fact"), (order.order_line, "otif_lines", LINES),
                (order.hold_ids, "hold_time", "sale.order.hold.fact"))  # fmt: skip
        with freeze_time(LATER):
            self.refresh()
            self.assertEqual({self.said(*one)[3] for one in said}, {None})
            self.company.kpi_without_intercompany = True
            self.rebuild()
            self.assertEqual({self.said(*one)[3] for one in said}, {"intercompany"})
            self.assertDocumentsAgree(date(2040, 3, 1), date(2040, 3, 31))

    # === All of them === #

    def test_another_way_says_the_same(self):
        with freeze_time(LATER):
            self.assertDocumentsAgree(date(2040, 3, 1), date(2040, 3, 31))

    def test_read_from_zero_it_is_the_same(self):
        with freeze_time(LATER):
            self.assertRebuiltTheSame()

    # === What is gone, or hidden === #

    def test_a_deleted_order_takes_its_sums_along(self):
        with freeze_time(self.at(12)):
            self.refresh()
            before = self.stored()
            order = self._ordered((self.goods, 10))
            order.action_hold(self.reason("address"), "Which door?")
            order.action_release_holds("The left one")
            order.action_cancel_with_reason(self.reason("mind"), "customer")
            self.refresh()
            self.assertNotEqual(self.stored(), before)
            # PostgreSQL lets nobody delete what points at rows of the same transaction.
            self.env.cr.execute("ALTER TABLE sale_order_confirmed_line DISABLE TRIGGER USER")
            self.env.cr.execute("DELETE FROM sale_order_confirmed_line WHERE order_id = %s", [order.id])
            self.env.cr.execute("ALTER TABLE sale_order_confirmed_line ENABLE TRIGGER USER")
            order.unlink()
            self.refresh()
            self.assertEqual(self.stored(), before)

    def test_archived_customers_and_products_stay_in_figures(self):
        with freeze_time(LATER):
            self.refresh()
            before = self.stored()
            self.partner.active = False
            (self.goods | self.other_goods).active = False
            self.rebuild()
            self.assertEqual(self.stored(), before)

    def test_a_product_that_gets_another_unit_keeps_its_numbers(self):
        product = self.make_product("Flour")
        with freeze_time(self.at(5, "9:00")):
            order = self._ordered((product, 10))
            self._arrive(order)
            self.refresh()
            before = self.said(order.order_line, "otif_units", LINES)
            product.uom_id = self.env.ref("uom.product_uom_kgm")
            self.refresh()
            self.assertEqual(self.said(order.order_line, "otif_units", LINES), before)
            unit = self.fact(order.order_line, LINES).entries["otif_units"][4]
            self.assertEqual(unit, str(product.uom_id.id))

    def test_an_order_that_goes_to_another_company_is_taken_along(self):
        other, warehouse = self.make_company("Bread & Co. New York", "America/New_York")
        with freeze_time(self.at(12)):
            order = self.make_order((self.goods, 10), confirm=False, partner_id=self.partner_company.id)
            order.action_quotation_sent()
            self.refresh()
            self.assertEqual(self.fact(order).company_id, self.company)
            before = self.stored()
            order.order_line.unlink()
            order.write({"company_id": other.id, "warehouse_id": warehouse.id, "pricelist_id": False})
            self.refresh()
            self.assertEqual(self.fact(order).company_id, other)
            self.assertEqual(self.fact(order, "sale.quotation.fact").company_id, other)
            self.assertLess(len(self.stored()["sale.order.fact"]), len(before["sale.order.fact"]))
            self.assertTrue(self.stored(other)["sale.kpi.day"])

    def test_another_currency_of_the_company_counts_all_again(self):
        other, _warehouse = self.make_company("Bread & Co. New York", "America/New_York")
        self.settle()
        self.env["sale.fact.rebuild"].search([]).unlink()
        other.currency_id = self.env["res.currency"].search([("id", "!=", other.currency_id.id)], limit=1)
        self.assertTrue(self.env["sale.fact.rebuild"].search([("company_id", "=", other.id)]))
