import { registry } from "@web/core/registry";

/** Play a hand scanner: keys to the page itself, fast, closed by Enter. */
function scan(code) {
    return () => {
        for (const key of [...code, "Enter"]) {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        }
    };
}

const OVEN = "4006381333931";
const MIXER = "4006381333948";
const FRIDGE = "4006381333955";

const row = (name) => `.o_check_lines tr:contains("${name}")`;
const good = (text) => `.o_check_good:contains("${text}")`;
const bad = (text) => `.o_check_bad:contains("${text}")`;

registry.category("web_tour.tours").add("quote_to_cash_shipment", {
    steps: () => [
        { content: "It is to be checked", trigger: "button[name=action_open_check]:enabled", run: "click" },
        { content: "Two of the three are there", trigger: `${row("Oven")}:contains("/ 2")`, run: scan(OVEN) },
        { content: "Counted", trigger: good("Oven: 1 of 2"), run: scan(FRIDGE) },
        { content: "A wrong item is refused", trigger: bad("Fridge is not in this transfer"), run: scan(OVEN) },
        { content: "Complete", trigger: `${row("Oven")}.table-success`, run: scan(MIXER) },
        { content: "All is counted", trigger: `${row("Mixer")}.table-success` },
        { content: "Pass, with the keyboard", trigger: ".o_check_code", run: "press alt+p" },
        { content: "Passed", trigger: ".o_check_state:contains(Passed)" },
        { content: "Back", trigger: ".o_check_back", run: "click" },
        { content: "Ship it", trigger: ".o_form_view button[name=button_validate]:enabled", run: "click" },
        { content: "One oven is short", trigger: ".modal [name=short_lines] td:contains(Oven)" },
        { content: "Send it later", trigger: ".modal footer button[name=process]", run: "click" },
        { content: "It has left", trigger: "body:not(:has(.modal)) [name=fulfilment_state]:contains(Shipped)" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_shipment_answer", {
    steps: () => [
        { content: "What has left", trigger: "table[name=in_box] td:contains(Mixer)" },
        { content: "What has not", trigger: "table[name=not_in_box] td:contains(Oven)" },
        { content: "Wait for it", trigger: "button[value=wait]", run: "click", expectUnloadPage: true },
        { content: "It is recorded", trigger: "div[name=answered]" },
    ],
});
