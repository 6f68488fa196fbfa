import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";

/** A badge for every field that holds an order status; colours are in order_status.scss. */
export class OrderStatusBadge extends BadgeField {
    get badgeClass() {
        return `o_order_status o_order_status_${this.props.record.data[this.props.name]}`;
    }
}

registry.category("fields").add("order_status_badge", {
    ...badgeField,
    component: OrderStatusBadge,
    supportedTypes: ["selection"],
});
