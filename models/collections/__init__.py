# First what all parts extend.
from . import (
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
    dunning_cron,
    dunning_facts,
    dunning_holds,
    dunning_planning,
    dunning_screen,
    dunning_sending,
    dunning_worklist,
)

# isort: split
from . import dunning_charge  # it extends what a step does
