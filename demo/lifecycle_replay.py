"""Replays the stories of orders, all steps of all orders in the order in which they happened."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from odoo.tools import SQL

from ..models.lifecycle.sale_order_event import REPLAY, Replay
from .lifecycle_company import user_key
from .lifecycle_money import MoneySteps
from .lifecycle_sales import SalesSteps
from .lifecycle_warehouse import WarehouseSteps
from .records import exists, find

# Nobody outside hears of the demo, and nobody is asked.
QUIET = {"skip_sms": True, "mail_auto_subscribe_no_notify": True, "skip_backorder": True}


@dataclass(frozen=True)
class Story:
    """What happened to one order.

    ``steps`` are ``(working days after it was placed, verb, *arguments)``; a verb is a method
    ``do_<verb>`` of :class:`Player`. ``placed`` and ``promised`` are working days, too: before today,
    and after it was placed.
    """

    name: str
    customer: str
    placed: int
    lines: dict
    steps: tuple = ()
    deliver_to: str = ""
    warehouse: str = "columbus"
    carrier: str = "parcel"
    promised: int = 8
    reference: str = ""
    prices: dict = field(default_factory=dict)


def working_days_before(day, number):
    """Return the date a number of working days before another; weekends count to their Friday."""
    while day.weekday() > 4:
        day -= timedelta(days=1)
    weeks, rest = divmod(number, 5)
    day -= timedelta(weeks=weeks)
    for _ in range(rest):
        day -= timedelta(days=3 if day.weekday() == 0 else 1)
    return day


def replay(company, stories, now, player=None):
    """Play stories in a company; those that need a product of an absent neighbour are left out.

    :param res.company company: in whose name
    :param stories: list of :class:`Story`
    :param datetime now: nothing happens later
    :param player: class that carries out the steps, by default :class:`Player`
    """
    env = company.env
    stories = [story for story in stories if all(exists(env, f"product_{key}") for key in story.lines)]
    agenda = []
    for number, story in enumerate(stories):
        steps = ((0, "quote"), *story.steps)
        for place, (day, verb, *arguments) in enumerate(steps):
            moment = _moment(story, day, place, number, now)
            agenda.append((moment, number, place, story, verb, arguments))
    player = (player or Player)(company, now)
    for moment, _number, _place, story, verb, arguments in sorted(agenda, key=lambda step: step[:3]):
        player.play(moment, story, verb, arguments)


def _moment(story, day, place, number, now):
    """Return a believable minute of a step's working day: Ohio's office hours, in UTC."""
    date = working_days_before(now.date(), story.placed - day)
    minutes = 13 * 60 + 10 + (number * 23) % 95 + place * 31
    return min(now, datetime.combine(date, time()) + timedelta(minutes=minutes))


class Player(SalesSteps, WarehouseSteps, MoneySteps):
    """Carries out the steps of stories, each as the person whose job it is."""

    def __init__(self, company, now):
        self.company = company
        self.env = company.env
        self.now = now
        self.clock = Replay(now)
        self.orders = {}
        self.acting = company.env

    @property
    def moment(self):
        """The moment of the step that is played."""
        return self.clock.moment

    def play(self, moment, story, verb, arguments):
        """Carry out one step, and let everything that it wrote bear its moment."""
        self.clock.moment = moment
        messages = self.env["mail.message"].sudo()
        last = messages.search([], order="id desc", limit=1).id
        getattr(self, f"do_{verb}")(story, *arguments)
        # Messages and events are written when a transaction ends. Here a step ends, in the name of
        # who acted last.
        self.acting.flush_all()
        self.acting["sale.order.event"]._write_pending()
        self.env.cr.flush()
        messages.search([("id", ">", last)]).write({"date": moment})

    def user(self, login):
        """Return the user with a log-in."""
        return find(self.env, user_key(login))

    def as_user(self, records, login):
        """Return records in the hands of a user, at the moment of the step."""
        context = {**QUIET, REPLAY: self.clock}
        records = records.with_user(self.user(login)).with_context(**context)
        self.acting = records.env
        return records

    def order(self, story, login):
        """Return the story's order in the hands of a user."""
        return self.as_user(self.orders[story.name], login)

    def seller(self, story):
        """Return the log-in of who sells to the story's customer."""
        return find(self.env, f"partner_{story.customer}").user_id.login

    def backdate(self, records, **values):
        """Write moments that Odoo set to now, without a word in the chatter."""
        records.sudo().with_context(tracking_disable=True).write(values)

    def backdate_creation(self, records):
        """Let records be created at the moment of the step; the ORM does not write that column."""
        table = SQL.identifier(records._table)
        self.env.cr.execute(SQL("UPDATE %s SET create_date = %s WHERE id = ANY(%s)", table, self.moment, records.ids))
        records.invalidate_recordset(["create_date"])
