import { registry } from "@web/core/registry";

function icon(product, light) {
    const state = light ? `[data-light="${light}"]` : "";
    return `.o_data_row:contains("${product}") .o_widget_qty_at_date_widget a${state}`;
}

function figures(warehouse, values) {
    return Object.entries(values).map(([name, value]) => ({
        content: `${warehouse}: ${name} is ${value}`,
        trigger: `.o_popover tr[data-warehouse="${warehouse}"] td[data-name=${name}]:contains("${value}")`,
    }));
}

function says(text) {
    return { content: `It says: ${text}`, trigger: `.o_popover .o_promise_verdict:contains("${text}")` };
}

function close(product) {
    return [
        { content: "Close it by the keyboard", trigger: ".o_popover", run: "press Escape" },
        { content: "It is closed", trigger: `body:not(:has(.o_popover)) ${icon(product)}` },
    ];
}

registry.category("web_tour.tours").add("quote_to_cash_promise", {
    steps: () => [
        { content: "All of it in time", trigger: `${icon("Oven", "green")}[aria-label="In time"]` },
        { content: "Later", trigger: `${icon("Mixer", "amber")}[aria-label*="Later than asked for"]` },
        { content: "Nobody knows when", trigger: `${icon("Toaster", "red")}[aria-label="Not known when"]` },

        { content: "Open the first", trigger: icon("Oven"), run: "click" },
        says("All of it in time"),
        ...figures("Main", { on_hand: "12", reserved: "2", available: "10" }),
        ...figures("Branch", { on_hand: "3", reserved: "0", available: "10", incoming: "+7" }),
        {
            content: "Odoo's own forecast has stayed",
            trigger: ".o_popover table:contains(Forecasted Stock):contains(All planned operations included) b:contains(10)",
        },
        { content: "and its button", trigger: ".o_popover button:contains(View Forecast)" },
        ...close("Oven"),

        {
            content: "The keyboard reaches the second",
            trigger: `${icon("Mixer")}[tabindex="0"][role=button]`,
            run() {
                this.anchor.focus();
            },
        },
        { content: "and opens it", trigger: `${icon("Mixer")}:focus`, run: "press Enter" },
        says("Possible, but not before"),
        ...figures("Main", { on_hand: "1", incoming: "+9", available: "1" }),
        ...close("Mixer"),

        { content: "Open the third", trigger: icon("Toaster"), run: "click" },
        says("Not known when: too little in stock, and not enough on its way."),
        ...figures("Main", { on_hand: "0", incoming: "–", possible: "not known" }),
        ...close("Toaster"),

        { content: "Odoo shows nothing of kits; here they are", trigger: icon("Bakery set", "green") },
        { content: "Open the kit", trigger: icon("Bakery set"), run: "click" },
        ...figures("Main", { on_hand: "8" }),
        { content: "Zeros are not shown", trigger: ".o_popover:not(:contains(Forecasted Stock))" },
        ...close("Bakery set"),

        { content: "There is enough of its component", trigger: icon("Cup", "green") },
        {
            content: "Order more of the kit",
            trigger: ".o_data_row:contains(Bakery set) td[name=product_uom_qty]",
            run: "click",
        },
        {
            content: "Four take more cups",
            trigger: ".o_selected_row .o_field_widget[name=product_uom_qty] input",
            run: "edit 4",
        },
        { content: "Leave the line", trigger: ".o_form_view .o_field_widget[name=note]", run: "click" },
        { content: "Of the kit there is enough", trigger: icon("Bakery set", "green") },
        { content: "Of the line behind it no more", trigger: icon("Cup", "red") },

        {
            content: "Order more of the first",
            trigger: ".o_data_row:contains(Oven) td[name=product_uom_qty]",
            run: "click",
        },
        {
            content: "than there is",
            trigger: ".o_selected_row .o_field_widget[name=product_uom_qty] input",
            run: "edit 11",
        },
        { content: "Leave the line", trigger: ".o_form_view .o_field_widget[name=note]", run: "click" },
        { content: "The light follows what is typed", trigger: icon("Oven", "red") },
        { content: "Ask again", trigger: icon("Oven"), run: "click" },
        says("Not known when"),
        { content: "Of what is typed", trigger: ".o_popover .o_promise_asked:contains(11)" },
        ...close("Oven"),
        { content: "Nothing of it is kept", trigger: ".o_form_button_cancel", run: "click" },
        { content: "All of it in time again", trigger: icon("Oven", "green") },

        { content: "Open the first", trigger: icon("Oven"), run: "click" },
        { content: "Go to the stock position", trigger: ".o_popover .o_promise_position", run: "click" },
        {
            content: "Both warehouses are there",
            trigger: ".o_list_view:has(.o_data_row:contains(Main)):has(.o_data_row:contains(Branch))",
        },
        {
            content: "and this product only",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Mixer))) .o_data_row:contains(Oven)",
        },
        { content: "As a pivot", trigger: ".o_switch_view.o_pivot", run: "click" },
        { content: "by warehouse", trigger: ".o_pivot:contains(Branch):contains(Available to Promise)" },
        { content: "Back to the list", trigger: ".o_switch_view.o_list", run: "click" },
        {
            content: "What is on the shelf of the branch",
            trigger: ".o_data_row:contains(Branch) button[name=action_open_quants]",
            run: "click",
        },
        { content: "Three ovens", trigger: ".o_list_view .o_data_row:contains(Oven):contains(3.00)" },
        { content: "Back", trigger: ".breadcrumb-item:contains(Stock Position) a", run: "click" },
        {
            content: "What is on its way to it",
            trigger: ".o_data_row:contains(Branch) button[name=action_open_moves]",
            run: "click",
        },
        { content: "Seven more", trigger: ".o_list_view .o_data_row:contains(Oven):contains(7.00)" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_promise_new", {
    steps: () => [
        {
            content: "Choose the customer",
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Anna's Bakery",
        },
        { content: "It is found", trigger: ".ui-menu-item > a:contains(Anna's Bakery)", run: "click" },
        { content: "Add a line", trigger: ".o_field_x2many_list_row_add a:contains(Add a product)", run: "click" },
        {
            content: "Type the product",
            trigger: ".o_selected_row .o_field_widget[name=product_template_id] input, .o_selected_row .o_field_widget[name=product_id] input",
            run: "edit Oven",
        },
        { content: "It is found", trigger: ".ui-menu-item > a:contains(Oven)", run: "click" },
        {
            content: "One of it is there",
            trigger: `.o_selected_row .o_widget_qty_at_date_widget a[data-light="green"]`,
        },
        {
            content: "Order more than there is",
            trigger: ".o_selected_row .o_field_widget[name=product_uom_qty] input",
            run: "edit 11",
        },
        { content: "Leave the line", trigger: ".o_form_view .o_field_widget[name=note]", run: "click" },
        { content: "That is too much", trigger: icon("Oven", "red") },
        { content: "Ask", trigger: icon("Oven"), run: "click" },
        says("Not known when"),
        { content: "Of what is typed", trigger: ".o_popover .o_promise_asked:contains(11)" },
        { content: "with figures", trigger: ".o_popover tr.o_promise_own td[data-name=on_hand]:contains(10)" },
        ...close("Oven"),
        { content: "Drop it", trigger: ".o_form_button_cancel", run: "click" },
        { content: "It is gone", trigger: "body:not(:has(.o_form_dirty))" },
    ],
});
