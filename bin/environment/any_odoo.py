"""bin/odoo: call Odoo with everything prepared."""

import subprocess

from .cache import building
from .workplace import prepare

USAGE = """usage: bin/odoo [--tests] [SUBCOMMAND] [ODOO'S OPTIONS]

Runs one of Odoo's own commands with the environment of bin/run (with --tests: that of bin/test).
  bin/odoo shell -d quote_to_cash                            a Python prompt with `env`
  bin/odoo -d mine -i quote_to_cash --stop-after-init        a database of your own
  bin/odoo -d mine -u quote_to_cash --stop-after-init        update it
  bin/odoo psql quote_to_cash                                SQL
  bin/odoo help                                              Odoo's subcommands"""


def main(arguments):
    """Odoo's exit code; interrupts go to Odoo, which shares the terminal."""
    if not arguments or arguments == ["--help"]:
        print(USAGE)
        return 0
    purpose = "test" if arguments[0] == "--tests" else "run"
    arguments = arguments[purpose == "test" :]
    with building():
        place = prepare(purpose)
    return _call(place, arguments)


def _call(place, arguments):
    if arguments[0] == "psql":
        return place.server.attach("psql", *arguments[1:])
    words = next((i for i, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    command = place.odoo_command(*arguments[words:], subcommand=arguments[:words])
    if arguments[0] == "help":
        command = [place.python, "-m", "odoo", "help"]
    process = subprocess.Popen(list(map(str, command)), env=place.environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
