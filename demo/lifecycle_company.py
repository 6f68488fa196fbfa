"""The demo company: its books, warehouses and people."""

from odoo.fields import Command

from .records import COMPANY, find, has_field, make, name_record

# log-in (and password): name, first screen, groups. The names of the groups say what each may do.
BOARD = "quote_to_cash.sale_order_board_action"
TRANSFERS = "stock.stock_picking_type_action"
PEOPLE = {
    "sales.grace": ("Grace Holloway", BOARD, ["sales_team.group_sale_salesman"]),
    "sales.daniel": ("Daniel Reyes", BOARD, ["sales_team.group_sale_salesman"]),
    "orderdesk": ("Priya Nair", BOARD, ["quote_to_cash.group_order_desk"]),
    "creditmanager": (
        "Martin Okafor",
        BOARD,
        ["quote_to_cash.group_credit_manager", "account.group_account_invoice"],
    ),
    "warehouse": ("Lena Fischer", TRANSFERS, ["stock.group_stock_user"]),
    "warehouse.checker": ("Tom Becker", TRANSFERS, ["quote_to_cash.group_warehouse_checker"]),
    "accountant": (
        "Alice Whitman",
        "account.action_move_out_invoice_type",
        [
            "quote_to_cash.group_collections",
            "quote_to_cash.group_accountant_export",
            "account.group_account_manager",
            "sales_team.group_sale_salesman_all_leads",
        ],
    ),
}
ADDRESSES = {
    "address_columbus": ("Columbus Distribution Center", "6875 Green Pointe Drive", "Columbus", "43125", "us_30"),
    "address_portland": ("Portland Branch", "1420 NW Lovejoy Street", "Portland", "97209", "us_32"),
}
TEAMS = {
    "team_east": ("East", "sales.grace"),
    "team_west": ("West and Abroad", "sales.daniel"),
}


def user_key(login):
    """Return the name under which :func:`records.find` knows the user with a log-in."""
    return "user_" + login.replace(".", "_")


def make_company(env):
    """Create the company, and let the administrator work in it."""
    address = {
        "name": COMPANY,
        "is_company": True,
        "street": "2140 Larkfield Road",
        "city": "Columbus",
        "zip": "43215",
        "state_id": env.ref("base.state_us_30").id,
        "country_id": env.ref("base.us").id,
        "phone": "+1 614-555-0140",
        "email": "hello@larkfield.example.com",
        "website": "https://larkfield.example.com",
    }
    partner = make(env, "res.partner", {"company_partner": address})
    values = {
        "name": COMPANY,
        "partner_id": partner.id,
        "currency_id": env.ref("base.USD").id,
        "paperformat_id": env.ref("base.paperformat_us").id,
        "external_report_layout_id": env.ref("web.external_layout_standard").id,
        "primary_color": "#7a4b2a",
        "secondary_color": "#2f6f62",
    }
    if has_field(env, "res.company", "iap_enrich_auto_done"):
        values["iap_enrich_auto_done"] = True  # Nobody asks Odoo's servers about this company.
    # The chart of accounts is chosen below; otherwise Odoo loads that of the country later on.
    company = make(env(context={**env.context, "chart_template_load": True}), "res.company", {"company": values})
    company = company.with_env(env)
    # Checks judge by today; the orders of the past weeks are made without, see validation.py.
    company.write({"protect_shipped_orders": True, "assume_delivered_days": 5, "validation_mode": "off"})
    company.resource_calendar_id.tz = "America/New_York"
    # Only who tries the demo data out: the administrator and Odoo's own demo user start in it.
    testers = env.ref("base.user_admin")
    testers += env.ref("base.user_demo", raise_if_not_found=False) or testers.browse()
    start = {"company_id": company.id, "action_id": env.ref(BOARD).id}
    testers.write({"company_ids": [Command.link(company.id)], **start})
    env.ref("base.user_root").write({"company_ids": [Command.link(company.id)]})
    return company


# === Books === #


