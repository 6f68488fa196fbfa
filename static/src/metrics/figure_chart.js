import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { formatFigure } from "./format";

/** A line over time, with the target. What has no value is a gap. */
export class FigureChart extends Component {
    static template = "quote_to_cash.FigureChart";
    static props = {
        labels: Array,
        values: Array,
        unit: String,
        target: { type: [Number, { value: null }], optional: true },
        currencyId: { type: [Number, Boolean], optional: true },
        title: String,
    };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(() => this.draw());
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        this.chart = new Chart(this.canvas.el, this.config);
    }

    get config() {
        const scheme = cookie.get("color_scheme");
        const text = getCustomColor(scheme, "#111827", "#E4E4E4");
        const grid = getCustomColor(scheme, "rgba(0,0,0,.1)", "rgba(255,255,255,.15)");
        const format = (value) => formatFigure(value, this.props.unit, this.props.currencyId);
        // A share ends at 100 %, and a little room above says something else.
        const isShare = this.props.unit === "percent" && this.props.values.every((value) => value === null || value <= 100);
        // Amounts and times begin at 0, or a small change looks like a large one.
        const isWhole = this.props.unit !== "percent" && this.props.values.every((value) => value === null || value >= 0);
        const datasets = [
            {
                label: this.props.title,
                data: this.props.values,
                borderColor: getColor(0, scheme),
                backgroundColor: getColor(0, scheme),
                tension: 0,
                spanGaps: false,
                clip: 6, // points at the edge are whole
            },
        ];
        if (typeof this.props.target === "number") {
            datasets.push({
                label: "",
                data: this.props.labels.map(() => this.props.target),
                borderColor: text,
                borderDash: [6, 4],
                borderWidth: 1,
                pointRadius: 0,
            });
        }
        return {
            type: "line",
            data: { labels: this.props.labels, datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: { display: false },
                    tooltip: { callbacks: { label: (item) => format(item.parsed.y) } },
                },
                scales: {
                    x: { ticks: { color: text }, grid: { display: false } },
                    y: { min: isWhole ? 0 : undefined, max: isShare ? 100 : undefined, ticks: { color: text, callback: format }, grid: { color: grid } },
                },
            },
        };
    }
}
