import { registry } from "@web/core/registry";

function press(content, trigger) {
    return { content, trigger: `${trigger}:enabled`, run: "click" };
}

/** Open the dialog, and give the reason that costs something. */
function openDialog() {
    return [
        press("Cancel", "button[name=action_open_cancellation]"),
        {
            content: "Type the reason",
            trigger: ".modal .o_field_widget[name=reason_id] input",
            run: "edit Customer changed",
        },
        {
            content: "Choose the reason",
            trigger: '.o-autocomplete--dropdown-item a:contains("Customer changed their mind")',
            run: "click",
        },
        {
            content: "It says what is refunded",
            trigger: ".modal .o_field_widget[name=deposit_text]:contains(300.00)",
        },
        {
            content: "It says what it costs",
            trigger: ".modal .o_field_widget[name=fee_text]:contains(100.00)",
        },
    ];
}

const CANCELLED = { content: "It is cancelled", trigger: "[name=cancellation_alert]:contains(Customer changed their mind)" };

registry.category("web_tour.tours").add("quote_to_cash_cancellation", {
    steps: () => [
        ...openDialog(),
        press("Cancel the order", ".modal-footer button[name=action_cancel]"),
        CANCELLED,
        {
            content: "No deposit is left",
            trigger: "body:not(:has([name=deposit_alert])):not(:has(.modal))",
        },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_cancellation_waived", {
    steps: () => [
        ...openDialog(),
        press("Do not refund", ".modal .o_field_widget[name=refund_deposits] input"),
        { content: "It says who decides", trigger: ".modal:contains(Accounting is told)" },
        press("Waive the fee", ".modal .o_field_widget[name=waive_fee] input"),
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=waive_note] input",
            run: "edit Old customer",
        },
        press("Cancel the order", ".modal-footer button[name=action_cancel]"),
        CANCELLED,
        { content: "The deposit is still to be decided", trigger: "[name=deposit_alert]:contains(neither refunded)" },
    ],
});
