"""What customers may ask for on their page, what they read there, and which messages they get."""

import re
from dataclasses import dataclass

TINY = 0.00001
MOST_PHOTOS = 5  # of one line
LARGEST_PHOTO = 10 * 1024 * 1024  # bytes
PHOTO_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")

# What is wrong with a line of a request
NO_NUMBER, NOT_WHOLE, TOO_MANY, NO_REASON, NO_PHOTO, MANY_PHOTOS = (
    "no_number",
    "not_whole",
    "too_many",
    "no_reason",
    "no_photo",
    "many_photos",
)
# How a stage is shown
PAST, NOW, NEXT = "past", "now", "next"
WAY = ("requested", "approved", "in_transit", "received", "inspected", "done")
ENDS = ("rejected", "cancelled")
# Stages of which the customer gets a message
TOLD = ("requested", "approved", "rejected", "received", "done", "cancelled")

NUMBER = re.compile(r"[0-9]{1,9}([.,][0-9]{1,6})?")


def read_quantity(text):
    """Return the quantity that somebody typed, with a point or a comma; 0.0 for nothing.

    :raise ValueError: for everything that is no quantity, such as negative numbers
    """
    text = (text or "").strip()
    if not text:
        return 0.0
    if not NUMBER.fullmatch(text):
        raise ValueError(text[:20])
    return float(text.replace(",", "."))


@dataclass(frozen=True)
class Wish:
    """What was typed for one line of an order."""

    quantity: str = ""
    has_reason: bool = False
    photos: int = 0

    @property
    def is_empty(self):
        """Whether nothing was asked for: the quantity is empty or zero."""
        try:
            return read_quantity(self.quantity) <= TINY
        except ValueError:
            return False


def trouble(wish, left, whole=False, needs_photo=False, least=TINY):
    """Return what is wrong with a wish that is not empty.

    :param float left: what can still be returned
    :param bool whole: whether it comes back in whole units only
    :param bool needs_photo: whether its reason asks for a photo
    :param float least: the smallest quantity of its unit
    :return: list of codes
    """
    found = []
    try:
        quantity = read_quantity(wish.quantity)
    except ValueError:
        found.append(NO_NUMBER)
    else:
        if quantity < least - TINY:
            found.append(NO_NUMBER)
        elif whole and abs(quantity - round(quantity)) > TINY:
            found.append(NOT_WHOLE)
        if quantity > left + TINY:
            found.append(TOO_MANY)
    if not wish.has_reason:
        found.append(NO_REASON)
    if wish.photos > MOST_PHOTOS:
        found.append(MANY_PHOTOS)
    elif needs_photo and not wish.photos:
        found.append(NO_PHOTO)
    return found


def stages(state):
    """Return the way of a return as its customer sees it: ``[(stage, PAST, NOW or NEXT)]``."""
    if state in ENDS:
        return [("requested", PAST), (state, NOW)]
    if state == "done":
        return [(stage, PAST) for stage in WAY]
    now = WAY.index(state) if state in WAY else 0
    return [(stage, PAST if place < now else NOW if place == now else NEXT) for place, stage in enumerate(WAY)]


def words_like_numbers(text, most=200):
    """Return the words of a mail that could be the number of a document: those with a digit, without the marks around.

    :return: list without repetitions, at most so many
    """
    words = (word.strip(".,;:!?()[]{}<>\"'#*„“”‚‘’") for word in text.split())
    return list(dict.fromkeys(word for word in words if 2 <= len(word) <= 40 and any(map(str.isdigit, word))))[:most]
