"""Claims for damage and loss: what the carrier asks for until when, what is missing, and where a claim stands.

Days are those of the company. Codes are returned instead of sentences: the caller knows the language.
"""

from dataclasses import dataclass
from datetime import date, timedelta

VISIBLE, CONCEALED, LOSS, SHORTAGE = "visible", "concealed", "loss", "shortage"
KINDS = (VISIBLE, CONCEALED, LOSS, SHORTAGE)

DRAFT, FILED, ACCEPTED, PARTLY, REFUSED = "draft", "filed", "accepted", "partly", "refused"
PAID, CLOSED, WITHDRAWN = "paid", "closed", "withdrawn"
OPEN = (DRAFT, FILED, ACCEPTED, PARTLY)
# Where people may take a claim from where it stands; paid follows from the money.
MOVES = {
    DRAFT: (FILED, WITHDRAWN),
    FILED: (ACCEPTED, PARTLY, REFUSED, WITHDRAWN),
    ACCEPTED: (ACCEPTED, PARTLY, CLOSED),
    PARTLY: (ACCEPTED, PARTLY, FILED, CLOSED),
    REFUSED: (FILED,),
    # What is paid may still turn out to be accepted for more.
    PAID: (ACCEPTED, PARTLY),
    CLOSED: (),
    WITHDRAWN: (DRAFT,),
}

REPORT, FILE, ANSWER, PAY = "report", "file", "answer", "pay"

PHOTOS, PACKAGING, RECEIPT, DESCRIPTION = "photos", "packaging", "receipt", "description"
CONTENTS, VALUE, TRACKING, CARRIER, ARRIVAL = "contents", "value", "tracking", "carrier", "arrival"


@dataclass(frozen=True)
class Term:
    """How many days a carrier leaves for a kind of claim.

    :param bool shipped: whether the days count from shipping, not from delivery
    """

    report: int
    file: int
    shipped: bool = False


# Careful ones: many carriers leave more, few leave less.
DEFAULTS = {
    VISIBLE: Term(1, 60),
    CONCEALED: Term(5, 60),
    SHORTAGE: Term(5, 60),
    LOSS: Term(30, 60, shipped=True),
}


@dataclass(frozen=True)
class Claim:
    """What is known of a claim when its next step is looked for.

    :param date shipped, arrived, reported, told, filed, answered: None if it has not happened, or nobody knows
    :param int answer_days, pay_days: how long we wait for the carrier
    """

    state: str
    term: Term
    shipped: date | None = None
    arrived: date | None = None
    reported: date | None = None
    told: date | None = None
    filed: date | None = None
    answered: date | None = None
    answer_days: int = 30
    pay_days: int = 30


def due(term, shipped, arrived, reported=None):
    """Return until when a carrier has to be told, and until when the claim has to be filed.

    Where nobody knows when the goods arrived, the days count from shipping: that is never too late. Where nobody
    knows that either (goods that come back), from our own report: no claim is forgotten for want of a date.

    :rtype: tuple[date | None, date | None]
    """
    begin = (shipped if term.shipped else arrived or shipped) or reported
    if not begin:
        return None, None
    return begin + timedelta(days=term.report), begin + timedelta(days=term.file)


def next_step(claim):
    """Return what has to happen next, and until when; (None, None) when nothing is awaited."""
    report_by, file_by = due(claim.term, claim.shipped, claim.arrived, claim.reported)
    if claim.state == DRAFT:
        # Who files has told the carrier, so the earlier of both counts until he knows.
        if claim.told or (report_by and file_by and file_by < report_by):
            return FILE, file_by
        return REPORT, report_by
    if claim.state == FILED:
        return ANSWER, claim.filed and claim.filed + timedelta(days=claim.answer_days)
    if claim.state in (ACCEPTED, PARTLY):
        return PAY, claim.answered and claim.answered + timedelta(days=claim.pay_days)
    return None, None


def remind_on(step, deadline, ahead):
    """Return from which day on somebody is reminded: before our own deadlines, after the carrier's.

    :param int ahead: how many days before
    """
    return deadline - timedelta(days=ahead) if step in (REPORT, FILE) else deadline + timedelta(days=1)


def state(decided, accepted, paid, compare):
    """Return where a claim stands: paid as soon as everything that was accepted has come in.

    :param str decided: what people have decided
    :param compare: function of two amounts: -1, 0, 1
    """
    if decided in (ACCEPTED, PARTLY, CLOSED) and compare(accepted, 0) > 0 and compare(paid, accepted) >= 0:
        return PAID
    return decided


def answer(claimed, accepted, compare):
    """Return what the carrier's answer is: accepted, partly accepted or refused."""
    if compare(accepted, 0) <= 0:
        return REFUSED
    return PARTLY if compare(accepted, claimed) < 0 else ACCEPTED


def may_move(state, to):
    """Whether people may take a claim from where it stands to something else."""
    return to in MOVES.get(state, ())


def missing(kind, facts):
    """Return what a claim still lacks, the gravest first.

    Of what never arrived there is nothing to photograph; of what was visible, the receipt has to speak.

    :param str kind: kind of claim
    :param dict facts: ``{code: whether it is there}``
    :rtype: list[str]
    """
    asked = [CARRIER, TRACKING, CONTENTS, VALUE, DESCRIPTION]
    if kind != LOSS:
        asked += [ARRIVAL, PACKAGING]
    if kind in (VISIBLE, CONCEALED):
        asked.insert(0, PHOTOS)
    if kind in (VISIBLE, SHORTAGE):
        asked.append(RECEIPT)
    return [code for code in asked if not facts.get(code)]


def limit(by_weight, by_parcel, weight, parcels):
    """Return the most that a carrier is liable for, or None without a limit.

    Where both are set the higher counts, as carriers' terms have it.

    :param float by_weight, by_parcel: amounts; 0: none
    """
    limits = [rate * count for rate, count in ((by_weight, weight), (by_parcel, parcels)) if rate and count]
    return max(limits) if limits else None
