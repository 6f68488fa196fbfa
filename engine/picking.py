"""How goods are collected: in the order of the shelves, in whole packagings, kits together."""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Pick:
    """What is taken from one place for one transfer. What the list says of it travels along in ``row``."""

    path: str  # full name of the place
    product: str = ""
    position: tuple = ()  # (x, y, z), where the warehouse keeps them
    kit: Hashable = None  # the kit that the product is a part of
    transfer: int = 0  # in the order in which transfers stand on the list
    row: object = None


@dataclass(frozen=True)
class Block:
    """Picks that stand together: all parts of a kit, or one pick alone."""

    kit: Hashable
    picks: tuple


def natural(text):
    """Return a key that sorts names as people do: A-2 before A-10."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in DIGITS.split(text or "") if part
    )


def order(pick):
    """Return what a pick is sorted by: its place, then its product, then for whom it is."""
    return (
        tuple(pick.position),
        tuple(natural(part) for part in pick.path.split("/")),
        natural(pick.product),
        pick.transfer,
        str(pick.kit or ""),
    )


def walk(picks, kits_together=True):
    """Return blocks of picks in the order in which somebody walks through the warehouse.

    A kit stands where the walk comes to its first part.

    :param bool kits_together: whether parts of a kit stand together, wherever they lie
    """
    blocks = {}
    for pick in sorted(picks, key=order):
        alone = pick.kit is None or not kits_together
        blocks.setdefault(len(blocks) if alone else ("kit", pick.transfer, pick.kit), []).append(pick)
    return [Block(members[0].kit if kits_together else None, tuple(members)) for members in blocks.values()]


def split(quantity, packagings, digits=2):
    """Split a quantity into whole packagings, the largest first, and a rest.

    :param float quantity: in the product's unit
    :param packagings: ``{packaging: how many units are in one}``; what holds no more than one unit is none
    :param int digits: decimals of quantities
    :return: ``([(number, packaging), …], rest)``
    """
    step = Decimal(1).scaleb(-digits)
    rest = Decimal(repr(float(quantity))).quantize(step)
    found = []
    for packaging, size in sorted(packagings.items(), key=lambda item: -item[1]):
        size = Decimal(repr(float(size))).quantize(step)
        number = int(rest // size) if size > 1 and rest > 0 else 0
        if number:
            found.append((number, packaging))
            rest -= number * size
    return found, float(rest)


def printable(barcode):
    """Return whether a text can be printed as Code 128: plain ASCII, and not absurdly long."""
    return bool(barcode) and len(barcode) <= 60 and all(" " <= sign <= "~" for sign in barcode)


def portions(items, most):
    """Return items in portions of at most so many, as even as possible, in their order."""
    number = -(-len(items) // most)
    size, larger = divmod(len(items), number) if number else (0, 0)
    bounds = [index * size + min(index, larger) for index in range(number + 1)]
    return [items[start:end] for start, end in pairwise(bounds)]
