"""Whether a domain that somebody writes asks the same question every day.

What a domain may ask is checked for who writes it, on the day on which it is written. A domain that asks
something else on another day would escape that: only values may depend on the day, never fields.
"""

import ast

SUBDOMAIN = ("any", "not any", "any!", "not any!")


def why_not_fixed(text):
    """Return the part of a domain that may be something else on another day, or None.

    :param str text: a domain as Python; what cannot be parsed is for others to refuse
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    bad = _bad_domain(tree.body)
    return bad and ast.unparse(bad)


def _bad_domain(node):
    """Return the first part of a domain that is not fixed."""
    if not isinstance(node, ast.List | ast.Tuple):
        return node
    return _first(_bad_term, node.elts)


def _bad_term(node):
    if isinstance(node, ast.Constant):
        return None
    if not isinstance(node, ast.List | ast.Tuple) or len(node.elts) != 3:
        return node
    field, operator, value = node.elts
    for part in (field, operator):
        if not isinstance(part, ast.Constant):
            return part
    return _bad_domain(value) if str(operator.value).strip().lower() in SUBDOMAIN else _bad_value(value)


def _bad_value(node):
    """Return the first part of a value that is neither a constant nor arithmetic with dates."""
    match node:
        case ast.Constant() | ast.Name(id="context_today" | "relativedelta" | "datetime"):
            return None
        case ast.List() | ast.Tuple() | ast.Set():
            return _first(_bad_value, node.elts)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            return _bad_value(node.operand)
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return _bad_value(node.left) or _bad_value(node.right)
        case ast.Attribute():
            return _bad_value(node.value)
        case ast.Call():
            return _first(_bad_value, [node.func, *node.args, *(keyword.value for keyword in node.keywords)])
    return node


def _first(bad, nodes):
    return next((found for found in map(bad, nodes) if found), None)
