"""The demo company's books are kept in QuickBooks Desktop: its names are agreed on, and one period was exported.

What came later is left to export.
"""

from datetime import timedelta

from .lifecycle_company import user_key
from .records import exists, find

OLD_ENOUGH = timedelta(days=15)  # something is left to export


def load(env):
    """Set it up, unless that was done."""
    if not exists(env, "company"):
        return
    company = find(env, "company")
    exports = env["quickbooks.export.batch"].search_count([("company_id", "=", company.id)])
    if exports or env["quickbooks.mapping"].search_count([("company_id", "=", company.id)]):
        return
    # In a small company one person does it all; elsewhere names and cancelling are a manager's.
    accountant = find(env, user_key("accountant"))
    accountant.group_ids += env.ref("quote_to_cash.group_accountant_export_manager")
    company.quickbooks_accountant_id = accountant
    context = {**env.context, "allowed_company_ids": company.ids}
    export(env(user=accountant.id, context=context), company)


def export(env, company):
    """Agree on the names and export up to the end of an earlier month, as the accountant does on the screen."""
    wizard = env["quickbooks.export.wizard"].create({"company_id": company.id, "target": "iif", "date_from": False})
    wizard.date_to = company._local_day()
    wizard.action_propose_names()
    wizard.action_confirm_names()
    wizard.date_to = (company._local_day() - OLD_ENOUGH).replace(day=1) - timedelta(days=1)
    wizard.action_check()
    if wizard.record_count and not wizard.error_count:
        wizard.action_export()
