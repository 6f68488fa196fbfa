from hypothesis import given
from hypothesis import strategies as st

from engine.label import HEIGHT, LEFT, RIGHT, WIDTH, draw, width, wrap

TEXT = st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=60)
LINES = st.lists(TEXT, max_size=9)
LABELS = st.fixed_dictionaries(
    {
        "sender": LINES,
        "receiver": LINES,
        "service": TEXT,
        "orders": TEXT,
        "references": TEXT,
        "number": st.integers(1, 200),
        "count": st.integers(1, 200),
        "weight": TEXT,
        "name": TEXT,
        "tracking_ref": TEXT,
        "marks": st.lists(
            st.sampled_from(["hazardous", "fragile", "upright", "temperature_controlled"]), unique=True
        ).map(lambda marks: {mark: mark for mark in marks}),
        "instructions": LINES,
    }
)


@given(LABELS)
def test_nothing_runs_over_the_edge(label):
    drawing, places = draw(label)
    for text in drawing.texts:
        wide = text.squeezed or width(text.text, text.size, text.bold)
        left = text.x - wide / 2 if text.centred else text.x
        assert left >= LEFT - 0.1
        assert left + wide <= RIGHT + 0.1
        assert 0 < text.y <= HEIGHT - 4
    for x, y, wide, high, _filled in drawing.boxes:
        assert x >= LEFT and x + wide <= RIGHT + 0.01 and y >= 4 and y + high <= HEIGHT - 4
    for x, _y, wide, _high in places.values():
        assert x > 0 and x + wide < WIDTH


@given(LINES, st.floats(2, 6), st.floats(10, 90))
def test_wrapping_loses_no_word(lines, size, room):
    assert " ".join(wrap(lines, size, room)).split() == " ".join(lines).split()


def test_a_long_address_is_set_smaller():
    label = dict.fromkeys(("service", "orders", "references", "weight", "name", "tracking_ref"), "")
    label.update(sender=[], marks={}, instructions=[], number=1, count=1)
    short, _places = draw({**label, "receiver": ["Anna's Bakery", "Portland"]})
    long, _places = draw({**label, "receiver": [f"Line {number}" for number in range(9)]})
    assert len(long.texts) - len(short.texts) == 7
    assert min(text.size for text in long.texts if text.bold) < min(
        text.size for text in short.texts if text.text == "Portland"
    )
