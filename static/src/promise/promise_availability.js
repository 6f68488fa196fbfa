import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";

/** So many warehouses are shown at once. */
const SHOWN = 4;

/** Each light has a shape and a name, not only a colour. */
export const LIGHTS = {
    green: { icon: "fa-check-circle", color: "text-success", label: _t("In time") },
    amber: {
        icon: "fa-clock-o",
        color: "text-warning",
        label: _t("Later than asked for, or only from another warehouse"),
    },
    red: { icon: "fa-exclamation-circle", color: "text-danger", label: _t("Not known when") },
};

/** What can be delivered of an order line, when, and from which warehouse. */
export class PromiseAvailability extends Component {
    static template = "quote_to_cash.PromiseAvailability";
    static props = { promise: Object, close: Function };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ expanded: false });
    }

    get light() {
        return LIGHTS[this.props.promise.light];
    }

    lightOf(place) {
        return LIGHTS[place.light];
    }

    /** All, if they are few; else the line's own, and where there is something. They come in this order. */
    get places() {
        const { warehouses } = this.props.promise;
        if (this.state.expanded || warehouses.length <= SHOWN) {
            return warehouses;
        }
        const hasSome = ({ own, possible, on_hand, incoming }) =>
            own || possible || on_hand || incoming.length;
        return warehouses.filter(hasSome).slice(0, SHOWN);
    }

    get hidden() {
        return this.props.promise.warehouses.length - this.places.length;
    }

    /** Whether the first one shown is the line's own, and stands above the others. */
    get hasOthers() {
        return this.props.promise.warehouses.length > 1;
    }

    quantity(number) {
        const digits = [16, this.props.promise.digits];
        return formatFloat(number, { digits, trailingZeros: false });
    }

    expand() {
        this.state.expanded = true;
    }

    async openPosition() {
        const { close, promise } = this.props;
        const action = await this.orm.call("stock.position.report", "action_open_products", [
            promise.products,
        ]);
        close();
        await this.action.doAction(action);
    }
}
