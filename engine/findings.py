"""What becomes of an order's findings when it is checked again."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

OPEN = "open"
WAIVED = "waived"
RESOLVED = "resolved"

UNCHECKED = "unchecked"
CLEAR = "clear"
WARNING = "warning"
BLOCKED = "blocked"


@dataclass(frozen=True)
class Standing:
    """A finding that is not resolved.

    ``key`` is what it is about: rule, order and line. ``severity`` is that of the rule when it was last
    found. ``own``: waived by somebody whose own order it is now, where the rule does not allow that.
    """

    id: int
    key: tuple
    facts_hash: str
    state: str = OPEN
    waived_until: date | None = None
    severity: str | None = None
    own: bool = False


@dataclass
class Changes:
    """What has to be written.

    ``opened`` holds keys; the others hold ids of standing findings. ``kept`` are found again, open or
    waived; ``voided`` were waived for other facts, as something lighter, until a day that has passed or
    by somebody who may not, and are open again.
    """

    opened: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)
    voided: dict = field(default_factory=dict)
    resolved: list = field(default_factory=list)


def facts_hash(facts):
    """Return a short fingerprint of the facts that a finding rests on.

    :param facts: plain values, lists or tuples of them; numbers are compared to six decimals
    """
    text = json.dumps(_plain(facts), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value):
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return round(float(value), 6) + 0.0  # 5 and 5.0 are the same amount, and so are -0.0 and 0.0
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def reconcile(standing, found, today, severities=None, enforced=()):
    """Compare the findings that stand with what the check has found now.

    A waiver holds as long as its facts are the same, its last day has not passed, what was found is not more
    severe than when it was given, and who gave it may still do so.

    :param standing: iterable of :class:`Standing`, one for a key
    :param dict found: ``{key: facts_hash}``
    :param date today: the day of the check
    :param dict severities: ``{key: how severe it is now}``
    :param enforced: keys of what nobody may waive
    :rtype: Changes
    """
    changes = Changes()
    severities = severities or {}
    seen = set()
    for finding in standing:
        seen.add(finding.key)
        if finding.key not in found:
            changes.resolved.append(finding.id)
        elif finding.state == WAIVED and (
            finding.key in enforced
            or not _still_waived(finding, found[finding.key], today, severities.get(finding.key))
        ):
            changes.voided[finding.id] = finding.key
        else:
            changes.kept[finding.id] = finding.key
    changes.opened = [key for key in found if key not in seen]
    return changes


def _still_waived(finding, new_hash, today, severity):
    in_time = finding.waived_until is None or today <= finding.waived_until
    # Who let a warning pass has not decided about something that blocks.
    heavier = severity == "block" and finding.severity not in ("block", None)
    return in_time and finding.facts_hash == new_hash and not heavier and not finding.own


def verdict(severities):
    """Return the state of a checked order from the severities of its open findings."""
    severities = set(severities)
    if "block" in severities:
        return BLOCKED
    return WARNING if "warn" in severities else CLEAR
