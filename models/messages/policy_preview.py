"""What a message would say, and how often it would have been sent: to be seen before it is switched on."""

from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import order_messages as engine
from .message_collect import WINDOW
from .message_send import TemplateProblem

DAYS = 30
LEFT = ("shipped", "delivered", "invoiced", "paid")
# In which statuses an order is that the message could be about; of the others, every confirmed one
STATUSES = {
    engine.IN_PROGRESS: ("in_progress",),
    engine.READY: ("ready",),
    engine.ON_HOLD: ("on_hold",),
    engine.CANCELLED: ("cancelled",),
    engine.PARTLY_SHIPPED: ("in_progress",),
    engine.SHIPPED: LEFT,
    engine.DELIVERED: LEFT[1:],
    engine.INVOICED: LEFT[2:],
}


class OrderMessagePolicy(models.Model):
    _inherit = "order.message.policy"

    recent_count = fields.Integer(
        "Last 30 Days",
        compute="_compute_recent_count",
        help="How many messages there would have been at most: what was over within the wait is counted, too.",
    )

    @api.depends("kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for policy in self:
            policy.display_name = kinds.get(policy.kind, "")

    @api.depends("company_id", "kind")
    def _compute_recent_count(self):
        found = self._recent()
        for policy in self:
            policy.recent_count = found.get(policy._origin.id, (0,))[0]  # in the settings they are not saved yet

    def _recent(self):
        """Return ``{policy id: (number of messages, newest order)}`` of what happened lately, with one statement."""
        if not self.ids:
            return {}
        messages, since = self.env["order.message"], fields.Datetime.now() - timedelta(days=DAYS)
        seen = SQL("(%s::timestamp + %s::interval)", since, WINDOW)  # from there it is looked back so far
        self.flush_model(["company_id", "kind"])
        self.env.cr.flush()  # what this transaction did is written to the log then
        query = """
            WITH policy AS (
                     SELECT id, company_id, kind, %(since)s::timestamp AS since, 0 AS since_event, 0 AS delay
                       FROM order_message_policy WHERE id = ANY(%(ids)s)),
                 event AS MATERIALIZED (%(events)s),
                 news AS (%(news)s)
            SELECT policy_id, COUNT(DISTINCT (order_id, subject)), (ARRAY_AGG(order_id ORDER BY event_id DESC))[1]
              FROM news GROUP BY policy_id
        """
        news = (
            messages._news_of_status_sql(),
            messages._news_of_parcels_sql(),
            messages._news_of_deliveries_sql(seen),
            messages._news_of_invoices_sql(),
            messages._news_of_promises_sql(),
        )
        rows = self.env.execute_query(
            SQL(query, since=since, ids=self.ids, events=messages._events_sql(seen), news=SQL(" UNION ALL ").join(news))
        )
        return {policy_id: (count, order_id) for policy_id, count, order_id in rows}

    def _example(self):
        """Return the newest order that the message could be about, and whether it really would have been."""
        self.ensure_one()
        orders = self.env["sale.order"]
        newest = orders.browse(self._recent().get(self.id, (0, []))[1])
        if newest:
            return newest, True
        domain = [("company_id", "=", self.company_id.id), ("state", "=", "sale")]
        if self.kind == engine.CANCELLED:
            domain[1] = ("state", "=", "cancel")
        fitting = [*domain, ("order_status", "in", STATUSES.get(self.kind, ()))]
        found = orders.search(fitting, order="date_order desc, id desc", limit=1)
        return found or orders.search(domain, order="date_order desc, id desc", limit=1), False

    def _preview(self, order):
        """Return what the message would say about an order, in its customer's language. Nothing is kept, or sent.

        :param sale.order order: of the policy's company
        :return: ``{"subject", "body_html", "lang", "problem"}``
        :raise UserError: for an order of another company
        :raise AccessError: for an order that the user may not see
        """
        self.ensure_one()
        order = order.with_env(self.env)
        order.check_access("read")
        if order.company_id != self.company_id:
            raise UserError(self.env._("%s is an order of another company.", order.display_name))
        return self._try_text(order)

    def _try_text(self, order):
        """Return what :meth:`_preview` does, of any order."""
        problem, texts, lang = False, {}, False
        savepoint = self.env.cr.savepoint()
        try:
            message = self._example_message(order)
            lang = message._language()
            if not self.template_id:
                raise TemplateProblem(self.env._("There is no template."))
            (texts,) = self.template_id._texts_of_order_mails(message)
        except TemplateProblem as error:
            problem = str(error)
        finally:
            savepoint.close(rollback=True)
        text = {name: str(texts.get(name) or "") for name in ("subject", "body_html")}
        return {**text, "lang": lang, "problem": problem}

    def _example_message(self, order):
        """Make the message as the job would, for as long as it takes to write its text."""
        # Nobody writes messages; and what was promised before is news here, even if the message is off.
        policy = self.sudo()
        since = fields.Datetime.now() - timedelta(days=DAYS)
        policy.env.execute_query(
            SQL("UPDATE order_message_policy SET since = %s WHERE id = %s RETURNING id", since, policy.id)
        )
        policy.invalidate_recordset(["since"], flush=False)
        pickings = order.sudo().picking_ids.filtered(lambda one: one._is_delivery() and one.state != "cancel")
        left = pickings.filtered("shipped_at").sorted("shipped_at") or pickings
        moves = order.sudo().invoice_ids.filtered(lambda move: move.move_type == "out_invoice").sorted("id")
        move = moves.filtered(lambda move: move.state == "posted")[-1:] or moves[-1:]
        about_goods = self.kind in (engine.SHIPPED, engine.PARTLY_SHIPPED, engine.DELIVERED)
        picking = left[:1] if self.kind == engine.PARTLY_SHIPPED else left[-1:]
        return policy.env["order.message"].create(
            {
                "order_id": order.id,
                "company_id": self.company_id.id,
                "policy_id": self.id,
                "partner_id": (move.partner_id if self.kind == engine.INVOICED and move else order.partner_id).id,
                "kind": self.kind,
                "subject_key": f"preview {uuid4()}",
                "event_id": order.sudo().event_ids[:1].id,
                "picking_id": picking.id if about_goods else False,
                "move_id": move.id if self.kind == engine.INVOICED else False,
                "due_at": fields.Datetime.now(),
            }
        )

    # === Before it is switched on === #

    def _check_texts(self):
        """Refuse texts that cannot be written, in any language that they are translated into.

        :raise UserError: naming what is wrong
        """
        # Who may switch it on need not see all orders: of these, only what is wrong with the text is told.
        for policy in self.sudo():
            problem = next(filter(None, (policy._text_problem(lang) for lang in policy._text_languages())), None)
            if problem:
                raise UserError(
                    self.env._(
                        "“%(message)s” is not sent before its text is right: %(problem)s",
                        message=policy.with_env(self.env).display_name,
                        problem=problem,
                    )
                )

    def _text_problem(self, lang):
        """Return why the text cannot be written in a language, by the example of a recent order; None if it can."""
        if not self.template_id:
            return self.env._("There is no template.")
        # A company without orders lends one: nothing of it is shown.
        order = self._example()[0] or self.env["sale.order"].search([], order="id desc", limit=1)
        return self.with_context(order_message_lang=lang)._try_text(order)["problem"] if order else None

    def _text_languages(self):
        """Return installed languages: one for each text that there is."""
        texts = {}
        for lang, _name in self.env["res.lang"].get_installed():
            template = self.template_id.with_context(lang=lang)
            texts.setdefault((template.subject, template.body_html), lang)
        return list(texts.values())

    def action_preview(self):
        """Show what the message says about a recent order."""
        self.ensure_one()
        order, real = self._example()
        preview = self.env["order.message.preview"].create(
            {"policy_id": self.id, "order_id": order.id, "is_example": not real}
        )
        return preview.action_show()
