import {
    QtyAtDatePopover,
    QtyAtDateWidget,
    qtyAtDateWidget,
} from "@sale_stock/widgets/qty_at_date_widget";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";

import { LIGHTS, PromiseAvailability } from "./promise_availability";

const QUOTED = ["draft", "sent"];

/** What an order line is called in the commands of its form. */
function lineKey(record) {
    return record.resId || record._virtualId;
}

patch(qtyAtDateWidget, {
    fieldDependencies: [
        ...qtyAtDateWidget.fieldDependencies,
        { name: "display_promise", type: "boolean" },
        { name: "promise_light", type: "selection" },
        { name: "promise_earliest", type: "datetime" },
    ],
});

/** Odoo's forecast at an order line: coloured by the date asked for, and with every warehouse in its popover. */
patch(QtyAtDateWidget.prototype, {
    initCalcData() {
        super.initCalcData(...arguments);
        if (this.light) {
            this.calcData.forecasted_issue = this.light === "red";
        }
    },

    /** Light and possible delivery, as the order knows them: those of the record may be older than another line. */
    get promised() {
        const { record } = this.props;
        const known = record._parentRecord?.data.promise_lights?.[lineKey(record)];
        if (known) {
            return known;
        }
        const { promise_light, promise_earliest } = record.data;
        return [promise_light || false, promise_earliest && formatDate(promise_earliest)];
    },

    get light() {
        return this.promised[0];
    },

    get isShown() {
        const { display_promise, display_qty_widget } = this.props.record.data;
        return display_promise || display_qty_widget;
    },

    get iconClass() {
        const shown = this.isShown ? "" : "invisible";
        return this.light
            ? `${shown} o_promise_light o_promise_light_${this.light} ${LIGHTS[this.light].color}`
            : shown;
    },

    /** What the colour says, in words. */
    get iconLabel() {
        if (!this.light) {
            return _t("Availability");
        }
        const label = LIGHTS[this.light].label;
        const day = this.promised[1];
        return this.light === "amber" && day ? _t("%(label)s: %(day)s", { label, day }) : label;
    },

    /** It looks like a link, and is used like a button. */
    onIconKeydown(ev) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            ev.stopPropagation();
            return this.showPopup(ev);
        }
    },

    async calcDataForDisplay() {
        const [promise] = await Promise.all([this.loadPromise(), super.calcDataForDisplay()]);
        this.calcData.promise = promise;
    },

    /** Ask for the line as it stands in the form, in its order as it stands there. */
    async loadPromise() {
        const { record } = this.props;
        const values = {};
        const order = record._parentRecord;
        if (order && QUOTED.includes(record.data.state || "draft")) {
            values.order_id = order.resId || false;
            values.changes = await order.getChanges({ withReadonly: true });
            values.line = lineKey(record);
            // A line in a dialog is not among those of its order yet.
            values.product_id = record.data.product_id?.id || false;
            values.product_uom_id = record.data.product_uom_id?.id || false;
            values.product_uom_qty = record.data.product_uom_qty;
        }
        try {
            return await this.orm.call("sale.order.line", "promise_availability", [
                record.resId ? [record.resId] : [],
                values,
            ]);
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            // What Odoo itself knows is shown all the same.
            return { problem: error.data?.message || error.message, warehouses: [] };
        }
    },
});

patch(QtyAtDatePopover, {
    components: { ...QtyAtDatePopover.components, PromiseAvailability },
});
