"""What the demo company sells: goods, kits, services, drop-shipped machines, and how it ships."""

from datetime import timedelta

from odoo.fields import Command

from .records import find, has_field, make

# name, code, price, cost, weight in kg, stock in Columbus, stock in Portland
GOODS = {
    "espresso_one": ("Espresso Machine, One Group", "ESP-100", 2290, 1480, 38, 14, 4),
    "espresso_two": ("Espresso Machine, Two Groups", "ESP-200", 4890, 3120, 72, 9, 2),
    "grinder_64": ("On-Demand Grinder 64 mm", "GRD-064", 745, 455, 12, 40, 12),
    "grinder_83": ("On-Demand Grinder 83 mm", "GRD-083", 1180, 730, 17, 22, 5),
    "brewer_12": ("Batch Brewer, 12 Cups", "BRW-012", 389, 232, 9, 30, 10),
    "brewer_twin": ("Twin Batch Brewer with Servers", "BRW-024", 1260, 815, 24, 8, 2),
    "kettle": ("Gooseneck Kettle 1 l", "KTL-010", 89, 47, 1.4, 120, 40),
    "scale": ("Brewing Scale 2 kg", "SCL-002", 64, 31, 0.6, 150, 60),
    "filter_head": ("Water Filter Head", "FLT-500", 118, 66, 1.8, 60, 20),
    "filter_cartridge": ("Water Filter Cartridge", "FLT-510", 72, 38, 2.2, 200, 80),
    "pitcher_small": ("Milk Pitcher 350 ml", "PIT-035", 22, 9.5, 0.3, 240, 90),
    "pitcher_large": ("Milk Pitcher 600 ml", "PIT-060", 27, 11.8, 0.4, 240, 90),
    "tamper": ("Tamper 58 mm", "TMP-058", 38, 17, 0.5, 160, 50),
    "knock_box": ("Knock Box", "KNB-001", 34, 15, 0.9, 90, 30),
    "cups": ("Paper Cups 12 oz, Case of 1,000", "CUP-012", 79, 46, 11, 260, 120),
    "lids": ("Lids 12 oz, Case of 1,000", "LID-012", 42, 23, 4, 260, 120),
    "napkins": ("Napkins, Case of 6,000", "NAP-600", 48, 29, 9, 140, 70),
    "cleaner": ("Machine Cleaner 900 g", "CLN-900", 19, 8.2, 1, 400, 150),
    "descaler": ("Descaler 1 l", "DSC-001", 16, 6.4, 1.1, 300, 110),
    "blender": ("Bar Blender 2 l", "BLN-020", 459, 274, 6.5, 18, 6),
    "tray": ("Serving Tray, Non-Slip", "TRY-040", 18, 7.1, 0.7, 220, 80),
}
# Nothing of these lies on our shelves; the maker ships to the customer.
DROP_SHIPPED = {
    "display_case": ("Refrigerated Display Case 120 cm", "DSP-120", 3150, 2240, 138),
    "ice_machine": ("Ice Machine 50 kg a Day", "ICE-050", 2480, 1760, 64),
}
KITS = {
    "kit_barista": (
        ("Barista Starter Kit", "KIT-BAR", 189, 96, 3.1),
        {"pitcher_small": 1, "pitcher_large": 1, "tamper": 1, "knock_box": 1, "scale": 1},
    ),
    "kit_water": (
        ("Water Filter Set", "KIT-WTR", 248, 142, 6.2),
        {"filter_head": 1, "filter_cartridge": 2},
    ),
}
# name, code, price, cost, billed on
SERVICES = {
    "installation": ("Installation on Site", "SRV-INS", 420, 210, "order"),
    "training": ("Barista Training, One Day", "SRV-TRN", 650, 300, "delivery"),
    "maintenance": ("Annual Maintenance", "SRV-MNT", 540, 260, "order"),
}
VENDORS = {
    "ferrato": ("Ferrato Macchine S.r.l.", "Via del Torchio 18", "Bologna", "40128", "base.it"),
    "coldbrook": ("Coldbrook Refrigeration Inc.", "8800 Industrial Parkway", "Grand Rapids", "49512", "base.us"),
    "paper_mill": ("Kenosha Paper Goods Co.", "512 Mill Street", "Kenosha", "53140", "base.us"),
}
FEES = {"parcel": "Parcel Delivery", "freight": "Freight Delivery", "van": "Delivery by Our Van"}
CATEGORIES = {"machines": "Café Machines", "supplies": "Café Supplies", "services": "Café Services"}
MACHINES = ("espresso_one", "espresso_two", "grinder_64", "grinder_83")
PAPER = ("cups", "lids", "napkins")


def make_catalogue(company):
    """Create products, vendors and delivery methods of the demo company."""
    env = company.env
    make(env, "product.category", {f"category_{key}": {"name": name} for key, name in CATEGORIES.items()})
    _make_goods(company)
    _make_vendors(company)
    if has_field(env, "mrp.bom", "type"):
        _make_kits(company)
    if env.ref("stock_dropshipping.route_drop_shipping", raise_if_not_found=False):
        _make_drop_shipped(company)
    _make_carriers(company)


def _product(company, row, category, **more):
    name, code, price, cost = row[:4]
    return {
        "name": name,
        "default_code": code,
        "list_price": price,
        "standard_price": cost,
        "categ_id": find(company.env, f"category_{category}").id,
        "company_id": company.id,
        **more,
    }


