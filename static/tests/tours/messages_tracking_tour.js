import { registry } from "@web/core/registry";

// Nothing may be wider than the screen.
function checkWidth() {
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
        throw new Error(`The page is ${root.scrollWidth} wide, the screen ${root.clientWidth}.`);
    }
}

registry.category("web_tour.tours").add("quote_to_cash_tracking", {
    steps: () => [
        { content: "Where it is", trigger: ".o_tracking[data-status=in_progress] [name=status]:contains(In Preparation)" },
        { content: "It fits", trigger: ".o_tracking", run: checkWidth },
        { content: "The step that is now", trigger: "li[data-step=in_progress][aria-current=step]" },
        { content: "What is still to come", trigger: "section[name=waiting]:contains(6 Units)" },
        { content: "What has left", trigger: "section[name=shipment]:contains(4 Units)" },
        {
            content: "Where to follow it",
            trigger: "a[name=tracking_number][href='https://swift.example.com/1Z999']",
        },
        {
            content: "It has arrived",
            trigger: "button[value=received]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "That is noted", trigger: "div[name=received]" },
        { content: "It can be returned now", trigger: "a[name=return_goods]" },
        { content: "A question", trigger: "section[name=help] summary", run: "click" },
        { content: "In words", trigger: "#question", run: "edit Where is the rest?" },
        { content: "Send it", trigger: "button[value=ask]", run: "click", expectUnloadPage: true },
        { content: "It has got there", trigger: "div[name=asked]" },
        { content: "It still fits", trigger: ".o_tracking", run: checkWidth },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_tracking_link", {
    steps: () => [
        { content: "The page of the order", trigger: "button[name=action_open_tracking]", run: "click" },
        { content: "Its address", trigger: ".modal .o_field_CopyClipboardURL:contains(/order/)" },
        { content: "It can be copied", trigger: ".modal .o_clipboard_button" },
        { content: "Withdraw it", trigger: ".modal button[name=action_withdraw]", run: "click" },
        { content: "Sure", trigger: ".modal:not(.o_inactive_modal):contains(Nobody can open) .modal-footer button.btn-primary", run: "click" },
        { content: "Closed", trigger: "body:not(:has(.modal))" },
    ],
});
