"""A record of our data files is given once: a second one of the same id replaces the first without a word."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORD = re.compile(r'<(?:record|template|menuitem|function)\b[^>]*?\sid="([\w.]+)"', re.DOTALL)


def test_no_id_is_given_twice():
    files = [
        path
        for folder in ("data", "reports", "security", "views", "wizards")
        for path in ROOT.glob(f"{folder}/**/*.xml")
    ]
    ids = Counter(name for path in files for name in RECORD.findall(path.read_text()))
    assert len(ids) > 500
    assert [name for name, times in ids.items() if times > 1] == []
