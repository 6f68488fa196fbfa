from . import application, batch, line, mapping, part, total

# isort: split
from . import check

# isort: split
from . import (
    check_documents,
    check_words,
    mapping_customers,
    mapping_names,
    mapping_propose,
    mapping_typed,
    reader,
    res_company,
    res_config_settings,
)
