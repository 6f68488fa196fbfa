from . import company, paper_settings, po_number, quotation, quotation_file, quotation_paper, sale_order_import
