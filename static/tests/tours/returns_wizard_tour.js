import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("quote_to_cash_return_goods", {
    steps: () => [
        { content: "Goods come back", trigger: "button[name=action_return_goods]:enabled", run: "click" },
        {
            content: "Type the reason",
            trigger: ".modal .o_group .o_field_widget[name=reason_id] input",
            run: "edit Changed",
        },
        {
            content: "Choose the reason",
            trigger: '.o-autocomplete--dropdown-item a:contains("Changed my mind")',
            run: "click",
        },
        {
            content: "What the customer wants",
            trigger: ".modal .o_group .o_field_widget[name=resolution] input",
            run: "click",
        },
        { content: "New ones", trigger: ".o_select_menu_item:contains(Replacement)", run: "click" },
        {
            content: "Of the ovens",
            trigger: ".modal .o_data_row:contains(Tour Oven) td[name=quantity]",
            run: "click",
        },
        { content: "Three", trigger: ".modal .o_selected_row td[name=quantity] input", run: "edit 3" },
        {
            content: "The mixers stay with the customer",
            trigger: ".modal .o_data_row:contains(Tour Mixer) td[name=left]:contains(2)",
        },
        { content: "Return them", trigger: ".modal-footer button[name=action_confirm]:enabled", run: "click" },
        { content: "The return is approved", trigger: ".o_arrow_button_current:contains(Approved)" },
        { content: "It has the ovens", trigger: "body:not(:has(.modal)) .o_data_row:contains(Tour Oven)" },
    ],
});
