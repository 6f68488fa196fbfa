import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("quote_to_cash_claim", {
    steps: () => [
        {
            content: "The parcel was damaged",
            trigger: ".o_form_view button[name=action_open_damage_report]",
            run: "click",
        },
        {
            content: "What happened",
            trigger: ".modal .o_field_widget[name=description] textarea",
            run: "edit Crushed",
        },
        {
            content: "To three ovens",
            trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:first-child td[name=quantity]",
            run: "click",
        },
        {
            content: "Three",
            trigger: ".modal .o_field_widget[name=line_ids] .o_selected_row td[name=quantity] input",
            run: "edit 3",
        },
        { content: "Report", trigger: ".modal button[name=action_report]", run: "click" },
        { content: "The carrier's days count", trigger: "body:not(:has(.modal)) div[name=countdown]" },
        { content: "and something is missing", trigger: "div[name=missing]:contains(photos of the damage)" },
        {
            content: "The carrier's number",
            trigger: ".o_field_widget[name=claim_number] input",
            run: "edit C-4711",
        },
        { content: "File", trigger: "button[name=action_file]", run: "click" },
        { content: "It is filed", trigger: ".o_arrow_button_current:contains(Filed)" },
        {
            content: "The carrier answers",
            trigger: ".o_statusbar_buttons button:contains(Answer)",
            run: "click",
        },
        { content: "All of it", trigger: ".modal button[name=action_answer]", run: "click" },
        { content: "Accepted", trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Accepted)" },
        {
            content: "The carrier pays",
            trigger: ".o_statusbar_buttons button:contains(Register Payment)",
            run: "click",
        },
        { content: "Into the bank", trigger: ".modal button[name=action_register]", run: "click" },
        { content: "It is paid", trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Paid)" },
        { content: "No days count any more", trigger: "body:not(:has(div[name=countdown]:visible))" },
    ],
});
