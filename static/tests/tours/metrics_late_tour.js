import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { FigureDetail } from "@quote_to_cash/metrics/figure_detail";

const LATE = 1500; // milliseconds
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Have breakdowns come late. */
function answerLate() {
    patch(FigureDetail.prototype, {
        async ask(method) {
            const found = await super.ask(...arguments);
            if (method === "get_breakdown") {
                document.body.classList.add("o_was_asked");
                await wait(LATE);
            }
            return found;
        },
    });
}

/** Choose by what a figure is broken down, as the list of choices does. */
const breakDownBy = (by) =>
    function () {
        this.anchor.value = by;
        this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
    };

registry.category("web_tour.tours").add("quote_to_cash_board_late", {
    steps: () => [
        { content: "A figure", trigger: ".o_figure_detail_value", run: answerLate },
        { content: "By customer", trigger: ".o_figure_by", run: breakDownBy("partner_id") },
        { content: "It was asked", trigger: "body.o_was_asked" },
        { content: "By nothing after all", trigger: ".o_figure_by", run: breakDownBy("") },
        { content: "The answer comes", trigger: ".o_figure_detail_value", run: () => wait(2 * LATE) },
        { content: "Nobody wants it any more", trigger: ".o_figure_detail:not(:has(.o_figure_members))" },
    ],
});
