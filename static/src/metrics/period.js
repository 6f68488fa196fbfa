import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

export const KINDS = ["day", "week", "month", "quarter", "year", "custom"];

export const kindNames = () => ({
    day: _t("Day"),
    week: _t("Week"),
    month: _t("Month"),
    quarter: _t("Quarter"),
    year: _t("Year"),
    custom: _t("Dates"),
});

const date = (text) => DateTime.fromISO(text);

/** The period of a kind in which a day lies. Weeks begin on Monday, as in the figures. */
export function periodOf(kind, day) {
    return { kind, first: serializeDate(date(day).startOf(kind)), last: serializeDate(date(day).endOf(kind)) };
}

/** The period so many steps later, or (negative) earlier. Dates that were typed move by as many days. */
export function movePeriod({ kind, first, last }, steps) {
    if (kind === "custom") {
        const days = (date(last).diff(date(first), "days").days + 1) * steps;
        return {
            kind,
            first: serializeDate(date(first).plus({ days })),
            last: serializeDate(date(last).plus({ days })),
        };
    }
    return periodOf(kind, serializeDate(date(first).plus({ [`${kind}s`]: steps })));
}

export function periodName({ kind, first, last }) {
    const [from, to] = [date(first), date(last)];
    switch (kind) {
        case "day":
            return from.toLocaleString(DateTime.DATE_MED_WITH_WEEKDAY);
        case "month":
            return from.toFormat("LLLL yyyy");
        case "quarter":
            return `Q${from.quarter} ${from.year}`;
        case "year":
            return String(from.year);
        default:
            return `${from.toLocaleString(DateTime.DATE_MED)} – ${to.toLocaleString(DateTime.DATE_MED)}`;
    }
}

/** How a part of a course is named: a day, a week by its first day, or a month. */
export function pointName(kind, first) {
    return kind === "month" ? date(first).toFormat("LLL yy") : date(first).toFormat("d LLL");
}

/** A day as people write it. */
export const dayName = (text) => date(text).toLocaleString(DateTime.DATE_MED);

/** A moment of the server (UTC) on the user's clock. */
export const momentName = (text) =>
    DateTime.fromISO(text, { zone: "utc" }).setZone("default").toLocaleString(DateTime.DATETIME_MED);
