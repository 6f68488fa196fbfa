"""Key figures in the demo company: read from the documents of the other rooms, aimed at, closed and checked."""

from datetime import timedelta

from odoo import fields

from .records import exists, find, make

# What the company aims at beside the targets that ship: (figure, value)
TARGETS = {
    "demo_target_otd": ("otd", 97),
    "demo_target_first_pass": ("first_pass_rate", 85),
    "demo_target_processing": ("processing_time", 8),
    "demo_target_dso": ("dso_countback", 40),
}
USED_FOR = 40  # days


def load(env):
    """Read what waits; set targets, close months and check the one in progress, unless that was done."""
    if exists(env, "company") and not exists(env, "demo_target_otd"):
        promise_the_past(find(env, "company"))
        arrive(find(env, "company"))
    read(env)
    if not exists(env, "company") or exists(env, "demo_target_otd"):
        return
    company = find(env, "company")
    kpis = {kpi.code: kpi for kpi in env["sale.kpi"].search([])}
    rows = {
        name: {"kpi_id": kpis[code].id, "company_id": company.id, "value": value}
        for name, (code, value) in TARGETS.items()
        if code in kpis
    }
    make(env, "sale.kpi.target", rows)
    for company_of, month in env["sale.kpi.month"]._to_close():
        if company_of == company:
            env["sale.kpi.snapshot"]._close(company, month)
    for codes in company._to_verify():
        company._verify_month(codes)


def arrive(company):
    """Let the addon have come when the orders of the first weeks were there, so that there is a time before.

    All of its documents are read as those of every company.
    """
    baselines = company.env["sale.kpi.baseline"]
    if not baselines.search_count([("company_id", "=", company.id)], limit=1):  # on an older database there is one
        installed = fields.Datetime.now() - timedelta(days=USED_FOR)
        baselines.create({"company_id": company.id, "installed_at": installed, "is_done": True})


def promise_the_past(company):
    """Let orders of the past weeks have been promised for the day that was asked for, or the working day after.

    Their promises were worked out when they were played, which is today: after their goods have left.
    """
    env = company.env
    env.flush_all()
    env.cr.execute(
        """
        WITH asked AS (
            SELECT o.id, o.requested_date + (mod(o.id, 4) = 0)::int * INTERVAL '1 day' AS day
              FROM sale_order o
             WHERE o.company_id = %s AND o.state = 'sale' AND o.requested_date < NOW() AT TIME ZONE 'UTC'
        ), line AS (
            UPDATE sale_order_line l
               SET first_promise_date = day, promise_date = day,
                   first_promise_leaves_by = day - INTERVAL '7 days', promise_leaves_by = day - INTERVAL '7 days'
              FROM asked WHERE l.order_id = asked.id AND l.first_promise_date IS NOT NULL
        )
        UPDATE sale_order o SET first_promise_date = day, promise_date = day
          FROM asked WHERE o.id = asked.id AND o.first_promise_date IS NOT NULL
        """,
        [company.id],
    )
    env.invalidate_all()


def read(env):
    """Read all documents that wait, as the job does, but in one transaction: that of the installation."""
    reader = env["sale.fact.refresh"]
    if not reader._lock():
        return  # a job is at it
    while reader._refresh_changed() or reader._refresh_begun():
        continue
