"""What a database holds, so that before and after can be compared: rows, and the schema itself."""

# Odoo's own registers of what modules bring (views, fields, rights, jobs) and its counters
# (of messages: the log of views, actions and jobs).
REGISTERS = (
    "ir_",
    "res_groups",
    "rule_group_rel",
    "bus_",
    "base_registry",
    "base_cache",
    "orm_signaling",
    "digest_tip",
    "mail_activity_type",
    "mail_template",
    "report_paperformat",
)
NO_DOCUMENT = {"mail_message": "t.model LIKE 'ir.%'"}
# The two users who get the addon's groups are marked as changed, and nothing else of them is.
MARKS = {(table, column) for table in ("res_users", "res_partner") for column in ("write_uid", "write_date")}

SCHEMA = """
    SELECT 'column', table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', p.oid::regprocedure::text FROM pg_proc p
      WHERE p.pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'sequence', sequencename FROM pg_sequences WHERE schemaname = 'public'
    UNION ALL SELECT 'comment', c.relname || ' ' || d.description FROM pg_description d
      JOIN pg_class c ON c.oid = d.objoid AND d.objsubid = 0 WHERE c.relnamespace = 'public'::regnamespace
"""


def schema(server, database):
    """Everything that the database's schema consists of."""
    return {" ".join(row) for row in server.sql(SCHEMA, database)}


def columns(server, database):
    """`{table: [columns]}` of all tables with documents."""
    rows = server.sql(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t"
        " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        " ORDER BY 1, ordinal_position",
        database,
    )
    found = {}
    for table, column in rows:
        if not table.startswith(REGISTERS) and (table, column) not in MARKS:
            found.setdefault(table, []).append(column)
    return found


def rows(server, database, of_tables):
    """`{table: "count checksum"}` over the given columns: any change of any value shows."""
    queries = [_checksum(table, names) for table, names in of_tables.items()]
    found = {}
    for start in range(0, len(queries), 100):
        statement = " UNION ALL ".join(queries[start : start + 100])
        found.update({table: f"{count} {checksum}" for table, count, checksum in server.sql(statement, database)})
    return found


def _checksum(table, names):
    row = ", ".join(f't."{name}"' for name in names)
    text = f"ROW({row})::text"
    chosen = f"({NO_DOCUMENT[table]}) IS NOT TRUE" if table in NO_DOCUMENT else "TRUE"
    return f"SELECT '{table}', COUNT(*), md5(string_agg({text}, '|' ORDER BY {text})) FROM \"{table}\" t WHERE {chosen}"


def registers(server, database):
    """How many entries Odoo's registers have, without those that come and go by themselves."""
    tables = [
        "ir_model",
        "ir_model_fields",
        "ir_model_fields_selection",
        "ir_model_data",
        "ir_model_access",
        "ir_model_constraint",
        "ir_model_relation",
        "ir_rule",
        "ir_cron",
        "ir_act_window",
        "ir_act_server",
        "ir_act_client",
        "ir_act_report_xml",
        "ir_ui_menu",
        "ir_ui_view",
        "ir_sequence",
        "ir_config_parameter",
        "ir_default",
        "ir_filters",
        "ir_asset",
        "ir_embedded_actions",
        "res_groups",
        "res_groups_privilege",
        "res_groups_users_rel",
        "res_groups_implied_rel",
        "mail_template",
        "report_paperformat",
    ]
    statement = " UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables)
    return dict(server.sql(statement, database))
