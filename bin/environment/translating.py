"""bin/pot: the addon's translation template, exported by Odoo itself."""

import re

from .cache import building, prepare_cache
from .checkout import has_addon
from .console import Failure, say
from .databases import Databases
from .settings import ADDON, CACHE, REPOSITORY
from .workplace import prepare

USAGE = """usage: bin/pot [--check]

Writes i18n/quote_to_cash.pot from the addon as it is now; with --check only tells whether it is current."""
POT = REPOSITORY / "i18n" / f"{ADDON}.pot"


def main(arguments):
    """Export and compare; 1 when --check finds a difference."""
    if "--help" in arguments or "-h" in arguments:
        print(USAGE)
        return 0
    if not has_addon():
        raise Failure(f"There is no __manifest__.py in {REPOSITORY}: nothing to translate yet.")
    prepare_cache()
    new = _export()
    old = POT.read_text() if POT.is_file() else ""
    if _terms(new) == _terms(old):
        say(f"{POT.relative_to(REPOSITORY)} is current.")
        return 0
    if "--check" in arguments:
        raise Failure(f"{POT.relative_to(REPOSITORY)} is not current: run bin/pot and commit what it writes.")
    POT.parent.mkdir(exist_ok=True)
    POT.write_text(new)
    say(f"{POT.relative_to(REPOSITORY)} is written.")
    return 0


def _export():
    target = CACHE / f"{ADDON}.pot"
    target.unlink(missing_ok=True)
    with building():
        place = prepare("test")
        name = Databases(place).for_tests(browser=False)
        options = ["-d", name, "-l", "pot", "-o", target, ADDON]
        place.run_odoo("Exporting the terms", "pot", *options, subcommand=["i18n", "export"])
    return target.read_text()


def _terms(text):
    """Everything but the dates in the header."""
    return re.sub(r'^"(POT-Creation|PO-Revision)-Date:.*\n', "", text, flags=re.M)
