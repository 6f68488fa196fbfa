"""Making and finding demo records by their external ids, for the demo data of all rooms."""

# Not the addon's own name: uninstalling deletes only records of that, and leaves the demo company as a
# working company of Odoo.
SPACE = "quote_to_cash_demo"
COMPANY = "Larkfield Café Supply"


def make(env, model, rows):
    """Create records with external ids.

    :param dict rows: ``{name: values}``; the external id becomes ``quote_to_cash_demo.<name>``
    :return: the records
    """
    data = [{"xml_id": f"{SPACE}.{name}", "values": values, "noupdate": True} for name, values in rows.items()]
    return env[model]._load_records(data)


def name_record(env, name, record):
    """Give a record that Odoo made (a warehouse, an order) an external id."""
    data = {"xml_id": f"{SPACE}.{name}", "record": record, "noupdate": True}
    env["ir.model.data"]._update_xmlids([data])


def find(env, name):
    """Return the demo record with this name, e.g. ``partner_bluestem``."""
    return env.ref(f"{SPACE}.{name}")


def exists(env, name):
    """Whether a demo record is there."""
    return bool(env.ref(f"{SPACE}.{name}", raise_if_not_found=False))


def has_field(env, model, field):
    """Whether an optional neighbour (manufacturing, drop shipping, purchase) is installed."""
    return model in env and field in env[model]._fields
