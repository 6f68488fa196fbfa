import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const back = { content: "Back", trigger: ".o_back_button a", run: "click" };

const expectAddress = (text) => () => {
    if (!window.location.search.includes(text)) {
        throw new Error(`${text} is not in ${window.location.search}`);
    }
};

/** Whether the server gives a file for a link of a menu. */
const expectFile = (kind) => async ({ anchor }) => {
    const response = await fetch(anchor.href);
    const type = response.headers.get("Content-Type");
    if (!response.ok || !type.includes(kind)) {
        throw new Error(`${anchor.href}: ${response.status} ${type}`);
    }
};

const focus = (content, trigger) => ({
    content,
    trigger,
    run() {
        this.anchor.focus();
    },
});

const expectFocus = (content, trigger) => ({
    content,
    trigger,
    run() {
        if (document.activeElement !== this.anchor) {
            throw new Error(`${document.activeElement.outerHTML.slice(0, 80)} has the focus`);
        }
    },
});

tours.add("quote_to_cash_board", {
    steps: () => [
        { content: "One of two was on time", trigger: ".o_figure_tile[data-code=otd] .o_figure_value:contains(50.0 %)" },
        { content: "Of how many", trigger: ".o_figure_tile[data-code=otd] .o_figure_cases:contains(1 of 2)" },
        { content: "Below the target", trigger: ".o_figure_tile[data-code=otd] .o_figure_value.text-danger" },
        { content: "What is not known is n/a", trigger: ".o_figure_tile[data-code=damage_rate] .o_figure_value:contains(n/a)" },
        { content: "Open it", trigger: ".o_figure_tile[data-code=otd]", run: "click" },
        { content: "The figure", trigger: ".o_figure_detail_value:contains(50.0 %)" },
        { content: "Its course is drawn", trigger: ".o_figure_chart canvas" },
        { content: "It stands in the address", trigger: ".o_figure_detail", run: expectAddress("figure=otd") },
        { content: "What it means", trigger: ".o_figure_definition p:contains(version)" },
        { content: "What it is divided by", trigger: ".o_figure_denominator:contains(2)", run: "click" },
        { content: "Two rows", trigger: ".o_list_view .o_data_row:nth-child(2)" },
        { content: "No more", trigger: ".o_list_view:not(:has(.o_data_row:nth-child(3)))" },
        { content: "Which rows", trigger: ".o_breadcrumb .active:contains(denominator)" },
        back,
        { content: "The same figure", trigger: ".o_figure_detail_value:contains(50.0 %)" },
        { content: "One was late", trigger: ".o_figure_missed:contains(1)" },
        { content: "What is left out", trigger: ".o_figure_left_out:contains(1)", run: "click" },
        { content: "By reason", trigger: ".o_list_view .o_group_name:contains(Not yet due)" },
        back,
        { content: "One reason", trigger: ".o_figure_reasons [data-reason=not_yet_due]", run: "click" },
        { content: "Its row", trigger: ".o_list_view .o_data_row" },
        back,
        { content: "By customer", trigger: ".o_figure_by", run: "select partner_id" },
        { content: "Sort it", trigger: ".o_figure_members [data-sort=value]", run: "click" },
        { content: "It is sorted", trigger: ".o_figure_members th[aria-sort=descending]" },
        { content: "The rows of a customer", trigger: ".o_figure_members [data-rows=n]:contains(2)", run: "click" },
        { content: "Two rows", trigger: ".o_list_view .o_data_row:nth-child(2)" },
        back,
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

// Without a mouse: from a tile to its figure and back, to where one was
tours.add("quote_to_cash_board_keyboard", {
    steps: () => [
        focus("Go to a tile", ".o_figure_tile[data-code=otd]"),
        { content: "Open it", trigger: ".o_figure_tile[data-code=otd]", run: "press Enter" },
        expectFocus("The figure has the focus", ".o_figure_detail h2"),
        { content: "Close it", trigger: ".o_figure_detail h2", run: "press Escape" },
        expectFocus("Back where one was", ".o_figure_tile[data-code=otd]"),
        focus("Go to the files", ".o_metrics_download"),
        { content: "Open the menu", trigger: ".o_metrics_download", run: "press Enter" },
        { content: "The menu", trigger: ".o-dropdown--menu .o_metrics_csv" },
        { content: "Close it", trigger: ".o_metrics_download", run: "press Escape" },
        { content: "It is closed", trigger: "body:not(:has(.o-dropdown--menu))" },
        { content: "The tiles are still there", trigger: ".o_figure_tile[data-code=otd]" },
    ],
});

tours.add("quote_to_cash_board_files_and_link", {
    steps: () => [
        { content: "Files of the figures", trigger: ".o_metrics_download", run: "click" },
        { content: "XLSX", trigger: ".o-dropdown--menu .o_metrics_xlsx", run: expectFile("spreadsheet") },
        { content: "CSV", trigger: ".o-dropdown--menu .o_metrics_csv", run: expectFile("csv") },
        { content: "Close", trigger: ".o_metrics_download", run: "click" },
        { content: "A figure", trigger: ".o_figure_tile[data-code=otd]", run: "click" },
        { content: "Files of its rows", trigger: ".o_figure_download", run: "click" },
        { content: "XLSX of rows", trigger: ".o-dropdown--menu .o_figure_rows_xlsx", run: expectFile("spreadsheet") },
        { content: "CSV of rows", trigger: ".o-dropdown--menu .o_figure_rows_csv", run: expectFile("csv") },
        { content: "Close", trigger: ".o_figure_download", run: "click" },
        { content: "By customer", trigger: ".o_figure_by", run: "select partner_id" },
        { content: "The customer", trigger: ".o_figure_members .o_figure_member:contains(Bakery)", run: "click" },
        {
            content: "Copy the link",
            trigger: ".o_metrics_filter:contains((1))",
            run: async () => {
                // Tests have no clipboard.
                const clipboard = { writeText: async (text) => (document.body.dataset.copied = text) };
                Object.defineProperty(browser.navigator, "clipboard", { value: clipboard, configurable: true });
                document.querySelector(".o_metrics_share").click();
            },
        },
        {
            content: "Open it",
            trigger: "body[data-copied*='figure=otd']",
            run: () => browser.location.assign(document.body.dataset.copied),
            expectUnloadPage: true,
        },
        { content: "The same figure", trigger: ".o_figure_detail_value:contains(50.0 %)" },
        { content: "The same customer", trigger: ".o_metrics_choice_of[data-name=partner_id] input:value(Bakery)" },
    ],
});

tours.add("quote_to_cash_board_check", {
    steps: () => [
        { content: "Check it", trigger: ".o_figure_verify", run: "click" },
        { content: "It differs", trigger: ".o_figure_checked .text-danger" },
        { content: "Which rows", trigger: ".o_figure_checked_open", run: "click" },
        { content: "They are told", trigger: ".o_form_view .o_field_one2many .o_data_row:nth-child(2)" },
        back,
        { content: "The last check is remembered", trigger: ".o_figure_checked .text-danger" },
        { content: "What is aimed at", trigger: ".o_figure_targets", run: "click" },
        { content: "A target", trigger: ".modal .o_field_one2many .o_data_cell[name=value]", run: "click" },
        { content: "Another one", trigger: ".modal .o_field_widget[name=value] input", run: "edit 40" },
        { content: "Save it", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "It counts at once", trigger: ".o_figure_detail_head:contains(Target 40.0 %)" },
    ],
});

tours.add("quote_to_cash_board_restated", {
    steps: () => [
        { content: "The tile says so", trigger: ".o_figure_tile[data-code=otd] .o_figure_closed:contains(Restated: 50.0 % when closed)" },
        { content: "Others are as they were", trigger: ".o_figure_tile[data-code=conversion] .o_figure_closed .fa-lock" },
        { content: "A broken one says so", trigger: ".o_figure_tile[data-code=perfect_order] .o_figure_problem:contains(It is broken)" },
        { content: "The figure", trigger: ".o_figure_tile[data-code=otd]", run: "click" },
        { content: "Now, and then", trigger: ".o_figure_detail:has(.o_figure_detail_value:contains(100.0 %)) .o_figure_closed[data-restated='1']:contains(50.0 %)" },
        { content: "Closed months", trigger: ".o_figure_closed_open", run: "click" },
        { content: "This figure's", trigger: ".o_list_view .o_data_row:contains(On-Time Delivery)" },
    ],
});

tours.add("quote_to_cash_board_empty", {
    steps: () => [
        { content: "The page says so", trigger: ".o_metrics_nothing" },
        { content: "Nothing is 0 % or 100 %", trigger: ".o_figure_tile[data-code=conversion] .o_figure_value:contains(n/a)" },
        { content: "Another view", trigger: "[data-role=warehouse]", run: "click" },
        { content: "n/a, too", trigger: ".o_figure_tile[data-code=otd] .o_figure_value:contains(n/a)" },
        { content: "A figure of nothing", trigger: ".o_figure_tile[data-code=otd]", run: "click" },
        { content: "Nothing to draw", trigger: ".o_figure_no_course" },
    ],
});

tours.add("quote_to_cash_board_no_rights", {
    steps: () => [{ content: "The page says so", trigger: ".o_metrics_empty:contains(No figures for you here)" }],
});
