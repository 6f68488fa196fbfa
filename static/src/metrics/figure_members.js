import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** A figure for each customer, product, … : a table that sorts by any column, and whose numbers open their rows. */
export class FigureMembers extends Component {
    static template = "quote_to_cash.FigureMembers";
    static props = {
        by: String,
        breakdown: Object,
        unit: String,
        format: Function,
        part: Function,
        onMember: Function,
        onRows: Function,
    };

    setup() {
        this.state = useState({ column: "", isUp: false });
        this.columns = [
            { id: "name", name: _t("Name") },
            { id: "value", name: _t("Value") },
            { id: "numerator", name: _t("Numerator") },
            { id: "denominator", name: _t("Denominator") },
            { id: "n", name: _t("Counted") },
            { id: "left_out", name: _t("Left Out") },
        ];
    }

    sort(column) {
        // Names from A to Z first, numbers from the largest.
        this.state.isUp = this.state.column === column ? !this.state.isUp : column === "name";
        this.state.column = column;
    }

    direction(column) {
        return this.state.column !== column ? "none" : this.state.isUp ? "ascending" : "descending";
    }

    get rows() {
        const { column, isUp } = this.state;
        const { members } = this.props.breakdown;
        if (!column) {
            return members;
        }
        const compare = (a, b) => (column === "name" ? a.name.localeCompare(b.name) : a[column] - b[column]);
        const known = members.filter((row) => row[column] !== null).sort((a, b) => (isUp ? 1 : -1) * compare(a, b));
        return [...known, ...members.filter((row) => row[column] === null)];
    }

    /** How long the bar of a share is, in percent of the cell. */
    bar({ value }) {
        return this.props.unit === "percent" && value !== null ? Math.min(100, Math.max(0, value)) : null;
    }
}
