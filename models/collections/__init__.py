# First what all parts extend.
from . import (
    application,
    dispute,
    dunning_account,
    dunning_company,
    dunning_notice,
    dunning_partner,
    dunning_run,
    dunning_schedule,
)

# isort: split
from . import (
    application_apply,
    application_cron,
    application_currency,
    application_facts,
    application_line,
    application_remittance,
    application_unapplied,
    application_write_off,
    dunning_cron,
    dunning_facts,
    dunning_holds,
    dunning_mail,
    dunning_planning,
    dunning_screen,
    dunning_sending,
    dunning_worklist,
    invoicing_company,
    invoicing_credit,
    invoicing_deposit,
    invoicing_exception,
    invoicing_facts,
    invoicing_failure,
    invoicing_move,
    invoicing_partner,
    invoicing_picking,
    invoicing_plan,
    invoicing_settings,
    invoicing_shipment,
    receivable_aging,
    receivable_figure,
    receivable_statement,
    sale_order_invoicing,
    sale_order_invoicing_cron,
    sale_order_line_invoicing,
)

# isort: split
from . import dunning_charge  # it extends what a step does
