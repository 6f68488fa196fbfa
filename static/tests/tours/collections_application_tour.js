import { registry } from "@web/core/registry";

const row = (text) => `.modal .o_field_widget[name=line_ids] .o_data_row:contains("${text}")`;
const edited = ".modal .o_field_widget[name=line_ids] .o_selected_row";
const answer = (text) => `.modal .o_field_widget[name=answer_ids] .o_data_row:contains("${text}")`;
const open = { content: "What is it for?", trigger: "button[name=action_apply_payment]:enabled", run: "click" };
const apply = { content: "Apply", trigger: ".modal footer button[name=action_apply]:enabled", run: "click" };
const done = { content: "Done", trigger: "body:not(:has(.modal)) .o_form_view" };

function paste(content, ...rows) {
    return {
        content,
        trigger: ".modal .o_field_widget[name=remittance_text] textarea",
        run({ edit }) {
            return edit(["Invoice;Amount", ...rows].join("\n"));
        },
    };
}

const read = { content: "Read it", trigger: ".modal button[name=action_read_remittance]:enabled", run: "click" };

registry.category("web_tour.tours").add("quote_to_cash_apply_payment", {
    steps: () => [
        open,
        {
            content: "What the customer names is proposed",
            trigger: `${row("APPLY-1")}:contains(Named by the customer):contains("300.00")`,
        },
        { content: "Only a part of it", trigger: `${row("APPLY-1")} td[name=amount]`, run: "click" },
        { content: "How much", trigger: `${edited} td[name=amount] input`, run: "edit 250" },
        { content: "Why", trigger: `${edited} td[name=reason] input`, run: "click" },
        { content: "Goods were missing", trigger: ".o_select_menu_item:contains(Goods)", run: "click" },
        {
            content: "It says what stays open",
            trigger: `${edited} td[name=left]:contains("50.00")`,
        },
        apply,
        done,
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_apply_list", {
    steps: () => [
        open,
        { content: "The customer has sent a list", trigger: ".modal .nav-link[name=remittance]", run: "click" },
        paste("With a number that does not exist", "LIST-1;100.00", "LIST-9;200.00"),
        read,
        { content: "The first row fits", trigger: `${answer("LIST-1")}:not(.text-danger):contains("100.00")` },
        { content: "The second does not", trigger: `${answer("LIST-9")}.text-danger` },
        { content: "It says so", trigger: ".modal .o_field_widget[name=remittance_message]:contains(Nothing of it)" },
        paste("As it should be", "LIST-1;100.00", "LIST-2;200.00"),
        read,
        { content: "The rows to apply are there", trigger: `${row("LIST-1")}:contains("100.00")` },
        { content: "Both", trigger: `${row("LIST-2")}:contains("200.00")` },
        apply,
        done,
    ],
});
