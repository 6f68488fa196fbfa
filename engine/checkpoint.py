"""Which deliveries are checked, what a scan counts for, and what is still missing.

A checkpoint applies where everything that it names holds. Which orders of many are looked at is found from their
numbers alone, so nobody can change it by trying again. A scan is accepted, or refused with a code; a refusal
counts nothing.
"""

from dataclasses import dataclass

# What a scan is
COUNTED = "counted"
UNKNOWN = "unknown"  # the code stands for nothing
NOT_HERE = "not_here"  # goods that are not in this transfer
WRONG_LOT = "wrong_lot"  # goods of this transfer, another lot than planned
LOT_NEEDED = "lot_needed"  # the lot has to be scanned, not the goods
EXPIRED = "expired"
TOO_MANY = "too_many"

# What keeps a check from passing
SHORT, OVER, UNANSWERED, BAD = "short", "over", "unanswered", "bad"
OF_LINES = (SHORT, OVER, EXPIRED)  # the others are of answers

# What stands in the way of goods that would leave
UNCHECKED, HAS_FAILED, MORE_ASKED, CHANGED = "unchecked", "failed", "more_asked", "changed"

# Questions that counting everything answers by itself
BY_COUNTING = ("items", "quantity", "lot")

# 2**32 divided by the golden ratio: multiples of it, modulo 2**32, lie as evenly as points can
GOLDEN, CIRCLE = 2_654_435_769, 2**32
APART = 1_540_483_477  # checkpoints do not all look at the same orders


@dataclass(frozen=True)
class Checkpoint:
    """What a delivery has to be for a checkpoint to apply. An empty set limits nothing."""

    key: int
    products: frozenset = frozenset()
    categories: frozenset = frozenset()
    carriers: frozenset = frozenset()
    customers: frozenset = frozenset()
    minimum: float = 0.0
    every: int = 1


@dataclass(frozen=True)
class Delivery:
    """What is known of a delivery."""

    orders: frozenset  # numbers of those that it serves; its own where it serves none
    products: frozenset = frozenset()
    categories: frozenset = frozenset()  # of its goods, with all that they lie in
    carrier: int = 0
    customers: frozenset = frozenset()
    value: float = 0.0


def applies(checkpoint, delivery):
    """Return whether a checkpoint applies: products or categories, carrier, customer, and value all fit."""
    if checkpoint.products or checkpoint.categories:
        fits = checkpoint.products & delivery.products or checkpoint.categories & delivery.categories
        if not fits:
            return False
    if checkpoint.carriers and delivery.carrier not in checkpoint.carriers:
        return False
    if checkpoint.customers and not checkpoint.customers & delivery.customers:
        return False
    return delivery.value >= checkpoint.minimum


def is_sampled(checkpoint, orders):
    """Return whether one of these is among the orders, one in ``every``, at which a checkpoint looks.

    The same answer for the same numbers, always; spread evenly over orders that follow each other.
    """
    if checkpoint.every <= 1:
        return True
    places = ((order * GOLDEN + checkpoint.key * APART) % CIRCLE for order in orders)
    return any(place * checkpoint.every < CIRCLE for place in places)


@dataclass(frozen=True)
class Line:
    """Goods of one product, and of one lot where lots are kept, of which so many have to be counted."""

    key: int
    product: int
    lot: str = ""
    expected: float = 0.0
    counted: float = 0.0
    expired: bool = False
    step: float = 0.01  # smallest quantity of the unit

    def difference(self, more=0.0):
        """Return 1, 0 or -1: too many, exact, or too few, with so many more."""
        gap = self.counted + more - self.expected
        return 0 if abs(gap) < self.step / 2 else (1 if gap > 0 else -1)


@dataclass(frozen=True)
class Meaning:
    """One thing that a code may stand for."""

    product: int
    lot: str = ""
    quantity: float = 1.0


@dataclass(frozen=True)
class Verdict:
    """What becomes of a scan; with the line, and what it stands for, where that is known."""

    code: str
    line: Line | None = None
    meaning: Meaning | None = None


def judge(meanings, lines):
    """Return what becomes of a scan that may stand for these things.

    The best that fits wins: a code that is a product elsewhere and a lot in this transfer counts for the lot.

    :param meanings: :class:`Meaning`, the likeliest first
    :param lines: :class:`Line` of the check
    """
    refusals = []
    for meaning in meanings:
        verdict = _judge_one(meaning, [line for line in lines if line.product == meaning.product])
        if verdict.code == COUNTED:
            return verdict
        refusals.append(verdict)
    told = [verdict for verdict in refusals if verdict.code != NOT_HERE] or refusals
    return told[0] if told else Verdict(UNKNOWN)


def _judge_one(meaning, lines):
    if not lines:
        return Verdict(NOT_HERE, meaning=meaning)
    matching = [line for line in lines if line.lot == meaning.lot]
    if not matching:
        return Verdict(WRONG_LOT if meaning.lot else LOT_NEEDED, lines[0], meaning)
    line = matching[0]
    if line.expired:
        return Verdict(EXPIRED, line, meaning)
    if line.difference(meaning.quantity) > 0:
        return Verdict(TOO_MANY, line, meaning)
    return Verdict(COUNTED, line, meaning)


@dataclass(frozen=True)
class Answer:
    """What was said to one question of the checklist."""

    key: int
    kind: str
    required: bool = True
    value: str = ""  # ok, bad or nothing
    has_photo: bool = False


def gaps(lines, answers):
    """Return what keeps a check from passing: ``[(code, key of the line or the answer), …]``."""
    found = []
    for line in lines:
        difference = line.difference()
        if difference:
            found.append((OVER if difference > 0 else SHORT, line.key))
        elif line.expired and line.counted:
            found.append((EXPIRED, line.key))
    for answer in answers:
        if answer.value == "bad":
            found.append((BAD, answer.key))
        elif answer.required and answer.kind not in BY_COUNTING and not _is_answered(answer):
            found.append((UNANSWERED, answer.key))
    return found


def _is_answered(answer):
    return answer.value == "ok" and (answer.kind != "photo" or answer.has_photo)


def same_goods(counted, leaving, step=1e-5):
    """Return whether exactly what was counted leaves.

    :param dict counted: ``{(product, lot): quantity}``
    :param dict leaving: the same, of what leaves
    """
    keys = counted.keys() | leaving.keys()
    return all(abs(counted.get(key, 0.0) - leaving.get(key, 0.0)) < step for key in keys)


@dataclass(frozen=True)
class Finding:
    """What a check that counts has come to: ``open``, ``passed`` or ``failed``."""

    state: str
    counted: dict  # {(product, lot): quantity}
    checkpoints: frozenset = frozenset()  # whose questions were asked


def obstacle(leaving, needed=frozenset(), finding=None):
    """Return what stands in the way of goods that would leave, or None.

    :param dict leaving: ``{(product, lot): quantity}``; where nothing leaves, nothing stands in the way
    :param frozenset needed: keys of the checkpoints that apply
    :param Finding finding: of the check that counts, if there is one
    """
    if not leaving:
        return None
    if finding is None or finding.state not in ("passed", "failed"):
        return UNCHECKED
    if finding.state == "failed":
        return HAS_FAILED
    if needed - finding.checkpoints:
        return MORE_ASKED
    return None if same_goods(finding.counted, leaving) else CHANGED
