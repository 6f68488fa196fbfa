import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { FigureChart } from "./figure_chart";
import { FigureTile } from "./figure_tile";
import { formatFigure, formatPart } from "./format";
import { movePeriod, periodName, pointName } from "./period";

/** One figure: what it means, its course, what it is made of and what is left out, and by whom. */
export class FigureDetail extends Component {
    static template = "quote_to_cash.FigureDetail";
    static components = { FigureChart, FigureTile };
    static props = {
        code: String,
        question: Array,
        context: Object,
        period: Object,
        by: { type: String, optional: true },
        asked: String,
        onClose: Function,
        onBy: Function,
        onMember: Function,
        links: Object,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ figure: null, error: "", breakdown: null, long: false });
        this.latest = new KeepLast();
        this.latestBreakdown = new KeepLast();
        onWillStart(() => void this.load(this.props));
        onWillUpdateProps((next) => {
            if (next.asked !== this.props.asked || next.code !== this.props.code) {
                this.load(next);
            } else if (next.by !== this.props.by) {
                this.loadBreakdown(next);
            }
        });
    }

    ask(method, args, context) {
        return this.orm.silent.call("sale.kpi", method, args, { context });
    }

    async load(props) {
        Object.assign(this.state, { figure: null, error: "", breakdown: null });
        try {
            const asked = this.ask("get_figure", [props.code, ...props.question], props.context);
            this.state.figure = await this.latest.add(asked);
        } catch (error) {
            this.state.error = error.data?.message || error.message;
            return;
        }
        await this.loadBreakdown(props);
    }

    async loadBreakdown(props) {
        this.state.breakdown = null;
        const member = this.state.figure?.members.find(({ id }) => id === props.by);
        if (!member || this.state.figure.problem) {
            return;
        }
        const asked = this.ask("get_breakdown", [props.code, props.by, ...props.question], props.context);
        this.state.breakdown = await this.latestBreakdown.add(asked);
    }

    format(value, currency) {
        return formatFigure(value, this.state.figure.unit, currency ?? this.state.figure.currency_id);
    }

    part(name, row) {
        const { unit, currency_id: currency } = row;
        const isMoney = currency && (name === "numerator" || (unit || this.state.figure.unit) !== "money");
        return formatPart(row[name], isMoney && currency);
    }

    get leftOut() {
        return this.state.figure.excluded.reduce((sum, { rows }) => sum + rows, 0);
    }

    get spread() {
        const { spread } = this.state.figure;
        return spread && [
            { name: _t("Mean"), value: this.format(spread.mean) },
            { name: _t("Median"), value: this.format(spread.median) },
            { name: _t("P90"), value: this.format(spread.p90) },
        ];
    }

    /** Points of the chart: of the period, or of the twelve before and this one. */
    get chart() {
        const { course, spark, name } = this.state.figure;
        const before = { labels: [], values: spark, title: name };
        if (this.state.long || !course.points.length) {
            before.labels = spark.map((_value, place) =>
                periodName(movePeriod(this.props.period, place - spark.length + 1))
            );
            return spark.length ? before : null;
        }
        return {
            labels: course.points.map(({ first }) => pointName(course.kind, first)),
            values: course.points.map(({ value }) => value),
            title: name,
        };
    }

    get canSwitch() {
        return this.state.figure.course.points.length && this.state.figure.spark.length;
    }

    async openRows(part, reason) {
        const args = [this.props.code, part, ...this.props.question];
        const action = await this.orm.call("sale.kpi", "get_rows_action", args, {
            reason: reason || false,
            context: this.props.context,
        });
        await this.action.doAction(action);
    }

    openTargets() {
        return this.action.doAction("quote_to_cash.sale_kpi_action", {
            props: { resId: this.state.figure.id },
            viewType: "form",
        });
    }
}
