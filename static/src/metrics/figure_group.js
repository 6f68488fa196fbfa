import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { FigureTile } from "./figure_tile";

/** Figures that stand together. Each group asks for itself, so that the page does not wait for the slowest one. */
export class FigureGroup extends Component {
    static template = "quote_to_cash.FigureGroup";
    static components = { FigureTile };
    static props = {
        group: Object,
        question: Array,
        context: Object,
        asked: String,
        focused: { type: String, optional: true },
        onOpen: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ figures: null, error: "" });
        this.latest = new KeepLast();
        onWillStart(() => void this.load(this.props));
        onWillUpdateProps((next) => {
            if (next.asked !== this.props.asked) {
                this.load(next);
            }
        });
    }

    async load({ group, question, context }) {
        Object.assign(this.state, { figures: null, error: "" });
        try {
            const asked = this.orm.silent.call("sale.kpi", "get_figures", [group.codes, ...question], { context });
            this.state.figures = await this.latest.add(asked);
        } catch (error) {
            // The other groups stay; this one says what is wrong with it.
            this.state.error = error.data?.message || error.message;
        }
    }
}
