import { ConnectionLostError, rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const FIELD = ".o_receive_code";
const said = (kind, text) => `.o_receive_answer[data-kind=${kind}]:contains("${text}")`;

/** What a hand scanner does: type the code where the cursor is, and press Enter. */
const scan = (code) => [
    { content: `Scan ${code}`, trigger: `${FIELD}:focus`, run: `edit ${code}` },
    { content: "The scanner ends with Enter", trigger: `${FIELD}:focus`, run: "press Enter" },
];

const online = rpc._rpc;

/** The server hears it, but its answer is lost. */
const loseAnswers = () => {
    rpc._rpc = async (url, ...rest) => {
        const answer = await online(url, ...rest);
        if (url.includes("receive_scanned")) {
            throw new ConnectionLostError(url);
        }
        return answer;
    };
};

registry.category("web_tour.tours").add("quote_to_cash_receive_returns", {
    steps: () => [
        { content: "Ready, without a click", trigger: `.o_receive_returns ${FIELD}:focus` },
        ...scan("nonsense"),
        { content: "Nobody knows it", trigger: said("bad", "no return and no product") },
        ...scan("RMA/TOUR/1"),
        { content: "What is announced", trigger: ".o_receive_lines td:contains(Tour Oven)" },
        ...scan("2000000000015"),
        { content: "One oven", trigger: said("good", "Tour Oven") },
        ...scan("2000000000015"),
        { content: "Two ovens", trigger: ".o_receive_lines td.fw-bold:contains(2)" },
        { content: "One of them is damaged", trigger: ".o_receive_damaged", run: "click" },
        { content: "It says how", trigger: ".o_receive_note", run: "edit A dent" },
        { content: "Back to the scanner", trigger: FIELD, run: "click" },
        ...scan("2000000000022"),
        { content: "A mixer nobody announced", trigger: said("good", "was not announced") },
        ...scan("2000000000039"),
        { content: "It has serial numbers", trigger: said("good", "now its lot or serial number") },
        ...scan("TOUR-S1"),
        { content: "The scale", trigger: ".o_receive_item:contains(TOUR-S1)" },
        ...scan("TOUR-S1"),
        { content: "Not twice", trigger: said("bad", "counted already") },
        { content: "The next answer is lost", trigger: FIELD, run: loseAnswers },
        { content: "Receive, by the keyboard", trigger: ".o_receive_done:enabled", run: "press Alt+v" },
        { content: "Nobody knows whether it counts", trigger: said("bad", "Press Receive again") },
        { content: "No other parcel before that", trigger: ".o_receive_close:disabled" },
        { content: "The connection is back", trigger: FIELD, run: () => (rpc._rpc = online) },
        { content: "Receive again", trigger: ".o_receive_done:enabled", run: "press Alt+v" },
        { content: "It is received", trigger: said("good", "Received for RMA/TOUR/1") },
        { content: "Nothing is left to receive", trigger: ".o_receive_returns:not(:has(.o_receive_item))" },
        { content: "Inspect at once", trigger: ".o_receive_inspect", run: "click" },
        { content: "The dialog", trigger: ".modal .o_list_renderer td[name=grade]" },
        { content: "Close it", trigger: ".modal footer button:contains(Cancel)", run: "click" },
        { content: "Still there", trigger: "body:not(:has(.modal)) .o_receive_name:contains(RMA/TOUR/1)" },
        { content: "The next parcel", trigger: ".o_receive_close:enabled", run: "click" },
        ...scan("RMA/TOUR/2"),
        { content: "It has two lines of the same goods", trigger: ".o_receive_lines tbody tr:nth-child(2)" },
        { content: "All of both is here", trigger: ".o_receive_all", run: "click" },
        { content: "Both are counted", trigger: ".o_receive_item .o_receive_quantity:value(5)" },
        { content: "Receive both", trigger: ".o_receive_done:enabled", run: "click" },
        { content: "Both are received", trigger: said("good", "Received for RMA/TOUR/2") },
    ],
});
