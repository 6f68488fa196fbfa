import { Component, onMounted, useRef, useState } from "@odoo/owl";

/** Which lines go back to picking, and why. */
export class CheckFailure extends Component {
    static template = "quote_to_cash.CheckFailure";
    static props = {
        lines: Array,
        reasons: Array,
        fail: Function,
        cancel: Function,
    };

    setup() {
        this.state = useState({ reasons: {}, note: "" });
        this.first = useRef("first");
        onMounted(() => this.first.el?.focus());
    }

    get chosen() {
        return Object.fromEntries(Object.entries(this.state.reasons).filter(([, reason]) => reason));
    }

    get ready() {
        return Object.keys(this.chosen).length > 0;
    }

    choose(key, ev) {
        this.state.reasons[key] = parseInt(ev.target.value) || false;
    }

    confirm() {
        this.props.fail(this.chosen, this.state.note || null);
    }
}
