"""Where things stand on a label of 4 × 6 inch, in millimetres.

Whoever draws it knows nothing of fonts: widths are estimated on the wide side, and what may not fit is squeezed into
its room instead of running over the edge.
"""

from dataclasses import dataclass, field

WIDTH, HEIGHT = 101.6, 152.4
LEFT, RIGHT = 4.0, WIDTH - 4.0  # what every printer reaches
PAD = 1.5
NARROW, WIDE = frozenset("iljtfrI.,:;'|!()[]- "), frozenset("mwMW@%")


@dataclass(frozen=True)
class Text:
    """A line of text: from ``x`` on, or around it."""

    x: float
    y: float  # of its baseline
    size: float
    text: str
    bold: bool = False
    centred: bool = False
    white: bool = False
    squeezed: float = 0.0  # the width it is pressed into; 0: as it comes


@dataclass
class Drawing:
    """What is on a label."""

    texts: list = field(default_factory=list)
    boxes: list = field(default_factory=list)  # (x, y, width, height, filled)

    def add_text(self, x, y, size, text, room, *, bold=False, centred=False, white=False):
        """Write a line of text that takes no more than its room."""
        if text:
            squeezed = room if width(text, size, bold) > room else 0.0
            self.texts.append(Text(x, y, size, text, bold, centred, white, squeezed))

    def add_lines(self, x, y, lines, room, height, *, largest, smallest, bold=False):
        """Write lines under each other, in the largest size in which all of them fit."""
        size = largest
        while size > smallest and (
            len(wrap(lines, size, room, bold)) * size * 1.2 > height
            or any(width(word, size, bold) > room for line in lines for word in line.split())
        ):
            size -= 0.2
        for number, line in enumerate(wrap(lines, size, room, bold)[: max(int(height / (size * 1.2)), 1)], 1):
            self.add_text(x, y + number * size * 1.2, size, line, room, bold=bold)

    def add_box(self, x, y, wide, high, filled=False):
        """Draw a box."""
        self.boxes.append((x, y, wide, high, filled))


def width(text, size, bold=False):
    """Return about how wide a text is, rather too wide than too narrow."""
    units = sum(0.42 if sign in NARROW else 1.05 if sign in WIDE or ord(sign) > 0x2E00 else 0.68 for sign in text)
    return units * size * (1.08 if bold else 1.0)


def wrap(lines, size, room, bold=False):
    """Return lines that are broken between words where they are too wide."""
    result = []
    for line in lines:
        current = ""
        for word in line.split():
            longer = f"{current} {word}".strip()
            if current and width(longer, size, bold) > room:
                result.append(current)
                current = word
            else:
                current = longer
        if current:
            result.append(current)
    return result


def draw(label):
    """Lay out a label.

    :param dict label: ``sender`` and ``receiver`` (lines), ``service``, ``orders``, ``references``, ``number``,
        ``count``, ``weight``, ``name``, ``tracking_ref``, ``marks`` (``{mark: name}``), ``instructions``
    :return: :class:`Drawing`, and where bars go: ``{"name": (x, y, width, height), "tracking_ref": …}``
    """
    drawing = Drawing()
    whole = RIGHT - LEFT
    _head(drawing, label, whole)
    _middle(drawing, label)
    places = {
        "name": _bars(drawing, 79.0, "PACKAGE", label["name"], whole),
        "tracking_ref": _bars(drawing, 102.0, "TRACKING", label["tracking_ref"], whole),
    }
    _foot(drawing, label, whole)
    return drawing, places


def _head(drawing, label, whole):
    half = whole * 0.55
    drawing.add_box(LEFT, 4, half, 22)
    drawing.add_box(LEFT + half, 4, whole - half, 22)
    drawing.add_box(LEFT, 26, whole, 38)
    drawing.add_text(LEFT + PAD, 7, 2.2, "FROM", half)
    drawing.add_lines(LEFT + PAD, 7, label["sender"], half - 2 * PAD, 18.5, largest=3.2, smallest=2.2)
    drawing.add_text(LEFT + half + PAD, 7, 2.2, "SERVICE", half)
    service = [label["service"] or "–"]
    drawing.add_lines(LEFT + half + PAD, 7.5, service, whole - half - 2 * PAD, 17, largest=5.0, smallest=2.6, bold=True)
    drawing.add_text(LEFT + PAD, 29, 2.2, "TO", whole)
    drawing.add_lines(LEFT + PAD, 29, label["receiver"], whole - 2 * PAD, 34, largest=5.2, smallest=2.6, bold=True)


def _middle(drawing, label):
    columns = ((LEFT, 22.0), (LEFT + 22.0, 29.0), (LEFT + 51.0, RIGHT - LEFT - 51.0))
    for x, wide in columns:
        drawing.add_box(x, 64, wide, 15)
    (carton, carton_room), (weight, weight_room), (order, order_room) = columns
    drawing.add_text(carton + PAD, 67, 2.2, "CARTON", carton_room)
    drawing.add_text(carton + PAD, 75, 5.6, f"{label['number']} of {label['count']}", carton_room - 2 * PAD, bold=True)
    drawing.add_text(weight + PAD, 67, 2.2, "WEIGHT", weight_room)
    drawing.add_text(weight + PAD, 75, 5.6, label["weight"] or "–", weight_room - 2 * PAD, bold=True)
    drawing.add_text(order + PAD, 67, 2.2, "ORDER / PO", order_room)
    drawing.add_text(order + PAD, 71.5, 3.8, label["orders"], order_room - 2 * PAD, bold=True)
    drawing.add_text(order + PAD, 76.5, 3.4, label["references"], order_room - 2 * PAD)


def _bars(drawing, y, word, text, whole):
    drawing.add_box(LEFT, y, whole, 23)
    drawing.add_text(LEFT + PAD, y + 2.9, 2.2, word, whole)
    drawing.add_text(WIDTH / 2, y + 22, 3.4, text, whole - 2 * PAD, centred=True)
    return LEFT + PAD, y + 3.6, whole - 2 * PAD, 14.6


def _foot(drawing, label, whole):
    drawing.add_box(LEFT, 125, whole, 23)
    x, room = LEFT + PAD, whole - 2 * PAD
    marks = list(label["marks"].items())
    if marks:
        each = (room - PAD * (len(marks) - 1)) / max(len(marks), 2)
        for mark, name in marks:
            dark = mark == "hazardous"
            drawing.add_box(x, 126.5, each, 8, filled=dark)
            text = f"↑↑ {name}" if mark == "upright" else name
            drawing.add_text(x + each / 2, 131.8, 3.6, text.upper(), each - 2, bold=True, centred=True, white=dark)
            x += each + PAD
    if label["instructions"]:
        drawing.add_lines(LEFT + PAD, 135, label["instructions"], room, 12, largest=3.4, smallest=2.2)
