"""How much of an order line will never be shipped because a backorder was declined."""


def short_closed(ordered, shipped, still_open, declined):
    """Return the declined part of one line, in the line's unit of measure.

    A quantity counts as declined only when a transfer for it was really refused or cancelled
    (``declined``), and only as far as nothing else will still bring it.

    :param float ordered: quantity on the order line
    :param float shipped: quantity that left for the customer (returns not subtracted)
    :param float still_open: quantity in transfers that are not done yet
    :param float declined: quantity of cancelled transfers and of demand left undone
    """
    missing = ordered - shipped - still_open
    return max(0.0, min(missing, declined))


def kits_served(ordered, components):
    """Return how many whole kits the components of a line allow: ``(shipped, still_open, declined)``.

    :param float ordered: kits on the order line
    :param components: one ``(shipped, still_open, declined)`` for every component product
    """
    shares = [
        (shipped / total, (shipped + still_open) / total)
        for shipped, still_open, declined in components
        if (total := shipped + still_open + declined) > 0
    ]
    if not shares:
        return 0.0, 0.0, 0.0
    shipped = _whole(ordered * min(share for share, _covered in shares))
    covered = _whole(ordered * min(covered for _share, covered in shares))
    return shipped, covered - shipped, ordered - covered


def _whole(kits):
    """Round down to whole kits, forgiving binary noise such as 2.9999999."""
    return float(int(kits + 1e-6))
