from . import (
    company,
    completeness_check,
    completeness_doors,
    completeness_facts,
    completeness_fixes,
    completeness_rules,
    completeness_score,
    po_number,
    quotation,
    sale_order_import,
)
