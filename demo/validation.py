"""The gate in the demo company: checks are enforced, and some orders run into them.

What stands open has a person who can do something about it; see docs/demo.md.
"""

from odoo import fields

from .lifecycle_catalogue import MACHINES
from .lifecycle_replay import replay
from .records import exists, find, make
from .validation_orders import STORIES
from .validation_steps import ValidationPlayer

FREIGHT_CLASSES = {
    "92.5": MACHINES,
    "100": ("brewer_12", "blender", "kit_barista", "kit_water", "kettle", "filter_head"),
}
FREIGHT_CLASSES["150"] = ("display_case", "ice_machine")


def load(env):
    """Switch the checks on, and play the stories that meet them, unless that was done."""
    if not exists(env, "company") or exists(env, "order_magnolia_signed"):
        return
    company = find(env, "company")
    env = env(context={**env.context, "allowed_company_ids": company.ids, "no_reset_password": True})
    company = company.with_env(env)
    make_carriers(company)
    make_goods(company)
    make_customers(company)
    company.write({"validation_mode": "enforce", "carrier_required": True})
    replay(company, STORIES, fields.Datetime.now(), ValidationPlayer)
    env["sale.order"].search([("company_id", "=", company.id), ("state", "in", ("draft", "sent"))])._check_orders()
    env["order.validation.rule"].search([("company_id", "=", company.id)]).action_preview()


def make_carriers(company):
    """Say what the delivery methods can."""
    find(company.env, "carrier_parcel").write({"transit_days": 3, "max_weight": 200})
    find(company.env, "carrier_freight").write({"is_freight": True, "transit_days": 5, "takes_hazardous": True})
    find(company.env, "carrier_van").write({"transit_days": 1, "max_weight": 800})


def make_goods(company):
    """Say what has to be known to ship the goods, and which are going out of the range."""
    env = company.env
    for freight_class, keys in FREIGHT_CLASSES.items():
        for key in keys:
            if exists(env, f"product_{key}"):
                find(env, f"product_{key}").freight_class = freight_class
    descaler = {"is_hazardous": True, "handling_instruction": "Corrosive, UN 1805. Keep upright, not with food."}
    find(env, "product_descaler").write(descaler)
    blender = find(env, "product_blender")
    successor = blender.copy({"name": "Bar Blender 2.5 l", "default_code": "BLN-025", "list_price": 489})
    successor.standard_price = 288
    env["ir.model.data"]._update_xmlids(
        [{"xml_id": "quote_to_cash_demo.product_blender_25", "record": successor, "noupdate": True}]
    )
    env["stock.quant"]._update_available_quantity(successor, find(env, "warehouse_columbus").lot_stock_id, 25)
    blender.write({"sale_lifecycle": "phase_out", "successor_id": successor.id})


def make_customers(company):
    """Two customers pay in advance, one has more credit now, one lets goods come to a PO box."""
    env = company.env
    find(env, "partner_cascade").with_company(company).credit_limit = 45000
    for key in ("jacaranda", "el_molino"):
        find(env, f"partner_{key}").with_company(company).prepayment_required = True
    lakeview = find(env, "partner_lakeview")
    find(env, "partner_lakeview_books").write(
        {name: lakeview[name] for name in ("street", "city", "zip")}
        | {name: lakeview[name].id for name in ("state_id", "country_id")}
    )
    magnolia = find(env, "partner_magnolia")
    make(
        env,
        "res.partner",
        {
            "partner_magnolia_po_box": {
                "name": "Magnolia Tea Room, Post",
                "type": "delivery",
                "parent_id": magnolia.id,
                "street": "P.O. Box 5512",
                "city": magnolia.city,
                "zip": "30307",
                "state_id": magnolia.state_id.id,
                "country_id": magnolia.country_id.id,
                "company_id": company.id,
            }
        },
    )
