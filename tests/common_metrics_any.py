"""Facts for the tests of figures: any facts, stored as documents would store them."""

import types
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import get_args, get_type_hints

from odoo.addons.quote_to_cash.engine import kpi_facts, kpi_facts_service
from odoo.addons.quote_to_cash.engine.kpi_entries import timeless
from odoo.addons.quote_to_cash.engine.kpi_registry import FACTS

DAY, TODAY = date, date(2026, 6, 15)
NOW = "2026-06-15 12:00:00"
# A moment of a fact, and the day that goes with it
PAIRS = (
    "cancelled",
    "closed",
    "confirmed",
    "credited",
    "decided",
    "delivered",
    "disposed",
    "paid_back",
    "posted",
    "released",
    "requested",
    "shipped",
)
CHOICES = {
    "kind": (kpi_facts.GOODS, kpi_facts.GOODS, kpi_facts.SERVICE, kpi_facts.NOTE),
    "cancel_initiator": (None, kpi_facts.CUSTOMER, kpi_facts.COMPANY),
    "released_by": (None, kpi_facts_service.BY_PAYMENT, kpi_facts_service.BY_LIMIT, kpi_facts_service.BY_WAIVER),
    "rating": (None, 1, 3, 5),
    "waivers": (0, 0, 1),
    "questions": (0, 0, 2),
    "is_replacement": (False, False, False, True),
    "unit": ("piece",),
}
OUTCOMES = {
    "quotation": (None, kpi_facts.WON, kpi_facts.NOT_WON, kpi_facts.EXPIRED),
    "waiver": (None, kpi_facts_service.ENDED_WELL, kpi_facts_service.ENDED_LATE),
}
ERRORS = ("wrong_item", "wrong_quantity", "damaged_packing", "damaged_carrier", "wrong_document", "lost")


class AnyFact:
    """Builds facts by chance, of which no part exceeds its whole."""

    def __init__(self, chance, currency):
        self.chance, self.currency = chance, currency

    def build(self, source):
        """Return any fact.

        :param str source: a key of :data:`engine.kpi_registry.FACTS`
        """
        fact = self.of_kind(FACTS[source])
        if source in OUTCOMES:
            outcome = self.chance.choice(OUTCOMES[source])
            ended = "decided_day" if source == "quotation" else "ended_day"
            fact = replace(fact, outcome=outcome, **({ended: getattr(fact, ended) or TODAY} if outcome else {}))
        changes = {}
        for name in PAIRS:
            if hasattr(fact, f"{name}_at") and hasattr(fact, f"{name}_day"):
                moment = getattr(fact, f"{name}_at")
                changes[f"{name}_day"] = moment and moment.date()
        if hasattr(fact, "window_end"):
            changes["window_day"] = fact.window_end and fact.window_end.date()
        for part, whole in (
            ("cancelled_value", "confirmed_value"),
            ("returned", "quantity"),
            ("returned_value", "value"),
        ):
            if hasattr(fact, part):
                changes[part] = min(getattr(fact, part), getattr(fact, whole))
        return replace(fact, **changes)

    def of_kind(self, kind):
        hints = get_type_hints(kind)
        values = {field.name: self.value(field.name, hints[field.name]) for field in fields(kind)}
        return kind(**values)

    def value(self, name, hint):
        if name == "currency":
            return self.currency
        if name in CHOICES:
            return self.chance.choice(CHOICES[name])
        kinds = get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
        if type(None) in kinds and self.chance.random() < 0.3:
            return None
        return self.plain(kinds[0])

    def plain(self, kind):
        # By their names: while time stands still, ``date`` here is another one than in the facts.
        chance, name = self.chance, kind.__name__.removeprefix("Fake").lower()
        if name in ("due", "target"):
            return self.part(kind)
        made = {
            "date": lambda: date(2026, 4, 15) + timedelta(days=chance.randint(0, 90)),
            "datetime": lambda: datetime(2026, 4, 15) + timedelta(minutes=15 * chance.randint(0, 70 * 96)),
            "decimal": lambda: Decimal(chance.randint(0, 200)) / 10,
            "bool": lambda: chance.random() < 0.5,
            "int": lambda: chance.randint(0, 10_000),
            "frozenset": lambda: frozenset(chance.sample(ERRORS, chance.randint(0, 2))),
            "str": lambda: None,
        }
        return made[name]() if name in made else chance.randint(0, 2)

    def part(self, kind):
        if kind.__name__ == "Target":
            return self.of_kind(kind)
        lines = self.chance.randint(0, 3)
        names = ("late", "early", "short")
        return kpi_facts.Due(
            day=self.plain(DAY) if self.chance.random() < 0.7 else None,
            lines=lines,
            **{name: self.chance.randint(0, lines) for name in names},
        )


def store(env, source, facts, options, owners, first_number=900_000_000):
    """Store facts as the reader of documents does.

    :param facts: engine facts; each becomes one document
    :param Options options: of their company
    :param dict owners: whose they are, as columns
    :param int first_number: of the documents
    """
    kpis = env["sale.kpi"]
    model = kpis._fact_models()[source]
    read = [
        ({"res_id": number, "root_id": number, **owners}, fact, timeless(options))
        for number, fact in enumerate(facts, first_number)
    ]
    rows = env["sale.fact.refresh"]._judge(model, read)
    env[model]._store([row["root_id"] for row in rows], rows)
    return env[model].search([("res_id", "in", [row["res_id"] for row in rows])])
