import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The ways to send an order, the best one first; each can be unfolded, and chosen. */
export class OrderSourcing extends Component {
    static template = "quote_to_cash.OrderSourcing";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        const [best] = this.picture.options;
        this.state = useState({ open: best ? { [best.key]: true } : {}, busy: false });
    }

    get picture() {
        return this.props.record.data[this.props.name] || { options: [], stays: [] };
    }

    toggle(key) {
        this.state.open[key] = !this.state.open[key];
    }

    more(number) {
        return _t("and %s more lines", number);
    }

    async choose(key) {
        const { record } = this.props;
        this.state.busy = true;
        try {
            const action = await this.orm.call(record.resModel, "action_choose", [[record.resId], key]);
            await this.action.doAction(action);
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("fields").add("order_sourcing", {
    component: OrderSourcing,
    displayName: _t("Sourcing"),
    supportedTypes: ["json"],
});
