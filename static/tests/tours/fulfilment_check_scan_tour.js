import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { CheckQueue } from "@quote_to_cash/fulfilment/check_queue";

const OVEN = "4006381333931";
const MIXER = "4006381333948";
const RealRequest = browser.XMLHttpRequest;
const patience = CheckQueue.patience;

/** Play a hand scanner that does not wait: all codes within one moment, each closed by Enter. */
function scan(...codes) {
    for (const code of codes) {
        for (const key of [...code, "Enter"]) {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        }
    }
}

/** A request of the check, and of nobody else: what the web client asks by itself at that moment goes on. */
class CheckRequest extends RealRequest {
    open(method, url) {
        this.ofCheck = url.includes("fulfilment.check");
        super.open(...arguments);
    }
}

/** The request does not reach the server. */
class CutRequest extends CheckRequest {
    send() {
        if (this.ofCheck) {
            setTimeout(() => this.dispatchEvent(new Event("error")), 100);
        } else {
            super.send(...arguments);
        }
    }
}

/** The request reaches the server; the answer is lost. */
class DeafRequest extends CheckRequest {
    addEventListener(type, listener) {
        super.addEventListener(type, (event) => {
            if (type === "load" && this.ofCheck) {
                this.dispatchEvent(new Event("error"));
            } else {
                listener(event);
            }
        });
    }
}

/** The server says nothing. */
class SilentRequest extends CheckRequest {
    send() {
        if (!this.ofCheck) {
            super.send(...arguments);
        }
    }
}

const good = (text) => `.o_check_good:contains("${text}")`;
const bad = (text) => `.o_check_bad:contains("${text}")`;
const count = (name, number) => `.o_check_lines tr:contains("${name}") .o_check_count:contains("${number}")`;
const open = {
    content: "Open the check",
    trigger: ".o_statusbar_buttons button[name=action_open_check]:enabled",
    run: "click",
};
const type = (text) => [
    { content: "To the quantity, with the keyboard", trigger: ".o_check_code", run: "press alt+q" },
    { content: `Type ${text}`, trigger: ".o_check_quantity:focus", run: `edit ${text} && press Enter` },
    { content: "The scanner has its field back", trigger: ".o_check_code:focus" },
];

registry.category("web_tour.tours").add("quote_to_cash_check_fast", {
    steps: () => [
        open,
        { content: "All in one moment", trigger: count("Oven", "0"), run: () => scan(OVEN, MIXER, "nonsense", OVEN) },
        { content: "None is lost", trigger: good("Oven: 2 of 2") },
        { content: "The one between is counted", trigger: count("Mixer", "1") },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_check_quantity", {
    steps: () => [
        open,
        { content: "Nothing is counted", trigger: count("Oven", "0") },
        {
            content: "Less than nothing, as a browser takes it; what plays the keys does not",
            trigger: ".o_check_quantity",
            run({ anchor }) {
                anchor.value = "-3";
                anchor.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
            },
        },
        { content: "It is refused", trigger: bad("not a quantity") },
        ...type("40"),
        { content: "More than belongs in is refused", trigger: bad("Too many: 0 of 12") },
        ...type("11"),
        { content: "Eleven", trigger: good("Oven: 11 of 12") },
        ...type(OVEN),
        { content: "A barcode in the wrong field is a scan", trigger: good("Oven: 12 of 12") },
        ...type("5"),
        { content: "Typed again: it replaces what was typed", trigger: good("Oven: 5 of 12") },
        ...type("lot12"),
        { content: "Letters that the field does not take make no number of a code", trigger: bad("“lot12” is unknown") },
        { content: "Nothing has changed", trigger: count("Oven", "5") },
        ...type("12"),
        { content: "Complete", trigger: good("Oven: 12 of 12") },
        { content: "Pass, with the keyboard", trigger: ".o_check_code", run: "press alt+p" },
        { content: "Passed", trigger: ".o_check_state:contains(Passed)" },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_check_lost", {
    steps: () => [
        open,
        {
            content: "The cable is pulled while somebody scans",
            trigger: count("Oven", "0"),
            run: () => {
                browser.XMLHttpRequest = CutRequest;
                scan(OVEN, MIXER);
            },
        },
        { content: "It says so", trigger: bad("No connection") },
        {
            content: "It says what does not count, also of what stood in line",
            trigger: `.o_check_lost:contains("${OVEN}, ${MIXER}")`,
        },
        {
            content: "Connected again",
            trigger: count("Oven", "0"),
            run: () => {
                browser.XMLHttpRequest = RealRequest;
                scan(OVEN);
            },
        },
        { content: "Counted", trigger: good("Oven: 1 of 2") },
        {
            content: "One is still to be scanned again",
            trigger: `.o_check_lost:contains("${MIXER}"):not(:contains("${OVEN}"))`,
        },
        {
            content: "An answer is lost",
            trigger: ".o_check_code",
            run: () => {
                browser.XMLHttpRequest = DeafRequest;
                scan(OVEN);
            },
        },
        {
            content: "It does not count, as far as anybody knows",
            trigger: `${bad("No connection")}:not(:contains("Oven"))`,
            run: () => {
                browser.XMLHttpRequest = RealRequest;
                scan(OVEN);
            },
        },
        { content: "The same piece, scanned again, counts once", trigger: good("Oven: 2 of 2") },
        {
            content: "The server is silent",
            trigger: ".o_check_code",
            run: () => {
                browser.XMLHttpRequest = SilentRequest;
                CheckQueue.patience = 300;
                scan(MIXER);
            },
        },
        {
            content: "Nobody waits for ever",
            trigger: bad("No connection"),
            run: () => {
                browser.XMLHttpRequest = RealRequest;
                CheckQueue.patience = patience;
            },
        },
        { content: "Whoever does something else", trigger: ".o_check_code", run: "press alt+u" },
        { content: "Looks first", trigger: bad("Connected again") },
        { content: "Nothing was taken back", trigger: count("Oven", "2"), run: () => scan(MIXER) },
        { content: "Counted", trigger: good("Mixer: 1 of 1") },
        { content: "Nothing is missing any more", trigger: ".o_check_screen:not(:has(.o_check_lost))" },
    ],
});
