from . import company, po_number, quotation, sale_order_import
