import { onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { uuid } from "@web/core/utils/strings";
import { beep } from "../fulfilment/check_sound";
import { ScanScreen } from "../fulfilment/scan_screen";

/** Where returned parcels are opened: scan the slip, scan what is inside, receive. The server knows what it is. */
export class ReceiveScreen extends ScanScreen {
    static template = "quote_to_cash.ReceiveScreen";

    setup() {
        super.setup();
        this.state = useState({ rma: null, items: [], said: null, asked: null, pending: 0, unsure: "" });
        onWillStart(() => this.open());
    }

    async open() {
        const rmaId = this.props.action.params?.rma_id;
        if (rmaId) {
            this.state.rma = await this.orm.call("sale.rma", "get_receiving", [[rmaId]]);
        }
    }

    get placeholder() {
        if (this.state.asked) {
            return _t("Scan the lot or serial number of %s", this.state.asked.name);
        }
        return this.state.rma ? _t("Scan what is in the parcel") : _t("Scan the return slip");
    }

    get colour() {
        return this.state.said ? (this.state.said.ok ? "success" : "danger") : "secondary";
    }

    counted(row) {
        return this.state.items
            .filter((item) => item.product_id === row.product_id && (!row.lot || item.lot_name === row.lot))
            .reduce((sum, item) => sum + item.quantity, 0);
    }

    onSubmit() {
        const code = this.takeCode();
        if (this.state.unsure) {
            return this.say(false, _t("No answer came. Press Receive again first: it counts once."));
        }
        if (code) {
            this.ask("scan_to_receive", () => [code, this.state.rma?.id || false, this.state.asked?.product_id || false]);
        }
        this.focus();
    }

    ask(method, args) {
        return this.inTurn(() => this.answer(method, args));
    }

    async answer(method, args) {
        try {
            this.take(await this.orm.call("sale.rma", method, args()));
        } catch (error) {
            // No connection, or no right: nobody may believe that it is noted.
            if (method === "receive_scanned" && error instanceof ConnectionLostError) {
                return this.say(false, _t("No answer from the server. Press Receive again: it counts once."));
            }
            this.state.unsure = "";
            this.say(false, error.data?.message || _t("No answer from the server. Nothing was noted."));
        }
    }

    take({ ok, message, rma, item, received }) {
        if (item) {
            return this.count(item);
        }
        if (received !== undefined) {
            this.state.unsure = "";
            this.state.items = received ? [] : this.state.items;
        }
        if (rma && this.state.items.length && rma.id !== this.state.rma?.id) {
            return this.say(false, _t("Receive what is counted first, or take it away."));
        }
        if (rma) {
            this.state.rma = rma;
            this.state.asked = null;
        }
        this.say(ok, message);
    }

    count(item) {
        if (item.tracking !== "none" && !item.lot_name) {
            this.state.asked = item;
            return this.say(true, _t("%s: now its lot or serial number", item.name));
        }
        this.state.asked = null;
        const same = this.state.items.find(
            (other) => other.product_id === item.product_id && other.lot_name === item.lot_name && !other.damaged
        );
        if (same && item.tracking === "serial") {
            return this.say(false, _t("%s is counted already.", item.lot_name));
        }
        if (same) {
            same.quantity += item.quantity;
        } else {
            this.state.items.push({ ...item, damaged: false, note: "" });
        }
        const expected = this.state.rma.lines.some((row) => row.product_id === item.product_id);
        this.say(true, expected ? item.name : _t("%s was not announced; it is noted.", item.name));
    }

    onQuantity(item, ev) {
        const quantity = parseFloat(ev.target.value);
        if (quantity > 0) {
            item.quantity = quantity;
        }
        ev.target.value = item.quantity;
    }

    /** Take one of several as damaged: it gets a line of its own. */
    toggleDamaged(item) {
        if (!item.damaged && item.quantity > 1) {
            item.quantity--;
            this.state.items.push({ ...item, quantity: 1, damaged: true });
        } else {
            item.damaged = !item.damaged;
        }
        this.focus();
    }

    remove(item) {
        this.state.items = this.state.items.filter((other) => other !== item);
        this.focus();
    }

    /** Count all that is still expected of goods without lots; several lines may be of the same goods. */
    countExpected() {
        const expected = {};
        for (const row of this.state.rma.lines) {
            expected[row.product_id] = (expected[row.product_id] || 0) + row.expected;
        }
        for (const row of this.state.rma.lines) {
            const { product_id, name, tracking, unit } = row;
            const missing = expected[product_id] - this.counted(row);
            if (missing > 0 && tracking === "none") {
                this.count({ product_id, name, tracking, unit, lot_name: "", quantity: missing });
            }
        }
        this.focus();
    }

    async receive() {
        const items = this.state.items.map(({ product_id, lot_name, quantity, damaged, note }) => {
            return { product_id, lot_name, quantity, damaged, note };
        });
        // Until there is an answer nobody knows whether the server has heard it.
        this.state.unsure ||= uuid();
        await this.ask("receive_scanned", () => [[this.state.rma.id], items, this.state.unsure]);
        this.focus();
    }

    close() {
        Object.assign(this.state, { rma: null, items: [], said: null, asked: null });
        this.focus();
    }

    say(ok, message) {
        this.state.said = { ok, message };
        beep(ok ? "good" : "bad");
    }

    inspect() {
        this.action.doActionButton({
            type: "object",
            name: "action_open_inspection",
            resModel: "sale.rma",
            resId: this.state.rma.id,
            resIds: [this.state.rma.id],
        });
    }
}

registry.category("actions").add("quote_to_cash.receive_returns", ReceiveScreen);
