"""The schedule of reminders: on which day a step falls, and which step an open line has reached.

A step counts from the invoice's date or from the line's due date. Those that fall before the due date are
*early* (a courtesy mail, a reminder); the others are *late*. All days are local days of the company.

Steps have one order: first those counted from the invoice, then those counted from the due date, each by its
days. It is the order of severity, and it is the same for lines of different schedules.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

INVOICE_DATE, DUE_DATE = "invoice_date", "due_date"
ANCHORS = (INVOICE_DATE, DUE_DATE)
EMAIL, CALL, LETTER, HOLD, COLLECTIONS = "email", "call", "letter", "hold", "collections"
ACTIONS = (EMAIL, CALL, LETTER, HOLD, COLLECTIONS)

# What is wrong with a schedule.
NO_STEPS, SAME_DAY, BEFORE_INVOICE, UNKNOWN_STEP, NEGATIVE_MINIMUM = (
    "no_steps",
    "same_day",
    "before_invoice",
    "unknown_step",
    "negative_minimum",
)


@dataclass(frozen=True)
class Step:
    """One step of a schedule.

    :ivar key: tells steps apart, also those of different schedules
    :ivar str anchor: one of ``ANCHORS``
    :ivar int days: after the anchor; before it if negative
    :ivar str action: one of ``ACTIONS``
    :ivar int minimum: what a customer has to owe for this step, in units of the company's currency
    """

    key: object
    anchor: str
    days: int
    action: str = EMAIL
    minimum: int = 0

    @property
    def rank(self):
        """Where the step stands among all steps, whatever their schedule."""
        return (ANCHORS.index(self.anchor), self.days)

    @property
    def early(self):
        """Whether the step only makes sense before the line is due."""
        return self.anchor == INVOICE_DATE or self.days < 0


@dataclass(frozen=True)
class Calendar:
    """Days on which nobody is bothered; without any, each day is as good as the other.

    :ivar frozenset weekend: weekdays, 0 is Monday
    :ivar frozenset holidays: dates
    """

    weekend: frozenset = frozenset()
    holidays: frozenset = frozenset()

    def is_free(self, day):
        """Whether nothing is sent on this day."""
        return day.weekday() in self.weekend or day in self.holidays

    def roll(self, day):
        """Return the day itself, or the first one after it that is not free.

        Where there is none within a year, the calendar is wrong and the day stays.
        """
        for offset in range(367):
            rolled = day + timedelta(days=offset)
            if not self.is_free(rolled):
                return rolled
        return day


@dataclass(frozen=True)
class Schedule:
    """Steps and the days on which they may be taken. The order in which steps are given does not matter."""

    steps: tuple = ()
    calendar: Calendar = Calendar()

    @property
    def levels(self):
        """The steps in their order."""
        return tuple(sorted(self.steps, key=lambda step: step.rank))


@dataclass
class Choice:
    """What one line has reached on a day.

    :ivar Step step: to be taken now; None if there is nothing new
    :ivar list skipped: steps before it that were reached and never taken; they never will be
    :ivar Step next: the step after that, and ``next_on`` the day of it; the highest one where free days have
        moved several to one day. None after the last one
    """

    step: Step | None = None
    skipped: list = field(default_factory=list)
    next: Step | None = None
    next_on: date | None = None


def problems(schedule):
    """Return what is wrong with a schedule: ``[(code, step or None)]``; empty when it can be used.

    - ``no_steps``: there is none.
    - ``same_day``: the step counts from the same date and as many days as one before it.
    - ``before_invoice``: the step counts from the invoice's date and lies before it.
    - ``unknown_step``: its anchor or action does not exist. ``negative_minimum``: its minimum is below zero.
    """
    if not schedule.steps:
        return [(NO_STEPS, None)]
    found, taken = [], set()
    for step in schedule.steps:
        if step.anchor not in ANCHORS or step.action not in ACTIONS:
            found.append((UNKNOWN_STEP, step))
            continue
        if step.rank in taken:
            found.append((SAME_DAY, step))
        taken.add(step.rank)
        if step.anchor == INVOICE_DATE and step.days < 0:
            found.append((BEFORE_INVOICE, step))
        if step.minimum < 0:
            found.append((NEGATIVE_MINIMUM, step))
    return found


def timetable(schedule, invoiced, due):
    """Return the steps that make sense for a line, in their order, each with its day: ``[(step, day)]``.

    A late step is taken on its day, or on the first one after it that is not free. An early step is left out
    when the term is too short for it: when its day is not after the invoice's (an invoice that is due in three
    days is not reminded five days before), when it is no longer before the due date, or not before the day of
    the step that follows it. No day is before the one that the step counts for, and days never run backwards.

    :param Schedule schedule: the schedule
    :param date invoiced: the invoice's date
    :param date due: the line's due date
    """
    rows, following = [], due
    for step in reversed(schedule.levels):
        planned = (invoiced if step.anchor == INVOICE_DATE else due) + timedelta(days=step.days)
        day = schedule.calendar.roll(planned)
        if step.early:
            after_invoice = planned > invoiced or (step.anchor == INVOICE_DATE and planned == invoiced)
            if not after_invoice or day >= following:
                continue
            following = day
        rows.append((step, day))
    return rows[::-1]


def choose(schedule, invoiced, due, today, noted=(), last_noted=None):
    """Return what a line has reached: the highest step whose day has come, if it is still to be taken.

    After days on which nothing ran only the highest step is taken; those between are to be logged as skipped.
    No step is taken twice, none before its day, none after a higher one, and no early one when the line is due.
    Steps until the day of the last notice are settled: a new schedule, or another due date, does not begin anew.

    :param Schedule schedule: the line's schedule
    :param date invoiced: the invoice's date
    :param date due: the line's due date
    :param date today: the company's day
    :param noted: keys of steps that were taken or skipped for this line
    :param date last_noted: day of the last one, of whatever schedule
    :rtype: Choice
    """
    noted = set(noted)
    done = max((step.rank for step in schedule.steps if step.key in noted), default=None)
    waiting = [
        (step, day)
        for step, day in timetable(schedule, invoiced, due)
        if (done is None or step.rank > done) and (last_noted is None or day > last_noted)
    ]
    choice = Choice()
    reached = [step for step, day in waiting if day <= today]
    if reached and reached[-1].early and today >= due:
        waiting = waiting[len(reached) :]  # too late for it; the next step logs it as skipped
    elif reached and not schedule.calendar.is_free(today):
        *choice.skipped, choice.step = reached
        waiting = waiting[len(reached) :]
    soonest = schedule.calendar.roll(today)
    coming = [(step, max(day, soonest)) for step, day in waiting]
    possible = [(step, day) for step, day in coming if not step.early or day < due]
    if possible:
        choice.next_on = possible[0][1]
        choice.next = [step for step, day in possible if day <= choice.next_on][-1]
    return choice
