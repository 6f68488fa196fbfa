"""What readers say of documents, for the tests of facts of service and money."""

from contextlib import contextmanager

from freezegun import freeze_time

from odoo.addons.quote_to_cash.engine.kpi_period import MONTH, period
from odoo.addons.quote_to_cash.engine.kpi_registry import REGISTRY
from odoo.addons.quote_to_cash.engine.kpi_verdict import Options


class ServiceFacts:
    """Mixin: asks readers, the queue, and what is read live."""

    @classmethod
    def settled(cls):
        """Write what is pending, the log of orders and the history of documents too."""
        cls.env.flush_all()
        cls.env["sale.order.event"].search([], limit=1)
        cls.env.cr.flush()

    @classmethod
    @contextmanager
    def then(cls, moment):
        """Return a context in which it is this moment; what is done in it is written in it."""
        with freeze_time(moment):
            yield
            cls.settled()

    def read_facts(self, kind, documents, model):
        """Return the facts of some documents: ``{id of the fact: fact}``."""
        self.settled()
        found = self.env["sale.fact.reader"]._read(kind, documents.ids)[model]
        return {fact.id: fact for _columns, fact, _options in found}

    def noted(self, kind):
        """Return which documents of a kind the queue has, and empty it."""
        self.settled()
        return set(self.env["sale.fact.queue"]._take(kind, 10_000))

    def refresh(self):
        """Read what the queue has, as the job does."""
        self.settled()
        while self.env["sale.fact.refresh"]._refresh_changed():
            pass

    def cost_of(self, kind, documents):
        """Return how many statements reading some documents takes."""
        self.settled()
        self.env["sale.fact.reader"]._read(kind, documents.ids)  # companies and fields are known now
        before = self.cr.sql_log_count
        self.env["sale.fact.reader"]._read(kind, documents.ids)
        return self.cr.sql_log_count - before

    def live(self, code, day, company=None, **how):
        """Return a figure of the month in which a day lies, from what is read live."""
        company = company or self.company
        of = period(MONTH, day)
        facts = self.env["sale.kpi.live"]._facts(REGISTRY[code].source, company, of, **how)
        options = Options(today=company._local_day(), now=self.cr.now())
        return REGISTRY[code].figure(facts, of, options)
