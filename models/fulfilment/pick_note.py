from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    warehouse_note = fields.Text(
        "Note to the Warehouse", help="Printed on the pick list. Customers do not see it.", copy=False
    )
