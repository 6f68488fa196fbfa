from . import link, message, policy, quiet, quiet_company, quiet_notice, quiet_partner, quiet_rule, tracking_day
