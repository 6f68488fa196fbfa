"""Reminding the customers of many open lines: with the addon or with OCA's credit control, inside an Odoo process.

Both have the same levels, take them for the same lines and queue a mail for each customer; nothing is sent or printed.
"""

import gc
import hashlib
import resource
import time
from contextlib import contextmanager
from datetime import date

import open_lines

LEVELS = (5, 15, 30)  # days after the due date; each is a mail that lists the invoices
TEXT = "We have not received your payment yet. Please pay these open items now."


def prepare(worker, lines):
    """Make the open lines, and the levels of whoever is there to remind."""
    with worker.transaction() as env:
        if not env.company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
        env.company.email = "company@example.com"
        open_lines.build(env, lines, date.today())
        (_our_levels if _ours(env) else _their_levels)(env)
    with worker.transaction() as env:
        open_lines.settle(env)


def remind(worker):
    """Plan and send; return seconds and queries of both, and the highest memory of the process in MiB."""
    found = {}
    with worker.transaction() as env:  # the first one loads views, templates and translations
        env["res.partner"].search([], limit=1).display_name  # noqa: B018
    for name, work in (_our_works if _ours_is_there(worker) else _their_works)():
        with measured(worker, found, name) as env:
            work(env)
    found["peak"] = _peak()
    return found


def outcome(worker):
    """How many lines were reminded, of how much, how many mails wait, and a fingerprint of lines and levels."""
    with worker.transaction() as env:
        env.cr.execute(_OUR_LINES if _ours(env) else _THEIR_LINES)
        rows = env.cr.fetchall()
        model = "dunning.notice" if _ours(env) else "credit.control.communication"
        mails = env["mail.mail"].search_count([("model", "=", model), ("state", "=", "outgoing")])
        digest = hashlib.sha256(repr([(name, level) for name, level, _ in rows]).encode()).hexdigest()
        return [len(rows), float(sum(amount for *_, amount in rows)), mails, digest]


@contextmanager
def measured(worker, found, name):
    """A transaction whose time, queries and highest memory, commit included, are kept."""
    gc.collect()
    with worker.transaction() as env:
        queries, start, worked = env.cr.sql_log_count, time.perf_counter(), time.process_time()
        yield env
        env.cr.commit()
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        found[name] = [seconds, env.cr.sql_log_count - queries, worked]


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _ours(env):
    return "dunning.run" in env


def _ours_is_there(worker):
    return "dunning.run" in worker.registry


# === The addon === #

_OUR_LINES = """
    SELECT move.name, step.days, line.amount FROM dunning_notice_line line
      JOIN account_move move ON move.id = line.move_id JOIN dunning_step step ON step.id = line.step_id
     WHERE line.state = 'sent' ORDER BY move.name
"""


def _our_levels(env):
    template = env.ref("quote_to_cash.mail_template_dunning")
    level = {"action": "email", "template_id": template.id, "message": TEXT}
    schedule = env["dunning.schedule"].create(
        {
            "name": "Bench",
            "business_days": False,
            "step_ids": [(0, 0, {**level, "name": f"Level {days}", "days": days}) for days in LEVELS],
        }
    )
    env.company.write(
        {"dunning_schedule_id": schedule.id, "dunning_enabled": True, "dunning_start_date": date(2000, 1, 1)}
    )


def _our_works():
    yield "plan", lambda env: env["dunning.run"].create({"company_id": env.company.id}).action_simulate()
    yield "send", _our_sending


def _our_sending(env):
    run = env["dunning.run"].search([], limit=1)
    run.action_send()
    job = env["ir.cron"]
    # What the daily job does with a run that somebody has approved.
    run.sudo()._send_one_by_one(lambda left, done: job._commit_progress(done, remaining=left))


# === OCA account_credit_control === #

_THEIR_LINES = """
    SELECT move.name, level.delay_days, line.balance_due FROM credit_control_line line
      JOIN account_move move ON move.id = line.invoice_id
      JOIN credit_control_policy_level level ON level.id = line.policy_level_id
     WHERE line.state = 'queued' ORDER BY move.name
"""


def _their_levels(env):
    template = env.ref("account_credit_control.email_template_credit_control_base")
    template.report_template_ids = False  # we print nothing either
    level = {"computation_mode": "net_days", "channel": "email", "email_template_id": template.id}
    texts = {"custom_text": TEXT, "custom_mail_text": TEXT, "mail_show_invoice_detail": True}
    env["credit.control.policy"].search([]).active = False
    receivable = env["account.account"].search([("account_type", "=", "asset_receivable")])
    env.company.credit_policy_id = env["credit.control.policy"].create(
        {
            "name": "Bench",
            "account_ids": receivable.ids,
            "level_ids": [
                (0, 0, {**level, **texts, "name": f"Level {days}", "level": number, "delay_days": days})
                for number, days in enumerate(LEVELS, 1)
            ],
        }
    )


def _their_works():
    yield "plan", lambda env: env["credit.control.run"].create({"date": date.today()}).generate_credit_lines()
    yield "send", _their_sending


def _their_sending(env):
    run = env["credit.control.run"].search([], limit=1).with_context(mail_notify_force_send=False)
    run.set_to_ready_lines()
    run.run_channel_action()
