from . import link, message, policy, quiet, quiet_rule, tracking_day

# isort: split
# Telling
from . import message_collect, message_company, message_partner, message_promise, message_send, message_words

# isort: split