def goods_values(company, row, number, **more):
    """Return the values of a product of goods.

    :param row: as in :data:`GOODS`, :param int number: for its barcode
    """
    category = "machines" if row[2] > 300 else "supplies"
    values = {"type": "consu", "is_storable": True, "weight": row[4], "barcode": barcode(number)}
    return _product(company, row, category, invoice_policy="delivery", **values, **more)


def barcode(number):
    """Return an EAN-13 of the range for use within a company."""
    digits = f"2088{number:08d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"


def _make_goods(company):
    rows = {f"product_{key}": goods_values(company, row, place) for place, (key, row) in enumerate(GOODS.items(), 1)}
    for key, row in SERVICES.items():
        rows[f"product_{key}"] = _product(company, row, "services", type="service", invoice_policy=row[4])
    make(company.env, "product.product", rows)


def _make_vendors(company):
    env = company.env
    make(
        env,
        "res.partner",
        {
            f"partner_{key}": {
                "name": name,
                "is_company": True,
                "street": street,
                "city": city,
                "zip": postcode,
                "country_id": env.ref(country).id,
                "email": f"orders@{key.replace('_', '-')}.example.com",
                "company_id": company.id,
            }
            for key, (name, street, city, postcode, country) in VENDORS.items()
        },
    )
    for vendor, products in (("ferrato", MACHINES), ("paper_mill", PAPER)):
        for key in products:
            _add_vendor(company, find(env, f"product_{key}"), vendor, delay=21 if vendor == "ferrato" else 5)


def _add_vendor(company, product, vendor, delay):
    values = {
        "partner_id": find(company.env, f"partner_{vendor}").id,
        "product_tmpl_id": product.product_tmpl_id.id,
        "price": product.standard_price,
        "delay": delay,
        "company_id": company.id,
    }
    company.env["product.supplierinfo"].create(values)


def _make_kits(company):
    env = company.env
    for place, (key, (row, parts)) in enumerate(KITS.items(), 500):
        kit = make(env, "product.product", {f"product_{key}": goods_values(company, row, place)})
        lines = [
            Command.create({"product_id": find(env, f"product_{part}").id, "product_qty": quantity})
            for part, quantity in parts.items()
        ]
        bom = {"product_tmpl_id": kit.product_tmpl_id.id, "type": "phantom", "company_id": company.id}
        make(env, "mrp.bom", {f"bom_{key}": {**bom, "bom_line_ids": lines}})


def _make_drop_shipped(company):
    env = company.env
    route = env.ref("stock_dropshipping.route_drop_shipping")
    for place, (key, row) in enumerate(DROP_SHIPPED.items(), 700):
        values = goods_values(company, row, place, route_ids=[Command.set(route.ids)])
        product = make(env, "product.product", {f"product_{key}": values})
        _add_vendor(company, product, "coldbrook", delay=10)


# === Delivery methods === #


def _make_carriers(company):
    env = company.env
    make(env, "product.product", {f"product_fee_{key}": _fee(company, name) for key, name in FEES.items()})
    methods = {
        "parcel": {"name": "Parcel", "delivery_type": "base_on_rule", "price_rule_ids": _prices_by_weight()},
        "freight": {"name": "Freight (Pallet)", "delivery_type": "fixed", "fixed_price": 185},
        "van": {
            "name": "Our Own Van",
            "delivery_type": "fixed",
            "fixed_price": 25,
            "free_over": True,
            "amount": 1500,
            "state_ids": [Command.set(env.ref("base.state_us_30").ids)],
            "country_ids": [Command.set(env.ref("base.us").ids)],
        },
    }
    tracking = "https://track.example.com/<shipmenttrackingnumber>"
    rows = {
        f"carrier_{key}": {
            "product_id": find(env, f"product_fee_{key}").id,
            "company_id": company.id,
            "tracking_url": False if key == "van" else tracking,
            **values,
        }
        for key, values in methods.items()
    }
    make(env, "delivery.carrier", rows)


def _fee(company, name):
    values = {"type": "service", "sale_ok": False, "purchase_ok": False, "invoice_policy": "order"}
    return {**_product(company, (name, False, 0, 0), "services"), **values}


def _prices_by_weight():
    weights = ((5, 14), (20, 26), (50, 54), (100, 98))
    rules = [
        Command.create({"variable": "weight", "operator": "<=", "max_value": top, "list_base_price": price})
        for top, price in weights
    ]
    rules.append(Command.create({"variable": "weight", "operator": ">", "max_value": 100, "list_base_price": 145}))
    return rules


# === Stock === #


def fill_shelves(company, now):
    """Count the first stock into both warehouses, ten weeks ago."""
    env = company.env
    places = ("warehouse_columbus", "warehouse_portland")
    quants = env["stock.quant"].with_context(inventory_mode=True)
    for key, row in GOODS.items():
        for place, quantity in zip(places, row[5:], strict=True):
            quants += quants.create(
                {
                    "product_id": find(env, f"product_{key}").id,
                    "location_id": find(env, place).lot_stock_id.id,
                    "inventory_quantity": quantity,
                }
            )
    quants.action_apply_inventory()
    moves = env["stock.move"].search([("company_id", "=", company.id), ("is_inventory", "=", True)])
    moves.write({"date": now - timedelta(weeks=10)})
    moves.move_line_ids.write({"date": now - timedelta(weeks=10)})
