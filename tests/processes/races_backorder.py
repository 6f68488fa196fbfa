"""What the processes do that answer the same question at once. Runs inside Odoo processes with the addon."""

from races import World

from odoo.exceptions import UserError


def prepare(worker):
    """Ship a part of an order, and ask about the rest; return the ids of order and question."""
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


def send(worker, pause=False):
    """Run the job that sends; wait before it commits if wanted."""
    with worker.transaction() as env:
        job = type(env["ir.cron"])
        commit = job._commit_progress

        def waiting(self, *args, **options):
            self.env.cr.flush()
            if pause:
                worker.pause("portion")
            return commit(self, *args, **options)

        job._commit_progress = waiting
        try:
            env["sale.backorder.notice"]._cron_send_backorder_notices()
        finally:
            job._commit_progress = commit


def look(worker, order_id, notice_id):
    """What the database says."""
    with worker.transaction() as env:
        notice = env["sale.backorder.notice"].sudo().browse(notice_id)
        return {
            "answer": notice.answer,
            "state": notice.state,
            "closed": sum(env["sale.order"].browse(order_id).order_line.mapped("qty_short_closed")),
            "accepted": env["sale.order.promise"].search_count(
                [("order_id", "=", order_id), ("reason", "=", "Accepted by the customer")]
            ),
            "mails": env["mail.mail"].search_count([("model", "=", notice._name), ("res_id", "=", notice_id)]),
        }
