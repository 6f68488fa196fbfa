import { registry } from "@web/core/registry";

const back = { content: "Back", trigger: ".o_back_button a", run: "click" };

const expectAddress = (text) => () => {
    if (!window.location.search.includes(text)) {
        throw new Error(`${text} is not in ${window.location.search}`);
    }
};

registry.category("web_tour.tours").add("quote_to_cash_board", {
    steps: () => [
        { content: "One of two was on time", trigger: ".o_figure_tile[data-code=otd] .o_figure_value:contains(50.0 %)" },
        { content: "Below the target", trigger: ".o_figure_tile[data-code=otd] .o_figure_value.text-danger" },
        { content: "What is not known is n/a", trigger: ".o_figure_tile[data-code=damage_rate] .o_figure_value:contains(n/a)" },
        { content: "Open it by the keyboard", trigger: ".o_figure_tile[data-code=otd]", run: "click" },
        { content: "The figure", trigger: ".o_figure_detail_value:contains(50.0 %)" },
        { content: "Its course is drawn", trigger: ".o_figure_chart canvas" },
        { content: "It stands in the address", trigger: ".o_figure_detail", run: expectAddress("figure=otd") },
        { content: "What it means", trigger: ".o_figure_definition summary", run: "click" },
        { content: "The definition", trigger: ".o_figure_definition[open] p:contains(version)" },
        { content: "What it is divided by", trigger: ".o_figure_denominator:contains(2)", run: "click" },
        { content: "Two rows", trigger: ".o_list_view .o_data_row:nth-child(2)" },
        { content: "No more", trigger: ".o_list_view:not(:has(.o_data_row:nth-child(3)))" },
        back,
        { content: "The same figure", trigger: ".o_figure_detail_value:contains(50.0 %)" },
        { content: "What is left out", trigger: ".o_figure_left_out:contains(1)", run: "click" },
        { content: "By reason", trigger: ".o_list_view .o_group_name:contains(Not yet due)" },
        back,
        { content: "By customer", trigger: ".o_figure_by", run: "select partner_id" },
        { content: "The customer", trigger: ".o_figure_members .o_figure_member:contains(Bakery)", run: "click" },
        { content: "Chosen", trigger: ".o_metrics_filter:contains((1))" },
        { content: "It stands in the address", trigger: ".o_figure_detail_value:contains(50.0 %)", run: expectAddress("partner_id=") },
        { content: "Clear", trigger: ".o_metrics_clear", run: "click" },
        { content: "Nothing is chosen", trigger: ".o_metrics_filter:not(:contains((1)))" },
        { content: "All figures", trigger: ".o_figure_back", run: "click" },
        { content: "The page before", trigger: ".o_metrics_before", run: "click" },
        { content: "Nothing was due then", trigger: ".o_figure_tile[data-code=otd] .o_figure_value:contains(n/a)" },
        { content: "Months", trigger: ".o_metrics_kind", run: "select month" },
        { content: "A month", trigger: ".o_metrics_period" },
        {
            content: "Print",
            trigger: ".o_metrics_print",
            run: async ({ click }) => {
                window.print = () => document.body.classList.add("o_was_printed");
                await click();
            },
        },
        { content: "It was printed", trigger: "body.o_was_printed" },
        { content: "The view of the salespeople", trigger: "[data-role=sales]", run: "click" },
        { content: "Their figures", trigger: ".o_figure_group[data-group=quotations] .o_figure_tile[data-code=conversion]" },
        { content: "This is my home page", trigger: ".o_metrics_home", run: "click" },
        { content: "It is", trigger: ".o_metrics_home.active" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_board_no_rights", {
    steps: () => [{ content: "The page says so", trigger: ".o_metrics_empty:contains(No figures for you here)" }],
});
