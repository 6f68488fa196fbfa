import { Component, onWillStart } from "@odoo/owl";
import { formatCurrency, getCurrency } from "@web/core/currency";
import { deserializeDate, formatDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { roundDecimals } from "@web/core/utils/numbers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const LEDGER_GROUPS = ["account.group_account_invoice", "account.group_account_readonly"];

/**
 * Where each bar begins and ends, in percent of the drawing.
 *
 * @param {{limit: number, receivable: number, to_invoice: number, prepaid: number, exposure: number}} figures
 * @returns {{bars: Object, limit: number|null}} `[begin, width]` by name, and where the limit stands
 */
export function layOut({ limit, receivable, to_invoice, prepaid, exposure }) {
    const spans = {
        limit: [0, limit],
        receivable: [0, receivable],
        to_invoice: [receivable, receivable + to_invoice],
        prepaid: [receivable + to_invoice, receivable + to_invoice - prepaid],
        exposure: [0, exposure],
    };
    const ends = Object.values(spans).flat();
    const low = Math.min(...ends);
    const size = Math.max(...ends) - low || 1;
    const place = (amount) => Math.round(((amount - low) / size) * 10000) / 100;
    const bars = {};
    for (const [name, [from, to]] of Object.entries(spans)) {
        bars[name] = [place(Math.min(from, to)), place(Math.max(from, to)) - place(Math.min(from, to))];
    }
    return { bars, limit: limit > 0 ? place(limit) : null };
}

/** What a customer owes, step by step, beside the limit; each step opens its records. */
export class CreditWaterfall extends Component {
    static template = "quote_to_cash.CreditWaterfall";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        onWillStart(async () => {
            const rights = await Promise.all(LEDGER_GROUPS.map((group) => user.hasGroup(group)));
            this.seesLedger = rights.some(Boolean);
        });
    }

    get figures() {
        return this.props.record.data[this.props.name];
    }

    money(amount) {
        return formatCurrency(amount, this.figures.currency_id);
    }

    get layout() {
        return layOut(this.figures);
    }

    get steps() {
        const { limit, receivable, to_invoice, prepaid, exposure } = this.figures;
        const steps = [
            {
                name: "receivable",
                sign: "",
                label: _t("Open receivables"),
                amount: receivable,
                opens: this.seesLedger && "action_open_credit_receivables",
            },
            {
                name: "to_invoice",
                sign: "+",
                label: _t("Orders not invoiced"),
                amount: to_invoice,
                opens: "action_open_credit_orders",
            },
            {
                name: "prepaid",
                sign: "−",
                label: _t("Prepaid on orders"),
                amount: prepaid,
                opens: prepaid && "action_open_credit_prepaid",
            },
            { name: "exposure", sign: "=", label: _t("Exposure"), amount: exposure },
        ];
        return limit
            ? [{ name: "limit", sign: "", label: _t("Limit"), amount: limit }, ...steps]
            : steps;
    }

    /** What may still be owed; below zero, by how much it is too much. Exactly at the limit is not over. */
    get left() {
        const { limit, exposure, currency_id } = this.figures;
        return roundDecimals(limit - exposure, getCurrency(currency_id)?.digits[1] ?? 2);
    }

    get isOver() {
        return this.figures.limit > 0 && this.left < 0;
    }

    /** The verdict, in words. */
    get verdict() {
        if (!this.figures.limit) {
            return _t("No limit");
        }
        return this.isOver
            ? _t("%s over the limit", this.money(-this.left))
            : _t("%s left", this.money(this.left));
    }

    get oldest() {
        const { oldest } = this.figures;
        if (!oldest) {
            return null;
        }
        const date = deserializeDate(oldest);
        const days = Math.round(today().diff(date, "days").days);
        return _t("%(date)s (%(days)s days)", { date: formatDate(date), days });
    }

    async open(method) {
        const { record } = this.props;
        if (await record.save()) {
            const action = await this.orm.call(record.resModel, method, [[record.resId]]);
            await this.action.doAction(action);
        }
    }
}

registry.category("fields").add("credit_waterfall", {
    component: CreditWaterfall,
    displayName: _t("Credit Waterfall"),
    supportedTypes: ["json"],
});