def make_accounting(company):
    """Load the chart of accounts, and the sales tax of the company's own state."""
    env = company.env
    # _load, not try_loading: the latter warns while modules are being loaded, unless it may load
    # Odoo's own demo invoices, too.
    env["account.chart.template"]._load("generic_coa", company, install_demo=False)
    domestic = env.ref(f"account.{company.id}_template_generic_domestic_fiscal_position")
    domestic.write({"name": "Ohio", "state_ids": [Command.set(company.state_id.ids)]})
    # Positions without taxes remove all of them.
    env["account.fiscal.position"].create(
        {"name": "Outside Ohio", "country_id": env.ref("base.us").id, "auto_apply": True, "sequence": 15}
    )
    tax = _make_sales_tax(company, domestic)
    env.ref(f"account.{company.id}_sale_export_tax_template").write({"original_tax_ids": [Command.link(tax.id)]})
    company.write({"account_sale_tax_id": tax.id, "account_purchase_tax_id": False, "account_use_credit_limit": True})
    journals = env["account.journal"].search([("company_id", "=", company.id)])
    name_record(env, "journal_bank", journals.filtered(lambda journal: journal.type == "bank")[:1])
    make(env, "account.journal", {"journal_cash": {"name": "Cash", "type": "cash", "code": "CSH"}})


def _make_sales_tax(company, fiscal_position):
    env = company.env
    group = env["account.tax.group"].create({"name": "Sales Tax"})
    account = company.account_sale_tax_id.invoice_repartition_line_ids.account_id
    repartition = [
        Command.create({"repartition_type": "base"}),
        Command.create({"repartition_type": "tax", "account_id": account.id}),
    ]
    tax = {
        "name": "OH 7.5%",
        "description": "Ohio and Franklin County",
        "invoice_label": "OH Sales Tax",
        "amount": 7.5,
        "type_tax_use": "sale",
        "tax_group_id": group.id,
        "fiscal_position_ids": [Command.set(fiscal_position.ids)],
        "invoice_repartition_line_ids": repartition,
        "refund_repartition_line_ids": repartition,
    }
    return make(env, "account.tax", {"tax_ohio": tax})


# === Warehouses === #


def make_warehouses(company):
    """Create a two-step distribution center, and a one-step branch near the western customers."""
    env = company.env
    addresses = make(env, "res.partner", {key: _warehouse_address(company, row) for key, row in ADDRESSES.items()})
    # Where tests run, Odoo makes a warehouse for every new company; elsewhere the first is ours.
    columbus = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    values = {"name": "Columbus Distribution Center", "code": "CMH", "partner_id": addresses[0].id}
    if columbus:
        columbus.write(values)
    else:
        columbus = columbus.create({**values, "company_id": company.id})
    columbus.write({"delivery_steps": "pick_ship", "sequence": 1})
    name_record(env, "warehouse_columbus", columbus)
    branch = {"name": "Portland Branch", "code": "PDX", "partner_id": addresses[1].id, "company_id": company.id}
    make(env, "stock.warehouse", {"warehouse_portland": {**branch, "sequence": 2}})
    _set_up_transfers(company)


def _warehouse_address(company, row):
    name, street, city, postcode, state = row
    return {
        "name": name,
        "type": "other",
        "parent_id": company.partner_id.id,
        "street": street,
        "city": city,
        "zip": postcode,
        "state_id": company.env.ref(f"base.state_{state}").id,
        "country_id": company.env.ref("base.us").id,
    }


def _set_up_transfers(company):
    env = company.env
    if has_field(env, "stock.picking.type", "auto_batch"):
        # Odoo would put every transfer into a batch of its own.
        env["stock.picking.type"].search([("company_id", "=", company.id)]).write({"auto_batch": False})
    # Odoo shows several warehouses by itself, but neither the steps inside them nor delivery addresses.
    shown = ("stock.group_adv_location", "account.group_delivery_invoice_address")
    env.ref("base.group_user").write({"implied_ids": [Command.link(env.ref(group).id) for group in shown]})


# === People === #


def make_people(company):
    """Create a log-in for every job, and the two sales teams."""
    env = company.env
    users = {}
    for login, (name, screen, groups) in PEOPLE.items():
        # With the right to create contacts, as every new user gets it from Odoo; without it not even
        # delivery methods can be read.
        own = [env.ref(group).id for group in ["base.group_user", "base.group_partner_manager", *groups]]
        if login == "orderdesk" and has_field(env, "sale.order.line", "purchase_line_ids"):
            own.append(env.ref("purchase.group_purchase_user").id)
        users[user_key(login)] = {
            "name": name,
            "login": login,
            "password": login,
            "email": f"{name.split()[0].lower()}@larkfield.example.com",
            "tz": "America/New_York",
            "action_id": env.ref(screen).id,
            "notification_type": "inbox",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(own)],
        }
    make(env, "res.users", users)
    teams = {
        key: {
            "name": name,
            "company_id": company.id,
            "user_id": find(env, user_key(leader)).id,
            "member_ids": [Command.link(find(env, user_key(leader)).id)],
        }
        for key, (name, leader) in TEAMS.items()
    }
    make(env, "crm.team", teams)
