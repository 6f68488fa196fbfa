# First what all parts extend.
from . import claim

# isort: split
from . import (
    claim_company,
    claim_evidence,
    claim_line,
    claim_money,
    claim_pack,
    claim_portal,
    claim_remind,
    claim_replacement,
    claim_report,
    claim_steps,
    claim_term,
    claim_transfer,
    replacement,
    replacement_checks,
)
