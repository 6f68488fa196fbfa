"""Invoices of orders: deposits, delivery, costs of sales."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.quickbooks_document import COGS, PRODUCT

from .common_quickbooks import JANUARY
from .common_quickbooks_reader import ReaderCommon


@tagged("post_install", "-at_install")
class TestQuickbooksReaderOrders(ReaderCommon):
    def order(self):
        service = self.make_product("Assembly", "ASSEMBLY", 1000, type="service", invoice_policy="order")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": service.id, "product_uom_qty": 1})],
            }
        )
        order.action_confirm()
        return order

    def bill(self, order, **values):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create(values)
        )
        invoice = wizard._create_invoices(order)
        invoice.write({"invoice_date": JANUARY, "date": JANUARY})
        invoice.action_post()
        return invoice

    def test_a_deposit_and_the_final_invoice(self):
        order = self.order()
        deposit = self.document(self.bill(order, advance_payment_method="fixed", fixed_amount=300))
        self.assertEqual({row.item.name for row in deposit.rows if row.kind == PRODUCT}, {"down_payment"})
        self.assertEqual(deposit.total, 300)
        final = self.document(self.bill(order, advance_payment_method="delivered"))
        rows = {row.item.name: row for row in final.rows if row.kind == PRODUCT}
        self.assertEqual(rows["ASSEMBLY"].amount, -1000)
        self.assertEqual(rows["down_payment"].quantity, -1)
        self.assertEqual(rows["down_payment"].amount, -sum(row.amount for row in deposit.rows if row.kind == PRODUCT))
        self.assertEqual(final.total, Decimal("782.50"))

    def test_costs_of_sales_are_rows_of_their_own_kind(self):
        self.company.anglo_saxon_accounting = True
        stock = self.account("asset_current", "110900", "Stock")
        cost = self.account("expense_direct_cost", "500900", "Cost")
        category = self.env["product.category"].create(
            {
                "name": "Valued",
                "property_valuation": "real_time",
                "property_cost_method": "standard",
                "property_stock_valuation_account_id": stock.id,
                "property_account_expense_categ_id": cost.id,
            }
        )
        product = self.make_product("Chair", "CHAIR", 80, is_storable=True, categ_id=category.id, standard_price=30)
        document = self.document(self.invoice((product, 2)))
        self.assertEqual(sorted(self.amounts(document, COGS)), [("Cost", 60), ("Stock", -60)])
        self.assertEqual({row.item for row in document.rows if row.kind == COGS}, {None})
        self.assertEqual(document.total, Decimal("173.2"))
