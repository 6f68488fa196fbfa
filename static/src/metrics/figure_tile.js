import { Component, onMounted, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatChange, formatFigure, formatPart } from "./format";

const [WIDTH, HEIGHT] = [120, 28];

/** One figure: value, target, what became of it since the period before, and the twelve periods before. */
export class FigureTile extends Component {
    static template = "quote_to_cash.FigureTile";
    static props = { figure: Object, isFocused: { type: Boolean, optional: true }, onOpen: Function };

    setup() {
        const root = useRef("root");
        onMounted(() => this.props.isFocused && root.el.focus());
    }

    get value() {
        const { value, unit, currency_id: currency, at_least: atLeast } = this.props.figure;
        const shown = formatFigure(value, unit, currency);
        return atLeast && value !== null ? `≥ ${shown}` : shown;
    }

    get target() {
        const { target, unit, currency_id: currency } = this.props.figure;
        return target === null || target === undefined ? "" : _t("Target %s", formatFigure(target, unit, currency));
    }

    get change() {
        const { value, before, unit, currency_id: currency } = this.props.figure;
        return value === null || before === null ? "" : formatChange(value, before, unit, currency);
    }

    get arrow() {
        const { value, before } = this.props.figure;
        return value > before ? "fa-arrow-up" : value < before ? "fa-arrow-down" : "fa-arrow-right";
    }

    get changeClass() {
        return { better: "text-success", worse: "text-danger" }[this.props.figure.trend] || "text-muted";
    }

    get changeName() {
        const names = { better: _t("better than the period before"), worse: _t("worse than the period before") };
        return names[this.props.figure.trend] || _t("compared with the period before");
    }

    get valueClass() {
        const { on_target: onTarget, value } = this.props.figure;
        if (value === null) {
            return "text-muted";
        }
        return onTarget === true ? "text-success" : onTarget === false ? "text-danger" : "";
    }

    /** Of how many: a share of three orders is another one than a share of three thousand. */
    get cases() {
        const { value, n, unit, numerator, denominator, currency_id: currency, excluded } = this.props.figure;
        if (value === null) {
            const leftOut = excluded.reduce((sum, { rows }) => sum + rows, 0);
            return leftOut ? _t("Nothing to count, %s left out", leftOut) : _t("Nothing to count");
        }
        if (unit === "percent" && !currency && numerator !== null && denominator !== null) {
            return _t("%(part)s of %(whole)s", { part: formatPart(numerator), whole: formatPart(denominator) });
        }
        return n === 1 ? _t("1 case") : _t("%s cases", n);
    }

    /** What it was when the month was closed, if that is not what it is now. */
    get closed() {
        const { closed, unit, currency_id: currency } = this.props.figure;
        return closed?.is_restated
            ? _t("Restated: %s when closed", formatFigure(closed.value, unit, currency))
            : closed
              ? _t("Closed")
              : "";
    }

    get label() {
        const { name, problem, note } = this.props.figure;
        const said = problem ? [_t("not available"), problem] : [this.value, this.target, note || this.cases, this.closed];
        return [name, ...said].filter(Boolean).join(", ");
    }

    /** The last value, as a point. */
    get end() {
        const last = this.props.figure.spark.at(-1);
        const point = last === null ? "" : this.lines.at(-1)?.split(" ").at(-1);
        return point ? `${point} ${point}` : "";
    }

    /** Of figures that cannot be added, those of each company. */
    get hasCompanies() {
        const { companies, value } = this.props.figure;
        return value === null && companies.some((company) => company.value !== null);
    }

    companyValue({ name, value, currency_id: currency }) {
        return `${name}: ${formatFigure(value, this.props.figure.unit, currency)}`;
    }

    /** Parts of a line; where a period has no value there is a gap. */
    get lines() {
        const values = this.props.figure.spark;
        const known = values.filter((value) => value !== null);
        if (known.length < 2) {
            return [];
        }
        const [low, high] = [Math.min(...known), Math.max(...known)];
        const found = [[]];
        values.forEach((value, place) => {
            if (value === null) {
                found.push([]);
                return;
            }
            // A value between gaps is a point: a line needs two.
            const x = (place / (values.length - 1)) * WIDTH;
            const y = high === low ? HEIGHT / 2 : HEIGHT - 2 - ((value - low) / (high - low)) * (HEIGHT - 4);
            found.at(-1).push(`${x.toFixed(1)},${y.toFixed(1)}`);
        });
        return found.filter((part) => part.length).map((part) => [...part, part.at(-1)].join(" "));
    }
}
