"""What of an error says what went wrong."""


def root_cause(error):
    """Return what an error was caused by: Odoo wraps what goes wrong in a template."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__
    return error
