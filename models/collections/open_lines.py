"""Open receivable lines of a company: the part of statements that all who read them share."""

# A statement selects from these and ends with what it wants of them: `AND ...`.
FROM_LINES = """
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
      JOIN res_partner partner ON partner.id = line.partner_id
"""
ARE_OPEN = """
     line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND line.company_id = %(company)s
     AND line.amount_residual_currency <> 0
"""
OF_CUSTOMERS = f"""
     {ARE_OPEN}
     AND line.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%(customers)s))
"""


def customers_of(condition):
    """Return a statement that reads the ids of customers with open lines of a kind.

    :param str condition: SQL on ``line``
    """
    return f"""
        SELECT DISTINCT partner.commercial_partner_id AS id {FROM_LINES} WHERE {ARE_OPEN} AND {condition} ORDER BY 1
    """
