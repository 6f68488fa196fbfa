import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatMonetary } from "@web/views/fields/formatters";

const float = (value, digits) => formatFloat(value, { digits: [false, digits] });

/** A value in its unit; what does not exist is n/a, never 0. */
export function formatFigure(value, unit, currencyId) {
    if (value === null || value === undefined || value === false) {
        return _t("n/a");
    }
    switch (unit) {
        case "percent":
            return `${float(value, 1)} %`;
        case "hours":
            return _t("%s h", float(value, 1));
        case "days":
            return _t("%s days", float(value, 1));
        case "money":
            return currencyId ? formatMonetary(value, { currencyId }) : float(value, 2);
        case "ratio":
            return float(value, 2);
        default:
            return float(value, Number.isInteger(value) ? 0 : 1);
    }
}

/** The difference to a value before, with its sign; percentages differ by points. */
export function formatChange(value, before, unit, currencyId) {
    const change = value - before;
    const sign = change > 0 ? "+" : change < 0 ? "−" : "±";
    const shown = formatFigure(Math.abs(change), unit === "percent" ? "points" : unit, currencyId);
    return unit === "percent" ? _t("%s points", `${sign}${shown}`) : `${sign}${shown}`;
}

/** A numerator or denominator: whole if it is, else with two digits. */
export function formatPart(value, currencyId) {
    if (value === null || value === undefined) {
        return _t("n/a");
    }
    if (currencyId) {
        return formatMonetary(value, { currencyId });
    }
    return float(value, Number.isInteger(value) ? 0 : 2);
}
