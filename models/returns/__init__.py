from . import (
    cancellation,
    cancellation_activity,
    cancellation_company,
    cancellation_deposit,
    cancellation_fee,
    cancellation_plan,
    cancellation_reason,
    cancellation_report,
    cancellation_supply,
    sale_order_cancellation,
)
