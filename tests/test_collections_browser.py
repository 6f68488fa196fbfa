"""Invoicing, payments and receivables in the browser: what a user does, and what the database says afterwards."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .common_application import ApplicationCommon
from .common_collections import CollectionsCommon
from .common_dunning import DunningCommon


class ToursCommon(HttpCase):
    def walk(self, action, tour, user, record=None):
        """Start a tour on a screen.

        :param str action: external id of the screen
        :param user: who walks
        :param record: opened in the screen's form
        """
        self.env.flush_all()
        path = f"/odoo/action-{action}/{record.id}" if record else f"/odoo/action-{action}"
        self.start_tour(path, tour, login=user.login, timeout=120)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestInvoicingBrowser(CollectionsCommon, ToursCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Of other companies' documents the queue shows nothing; those of this one are in the way.
        others = cls.env["sale.invoicing.exception"].search([("kind", "=", "shipped")]).order_id
        others.partner_id.commercial_partner_id.invoicing_policy = "manual"

    def test_switched_on_after_looking_at_what_it_does(self):
        self.company.write({"invoicing_policy": "manual", "invoicing_start_date": False})
        manager = new_test_user(
            self.env,
            "q2c_settings",
            groups="base.group_system,account.group_account_invoice,sales_team.group_sale_manager",
        )
        new, old = self.make_order(name="SWITCH-NEW"), self.make_order(name="SWITCH-OLD")
        self.ship(new)
        self.ship(old).date_done = fields.Datetime.now() - timedelta(days=40)
        self.walk("quote_to_cash.quote_to_cash_settings_action", "quote_to_cash_invoicing_switch", manager)
        self.assertEqual(self.company.invoicing_policy, "shipment")
        self.assertEqual(self.company.invoicing_start_date, self.company._local_day())
        self.assertFalse((new + old).invoice_ids)
        self.run_job()
        self.assertInvoiced(new, 1000)
        self.assertFalse(old.invoice_ids)

    def test_repaired_from_the_queue(self):
        clerk = new_test_user(
            self.env,
            "q2c_clerk",
            groups="account.group_account_invoice,sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
        )
        self.partner.write({"street": False, "city": False})
        order = self.make_order(name="QUEUE-1")
        self.ship(order)
        self.run_job()
        self.assertFalse(order.invoice_ids)
        self.walk("quote_to_cash.sale_invoicing_exception_action", "quote_to_cash_invoicing_exceptions", clerk)
        self.assertInvoiced(order, 1000)
        self.assertEqual(self.partner.city, "Ghent")


@tagged("post_install", "-at_install")
class TestApplicationBrowser(ApplicationCommon, ToursCommon):
    def walk_from(self, payment, tour):
        self.walk("account.action_account_payments", tour, self.accountant, payment)

    def test_a_part_of_what_is_proposed(self):
        named, other = self.bill(300, name="APPLY-1"), self.bill(500, age=30, name="APPLY-2")
        payment = self.receive(300, memo="APPLY-1")
        self.walk_from(payment, "quote_to_cash_apply_payment")
        self.assertEqual(self.residuals(named, other, payment), (50, 500, -50))
        self.assertEqual(self.line(named).short_pay_reason, "goods")

    def test_a_list_with_a_wrong_row_and_then_without(self):
        first, second = self.bill(100, age=20, name="LIST-1"), self.bill(200, name="LIST-2")
        payment = self.receive(300)
        self.walk_from(payment, "quote_to_cash_apply_list")  # the answers are in sight after the list was read
        self.assertEqual(self.residuals(first, second, payment), (0, 0, 0))


@tagged("post_install", "-at_install")
class TestReceivableBrowser(DunningCommon, ToursCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.name = "Wanda"
        today = cls.company._local_day()
        invoiced, due = today - timedelta(days=40), today - timedelta(days=10)
        cls.invoice = cls.make_invoice(900, due=due, invoice_date=invoiced, name="AGE-1")

    def test_what_was_open_yesterday_and_is_paid_today(self):
        self.pay(self.invoice)
        self.walk("quote_to_cash.receivable_aging_wizard_action", "quote_to_cash_aging", self.collector)

    def test_figures_and_what_they_are_made_of(self):
        self.walk("quote_to_cash.receivable_figure_wizard_action", "quote_to_cash_figures", self.collector)
        row = self.env["receivable.figure"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual((row.receivable, row.overdue, row.credit_sales), (900, 900, 900))

    def test_a_statement_is_printed(self):
        printed = []

        def render(report, ref, res_ids=None, data=None):
            html, _kind = report._render_qweb_html(ref, res_ids, data=data)
            printed.append((res_ids, html.decode()))
            return b"%PDF-1.4", "pdf"

        with patch.object(IrActionsReport, "_render_qweb_pdf", render):
            self.walk("quote_to_cash.dunning_worklist_action", "quote_to_cash_statement", self.collector)
        ((res_ids, html),) = printed
        self.assertEqual(res_ids, self.partner.ids)
        self.assertIn("AGE-1", html)
