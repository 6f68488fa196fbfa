"""Money in the demo company: shipments are invoiced by themselves from today on, and reminders are ready to look at."""

from datetime import timedelta

from .records import exists, find

MONTHS = timedelta(days=120)


def load(env):
    """Set it up, unless that was done.

    Reminders stay off: nobody outside hears of the demo, and their simulation shows all that a run would do.
    """
    if not exists(env, "company") or find(env, "company").dunning_start_date:
        return
    company = find(env, "company")
    # Who has no mail server has printed them; what never was sent is never reminded.
    invoices = [("company_id", "=", company.id), ("move_type", "=", "out_invoice"), ("state", "=", "posted")]
    env["account.move"].search(invoices).is_move_sent = True
    company.write(
        {
            "invoicing_policy": "shipment",
            "dunning_start_date": company._local_day() - MONTHS,
            "dunning_user_id": find(env, "user_accountant").id,
        }
    )
