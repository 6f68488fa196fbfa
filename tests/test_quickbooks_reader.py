from odoo.tests import tagged

from .common_quickbooks import QuickbooksCommon


@tagged("post_install", "-at_install")
class TestQuickbooksReader(QuickbooksCommon):
    def test_the_example_is_posted_as_the_reference_says(self):
        move = self.example()
        self.assertEqual((move.amount_untaxed, move.amount_tax, move.amount_total), (230.00, 18.98, 248.98))
