import { registry } from "@web/core/registry";

const PIXEL =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function addPhoto(input) {
    const content = Uint8Array.from(atob(PIXEL), (char) => char.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([content], "oven.png", { type: "image/png" }));
    input.files = files.files;
}

registry.category("web_tour.tours").add("quote_to_cash_return_asked", {
    steps: () => [
        {
            content: "From the page of the order",
            trigger: "a[name=return_goods]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "The limit is shown", trigger: "div[name=limit]:contains(up to 10 Units, until)" },
        { content: "Nothing more is asked yet", trigger: "body:not(:has(.o_return_more:visible))" },
        { content: "Too many", trigger: "input.o_return_quantity", run: "edit 11" },
        { content: "Why", trigger: "select[name^=reason_]", run: "selectByLabel Arrived damaged" },
        { content: "In words", trigger: "input[name^=words_]", run: "edit The door is bent" },
        {
            content: "Send it",
            trigger: "button:contains(Ask for the Return)",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is too many", trigger: "div[name=line_problem]:contains(too many)" },
        { content: "and there is no photo", trigger: "div[name=line_problem]:contains(add a photo)" },
        { content: "What was typed is there", trigger: "input[name^=words_][value='The door is bent']" },
        { content: "Two", trigger: "input.o_return_quantity", run: "edit 2" },
        {
            content: "A photo",
            trigger: "input[name^=photo_]",
            run() {
                addPhoto(this.anchor);
            },
        },
        {
            content: "Send it again",
            trigger: "button:contains(Ask for the Return)",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is asked for", trigger: ".o_return[data-state=requested]" },
        { content: "The photo is there", trigger: "table[name=goods] img" },
        { content: "What to do now", trigger: "div[name=next_step]:contains(Please wait)" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_return_approved", {
    steps: () => [
        { content: "What has to be decided", trigger: ".alert-warning:contains(To be decided)" },
        { content: "Approve", trigger: "button[name=action_approve]", run: "click" },
        { content: "Approved", trigger: ".o_arrow_button_current:contains(Approved)" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_return_sent", {
    steps: () => [
        { content: "Where to", trigger: "div[name=address]" },
        { content: "The parcel's number", trigger: "#tracking_ref", run: "edit 1Z999" },
        {
            content: "It is on its way",
            trigger: "button:contains(I Have Sent It)",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "There is nothing to do", trigger: ".o_return[data-state=in_transit]" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_return_credited", {
    steps: () => [
        { content: "The return", trigger: ".o_portal_my_doc_table a:contains(RMA)", run: "click", expectUnloadPage: true },
        { content: "It is finished", trigger: "div[name=next_step]:contains(is finished)" },
        {
            content: "The credit note",
            trigger: "div[name=documents] a",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "can be read", trigger: ".o_portal_sidebar, .o_portal_invoice_sidebar" },
    ],
});
