import { Component } from "@odoo/owl";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Why an order is held: one line for each hold with reason, note, who and when. */
export class OrderHoldList extends Component {
    static template = "quote_to_cash.OrderHoldList";
    static props = { ...standardFieldProps };

    get holds() {
        return this.props.record.data[this.props.name].records.map(({ resId, data }) => ({
            id: resId,
            reason: data.reason_id.display_name,
            note: data.note,
            placed: _t("%(user)s, %(date)s", {
                user: data.placed_by_id.display_name,
                date: toLocaleDateTimeString(data.placed_at, { showSeconds: false }),
            }),
        }));
    }
}

registry.category("fields").add("order_hold_list", {
    component: OrderHoldList,
    displayName: _t("Order Holds"),
    supportedTypes: ["one2many"],
    useSubView: false,
    relatedFields: [
        { name: "reason_id", type: "many2one", relation: "sale.order.reason" },
        { name: "note", type: "char" },
        { name: "placed_by_id", type: "many2one", relation: "res.users" },
        { name: "placed_at", type: "datetime" },
    ],
});
