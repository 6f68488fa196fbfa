"""Claims in the demo company: a parcel that nobody has seen again, and damage for which the carrier has paid."""

import base64
import io
from datetime import datetime, time, timedelta

from PIL import Image

from odoo import Command, fields

from .lifecycle_replay import Player, working_days_before
from .records import exists, find, make, name_record

WAREHOUSE, DESK, ACCOUNTANT = "warehouse", "orderdesk", "accountant"

# (working days before today, verb, name, *arguments); a verb is a method do_<verb> of ClaimsPlayer
EVENTS = (
    (6, "report", "filters", "magnolia_filters", "concealed", {"filter_head": 2}, "Two filter heads are cracked."),
    (6, "tell", "filters"),
    (5, "file", "filters", "PX-CL-20871"),
    (2, "answer", "filters", 0.8, "20 % off: the carton had no padding at the bottom."),
    (1, "recover", "filters", "Wire 55-0193"),
    (1, "report", "pitchers", "lumiere_assumed", "loss", None, "No parcel came. Tracking stops at the hub."),
)


def load(env):
    """Set claims up and let the past days happen, unless that was done."""
    if not exists(env, "company") or exists(env, "claims_recovered"):
        return
    company = find(env, "company")
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    company = company.with_env(env)
    recovered = {
        "name": "Recovered from Carriers",
        "code": "449000",
        "account_type": "income_other",
        "company_ids": [Command.set(company.ids)],
    }
    make(env, "account.account", {"claims_recovered": recovered})
    contact = {"name": "Parcel Claims Department", "is_company": True, "company_id": company.id}
    find(env, "carrier_parcel").claim_partner_id = make(env, "res.partner", {"claims_contact": contact})
    company.write(
        {
            "claim_portal": True,
            "claim_user_id": find(env, "user_orderdesk").id,
            "claim_recovery_account_id": find(env, "claims_recovered").id,
        }
    )
    play(company, fields.Datetime.now())


def play(company, now, events=EVENTS):
    """Let claims happen; what needs an order that is not there is left out.

    :param datetime now: nothing happens later
    """
    player = ClaimsPlayer(company, now)
    for place, (days, verb, *arguments) in enumerate(events):
        moment = datetime.combine(working_days_before(now.date(), days), time(16)) + timedelta(minutes=place)
        player.play(min(now, moment), None, verb, arguments)


class ClaimsPlayer(Player):
    """Steps of claims; what a step needs and is not there leaves it out."""

    def _claim(self, name, login):
        """Return a claim in the hands of a user; empty when its order is not there."""
        claim = find(self.env, f"claim_{name}") if exists(self.env, f"claim_{name}") else self.env["shipment.claim"]
        return self.as_user(claim, login)

    @property
    def _day(self):
        return self.company._local_day(self.moment)

    def do_report(self, _story, name, order_name, kind, quantities, description):
        """The customer tells the desk of it."""
        if not exists(self.env, f"order_{order_name}"):
            return
        order = find(self.env, f"order_{order_name}")
        picking = self.as_user(order.picking_ids.filtered("shipped_at")[:1], WAREHOUSE)
        wanted = {find(self.env, f"product_{key}"): number for key, number in (quantities or {}).items()}
        moves = {move: wanted[move.product_id] for move in picking.move_ids if move.product_id in wanted}
        values = {"description": description, "reported_by": order.partner_id.name}
        if kind != "loss":
            values |= {"packaging": "Single-walled carton, paper on top", "noted_on_receipt": "no"}
            values["photo_ids"] = [Command.create({"image": _photo(), "name": "Cracked at the thread"})]
        claim = picking._report_damage(kind, moves or None, **values)
        self.backdate(claim, reported_on=self._day)
        self.backdate_creation(claim)
        name_record(self.env, f"claim_{name}", claim)

    def do_tell(self, _story, name):
        """The desk tells the carrier."""
        self._claim(name, DESK).action_tell_carrier(self._day)

    def do_file(self, _story, name, number):
        """The desk files it."""
        self._claim(name, DESK).action_file(number, self._day)

    def do_answer(self, _story, name, part, reason):
        """The carrier accepts a part."""
        claim = self._claim(name, DESK)
        if claim:
            claim.action_answer(claim.amount_claimed * part, reason, self._day)

    def do_recover(self, _story, name, reference):
        """The carrier has paid what it accepted."""
        claim = self._claim(name, ACCOUNTANT)
        if claim:
            journal = find(self.env, "journal_bank").with_env(claim.env)
            claim.action_register_recovery(claim.amount_open, self._day, journal, reference)


def _photo():
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), "#b08968").save(stream, "JPEG")
    return base64.b64encode(stream.getvalue())
