"""Lines that disappear, move or change their kind."""

from psycopg2.errors import CheckViolation

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_gate import GateCommon
from .test_validation_doors import GATE
from .test_validation_failure import FAILURE


@tagged("post_install", "-at_install")
class TestLines(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("below_cost")
        (cls.goods + cls.other_goods + cls.service).standard_price = 150

    def add_part(self, line, product):
        """Add a line that belongs to another one, as the part of a combo does."""
        values = {"order_id": line.order_id.id, "product_id": product.id, "linked_line_id": line.id}
        return self.env["sale.order.line"].create(values)

    def test_a_line_goes_with_what_belongs_to_it(self):
        for mode in ("enforce", "observe"):
            self.enforce(mode)
            order = self.good()
            part = self.add_part(order.order_line, self.other_goods)
            self.add_part(part, self.service)
            findings = order.action_validate_order()
            self.assertEqual(len(findings), 3)
            order.order_line[0].unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertFalse(order.order_line)
            self.assertEqual(set(findings.mapped("state")), {"resolved"})
            self.assertFalse(order.action_validate_order())

    def test_a_quotation_is_deleted_with_its_findings(self):
        order = self.good(self.goods, self.other_goods)
        findings = order.action_validate_order()
        self.assertEqual(len(findings), 2)
        order.unlink()
        self.env.flush_all()
        self.assertFalse(findings.exists())

    def test_a_line_that_moves_has_both_orders_checked(self):
        self.only("address_incomplete")
        one, other = self.good(self.goods, self.service), self.good()
        (one + other).action_confirm()
        with self.checks() as made:
            one.order_line[1].order_id = other
        self.assertEqual(made, [(one + other).ids])

    def test_a_line_is_not_made_a_deposit_to_escape_the_check(self):
        order = self.good(self.service)
        self.assertEqual(len(order.action_validate_order()), 1)
        order.order_line.is_downpayment = True
        self.assertEqual(len(order.action_validate_order()), 1)

    def test_a_confirmed_line_that_changes_its_kind_is_checked(self):
        self.only()
        order = self.good(self.service)
        order.action_confirm()
        for name in ("is_downpayment", "is_delivery"):
            with self.checks() as made:
                order.order_line[name] = True
            self.assertEqual(made, [order.ids], name)

    def test_a_check_that_fails_does_not_stop_a_change(self):
        self.only("address_incomplete")
        order = self.good()
        order.action_confirm()
        rule = type(self.env["order.validation.rule"])
        self.patch(rule, "_check_address_incomplete", lambda *_args: 1 / 0)
        with mute_logger(FAILURE):
            order.write({"order_line": [Command.update(order.order_line.id, {"product_uom_qty": 9})]})
        self.assertEqual(order.order_line.product_uom_qty, 9)
        self.assertHeld(order)
        self.assertIn("has failed", self.findings(order).message)

    def test_what_is_wrong_with_the_change_itself_is_no_matter_of_the_check(self):
        self.only("address_incomplete")
        order = self.good()
        order.action_confirm()
        team = self.env["crm.team"].create({"name": "Field"})
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            team.max_discount = 200  # the database refuses it, as soon as it hears of it
            order.order_line.price_unit = 5

    def test_nor_one_that_a_job_makes(self):
        self.only("address_incomplete")
        order = self.good()
        order.action_confirm()
        rule = type(self.env["order.validation.rule"])
        self.patch(rule, "_check_address_incomplete", lambda *_args: 1 / 0)
        with mute_logger(GATE):
            order.with_context(cron_id=1).order_line.product_uom_qty = 9
        self.assertHeld(order)
        self.assertIn("check failed", order.hold_ids.note)


@tagged("post_install", "-at_install")
class TestWatched(GateCommon):
    """What only a company's own rule looks at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only()
        cls.order = cls.good(client_order_ref="PO 7")
        cls.order.action_confirm()

    def make_rule(self, domain, **values):
        values = {"code": "own", "name": "Own rule", "severity": "block", "domain": domain, **values}
        return self.env["order.validation.rule"].create(values)

    def edit(self, record, **values):
        """Change a record; return whether its order was checked."""
        with self.checks() as made:
            self.rpc(self.salesman, record, "write", values)
        return bool(made)

    def test_a_field_of_the_order(self):
        self.assertFalse(self.edit(self.order, origin="Fair 8"))
        rule = self.make_rule("[('origin', '=', False)]")
        self.assertTrue(self.edit(self.order, origin="Fair 9"))
        self.assertFree(self.order)
        self.edit(self.order, origin=False)
        self.assertHeld(self.order)
        rule.severity = "warn"
        self.assertFalse(self.edit(self.order, origin="Fair 7"))

    def test_a_field_of_the_lines(self):
        self.assertFalse(self.edit(self.order.order_line, name="Oven, white"))
        rule = self.make_rule("[('name', 'ilike', 'white')]", applies_to="line")
        self.assertTrue(self.edit(self.order.order_line, name="Oven, black"))
        self.assertFree(self.order)
        rule.write({"applies_to": "order", "domain": "[('order_line.name', 'ilike', 'white')]"})
        self.edit(self.order.order_line, name="Oven, white")
        self.assertHeld(self.order)

    def test_what_cannot_be_evaluated_stops_no_change(self):
        rule = self.make_rule("[('origin', '=', False)]")
        self.env.flush_all()
        self.env.cr.execute("UPDATE order_validation_rule SET domain = 'nonsense(' WHERE id = %s", rule.ids)
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertFalse(self.edit(self.order, origin="Fair 8"))
