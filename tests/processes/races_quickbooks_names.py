"""What the processes do that give customers names at once. Runs inside Odoo processes with the addon."""


def prepare(worker, names):
    """Make customers of a new company; return its id and theirs."""
    with worker.transaction() as env:
        company = env["res.company"].create({"name": f"Books of {', '.join(names)}"})
        customers = env["res.partner"].create([{"name": name} for name in names])
        return [company.id, customers.ids]


def remember(worker, company, customers, pause):
    """Give customers names; return how often it was tried.

    :param str pause: "snapshot": wait after the first look at the database; "written": wait with everything written,
        but not committed
    """
    tries = []

    def run(env):
        own = env["res.company"].browse(company)
        tries.append(1)
        own.name  # noqa: B018 (the transaction's picture of the database is taken here)
        if pause == "snapshot" and len(tries) == 1:
            worker.pause(pause)
        env["quickbooks.mapping"]._remember_customers(own, "iif", customers)
        if pause == "written" and len(tries) == 1:
            worker.pause(pause)

    worker.request(run)
    return len(tries)


def look(worker, company):
    """Return the names of a company's customers, by customer."""
    with worker.transaction() as env:
        names = env["quickbooks.mapping"].sudo().search([("company_id", "=", company)])
        return sorted([one.partner_id.id, one.name] for one in names)
