from . import link, message, policy, quiet, quiet_rule, tracking_day
