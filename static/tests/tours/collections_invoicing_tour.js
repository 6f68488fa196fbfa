import { registry } from "@web/core/registry";

const setting = (name) => `.o_setting_box .o_field_widget[name=${name}]`;

registry.category("web_tour.tours").add("quote_to_cash_invoicing_switch", {
    steps: () => [
        { content: "What would be invoiced", trigger: "button[name=action_preview_invoicing]:enabled", run: "click" },
        {
            content: "The new one only",
            trigger: ".modal:not(:has(.o_data_row:contains(SWITCH-OLD))) .o_data_row:contains(SWITCH-NEW)",
        },
        { content: "Close", trigger: ".modal .btn-close", run: "click" },
        { content: "And what not", trigger: "body:not(:has(.modal)) button[name=action_preview_older]:enabled", run: "click" },
        {
            content: "The old one only",
            trigger: ".modal:not(:has(.o_data_row:contains(SWITCH-NEW))) .o_data_row:contains(SWITCH-OLD)",
        },
        { content: "Close", trigger: ".modal .btn-close", run: "click" },
        {
            content: "When to invoice",
            trigger: `body:not(:has(.modal)) ${setting("invoicing_policy")} input`,
            run: "click",
        },
        { content: "As soon as it has left", trigger: ".o_select_menu_item:contains(When shipped)", run: "click" },
        {
            content: "It still says one of each",
            trigger: `div[name=invoicing_preview]:has([name=invoicing_preview]:contains(1)):has([name=invoicing_preview_older]:contains(1))`,
        },
        { content: "It begins today", trigger: `${setting("invoicing_start_date")} button` },
        { content: "Save", trigger: ".o_form_button_save:enabled", run: "click", expectUnloadPage: true },
        {
            content: "It is switched on",
            trigger: `body:not(:has(.o_dirty_warning)) ${setting("invoicing_policy")} input:value(When shipped)`,
        },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_invoicing_exceptions", {
    steps: () => [
        {
            content: "It was not invoiced, and why",
            trigger: ".o_data_row:contains(QUEUE-1):contains(No address):contains(has no address)",
        },
        { content: "Open it", trigger: ".o_data_row:contains(QUEUE-1) td[name=order_id]", run: "click" },
        {
            content: "Its customer",
            trigger: ".o_form_view .o_field_widget[name=partner_id] a.o_form_uri, .o_form_view .o_field_widget[name=partner_id] .o_external_button",
            run: "click",
        },
        { content: "The city is missing", trigger: ".o_form_view .o_field_widget[name=city] input", run: "edit Ghent" },
        { content: "Save", trigger: ".o_form_button_save:enabled", run: "click" },
        { content: "Back to the queue", trigger: ".o_form_saved", run: "click" },
        { content: "Back to the queue", trigger: ".breadcrumb-item a:contains(Invoicing Exceptions)", run: "click" },
        {
            content: "Choose it",
            trigger: ".o_list_view .o_data_row:contains(QUEUE-1) .o_list_record_selector input",
            run: "click",
        },
        { content: "Invoice it now", trigger: ".o_control_panel button[name=action_invoice]:enabled", run: "click" },
        { content: "It is", trigger: "body:not(:has(.o_list_view .o_data_row:contains(QUEUE-1)))" },
    ],
});
