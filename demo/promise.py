"""Promises in the demo company: the last units, a vendor who is late, two warehouses, and when to buy more."""

from datetime import datetime, time, timedelta

from odoo import fields

from .lifecycle_catalogue import goods_values
from .lifecycle_replay import replay, working_days_before
from .promise_orders import STORIES
from .promise_steps import PromisePlayer, buy, makes_purchases
from .records import exists, find, make

# As lifecycle_catalogue.GOODS
GOODS = {
    "roaster": ("Sample Roaster 1 kg", "RST-001", 1490, 940, 9, 2, 0),
    "cold_tower": ("Cold Brew Tower", "CBT-006", 310, 180, 8, 0, 0),
    "boiler": ("Water Boiler 10 l", "BLR-010", 265, 148, 7, 4, 10),
}
POLICIES = {"roaster": "block", "cold_tower": "backorder"}
BUFFERS = {"cups": 25, "lids": 25, "cleaner": 30}
# vendor: its name, days that it says it needs, what it sells
TOOLS = ("kettle", "scale", "pitcher_small", "pitcher_large", "tamper", "knock_box", "tray", "boiler")
MORE_VENDORS = {"ferrato": (21, ("roaster", "cold_tower")), "harbor": (9, TOOLS)}
# Paper came late more than once: working days ago it was ordered, and days it took
RECEIPTS = ((48, 5), (33, 9), (19, 6))
# What the rules say today: of cups too little is kept, of napkins more than is ever needed
RULES = {"cups": (5, 40), "napkins": (120, 140)}


def load(env):
    """Add goods, supply and orders that show what can be promised, unless that was done."""
    if not exists(env, "company") or exists(env, "product_roaster"):
        return
    company = find(env, "company")
    env = env(context={**env.context, "allowed_company_ids": company.ids, "no_reset_password": True})
    company = company.with_env(env)
    make_goods(company)
    make_vendors(company)
    now = fields.Datetime.now()
    if makes_purchases(env):
        buy_paper(company, now)
    replay(company, STORIES, now, PromisePlayer)
    quotations = find(env, "order_lakeview_roasters") + find(env, "order_juniper_opening")
    quotations._check_orders()
    make_rules(company)
    env["product.reorder.point"]._update_company(company)
    look_as_every_night(company)


def look_as_every_night(company):
    """Say which promises are at risk, and what is not covered, as the jobs of the first night would."""
    open_orders = [("company_id", "=", company.id), ("state", "=", "sale"), ("is_on_hold", "=", False)]
    company.env["sale.order"].search(open_orders)._check_promises()
    company.env["sale.order.line"]._refresh_uncovered()


def make_goods(company):
    """Create the goods, and say what is kept back and what may be sold beyond what there is."""
    env = company.env
    rows = {f"product_{key}": goods_values(company, row, place) for place, (key, row) in enumerate(GOODS.items(), 800)}
    make(env, "product.product", rows)
    for key, row in GOODS.items():
        product = find(env, f"product_{key}")
        product.write({"oversell_policy": POLICIES.get(key), "freight_class": "100"})
        for place, quantity in zip(("columbus", "portland"), row[5:], strict=True):
            shelf = find(env, f"warehouse_{place}").lot_stock_id
            if quantity:
                env["stock.quant"]._update_available_quantity(product, shelf, quantity)
    for key, quantity in BUFFERS.items():
        find(env, f"product_{key}").stock_buffer = quantity
    find(env, "category_supplies").stock_buffer = 2


def make_vendors(company):
    """Create a vendor of tools, and let vendors say how long they need."""
    env = company.env
    harbor = {
        "name": "Harbor Bar Tools LLC",
        "is_company": True,
        "street": "77 Pier Avenue",
        "city": "Oakland",
        "zip": "94607",
        "state_id": env.ref("base.state_us_5").id,
        "country_id": env.ref("base.us").id,
        "email": "orders@harbor.example.com",
        "company_id": company.id,
    }
    make(env, "res.partner", {"partner_harbor": harbor})
    env["product.supplierinfo"].create(
        [
            {
                "partner_id": find(env, f"partner_{vendor}").id,
                "product_tmpl_id": find(env, f"product_{key}").product_tmpl_id.id,
                "price": find(env, f"product_{key}").standard_price,
                "delay": days,
                "company_id": company.id,
            }
            for vendor, (days, keys) in MORE_VENDORS.items()
            for key in keys
        ]
    )


def buy_paper(company, now):
    """Receive cups and lids three times, later or sooner after they were ordered."""
    for ago, days in RECEIPTS:
        ordered = datetime.combine(working_days_before(now.date(), ago), time(14))
        received = ordered + timedelta(days=days)
        order = buy(company, "paper_mill", {"cups": 40, "lids": 40}, ordered, received)
        receipt = order.picking_ids
        for move in receipt.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        receipt.with_context(skip_sms=True).button_validate()
        receipt.move_ids.date = received
        receipt.move_line_ids.date = received
        receipt.date_done = received


def make_rules(company):
    """Create Odoo's replenishment rules of some goods; they order nothing by themselves."""
    env = company.env
    warehouse = find(env, "warehouse_columbus")
    env["stock.warehouse.orderpoint"].create(
        [
            {
                "product_id": find(env, f"product_{key}").id,
                "warehouse_id": warehouse.id,
                "location_id": warehouse.lot_stock_id.id,
                "company_id": company.id,
                "product_min_qty": minimum,
                "product_max_qty": maximum,
                "trigger": "manual",
            }
            for key, (minimum, maximum) in RULES.items()
        ]
    )
