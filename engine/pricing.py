"""What a price is worth: discounts from the price list, changed prices, minimum prices."""

TINY = 1e-6  # part of a price that is nothing but arithmetic


def net_price(price, discount):
    """Return a price after a discount in percent."""
    return price * (1 - discount / 100)


def effective_discount(list_price, net):
    """Return by how many percent a net price lies under the price list; 0 without a list price.

    Negative for a surcharge.
    """
    if list_price <= 0:
        return 0.0
    return (1 - net / list_price) * 100


def lowest_price(list_price, percent, rounding=0.0):
    """Return the lowest price that a discount allows.

    Who types a price rounds it: 15 % off 9.99 is 8.49, although that is 15.02 %.

    :param float percent: the discount that is allowed
    :param float rounding: smallest unit of the currency
    """
    lowest = net_price(list_price, percent)
    if rounding > 0:
        rounded = round(lowest / rounding) * rounding
        if 0 < rounded < lowest:
            return rounded
    return lowest


def exceeds_discount(list_price, net, percent, rounding=0.0):
    """Whether a net price is lower than a discount allows. Nothing can be said without a list price."""
    if list_price <= 0:
        return False
    return net < lowest_price(list_price, percent, rounding) - list_price * TINY


def has_changed(quoted, current, percent=0.0):
    """Whether a price differs from what was quoted by more than a tolerance in percent of it.

    :param quoted: 0 or None where it is not known; then nothing can have changed
    """
    if not quoted:
        return False
    return abs(current - quoted) > abs(quoted) * (percent / 100 + TINY)


def deducted_share(amounts, deductions):
    """Return what is left of each price when deductions from the whole order are spread over its lines.

    :param amounts: amounts of the lines with a price of their own
    :param deductions: negative amounts: discounts on the whole order
    :return: a factor from 0 to 1
    """
    total = sum(amounts)
    if total <= 0:
        return 1.0
    return min(1.0, max(0.0, 1 + sum(deductions) / total))
