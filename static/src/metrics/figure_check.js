import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { dayName, momentName } from "./period";

const ICONS = { success: "fa-check-circle", danger: "fa-times-circle", warning: "fa-clock-o", secondary: "fa-info-circle" };

/** Whether a figure is what the documents say: a button, and what the last check found. */
export class FigureCheck extends Component {
    static template = "quote_to_cash.FigureCheck";
    static props = { code: String, question: Array, context: Object, checks: Array };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ checks: this.props.checks, isChecking: false, error: "" });
        this.icons = ICONS;
    }

    async check() {
        const [first, last, companies] = this.props.question;
        Object.assign(this.state, { isChecking: true, error: "" });
        try {
            const args = [this.props.code, first, last, companies];
            const { context } = this.props;
            this.state.checks = await this.orm.silent.call("sale.kpi", "verify_figure", args, { context });
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        } finally {
            this.state.isChecking = false;
        }
    }

    get hasFilters() {
        return Object.keys(this.props.question[3]).length > 0;
    }

    /** Of how many rows, which days, and when. */
    details({ result, rows, documents, differences, waiting, first, last, verified_at: at }) {
        const counted =
            result === "no_way"
                ? _t("It is read from the documents each time: there is nothing to compare it with.")
                : result === "broken"
                  ? ""
                  : _t("%(kept)s rows here, %(documents)s in the documents", { kept: rows, documents });
        return [
            counted,
            differences && _t("%s differ", differences),
            waiting && _t("%s wait to be read", waiting),
            `${dayName(first)} – ${dayName(last)}`,
            _t("checked %s", momentName(at)),
        ]
            .filter(Boolean)
            .join(" · ");
    }

    open({ id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sale.kpi.verification",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
