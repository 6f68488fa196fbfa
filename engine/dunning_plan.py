"""A day's reminders: which open line is reminded and which is not, with the reason, and one message per customer.

The same function plans a simulation and the real run, so both say the same of the same data. Amounts are whole
units of their currency (:mod:`.money`), days are local days of the company.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from .dunning import Choice, Step, choose
from .dunning_line import Line, age, cover, exclusion
from .money import share

# Why nothing is sent for a line on a day, beside the reasons in `dunning_line.EXCLUDED`.
NO_SCHEDULE, COVERED = "no_schedule", "covered"
BELOW_MINIMUM, FREE_DAY, NOT_YET, NOTHING_NEW = "below_minimum", "free_day", "not_yet", "nothing_new"


@dataclass
class Verdict:
    """What a day brings for one line, and why.

    :ivar str reason: why nothing is sent; None if it is reminded
    :ivar Step step: the step that it is reminded with
    :ivar list skipped: steps to be logged as skipped with it
    :ivar Step withheld: the step that it would be reminded with, were it not for the reason
    :ivar Step next: the step that comes after that, and ``next_on`` its day
    :ivar int covered: how much of it unallocated money covers, in the line's currency
    """

    line: Line
    reason: str | None = None
    step: Step | None = None
    skipped: list = field(default_factory=list)
    withheld: Step | None = None
    next: Step | None = None
    next_on: date | None = None
    covered: int = 0

    @property
    def asked(self):
        """What the customer is asked for, in the line's currency: unallocated money is taken off."""
        return self.line.residual - self.covered

    @property
    def value(self):
        """The same in the company's currency."""
        line = self.line
        if line.value is None:
            return self.asked
        return share(line.value, self.asked, line.residual) if line.residual else 0


@dataclass
class Message:
    """What one customer gets.

    :ivar list verdicts: the lines that are reminded with it, oldest first, each with its step
    :ivar list also: lines that are overdue as well, for which there is nothing new
    :ivar Step step: the highest step among them: it decides about wording and action
    """

    customer: object
    verdicts: list = field(default_factory=list)
    also: list = field(default_factory=list)

    @property
    def step(self):
        """The step of the message."""
        return max((verdict.step for verdict in self.verdicts), key=lambda step: step.rank)


@dataclass
class Plan:
    """A day: its messages in the order of the customers' first lines, and a verdict for each line."""

    messages: list
    verdicts: dict


def plan(lines, schedules, day, credits=None, values=None):
    """Return what happens on a day.

    :param lines: open receivable lines of one company, of any number of customers; all lines of a customer
        have to be there, because money and minimum are the customer's
    :param dict schedules: ``{key: Schedule}``
    :param Day day: the run
    :param dict credits: money that is not allocated, ``{(customer, currency): units}``
    :param dict values: what a unit of each currency is worth, where money may cover lines in another one
    :rtype: Plan
    """
    verdicts = {line.key: Verdict(line, exclusion(line, day)) for line in sorted(lines, key=age)}
    asked = [verdict.line for verdict in verdicts.values() if verdict.reason is None]
    covered = cover(asked, credits or {}, values)
    chosen = lru_cache(maxsize=None)(choose)
    for verdict in verdicts.values():
        verdict.covered = covered.get(verdict.line.key, 0)
        _judge(verdict, schedules.get(verdict.line.schedule), day, chosen)
    _apply_minimum(verdicts.values(), day.today)
    return Plan(_messages(verdicts.values(), day.today), verdicts)


def _judge(verdict, schedule, day, chosen):
    """Complete the verdict of one line, as far as the line alone decides."""
    line = verdict.line
    if schedule is None:
        verdict.reason = verdict.reason or NO_SCHEDULE
        return
    found = chosen(schedule, line.invoiced, line.due, day.today, line.noted, line.last_noted)
    verdict.next, verdict.next_on = found.next, found.next_on
    if verdict.reason is None and verdict.asked <= 0:
        verdict.reason = COVERED
    if verdict.reason is not None:
        verdict.withheld = found.step
    elif found.step is None:
        verdict.reason = _why_nothing(found, schedule, line, day.today)
    else:
        verdict.step, verdict.skipped = found.step, list(found.skipped)


def _why_nothing(found: Choice, schedule, line, today):
    if schedule.calendar.is_free(today) and found.next is not None:
        return FREE_DAY
    return NOTHING_NEW if line.due < today or found.next is None else NOT_YET


def _apply_minimum(verdicts, today):
    """Spare customers who owe less than the step's minimum.

    What counts is all that a customer is asked for and that is due, or reminded on this day.
    """
    owed = defaultdict(int)
    for verdict in verdicts:
        if verdict.step is not None or _is_overdue(verdict, today):
            owed[verdict.line.customer] += verdict.value
    for verdict in verdicts:
        if verdict.step is not None and owed[verdict.line.customer] < verdict.step.minimum:
            # Nothing is logged: the step is taken as soon as the customer owes enough.
            verdict.reason, verdict.withheld = BELOW_MINIMUM, verdict.step
            verdict.step, verdict.skipped = None, []


def _is_overdue(verdict, today):
    return verdict.reason in (NOTHING_NEW, FREE_DAY) and verdict.line.due < today


def _messages(verdicts, today):
    messages = {}
    for verdict in verdicts:
        if verdict.step is not None:
            messages.setdefault(verdict.line.customer, Message(verdict.line.customer)).verdicts.append(verdict)
    for verdict in verdicts:
        message = messages.get(verdict.line.customer)
        if message and (_is_overdue(verdict, today) or (verdict.reason == BELOW_MINIMUM and verdict.line.due < today)):
            message.also.append(verdict)
    return list(messages.values())
