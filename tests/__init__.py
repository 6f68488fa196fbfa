from . import (
    test_lifecycle_multistep,
    test_lifecycle_returns,
    test_lifecycle_status,
    test_lifecycle_supply,
)
