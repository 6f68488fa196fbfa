import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { download } from "./download";
import { FigureChart } from "./figure_chart";
import { FigureCheck } from "./figure_check";
import { FigureMembers } from "./figure_members";
import { formatFigure, formatPart } from "./format";
import { dayName, movePeriod, periodName, pointName } from "./period";

/** One figure: what it means, its course, what it is made of and what is left out, and by whom. */
export class FigureDetail extends Component {
    static template = "quote_to_cash.FigureDetail";
    static components = { Dropdown, DropdownItem, FigureChart, FigureCheck, FigureMembers };
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
        mayVerify: Boolean,
        mayAim: Boolean,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ figure: null, error: "", breakdown: null, breakdownError: "", long: false });
        this.title = useRef("title");
        this.download = download;
        this.latest = new KeepLast();
        this.latestBreakdown = new KeepLast();
        useHotkey("escape", () => this.props.onClose());
        useEffect(
            (figure) => figure && this.title.el?.focus(),
            () => [this.state.figure]
        );
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
        Object.assign(this.state, { breakdown: null, breakdownError: "" });
        this.latestBreakdown.add(Promise.resolve()); // what is under way answers another question
        const member = this.state.figure?.members.find(({ id }) => id === props.by);
        if (!member || this.state.figure.problem) {
            return;
        }
        const asked = this.ask("get_breakdown", [props.code, props.by, ...props.question], props.context);
        try {
            this.state.breakdown = await this.latestBreakdown.add(asked);
        } catch (error) {
            this.state.breakdownError = error.data?.message || error.message;
        }
    }

    format(value, currency) {
        return formatFigure(value, this.state.figure.unit, currency ?? this.state.figure.currency_id);
    }

    part(name, row) {
        const { unit, currency_id: currency } = row;
        const isMoney = currency && (name === "numerator" || (unit || this.state.figure.unit) !== "money");
        return formatPart(row[name], isMoney && currency);
    }

    /** What is counted and not in the numerator, if that is a number of its own. */
    get missed() {
        const { numerator, denominator, currency_id: currency } = this.state.figure;
        return numerator === null || denominator === null ? "" : formatPart(denominator - numerator, currency);
    }

    /** What a month was when it closed, and what became of it. */
    closedName({ value, n, closed_on: day, is_restated: isRestated, is_older: isOlder }, currency) {
        const then = { day: dayName(day), value: this.format(value, currency), n };
        return [
            _t("Closed on %(day)s with %(value)s (%(n)s cases).", then),
            isRestated ? _t("Documents have changed since: the figure is restated.") : _t("Nothing has changed since."),
            isOlder && _t("The definition has changed since."),
        ]
            .filter(Boolean)
            .join(" ");
    }

    get leftOut() {
        return this.state.figure.excluded.reduce((sum, { rows }) => sum + rows, 0);
    }

    /** How many have begun and go on, and for how long. */
    get openName() {
        const { n, median, p90 } = this.state.figure.open;
        const words = { n, median: this.format(median), p90: this.format(p90) };
        return _t("Not finished yet: %(n)s, for %(median)s (median), %(p90)s (P90) so far.", words);
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

    get hasValues() {
        return this.chart.values.some((value) => value !== null);
    }

    get canSwitch() {
        return this.state.figure.course.points.length && this.state.figure.spark.length;
    }

    /**
     * Open the rows behind a number.
     *
     * @param {string} part numerator, denominator, missed or left_out
     * @param {Object} only of what is left out, these; or those of one customer, product, …
     */
    async openRows(part, { reason, member } = {}) {
        const [first, last, companies, filters] = this.props.question;
        const chosen = member ? { ...filters, [this.props.by]: member } : filters;
        const args = [this.props.code, part, first, last, companies, chosen];
        const action = await this.orm.call("sale.kpi", "get_rows_action", args, {
            reason: reason || false,
            context: this.props.context,
        });
        await this.action.doAction(action);
    }

    openMemberRows(part, member) {
        return this.openRows(part, { member });
    }

    openClosed() {
        return this.action.doAction("quote_to_cash.sale_kpi_snapshot_action", {
            additionalContext: { search_default_kpi_id: this.state.figure.id },
        });
    }

    openTargets() {
        const action = {
            type: "ir.actions.act_window",
            name: this.state.figure.name,
            res_model: "sale.kpi",
            res_id: this.state.figure.id,
            views: [[false, "form"]],
            target: "new",
        };
        return this.action.doAction(action, { onClose: () => this.load(this.props) });
    }
}
