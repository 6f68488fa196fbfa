import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// The way of an order. On hold and cancelled stand beside it.
export const PIPELINE = [
    "quote",
    "entered",
    "in_progress",
    "ready",
    "shipped",
    "delivered",
    "invoiced",
    "paid",
];
const ASIDE_ICONS = { on_hold: "fa-pause-circle", cancelled: "fa-times-circle" };

export class OrderStatusPipeline extends Component {
    static template = "quote_to_cash.OrderStatusPipeline";
    static props = { ...standardFieldProps };

    get status() {
        return this.props.record.data[this.props.name];
    }

    get labels() {
        return Object.fromEntries(this.props.record.fields[this.props.name].selection);
    }

    /** The state that stands beside the way, or undefined. */
    get aside() {
        const icon = ASIDE_ICONS[this.status];
        return icon && { icon, label: this.labels[this.status] };
    }

    get steps() {
        const position = PIPELINE.indexOf(this.status);
        const hints = { done: _t("done"), current: _t("current status"), ahead: _t("to come") };
        return PIPELINE.map((value, index) => {
            let phase = "ahead";
            if (index === position) {
                phase = "current";
            } else if (index < position) {
                phase = "done";
            }
            return { value, phase, label: this.labels[value], hint: hints[phase] };
        });
    }
}

registry.category("fields").add("order_status_pipeline", {
    component: OrderStatusPipeline,
    displayName: _t("Order Status Pipeline"),
    supportedTypes: ["selection"],
});
