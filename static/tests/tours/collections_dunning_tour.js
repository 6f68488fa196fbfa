import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("quote_to_cash_dunning_run", {
    steps: () => [
        {
            content: "Simulate",
            trigger: ".o_statusbar_buttons button[name=action_simulate]:enabled",
            run: "click",
        },
        {
            content: "Who gets what",
            trigger: ".o_field_widget[name=reminded_ids] .o_data_row:contains(Wanda):contains(Payment past due)",
        },
        { content: "Why others get nothing", trigger: "button[name=action_open_lines]", run: "click" },
        {
            content: "The invoice in dispute is listed with its reason",
            trigger: ".o_list_view .o_data_row:contains(In dispute)",
        },
        { content: "Back", trigger: ".o_back_button", run: "click" },
        {
            content: "Approve",
            trigger: ".o_statusbar_buttons button[name=action_send]:enabled",
            run: "click",
        },
        { content: "Yes", trigger: ".modal .btn-primary:enabled", run: "click" },
        {
            content: "Sent",
            trigger: ".o_field_widget[name=reminded_ids] .o_data_row:contains(Wanda):contains(Sent)",
        },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_collector", {
    steps: () => [
        {
            content: "The one with the most at risk comes first",
            trigger: ".o_list_view .o_data_row:contains(Wanda) td[name=partner_id]",
            run: "click",
        },
        {
            content: "The open invoices",
            trigger: ".o_field_widget[name=collection_invoice_ids] .o_data_row:contains(900)",
        },
        {
            content: "Note that it is in dispute",
            trigger: ".o_field_widget[name=collection_invoice_ids] .o_data_row:contains(900) td[name=dispute_reason]",
            run: "click",
        },
        {
            content: "Why",
            trigger: ".o_field_widget[name=collection_invoice_ids] .o_selected_row td[name=dispute_reason] input",
            run: "edit Arrived broken",
        },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { content: "Saved", trigger: ".o_form_saved" },
    ],
});
