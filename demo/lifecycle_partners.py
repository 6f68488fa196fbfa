"""Customers of the demo company in three countries, with the people who order there."""

from .records import find, make

# name, street, city, zip, state, payment term, credit limit
CUSTOMERS = {
    "bluestem": ("Bluestem Coffee House", "88 Short North Alley", "Columbus", "43215", "us_30", "30days", 8000),
    "franklin": ("Franklin Street Deli", "417 Franklin Street", "Cincinnati", "45202", "us_30", "15days", 3000),
    "lakeview": ("Lakeview Hotel Group", "1 Erieview Plaza", "Cleveland", "44114", "us_30", "45days", 40000),
    "prairie": ("Prairie Lane Diner", "2290 Grand Avenue", "Des Moines", "50312", "us_16", "30days", 5000),
    "magnolia": ("Magnolia Tea Room", "640 Ponce de Leon Place", "Atlanta", "30306", "us_11", "30days", 6000),
    "cascade": ("Cascade Bakery Collective", "3105 SE Division Street", "Portland", "97202", "us_32", "30days", 15000),
    "juniper": ("Juniper & Rye Cafés", "1904 Pike Place", "Seattle", "98101", "us_48", "30days", 20000),
    "sundial": ("Sundial Restaurants", "950 Bannock Street", "Boise", "83702", "us_13", "15days", 4000),
    "maple_row": ("Maple Row Bakery", "212 Ossington Avenue", "Toronto", "M6J 2Z8", "ca_on", "30days", 12000),
    "northshore": (
        "Northshore Provisions Ltd.",
        "118 Lonsdale Avenue",
        "North Vancouver",
        "V7M 2E8",
        "ca_bc",
        "30days",
        18000,
    ),
    "lumiere": ("Café Lumière inc.", "4460 rue Saint-Denis", "Montréal", "H2J 2L1", "ca_qc", "30days", 9000),
    "jacaranda": ("Casa Jacaranda", "Avenida Chapultepec 236", "Guadalajara", "44140", "mx_jal", "immediate", 0),
    "mar_azul": ("Grupo Hotelero Mar Azul", "Boulevard Kukulcán 14", "Cancún", "77500", "mx_q_roo", "45days", 30000),
    "el_molino": ("Panadería El Molino", "Calle Morelos 871", "Monterrey", "64000", "mx_nl", "immediate", 0),
}
EAST = ("us_30", "us_16", "us_11")
AREAS = {
    "us_30": "+1 614-555",
    "us_16": "+1 515-555",
    "us_11": "+1 404-555",
    "us_32": "+1 503-555",
    "us_48": "+1 206-555",
    "us_13": "+1 208-555",
    "ca_on": "+1 416-555",
    "ca_bc": "+1 604-555",
    "ca_qc": "+1 514-555",
    "mx_jal": "+52 33 5555",
    "mx_q_roo": "+52 998 555",
    "mx_nl": "+52 81 5555",
}

# customer: (name, what for, function or street, city, zip)
CONTACTS = {
    "bluestem_owner": ("bluestem", "contact", "Hannah Schulz", "Owner"),
    "franklin_owner": ("franklin", "contact", "Rob Castellano", "Owner"),
    "lakeview_buyer": ("lakeview", "contact", "Denise Morrow", "Head of Purchasing"),
    "lakeview_books": ("lakeview", "invoice", "Lakeview Accounts Payable", "Accounts Payable"),
    "prairie_owner": ("prairie", "contact", "Walt Jensen", "Owner"),
    "magnolia_manager": ("magnolia", "contact", "Keisha Brown", "Manager"),
    "cascade_buyer": ("cascade", "contact", "Miguel Santos", "Buyer"),
    "juniper_buyer": ("juniper", "contact", "Ingrid Dahl", "Operations"),
    "sundial_buyer": ("sundial", "contact", "Pete Lawson", "Kitchen Manager"),
    "maple_row_buyer": ("maple_row", "contact", "Aisha Rahman", "Head Baker"),
    "northshore_buyer": ("northshore", "contact", "Colin Mackay", "Purchasing"),
    "lumiere_owner": ("lumiere", "contact", "Geneviève Tremblay", "Propriétaire"),
    "jacaranda_owner": ("jacaranda", "contact", "Lucía Hernández", "Dueña"),
    "mar_azul_buyer": ("mar_azul", "contact", "Ernesto Villalobos", "Compras"),
    "el_molino_owner": ("el_molino", "contact", "Raúl Garza", "Dueño"),
}
ADDRESSES = {
    "lakeview_harbor": ("lakeview", "Lakeview Harbor Hotel", "55 Marina Drive", "Sandusky", "44870"),
    "lakeview_airport": ("lakeview", "Lakeview Airport Hotel", "5300 Riverside Drive", "Cleveland", "44135"),
    "juniper_ballard": ("juniper", "Juniper & Rye, Ballard", "5214 Ballard Avenue NW", "Seattle", "98107"),
    "juniper_tacoma": ("juniper", "Juniper & Rye, Tacoma", "1102 Broadway", "Tacoma", "98402"),
    "mar_azul_tulum": ("mar_azul", "Mar Azul Tulum", "Carretera Tulum 7", "Tulum", "77780"),
}


def make_partners(company):
    """Create customers, then their contacts and delivery addresses."""
    env = company.env
    make(env, "res.partner", {f"partner_{key}": _customer(company, key, row) for key, row in CUSTOMERS.items()})
    for key in CUSTOMERS:
        limit = CUSTOMERS[key][6]
        if limit:
            # Company dependent, so written in the demo company.
            find(env, f"partner_{key}").with_company(company).write(
                {"use_partner_credit_limit": True, "credit_limit": limit}
            )
    make(env, "res.partner", {f"partner_{key}": _contact(company, *row) for key, row in CONTACTS.items()})
    make(env, "res.partner", {f"partner_{key}": _address(company, *row) for key, row in ADDRESSES.items()})


def _domain(customer):
    return f"{customer.replace('_', '-')}.example.com"


def _customer(company, key, row):
    name, street, city, postcode, state, term, _limit = row
    env = company.env
    return {
        "name": name,
        "is_company": True,
        "street": street,
        "city": city,
        "zip": postcode,
        "state_id": env.ref(f"base.state_{state}").id,
        "country_id": env.ref("base." + state.split("_")[0]).id,
        "email": f"hello@{_domain(key)}",
        "phone": f"{AREAS[state]}-{100 + len(key) + len(name):04d}",
        "user_id": find(env, "user_sales_grace" if state in EAST else "user_sales_daniel").id,
        "property_payment_term_id": env.ref(f"account.account_payment_term_{term}").id,
        "company_id": company.id,
    }


def _contact(company, customer, kind, name, function):
    return {
        "name": name,
        "type": kind,
        "function": function,
        "parent_id": find(company.env, f"partner_{customer}").id,
        "email": f"{name.split()[0].lower()}@{_domain(customer)}".replace("ú", "u").replace("í", "i").replace("è", "e"),
        "company_id": company.id,
    }


def _address(company, customer, name, street, city, postcode):
    parent = find(company.env, f"partner_{customer}")
    return {
        "name": name,
        "type": "delivery",
        "parent_id": parent.id,
        "street": street,
        "city": city,
        "zip": postcode,
        "state_id": parent.state_id.id,
        "country_id": parent.country_id.id,
        "email": f"receiving@{_domain(customer)}",
        "company_id": company.id,
    }
