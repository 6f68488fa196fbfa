from . import (
    link,
    message,
    message_collect,
    message_company,
    message_partner,
    message_promise,
    message_send,
    message_settings,
    message_words,
    policy,
    quiet,
    quiet_company,
    quiet_partner,
    quiet_rule,
    sale_order_next,
    sale_order_page,
    sale_order_tracking,
    tracking_attempt,
    tracking_company,
    tracking_day,
    tracking_question,
    tracking_transfer,
)

# isort: split
from . import message_failures, message_mail, policy_preview, quiet_notice
