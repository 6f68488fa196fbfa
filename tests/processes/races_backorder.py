"""What the processes do that answer the same question at once. Runs inside Odoo processes with the addon."""

from datetime import timedelta

from races import World, watched_commits

from odoo import fields
from odoo.exceptions import UserError


def prepare(worker, arrived=False, silence=None):
    """Ship a part of an order, and ask about the rest; return the ids of order and question.

    :param bool arrived: whether the rest has come, and can be shipped
    :param str silence: what no answer means; the time to answer is over
    """
    with worker.transaction() as env:
        world = World.begin(env)
        world.partner.email = "anna@example.com"
        env.company.backorder_notices = True
        world.add_stock(world.goods, 6)
        order = world.make_order((world.goods, 10), stock=False)
        picking = order.picking_ids
        picking.action_assign()
        picking.move_ids.picked = True
        world.answer(picking.button_validate())
        notice = env["sale.backorder.notice"].search([("order_id", "=", order.id)])
        notice.sudo()._send()
        if arrived:
            world.add_stock(world.goods, 4)
            world.open_pickings(order).action_assign()
        if silence:
            env.company.backorder_silence = silence
            notice.sudo().deadline = fields.Datetime.now() - timedelta(hours=1)
        return [order.id, notice.id]


def answer(worker, notice_id, says, pause=False):
    """Answer as the customer does; return how often it was tried, and what was said instead of taking it."""
    tries, told = [], []

    def run(env):
        tries.append(says)
        told.clear()
        notice = env["sale.backorder.notice"].sudo().browse(notice_id)
        notice.mapped("state")  # the transaction's picture of the database is taken here
        try:
            notice._take_answer(says, "Anna")
        except UserError as error:
            told.append(str(error))
            env.cr.rollback()
            return
        env.cr.flush()
        if pause and len(tries) == 1:
            worker.pause("written")

    worker.request(run)
    return [len(tries), told]


def ship(worker, order_id, pause=False):
    """Ship the rest; return how often it was tried, and how many transfers there were to ship at last."""
    tries, shipped = [], []

    def run(env):
        tries.append("ship")
        order = env["sale.order"].browse(order_id)
        pickings = World.open_pickings(order)
        pickings.move_ids.picked = True
        pickings.button_validate()
        shipped[:] = pickings.ids
        env.cr.flush()
        if pause and len(tries) == 1:
            worker.pause("written")

    worker.request(run)
    return [len(tries), len(shipped)]


def pass_deadline(worker, notice_id):
    """Have the time to answer end."""
    with worker.transaction() as env:
        env["sale.backorder.notice"].sudo().browse(notice_id).deadline = fields.Datetime.now() - timedelta(hours=1)


def send(worker, pause=False):
    """Run the job that sends; wait before it commits if wanted."""
    _run_job(worker, "_cron_send_backorder_notices", pause)


def be_silent(worker, pause=False):
    """Run the job that lets silence mean something; wait before it commits if wanted."""
    _run_job(worker, "_cron_backorder_deadlines", pause)


def _run_job(worker, name, pause):
    with worker.transaction() as env, watched_commits(worker, env, pause):
        getattr(env["sale.backorder.notice"].sudo(), name)()


def look(worker, order_id, notice_id):
    """What the database says."""
    with worker.transaction() as env:
        notice = env["sale.backorder.notice"].sudo().browse(notice_id)
        return {
            "answer": notice.answer,
            "state": notice.state,
            "delivered": sum(env["sale.order"].browse(order_id).order_line.mapped("qty_delivered")),
            "closed": sum(env["sale.order"].browse(order_id).order_line.mapped("qty_short_closed")),
            "accepted": env["sale.order.promise"].search_count(
                [("order_id", "=", order_id), ("reason", "=", "Accepted by the customer")]
            ),
            "mails": env["mail.mail"].search_count([("model", "=", notice._name), ("res_id", "=", notice_id)]),
        }
