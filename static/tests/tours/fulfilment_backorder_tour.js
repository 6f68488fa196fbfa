import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("quote_to_cash_backorder", {
    steps: () => [
        { content: "What has left", trigger: "table[name=in_box] td:contains(Oven)" },
        { content: "What has not", trigger: "table[name=not_in_box] td:contains(Oven)" },
        { content: "The answer from the mail stands out", trigger: "button.btn-primary[value=wait]" },
        { content: "Something else", trigger: "select[name^=instead_]", run: "selectByLabel Oven 2" },
        {
            content: "Send it",
            trigger: "button[value=substitute]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is recorded", trigger: "div[name=answered] b:contains(Send Something Else)" },
        { content: "and cannot be answered again", trigger: "body:not(:has(button[name=answer]))" },
    ],
});
