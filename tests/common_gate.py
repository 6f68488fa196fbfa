"""Orders that a check blocks, and people who may decide about them."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.service.model import call_kw

from .common_validation import ValidationCommon

CONFIRMATION = "Your order is confirmed"


class GateCommon(ValidationCommon):
    """Each test says which rules are on. The usual reason to block is an address without a street.

    The order desk may waive it, and an address is repaired without touching the order.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("address_incomplete")
        cls.good_partner = cls.partner.copy({"name": "Ben's Café"})
        cls.partner.street = False
        cls.salesman = cls.make_user("salesman")
        cls.env.ref("sale.mail_template_sale_confirmation").subject = CONFIRMATION

    @classmethod
    def only(cls, *codes, severity="block", **values):
        """Switch on these rules, and all others off; return them."""
        cls.rules.severity = "off"
        rules = cls.rules.filtered(lambda rule: rule.code in codes)
        rules.write({"severity": severity, **values})
        return rules

    @classmethod
    def enforce(cls, mode="enforce", company=None):
        """Set the mode of a company."""
        (company or cls.env.company).validation_mode = mode

    @classmethod
    def blocked(cls, *lines, **values):
        """Create a quotation that the check blocks."""
        return cls.make_order(*lines, confirm=False, **{"user_id": cls.salesman.id, **values})

    @classmethod
    def good(cls, *lines, **values):
        """Create a quotation of a customer about whom nothing is wrong."""
        return cls.blocked(*lines, **{"partner_id": cls.good_partner.id, **values})

    @classmethod
    def held(cls, *lines, **values):
        """Create an order that a customer has confirmed, and that is on hold."""
        order = cls.blocked(*lines, **values)
        order._validate_order()
        return order

    @classmethod
    def repair(cls):
        """Give the blocked customer a street."""
        cls.partner.street = "Hauptstraße 5"

    @classmethod
    def findings(cls, order, *states):
        """Return the findings of an order as the database has them; by default those not resolved."""
        return cls.env["order.validation.finding"].search(
            [("order_id", "in", order.ids), ("state", "in", states or ("open", "waived"))], order="id"
        )

    @classmethod
    def confirmations(cls, order):
        """Return the mails that told the customer that the order is confirmed."""
        return cls.env["mail.message"].search(
            [
                ("model", "=", "sale.order"),
                ("res_id", "in", order.ids),
                ("subject", "=", CONFIRMATION),
                ("notified_partner_ids", "in", order.partner_id.ids),
            ]
        )

    @classmethod
    def activities(cls, order, kind):
        """Return the open activities of a kind: "held" or "released"."""
        activity_type = cls.env.ref(f"quote_to_cash.mail_activity_order_{kind}")
        return order.activity_ids.filtered(lambda activity: activity.activity_type_id == activity_type)

    def rpc(self, user, records, method, *args, **kwargs):
        """Call a method as the web client does."""
        model = self.env[records._name].with_user(user).with_context(**kwargs.pop("context", {}))
        return call_kw(model, method, [records.ids, *args], kwargs)

    @contextmanager
    def checks(self):
        """Collect the orders of each check that is made within: ``[ids, …]``."""
        made = []
        model = type(self.env["sale.order"])
        check = model._check_company_orders

        def listen(orders, *args, **kwargs):
            made.append(orders.ids)
            return check(orders, *args, **kwargs)

        with patch.object(model, "_check_company_orders", listen):
            yield made

    def assertHeld(self, order):
        """Check that an order is confirmed, and stopped by the check."""
        self.assertEqual(order.state, "sale")
        self.assertStatus(order, "on_hold")
        self.assertEqual(set(order.hold_ids.filtered("active_hold").mapped("origin")), {"validation"})

    def assertFree(self, order):
        """Check that an order is confirmed and not stopped."""
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.is_on_hold)
