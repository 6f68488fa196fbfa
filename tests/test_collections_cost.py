"""Invoicing what was shipped costs what Odoo's own invoices cost, and a few statements, whatever the number."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_collections import CollectionsCommon

# The lock, two statements of facts, policies and addresses, taxes, the settled shipments, the causes
MOST = 25


@tagged("post_install", "-at_install")
class TestCost(CollectionsCommon):
    def shipped(self, number):
        self.add_stock(self.goods, number)
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.partner.id,
                    "warehouse_id": self.warehouse.id,
                    "order_line": [Command.create({"product_id": self.goods.id, "product_uom_qty": 1})],
                }
                for _index in range(number)
            ]
        )
        orders.action_confirm()
        pickings = orders.picking_ids
        pickings.move_ids.write({"quantity": 1, "picked": True})
        pickings.button_validate()
        return orders

    def statements(self, work):
        self.env.cr.flush()  # the log of what was done until now, too
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        documents = work()
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before, documents

    def planning(self, number):
        orders = self.shipped(number)
        taken, plan = self.statements(orders._plan_invoices)
        self.assertEqual(len(plan.values), number)
        return taken

    def more_than_odoo(self, number):
        def odoo():
            invoices = theirs._create_invoices(grouped=True)
            invoices.action_post()
            return invoices

        theirs, ours = self.shipped(number), self.shipped(number)
        bare, invoices = self.statements(odoo)
        taken, documents = self.statements(ours._invoice_shipments)
        self.assertEqual((len(invoices), len(documents)), (number, number))
        return taken - bare

    def test_planning_takes_the_same_number_of_statements(self):
        self.planning(2)
        self.assertEqual(self.planning(3), self.planning(30))

    def test_beside_odoo_itself(self):
        self.more_than_odoo(1)  # what is read once in the life of a process
        few, many = self.more_than_odoo(3), self.more_than_odoo(30)
        self.assertLessEqual(few, MOST)
        self.assertLessEqual(many, MOST)
