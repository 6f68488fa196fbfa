"""What the processes do that send and change the same quotation. Runs inside Odoo processes with the addon."""

from races import World

from odoo import SUPERUSER_ID


def prepare(worker, sent=False):
    """Make a quotation, and send it if wanted; return its id."""
    with worker.transaction(SUPERUSER_ID) as env:
        order = World.begin(env).make_order(confirm=False, stock=False)
        if sent:
            order.action_quotation_sent()
        return order.id


def send(order):
    """Send the mail with the quotation, also once more."""
    order.with_context(mark_so_as_sent=True).message_post(body="Our offer")


def rename(order):
    """Change what stands in a line: nothing of the quotation's own row changes."""
    order.order_line[0].name = "Better oven"


def rename_again(order):
    """Change it to something else."""
    order.order_line[0].name = "Best oven"


def accept(order):
    """Sign as the customer does who has read what was sent first; nothing where it was changed since."""
    if not order._not_what_was_read(order.revision_ids[-1:].content_hash):
        order.write({"signed_by": "Anna"})
        order._validate_order()


def act(worker, action, order_id, pause=None):
    """Do something to a quotation as a web request does; return how many times it was tried.

    :param str action: name of a function above
    :param str pause: "snapshot": wait after the first look at the database; "written": wait with everything
        written, but not committed
    """
    tries = []

    def run(env):
        tries.append(action)
        order = env["sale.order"].browse(order_id)
        order.name  # noqa: B018 (the transaction's picture of the database is taken here)
        if pause == "snapshot" and len(tries) == 1:
            worker.pause(pause)
        globals()[action](order)
        env.cr.flush()
        if pause == "written" and len(tries) == 1:
            worker.pause(pause)

    worker.request(run)
    return len(tries)


def look(worker, order_id):
    """What the database says: state, revision, and the first line of each that was kept, the oldest first."""
    with worker.transaction(SUPERUSER_ID) as env:
        order = env["sale.order"].browse(order_id)
        kept = order.revision_ids.sorted("number")
        files = env["ir.attachment"].search_count(
            [("res_model", "=", "sale.order.revision"), ("res_id", "in", kept.ids)]
        )
        return {
            "state": order.state,
            "revision": order.quote_revision,
            "kept": [[revision.number, revision.line_ids[:1].name] for revision in kept],
            "whole": len(kept.line_ids) == len(kept) and files == len(kept.attachment_id),
        }
