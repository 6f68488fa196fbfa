import { ConnectionLostError, rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const FIELD = ".o_handover_code";
const answer = (kind, text) => `.o_handover_answer[data-kind=${kind}]:contains("${text}")`;

/** What a hand scanner does: type the code where the cursor is, and press Enter. */
const scan = (code) => [
    { content: `Scan ${code}`, trigger: `${FIELD}:focus`, run: `edit ${code}` },
    { content: "The scanner ends with Enter", trigger: `${FIELD}:focus`, run: "press Enter" },
];

const online = rpc._rpc;

/** Have scans get no answer, whether the server hears them or not. */
const lose = (heard) => () => {
    rpc._rpc = async (url, ...rest) => {
        if (!url.includes("action_scan")) {
            return online(url, ...rest);
        }
        if (heard) {
            await online(url, ...rest);
        }
        throw new ConnectionLostError(url);
    };
};

registry.category("web_tour.tours").add("quote_to_cash_handover", {
    steps: () => [
        { content: "Ready, without a click", trigger: `.o_handover ${FIELD}:focus` },
        {
            content: "Say which carrier is here",
            trigger: ".o_handover_carrier",
            run: "selectByLabel Dock Van",
        },
        ...scan("HAND-1"),
        { content: "It has left", trigger: answer("done", "HAND-1") },
        { content: "It is counted", trigger: ".o_handover_cartons:contains(1)" },
        { content: "and listed", trigger: ".o_handover_list td:contains(HAND-1)" },
        ...scan("HAND-1"),
        { content: "Not twice", trigger: answer("refused", "was handed over on") },
        ...scan("nonsense"),
        { content: "Nobody knows it", trigger: answer("refused", "Unknown code") },
        ...scan("HAND-LORRY"),
        { content: "Another carrier", trigger: answer("refused", "Dock Lorry") },
        ...scan("HAND-HELD"),
        { content: "A held order", trigger: answer("refused", "on hold") },
        ...scan("HAND-BOX-1"),
        { content: "The first of two", trigger: answer("carton", "HAND-BOX-2") },
        ...scan("HAND-BOX-1"),
        { content: "The same again", trigger: answer("refused", "counted once") },
        ...scan("HAND-BOX-2"),
        { content: "Both are here", trigger: answer("done", "HAND-2") },
        { content: "Three cartons", trigger: ".o_handover_cartons:contains(3)" },
        ...scan("HAND-3"),
        { content: "It has several cartons", trigger: answer("ask", "2 cartons") },
        { content: "All are here, by the keyboard", trigger: ".o_handover_all", run: "press Alt+a" },
        { content: "It has left, too", trigger: answer("done", "HAND-3") },
        { content: "The connection is lost", trigger: FIELD, run: lose(false) },
        ...scan("HAND-4"),
        { content: "Nobody believes that it has left", trigger: answer("refused", "No answer") },
        { content: "The next answer is lost", trigger: FIELD, run: lose(true) },
        ...scan("HAND-5"),
        { content: "It is kept, too", trigger: ".o_handover_unsent:contains(HAND-4):contains(HAND-5)" },
        { content: "The connection is back", trigger: FIELD, run: () => (rpc._rpc = online) },
        { content: "Send both again", trigger: ".o_handover_again", run: "click" },
        { content: "One had arrived", trigger: ".o_handover_unsent:contains(HAND-5 was handed over on)" },
        { content: "The other arrives now", trigger: ".o_handover_unsent:not(:contains(HAND-4))" },
        { content: "Each is counted once", trigger: ".o_handover_cartons:contains(7)" },
        { content: "Enough", trigger: ".o_handover_forget", run: "click" },
        { content: "Nothing is kept", trigger: "body:not(:has(.o_handover_unsent))" },
        {
            content: "The driver signs",
            trigger: ".o_handover_manifest:contains(Dock Van)",
            run: "click",
        },
        { content: "The manifest", trigger: ".o_form_view .o_field_widget[name=driver_name] input", run: "edit Dora" },
        {
            content: "Open the glass",
            trigger: ".o_field_widget[name=driver_signature] .o_signature",
            run: "click",
        },
        { content: "Sign", trigger: ".modal .o_web_sign_auto_button", run: "click" },
        { content: "Take it", trigger: ".modal footer .btn-primary:enabled", run: "click" },
        { content: "It is there", trigger: ".o_field_widget[name=driver_signature] img.o_signature" },
        { content: "Close", trigger: "body:not(:has(.modal)) button[name=action_close]", run: "click" },
        { content: "It is closed", trigger: ".o_arrow_button_current:contains(Closed)" },
    ],
});
