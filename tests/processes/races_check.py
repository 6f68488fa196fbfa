"""Two people who scan the same shipment at the same time. Runs inside Odoo processes with the addon."""

from types import SimpleNamespace

from races import World

from odoo.service import model as service

# Odoo waits up to two seconds before it runs something again; the races need not.
service.random = SimpleNamespace(uniform=lambda _least, _most: 0.02)


def prepare(worker, demand=1, rounds=1):
    """Make for each round a delivery of so many ovens that has to be checked; return the ids of the checks."""
    with worker.transaction() as env:
        world = World.begin(env)
        world.goods.barcode = f"OVEN-{world.goods.id}"
        env["fulfilment.checkpoint"].create({"name": "All", "product_ids": world.goods.ids})
        pickings = [world.make_order((world.goods, demand)).picking_ids for _number in range(rounds)]
        return [picking._open_check().id for picking in pickings]


def act(worker, action, check_id, guarded=True):
    """Do something as a web request does, after a first look; return how often it was tried, and what it said."""
    tries = []

    def run(env):
        tries.append(action)
        check = env["fulfilment.check"].browse(check_id)
        check.line_ids.mapped("counted")  # the transaction's picture of the database is taken here
        if len(tries) == 1:
            worker.pause("snapshot")
        if guarded:
            return globals()[action](check)
        model = type(check)
        begin, model._begin = model._begin, lambda check: check.sudo()
        try:
            return globals()[action](check)
        finally:
            model._begin = begin

    said = []
    worker.request(lambda env: said.append(run(env)))
    return [len(tries), said[-1]]


def scan(check):
    """Scan one oven."""
    return check.action_scan(check.line_ids.product_id.barcode)["ok"]


def passing(check):
    """Let it pass."""
    return check.action_pass()["ok"]


def look(worker, check_ids):
    """Return what is counted on checks, and how many scans there are, as ``[[counted, scans, state], …]``."""
    with worker.transaction() as env:
        checks = env["fulfilment.check"].browse(check_ids)
        return [[sum(check.line_ids.mapped("counted")), len(check.scan_ids), check.state] for check in checks]
