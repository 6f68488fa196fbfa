"""The addon lands in a company with years of orders, and leaves it again."""

import pytest
import snapshots

ADDON = "quote_to_cash"
SENT = ("mail.mail", "mail.message", "mail.notification", "mail.activity", "sms.sms")


@pytest.fixture(scope="module")
def story(databases, copied, start):
    """Everything that is done, once; the tests look at what was seen on the way."""
    server = databases.server
    name = copied(databases.template(demo=False), "old")

    before = start(name)
    seen = {"expected": {int(order): said for order, said in before.call("old_orders.build").items()}}
    # So whatever Odoo itself had to do is done, and what fails without the addon (no network) is known.
    seen["failed before"] = before.call("checks.run_all_jobs")
    before.close()
    tables = snapshots.columns(server, name)
    seen["schema"] = snapshots.schema(server, name)
    seen["registers"] = snapshots.registers(server, name)
    seen["rows"] = snapshots.rows(server, name, tables)

    installing = start(name)
    installing.call("odoo_worker.install", modules=[ADDON])
    installing.close()
    seen["rows, installed"] = snapshots.rows(server, name, tables)
    seen["schema, installed"] = snapshots.schema(server, name)
    for _time in range(2):
        upgrading = start(name)
        upgrading.call("odoo_worker.upgrade", modules=[ADDON])
        upgrading.close()
    seen["rows, upgraded"] = snapshots.rows(server, name, tables)
    seen["schema, upgraded"] = snapshots.schema(server, name)

    installed = start(name)
    seen["filled"] = {int(order): values for order, values in installed.call("checks.filled").items()}
    seen["computed again"] = installed.call("checks.differences_when_computed_again")
    seen["assumed"] = installed.call("checks.assumed_deliveries")
    seen["failed jobs"] = installed.call("checks.run_all_jobs")
    seen["figures"] = installed.call("checks.figures")
    seen["figures from zero"] = installed.call("races_metrics.differences")
    seen["own records"] = installed.call("checks.counts", models=["sale.order.event", "sale.order.hold"])
    seen["rows, after jobs"] = snapshots.rows(server, name, tables)
    order = next(order for order, said in seen["expected"].items() if said[0] == "partly_shipped")
    seen["went on"] = installed.call("checks.go_on", order_id=order)
    seen["rows, went on"] = snapshots.rows(server, name, tables)

    installed.call("odoo_worker.uninstall", modules=[ADDON])
    installed.close()
    seen["schema, uninstalled"] = snapshots.schema(server, name)
    seen["registers, uninstalled"] = snapshots.registers(server, name)
    seen["rows, uninstalled"] = snapshots.rows(server, name, tables)
    seen["left names"] = server.sql(f"SELECT model, name FROM ir_model_data WHERE module = '{ADDON}'", name)
    after = start(name)
    seen["new order"] = after.call("checks.new_order")
    return seen


def changed(one, other):
    """The tables that differ, with their counts and checksums."""
    return {table: (one[table], other.get(table)) for table in one if one[table] != other.get(table)}


def test_every_kind_of_old_order_gets_its_status(story):
    found = {said[0]: story["filled"][order][0] for order, said in story["expected"].items()}
    assert found == {said[0]: said[1] for said in story["expected"].values()}


def test_declined_quantities_of_old_orders_are_short_closed(story):
    found = {said[0]: story["filled"][order][1] for order, said in story["expected"].items()}
    assert found == {said[0]: said[2] for said in story["expected"].values()}


def test_computing_it_again_changes_nothing(story):
    assert story["computed again"]["different"] == []
    assert story["computed again"]["compared"] > 200


def test_old_deliveries_are_assumed_as_the_job_would_have(story):
    assert story["assumed"]["wrong"] == []
    assert story["assumed"]["assumed"] > 20


def test_installation_changes_no_document_and_sends_nothing(story):
    assert changed(story["rows"], story["rows, installed"]) == {}


def test_upgrading_twice_changes_no_document_and_leaves_one_set_of_triggers(story):
    assert changed(story["rows"], story["rows, upgraded"]) == {}
    assert story["schema, installed"] == story["schema, upgraded"]
    assert any(entry.startswith("trigger CREATE TRIGGER sale_fact_note_") for entry in story["schema, upgraded"])


def test_no_event_and_no_hold_is_written(story):
    assert story["own records"] == {"sale.order.event": 0, "sale.order.hold": 0}


def test_jobs_send_block_and_create_nothing(story):
    assert story["failed jobs"] == story["failed before"]
    assert changed(story["rows"], story["rows, after jobs"]) == {}


def test_figures_of_old_orders_are_what_their_documents_say(story):
    assert story["figures"]["differ"] == []
    assert story["figures"]["checked"] > 50
    assert story["figures"]["orders"] >= len(story["expected"])


def test_figures_of_old_orders_are_the_same_from_zero(story):
    found = story["figures from zero"]
    assert (found["waiting"], found["only kept"], found["only rebuilt"]) == (0, [], [])


def test_an_old_order_goes_on_and_is_logged_from_now(story):
    statuses, events = story["went on"]
    assert statuses == ["shipped", "shipped"]
    assert [event for event in events if event[0] == "status"] == [["status", "in_progress", "shipped"]]


def test_uninstalling_leaves_the_schema_as_it_was(story):
    assert story["schema, uninstalled"] - story["schema"] == set()
    assert story["schema"] - story["schema, uninstalled"] == set()


def test_uninstalling_leaves_nothing_in_the_registers(story):
    assert story["left names"] == []
    assert changed(story["registers"], story["registers, uninstalled"]) == {}


def test_uninstalling_changes_no_document(story):
    assert changed(story["rows, went on"], story["rows, uninstalled"]) == {}


def test_odoo_works_without_the_addon(story):
    assert story["new order"] == ["invoiced", "full"]
