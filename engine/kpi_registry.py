"""All figures by their code. See :class:`engine.kpi_definition.Kpi` for what one can be asked."""

from collections import defaultdict

from . import (
    kpi_list_delivery,
    kpi_list_exceptions,
    kpi_list_money,
    kpi_list_orders,
    kpi_list_quality,
    kpi_list_returns,
)
from .kpi_facts import DayFact, LineFact, MovementFact, OrderFact, QuotationFact, ShipmentFact
from .kpi_facts_service import (
    ClaimFact,
    HoldFact,
    InvoiceFact,
    MonthFact,
    OpenItemFact,
    PaymentPromiseFact,
    ReturnFact,
    SettlementFact,
    WaiverFact,
)

KPIS = (
    *kpi_list_orders.KPIS,
    *kpi_list_delivery.KPIS,
    *kpi_list_quality.KPIS,
    *kpi_list_exceptions.KPIS,
    *kpi_list_returns.KPIS,
    *kpi_list_money.KPIS,
)
REGISTRY = {kpi.code: kpi for kpi in KPIS}
_BY_SOURCE = defaultdict(tuple)
for _kpi in KPIS:
    _BY_SOURCE[_kpi.source] += (_kpi,)

# Facts by the name of their source
FACTS = {
    "order": OrderFact,
    "line": LineFact,
    "shipment": ShipmentFact,
    "movement": MovementFact,
    "quotation": QuotationFact,
    "day": DayFact,
    "hold": HoldFact,
    "waiver": WaiverFact,
    "return": ReturnFact,
    "claim": ClaimFact,
    "invoice": InvoiceFact,
    "month": MonthFact,
    "settlement": SettlementFact,
    "open_item": OpenItemFact,
    "payment_promise": PaymentPromiseFact,
}

# The four whose product APQC takes for perfect orders; ours are counted, and this is shown beside
PERFECT_ORDER = "perfect_order"
PERFECT_COMPONENTS = ("perfect_on_time", "perfect_in_full", "perfect_documents", "perfect_undamaged")
# The guide's five expected improvements, by the figures that measure them, and the percentage or days promised
IMPROVEMENTS = {"processing_time": -50, "capacity": 30, "wismo_rate": -75, "accuracy": -40, "dso_countback": -14}


def of_source(source):
    """Return the figures that are made of one kind of facts.

    :param str source: a key of :data:`FACTS`
    """
    return _BY_SOURCE[source]
