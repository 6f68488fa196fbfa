from . import po_number, sale_order_import
