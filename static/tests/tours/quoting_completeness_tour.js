import { registry } from "@web/core/registry";

const score = ".o_quote_completeness";
const point = (code) => `${score} li[data-code=${code}]`;
const finding = (text) => `.modal .o_order_finding:contains("${text}")`;

registry.category("web_tour.tours").add("quote_to_cash_complete_quotation", {
    steps: () => [
        { content: "Two points are missing", trigger: `${score}:contains("Complete: 7 of 9")` },
        { content: "They are not in the way", trigger: `${score}:not(:has(li))` },
        { content: "Look at them", trigger: `${score} .o_quote_completeness_toggle`, run: "click" },
        { content: "What is there is ticked", trigger: `${point("quote_terms_missing")}[data-state=done]` },
        {
            content: "Set the expiry",
            trigger: `${point("quote_dates_missing")} button[name=action_fix]:enabled`,
            run: "click",
        },
        { content: "One point less", trigger: `${score}:contains("Complete: 8 of 9")` },
        { content: "and it is ticked", trigger: `${point("quote_dates_missing")}[data-state=done]` },
        {
            content: "Send it all the same",
            trigger: ".o_statusbar_buttons button[name=action_quotation_send]:enabled",
            run: "click",
        },
        { content: "It is stopped", trigger: finding("when it is to be paid") },
        { content: "Nothing can be sent", trigger: ".modal-footer:not(:has(button[name=action_send]))" },
        {
            content: "Set the payment terms",
            trigger: `${finding("when it is to be paid")} button[name=action_fix]:enabled`,
            run: "click",
        },
        {
            content: "Choose them",
            trigger: ".modal .o_field_widget[name=payment_term_id] input",
            run: "edit 30 days net",
        },
        {
            content: "these",
            trigger: `.o-autocomplete--dropdown-item:contains("30 days net")`,
            run: "click",
        },
        { content: "Save", trigger: ".modal:has([name=payment_term_id]) .o_form_button_save", run: "click" },
        { content: "Nothing is missing", trigger: `.modal:contains("Nothing keeps it from being sent")` },
        { content: "Send", trigger: ".modal-footer button[name=action_send]:enabled", run: "click" },
        { content: "The message is there", trigger: ".modal .o_mail_composer_form_view" },
        { content: "Not now", trigger: ".modal .btn-close", run: "click" },
        { content: "All is there", trigger: `body:not(:has(.modal)) ${score}:contains("Complete: 9 of 9")` },
    ],
});
