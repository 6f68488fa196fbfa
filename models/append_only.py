"""Logs that nobody changes: the database itself refuses what the ORM refuses."""

from odoo.tools import SQL

GUARD = """
CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'DELETE' AND %(gone)s THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - %(links)s = to_jsonb(OLD) - %(links)s
       AND %(only_if)s AND %(emptied)s
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION %(message)s;
END $$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS %(function)s ON %(table)s;
CREATE TRIGGER %(function)s
    BEFORE UPDATE OR DELETE ON %(table)s
    FOR EACH ROW EXECUTE FUNCTION %(function)s();
DROP TRIGGER IF EXISTS %(never_emptied)s ON %(table)s;
CREATE TRIGGER %(never_emptied)s
    BEFORE TRUNCATE ON %(table)s
    FOR EACH STATEMENT EXECUTE FUNCTION %(function)s();
"""


def guard(cr, table, message, may_empty, only_if=None, beside=(), goes_with=None):
    """Install the triggers that refuse every change, deletion and emptying of a table.

    :param cr: the cursor
    :param str table: the table's name
    :param str message: what whoever tries it is told
    :param list may_empty: columns that link to what may be deleted: they may become empty, not point elsewhere
    :param SQL only_if: what an update must fulfil besides
    :param beside: further columns that an update may change within `only_if`
    :param tuple goes_with: `(column, table)` of what a row belongs to: deleted with it, and only then
    """
    links = [*may_empty, *beside]
    gone = SQL("FALSE")
    if goes_with:
        column, owner = map(SQL.identifier, goes_with)
        gone = SQL("NOT EXISTS (SELECT FROM %s WHERE id = OLD.%s)", owner, column)
    emptied = SQL(" AND ").join(
        SQL("(NEW.%(column)s IS NULL OR NEW.%(column)s = OLD.%(column)s)", column=SQL.identifier(column))
        for column in may_empty
    )
    cr.execute(
        SQL(
            GUARD,
            function=SQL.identifier(f"{table}_append_only"),
            never_emptied=SQL.identifier(f"{table}_never_emptied"),
            table=SQL.identifier(table),
            links=SQL("%s::text[]", links),
            only_if=only_if or SQL("TRUE"),
            emptied=emptied,
            gone=gone,
            message=message,
        )
    )
