import { registry } from "@web/core/registry";

/** The pipeline shows this status, and as the current step where it is one. */
function statusIs(status) {
    const aside = ["on_hold", "cancelled"].includes(status);
    const inside = aside ? ".o_order_aside" : `li[aria-current="step"][data-value="${status}"]`;
    return {
        content: `The order is ${status}`,
        trigger: `.o_order_pipeline[data-status="${status}"] ${inside}`,
    };
}

function press(content, trigger) {
    return { content, trigger: `${trigger}:enabled`, run: "click" };
}

function backToOrder() {
    return [
        { content: "Back to the order", trigger: ".o_back_button a", run: "click" },
        { content: "The order is open", trigger: ".o_form_view.o_sale_order .o_order_pipeline" },
    ];
}

function openDelivery() {
    return [
        press("Open the delivery", "button[name=action_view_delivery]"),
        { content: "The delivery is open", trigger: ".o_field_widget[name=move_ids]" },
    ];
}

function choose(field, text) {
    return [
        {
            content: `Type into ${field}`,
            trigger: `.o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item a:contains("${text}")`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("quote_to_cash_order_life", {
    steps: () => [
        statusIs("quote"),
        press("Confirm", ".o_statusbar_buttons button[name=action_confirm]"),
        statusIs("entered"),

        ...openDelivery(),
        { content: "Who picks", trigger: ".nav-link[name=extra]", run: "click" },
        ...choose("user_id", "Olga Orderdesk"),
        ...backToOrder(),
        statusIs("in_progress"),

        ...openDelivery(),
        press("Packed", "button[name=action_mark_packed]"),
        { content: "It is packed", trigger: "button[name=action_unmark_packed]" },
        ...backToOrder(),
        statusIs("ready"),

        ...openDelivery(),
        press("Ship", ".o_statusbar_buttons button[name=button_validate]"),
        { content: "It has left", trigger: ".o_field_widget[name=order_status]:contains(Shipped)" },
        ...backToOrder(),
        statusIs("shipped"),

        press("It has arrived", "button[name=action_open_delivery_confirmation]"),
        {
            content: "Who took it",
            trigger: ".modal .o_field_widget[name=received_by] input",
            run: "edit Ms. Keller",
        },
        press("Confirm the delivery", ".modal-footer button[name=action_confirm]"),
        statusIs("delivered"),

        press("Invoice", "button#create_invoice"),
        press("Create the draft", ".modal-footer button[name=create_invoices]"),
        press("Post", ".o_statusbar_buttons button[name=action_post]"),
        { content: "It is posted", trigger: "button[name=action_register_payment]" },
        ...backToOrder(),
        statusIs("invoiced"),

        press("Open the invoice", "button[name=action_view_invoice]"),
        press("Pay", "button[name=action_register_payment]"),
        press("Create the payment", ".modal-footer button[name=action_create_payments]"),
        { content: "It is paid", trigger: "body:not(:has(.modal)) .o_field_widget[name=order_status]:contains(Paid)" },
        ...backToOrder(),
        statusIs("paid"),

        { content: "Open the timeline", trigger: ".nav-link[name=timeline]", run: "click" },
        {
            content: "The last change of status comes first",
            trigger: ".o_field_widget[name=event_ids] .o_data_row:contains(Invoiced):contains(Paid)",
        },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_order_hold", {
    steps: () => [
        statusIs("entered"),
        press("Put on hold", "button[name=action_open_hold]"),
        ...choose("reason_id", "Delivery address unclear"),
        {
            content: "Add a note",
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit No house number",
        },
        press("Hold", ".modal-footer button[name=action_hold]"),
        statusIs("on_hold"),
        {
            content: "The order says why",
            trigger:
                "[name=hold_alert]:contains(Delivery address unclear):contains(No house number):contains(Olga Orderdesk)",
        },

        ...openDelivery(),
        { content: "The transfer says why", trigger: "[name=hold_alert]:contains(is on hold)" },
        press("Try to ship", ".o_statusbar_buttons button[name=button_validate]"),
        {
            content: "It is refused with the reason",
            trigger: ".modal .modal-body:contains(is on hold: Delivery address unclear)",
        },
        { content: "Understood", trigger: ".modal-footer .btn-primary", run: "click" },
        ...backToOrder(),

        press("Release", "button[name=action_open_release]"),
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit Called the customer",
        },
        press("Release it", ".modal-footer button[name=action_release]"),
        statusIs("entered"),

        press("Cancel", "button[name=action_open_cancellation]"),
        {
            content: "It says what will happen",
            trigger: ".modal .o_field_widget[name=effect_ids] .o_data_row:contains(Cancelled:)",
        },
        ...choose("reason_id", "Delivery too late"),
        press("Cancel the order", ".modal-footer button[name=action_cancel]"),
        statusIs("cancelled"),
        {
            content: "It says why and who",
            trigger: "[name=cancellation_alert]:contains(Customer):contains(Delivery too late)",
        },
    ],
});
