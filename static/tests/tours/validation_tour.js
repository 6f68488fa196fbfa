import { registry } from "@web/core/registry";

function press(content, trigger) {
    return { content, trigger: `${trigger}:enabled`, run: "click" };
}

function card(text, kind = "block") {
    return `.modal .o_order_finding[data-kind="${kind}"]:contains("${text}")`;
}

registry.category("web_tour.tours").add("quote_to_cash_gate", {
    steps: () => [
        { content: "The panel is not there before the first check", trigger: "body:not(:has(.o_order_findings))" },
        press("Confirm", ".o_statusbar_buttons button[name=action_confirm_checked]"),
        { content: "What blocks is shown: address", trigger: card("lacks: city") },
        { content: "and credit", trigger: card("over the credit limit") },
        {
            content: "It cannot be confirmed as it is",
            trigger: ".modal-footer:not(:has(button[name=action_confirm])) button[name=action_confirm_on_hold]",
        },

        press("Repair the address", `${card("lacks: city")} button[name=action_fix]`),
        { content: "Type the city", trigger: ".modal .o_field_widget[name=city] input", run: "edit Berlin" },
        press("Save it", ".modal:has(.o_field_widget[name=city]) .o_form_button_save"),
        {
            content: "The dialog has stayed, the finding is gone",
            trigger: `.modal:not(:has(.o_order_finding:contains("lacks: city"))) .o_order_finding:contains("credit limit")`,
        },

        press("Waive the other", `${card("over the credit limit")} button[name=action_waive]`),
        {
            content: "Say why",
            trigger: ".modal form select:has(option:contains(Payment is promised))",
            run: "selectByLabel Payment is promised",
        },
        press("Waive", ".modal form button[type=submit]"),
        {
            content: "It says who and why",
            trigger: `${card("over the credit limit", "waived")}:contains("Olga Orderdesk"):contains("Payment is promised")`,
        },

        press("Now it can be confirmed", ".modal-footer button[name=action_confirm]"),
        { content: "It is confirmed", trigger: `body:not(:has(.modal)) .o_order_pipeline[data-status="entered"]` },
        {
            content: "The waiver stays in sight, folded",
            trigger: `.o_order_findings_panel:contains("1 waived"):not(:has(.o_order_finding))`,
        },
        press("Unfold it", ".o_order_findings_toggle"),
        { content: "There it is", trigger: `.o_order_finding[data-kind="waived"]:contains("credit limit")` },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_gate_list", {
    steps: () => [
        ...["GOOD-1", "BLOCKED-1"].map((name) => ({
            content: `Select ${name}`,
            trigger: `.o_data_row:contains("${name}") .o_list_record_selector input`,
            run: "click",
        })),
        press("Actions", ".o_cp_action_menus .dropdown-toggle:contains(Actions)"),
        {
            content: "Confirm them",
            trigger: ".o-dropdown-item:contains(Confirm Checked Orders)",
            run: "click",
        },
        { content: "The good one is confirmed", trigger: `.modal [name=summary]:contains("Confirmed: GOOD-1")` },
        { content: "The other is left, with its reason", trigger: card("over the credit limit") },
        press("Close", ".modal-footer button:contains(Close)"),
        { content: "Back in the list", trigger: "body:not(:has(.modal)) .o_list_view" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_credit", {
    steps: () => [
        { content: "Open the page", trigger: ".nav-link[name=credit]", run: "click" },
        {
            content: "It says by how much the customer is over the limit",
            trigger: ".o_credit_waterfall .o_credit_verdict:contains(500.00 over the limit)",
        },
        { content: "The sum", trigger: ".o_credit_steps tr[data-name=exposure]:contains(1,000.00)" },
        {
            content: "The ledger is not for credit managers who are no accountants",
            trigger: ".o_credit_steps tr[data-name=receivable]:not(:has(button))",
        },
        press("Open the orders", ".o_credit_steps tr[data-name=to_invoice] button"),
        { content: "The order behind it", trigger: `.o_list_view .o_data_row:contains("BEHIND-1")` },
    ],
});
