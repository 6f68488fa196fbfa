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

const good = (text) => `.o_check_good:contains("${text}")`;
const bad = (text) => `.o_check_bad:contains("${text}")`;
const row = (name) => `.o_check_lines tr:contains("${name}")`;

registry.category("web_tour.tours").add("quote_to_cash_check", {
    steps: () => [
        {
            content: "Open the check",
            trigger: ".o_statusbar_buttons button[name=action_open_check]:enabled",
            run: "click",
        },
        { content: "What has to be in it", trigger: `${row("Oven")}:contains("/ 2")`, run: scan(OVEN) },
        { content: "Counted", trigger: good("Oven: 1 of 2"), run: scan(FRIDGE) },
        { content: "A wrong item is refused", trigger: bad("Fridge is not in this transfer"), run: scan(OVEN) },
        { content: "Complete", trigger: `${row("Oven")}.table-success`, run: scan(OVEN) },
        { content: "One too many is refused", trigger: bad("Too many: 2 of 2"), run: scan("no-such-code") },
        { content: "Nobody knows this one", trigger: bad("unknown") },
        { content: "Two are counted, as before", trigger: `${row("Oven")} .o_check_count:contains("2")` },
        {
            content: "It cannot pass yet",
            trigger: ".o_check_pass",
            run: "click",
        },
        { content: "It says why", trigger: bad("0 of 1 counted") },
        {
            content: "Type the code by hand",
            trigger: ".o_check_code",
            run: `edit ${MIXER} && press Enter`,
        },
        { content: "Counted", trigger: good("Mixer: 1 of 1") },
        { content: "Take it back", trigger: ".o_check_undo:enabled", run: "click" },
        { content: "Taken back", trigger: `${row("Mixer")}:not(.table-success) .o_check_count:contains("0")` },
        { content: "Down to the mixer", trigger: ".o_check_code", run: "press ArrowDown" },
        { content: "It is chosen", trigger: `${row("Mixer")}.o_check_selected` },
        { content: "One more, with the keyboard", trigger: ".o_check_code", run: "press ArrowRight" },
        { content: "Complete", trigger: `${row("Mixer")}.table-success` },
        { content: "Counting has answered this", trigger: `[data-kind=quantity]:contains("Counted")` },
        { content: "Look at the goods", trigger: ".o_check_ok:enabled", run: "press alt+2" },
        { content: "In order", trigger: ".o_check_ok.btn-success" },
        { content: "Pass, with the keyboard", trigger: ".o_check_code", run: "press alt+p" },
        { content: "Passed", trigger: ".o_check_state:contains(Passed)" },
        { content: "The next one is offered", trigger: ".o_check_next", run: "click" },
        { content: "It is open", trigger: ".o_check_state:contains(Open)" },
        { content: "It is broken", trigger: ".o_check_fail", run: "click" },
        { content: "Say why", trigger: ".o_check_reason:first", run: "selectByLabel Damaged" },
        { content: "A word more", trigger: ".o_check_note", run: "edit A dent" },
        { content: "Send it back", trigger: ".o_check_fail_confirm:enabled", run: "click" },
        { content: "Failed", trigger: `.o_check_state:contains(Failed)` },
        { content: "Check again", trigger: ".o_check_again", run: "click" },
        { content: "A new check", trigger: ".o_check_state:contains(Open)" },
        { content: "Back", trigger: ".o_check_back", run: "click" },
        { content: "Where we came from", trigger: ".o_form_view .o_field_widget[name=fulfilment_state]" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_check_menu", {
    steps: () => [
        { content: "Nothing is open", trigger: ".o_check_said:contains(Scan a transfer)", run: scan("nonsense") },
        { content: "Unknown", trigger: bad("nonsense"), run: scan("PARCEL-TOUR") },
        { content: "The check of the parcel", trigger: ".o_check_state:contains(Open)" },
        { content: "A person who may only look", trigger: ".o_check_said:contains(Warehouse Checker)" },
        { content: "Has no buttons", trigger: ".o_check_screen:not(:has(.o_check_pass))" },
    ],
});
