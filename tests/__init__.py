from . import (
    test_lifecycle_browser,
    test_lifecycle_cancellation,
    test_lifecycle_delivery,
    test_lifecycle_holds,
    test_lifecycle_holds_warehouse,
    test_lifecycle_money,
    test_lifecycle_multistep,
    test_lifecycle_portal,
    test_lifecycle_returns,
    test_lifecycle_status,
    test_lifecycle_supply,
    test_lifecycle_views,
)
