import { registry } from "@web/core/registry";

const { DateTime } = luxon;
const WAIT = 100; // milliseconds

registry.category("web_tour.tours").add("quote_to_cash_aging", {
    steps: () => [
        { content: "The day", trigger: ".modal .o_field_widget[name=date] button", run: "click" },
        {
            content: "Yesterday",
            trigger: ".modal .o_field_widget[name=date] input",
            run({ edit }) {
                return edit(DateTime.now().minus({ days: 1 }).toFormat("MM/dd/yyyy"));
            },
        },
        { content: "Look", trigger: ".modal footer button[name=action_open]:enabled", run: "click" },
        { content: "What was open then", trigger: ".o_group_header:contains(Wanda):contains(900.00)", run: "click" },
        { content: "Its invoice", trigger: ".o_data_row:contains(AGE-1) td[name=late_30]:contains(900.00)", run: "click" },
        { content: "It is paid by now", trigger: ".o_form_view:has(.ribbon:contains(Paid)) [name=name]:contains(AGE-1)" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_figures", {
    steps: () => [
        { content: "Look", trigger: ".modal footer button[name=action_open]:enabled", run: "click" },
        {
            content: "Ten days late is what this customer pays",
            trigger: ".o_data_row:contains(Wanda) td[name=days_late]:contains(10.00)",
        },
        {
            content: "What it is made of",
            trigger: ".o_data_row:contains(Wanda) button[name=action_open_sales]",
            run: "click",
        },
        { content: "The invoices of the period", trigger: ".o_list_view .o_data_row:contains(AGE-1):contains(900.00)" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_statement", {
    steps: () => [
        { content: "Open the customer", trigger: ".o_data_row:contains(Wanda) td[name=partner_id]", run: "click" },
        {
            content: "Print the statement",
            trigger: ".o_form_view button[name=action_print_statement]:enabled",
            async run({ click }) {
                await click();
                const isLoaded = () =>
                    performance.getEntriesByType("resource").some((entry) => entry.name.includes("/report/download"));
                for (let waited = 0; !isLoaded() && waited < 30000; waited += WAIT) {
                    await new Promise((resolve) => setTimeout(resolve, WAIT));
                }
            },
        },
        { content: "The screen is free again", trigger: "body:not(.o_ui_blocked) .o_form_view" },
    ],
});
