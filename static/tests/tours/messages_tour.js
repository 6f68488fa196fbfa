import { registry } from "@web/core/registry";

const ROW = "[name=order_message_policy_ids] .o_data_row:contains(Order Received)";

registry.category("web_tour.tours").add("quote_to_cash_messages", {
    steps: () => [
        { content: "All off", trigger: `${ROW} td[name=enabled] input:not(:checked)` },
        { content: "What does it say?", trigger: `${ROW} button[name=action_preview]`, run: "click" },
        { content: "The subject", trigger: ".modal [name=subject]:contains(we have it)" },
        { content: "The text", trigger: ".modal [name=body_html]:contains(thank you)" },
        { content: "From now on", trigger: ".modal button[name=action_switch_on]", run: "click" },
        { content: "It is on", trigger: `body:not(:has(.modal)) ${ROW} td[name=enabled] input:checked` },
    ],
});
