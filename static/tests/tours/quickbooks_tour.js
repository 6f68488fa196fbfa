import { registry } from "@web/core/registry";

const problem = (text) => `.o_field_widget[name=problem_ids] .o_data_row:contains("${text}")`;
const total = (text) => `.o_field_widget[name=total_ids] .o_data_row:contains("${text}")`;
const press = (name, content) => ({ content, trigger: `.o_form_statusbar button[name=${name}]:enabled`, run: "click" });

registry.category("web_tour.tours").add("quote_to_cash_accountant_export", {
    steps: () => [
        press("action_check", "What would be exported?"),
        { content: "Nothing, as names are missing", trigger: ".alert-danger:contains(No file is written)" },
        { content: "All of them are listed", trigger: problem("Product Sales") },
        { content: "The tax, too", trigger: problem("CA 8.25") },
        { content: "No file can be written", trigger: "body:not(:has(button[name=action_export_and_open]))" },
        press("action_propose_names", "Let them be proposed"),
        { content: "Proposals are there", trigger: `${problem("Product Sales")} td[name=name_there]:contains(Product Sales)` },
        {
            content: "This account is called otherwise there",
            trigger: `${problem("Product Sales")} td[name=name_there]`,
            run: "click",
        },
        {
            content: "As the accountant calls it",
            trigger: ".o_field_widget[name=problem_ids] .o_selected_row td[name=name_there] input",
            run: "edit Furniture Sales",
        },
        press("action_confirm_names", "They are right"),
        { content: "Nothing stands in the way", trigger: ".alert-success:contains(Everything can be exported)" },
        { content: "What is it?", trigger: ".nav-link[name=to_export]", run: "click" },
        {
            content: "One invoice",
            trigger: `.o_field_widget[name=row_ids] .o_data_row:contains("Invoice"):contains("248.98")`,
        },
        press("action_export_and_open", "Export it"),
        { content: "The file is there", trigger: ".o_arrow_button_current[data-value=done]" },
        { content: "File and ledger agree", trigger: `${total("Product Sales")}:contains("-230.00")` },
        { content: "Tick it", trigger: `${total("Product Sales")} button.o_list_button, ${total("Product Sales")} button[name=action_tick]`, run: "click" },
        { content: "It is ticked", trigger: `${total("Product Sales")} .fa-check-square-o` },
        { content: "How is it imported?", trigger: ".nav-link[name=steps]", run: "click" },
        { content: "It says so", trigger: ".tab-pane.active:contains(IIF Files)" },
        press("action_download", "Take the file home"),
        { content: "Still there", trigger: ".o_form_view button[name=action_download]:enabled" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_accountant_export_cancelled", {
    steps: () => [
        press("action_ask_cancel", "It went into the wrong company file"),
        { content: "Why?", trigger: ".modal .o_field_widget[name=reason] input", run: "edit Wrong company file" },
        { content: "Cancel it", trigger: ".modal button[name=action_cancel_export]:enabled", run: "click" },
        { content: "It says so", trigger: ".alert:contains(Wrong company file)" },
        { content: "It is cancelled", trigger: "body:not(:has(.modal)) .o_arrow_button_current[data-value=cancelled]" },
    ],
});
