import { registry } from "@web/core/registry";

const row = (order) => `.o_data_row:has([name=origin]:contains("${order}"))`;

registry.category("web_tour.tours").add("quote_to_cash_work_list", {
    steps: () => [
        { content: "What is late is red, and says so", trigger: `${row("PICK-LATE")}.text-danger:contains("Late")` },
        {
            content: "It stands before what leaves later",
            trigger: `${row("PICK-LATE")} ~ ${row("PICK-RISK")}.text-warning:contains("At Risk")`,
        },
        { content: "What is held says why", trigger: `${row("PICK-HELD")} [name=hold_message]:contains("PICK-HELD is on hold")` },
        {
            content: "It cannot be started",
            trigger: `${row("PICK-HELD")}:not(:has(button[name=action_release]))`,
        },
        {
            content: "Another one can",
            trigger: `${row("PICK-RISK")} button[name=action_release]`,
        },
        { content: "Choose all", trigger: "thead .o_list_record_selector input", run: "click" },
        {
            content: "Release them",
            trigger: ".o_control_panel button[name=action_release]:enabled",
            run: "click",
        },
        {
            content: "What was left out is said",
            trigger: ".o_notification:contains('its order is on hold')",
        },
        {
            content: "The others have somebody who picks them",
            trigger: `${row("PICK-LATE")} .o_field_many2one_avatar_user img`,
        },
    ],
});
