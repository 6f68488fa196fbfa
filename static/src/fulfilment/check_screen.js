import { CheckFailure } from "./check_failure";
import { CheckList } from "./check_list";
import { beep } from "./check_sound";
import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const ACTION = "quote_to_cash.fulfilment_check_client_action";
const MODEL = "fulfilment.check";
// What people can act on; everything else is a fault and shown as one.
const REFUSALS = ["UserError", "AccessError", "ValidationError", "MissingError"].map(
    (name) => `odoo.exceptions.${name}`
);

/**
 * The scan screen of a shipment: what has to be in it, what was counted, and what the last scan was.
 * Without a transfer it waits for the name of one.
 */
export class CheckScreen extends Component {
    static template = "quote_to_cash.CheckScreen";
    static components = { CheckFailure, CheckList };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.input = useRef("code");
        this.main = useRef("main");
        this.pickingId = this.props.action.context?.active_id;
        this.state = useState({ check: null, said: null, failing: false, next: null, selected: 0 });
        this.queue = Promise.resolve();
        useBus(useService("barcode").bus, "barcode_scanned", (ev) => this.scan(ev.detail.barcode));
        onWillStart(() => this.start());
        onMounted(() => this.focus());
    }

    get scanPlaceholder() {
        return _t("Scan or type: product, lot, packaging");
    }

    get findPlaceholder() {
        return _t("Scan or type: transfer, package");
    }

    get open() {
        return this.state.check?.state === "open";
    }

    get mayCheck() {
        return this.open && !this.state.check.why_not;
    }

    get counted() {
        return this.state.check.lines.every((line) => line.state === "exact");
    }

    async start() {
        if (!this.pickingId) {
            return;
        }
        await this.ask("open_transfer", [this.pickingId], (check) => ({ check }));
        if (this.state.check) {
            this.env.config.setDisplayName(_t("Check %s", this.state.check.picking.name));
        }
    }

    // What happens one after the other, in the order of the scans

    /** Call the server after everything that was asked before; say what it says. */
    ask(method, args, read = (said) => said) {
        this.queue = this.queue.then(() => this.askNow(method, args, read));
        return this.queue;
    }

    async askNow(method, args, read) {
        try {
            const result = read(await this.orm.call(MODEL, method, args));
            if (result.check) {
                this.state.check = result.check;
            }
            if (result.message) {
                this.say(result.ok, result.message, result.line);
            }
            return result;
        } catch (error) {
            if (!(error instanceof RPCError) || !REFUSALS.includes(error.exceptionName)) {
                throw error;
            }
            this.say(false, error.data.message);
            return { ok: false };
        }
    }

    say(ok, message, line = false) {
        const selected = this.state.check?.lines.findIndex((other) => other.id === line) ?? -1;
        if (selected >= 0) {
            this.state.selected = selected;
        }
        this.state.said = { ok, message, line };
        beep(ok ? "good" : "bad");
        this.focus();
    }

    focus() {
        (this.input.el || this.main.el)?.focus();
    }

    // Scans and counts

    scan(code) {
        if (!code.trim()) {
            return;
        }
        if (this.open) {
            return this.ask("action_scan", [[this.state.check.id], code]);
        }
        return this.find(code);
    }

    async find(code) {
        const found = await this.ask("action_find", [code]);
        if (found.picking_id) {
            await this.goTo(found.picking_id);
        }
    }

    onCode(ev) {
        const code = ev.target.value;
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.target.value = "";
            this.scan(code);
        } else if (!code && this.open && ev.key.startsWith("Arrow")) {
            ev.preventDefault();
            this.onArrow(ev.key);
        }
    }

    /** Up and down choose a line, right and left count it. No scanner sends arrows. */
    onArrow(key) {
        const { lines } = this.state.check;
        const step = { ArrowUp: -1, ArrowDown: 1 }[key];
        if (step) {
            this.state.selected = Math.max(0, Math.min(lines.length - 1, this.state.selected + step));
        } else if (lines[this.state.selected] && this.mayCheck) {
            this.add(lines[this.state.selected], key === "ArrowRight" ? 1 : -1);
        }
    }

    select(index) {
        this.state.selected = index;
        this.focus();
    }

    add(line, quantity) {
        return this.ask("action_count", [[this.state.check.id], line.id, quantity, true]);
    }

    undo() {
        return this.ask("action_undo", [[this.state.check.id]]);
    }

    answer(answer, value, photo = false, note = null) {
        return this.ask("action_answer", [[this.state.check.id], answer.id, value, photo, note]);
    }

    // The end

    async pass() {
        await this.ask("action_pass", [[this.state.check.id]], (said) => this.finished(said));
    }

    startFailure() {
        this.state.failing = true;
    }

    cancelFailure() {
        this.state.failing = false;
        this.focus();
    }

    async fail(reasons, note) {
        await this.ask("action_fail", [[this.state.check.id], reasons, note], (said) => this.finished(said));
    }

    finished(said) {
        this.state.next = said.next;
        this.state.failing = false;
        return said;
    }

    async again() {
        await this.ask("check_again", [[this.state.check.id]], (check) => ({ check }));
        this.state.said = null;
        this.focus();
    }

    /** Open another transfer; back leads to where this one was opened. */
    goTo(pickingId) {
        return this.action.doAction(ACTION, {
            additionalContext: { active_id: pickingId },
            stackPosition: this.pickingId ? "replaceCurrentAction" : false,
        });
    }

    back() {
        if (this.env.config.breadcrumbs.length > 1) {
            this.env.config.historyBack();
        } else {
            this.action.doAction(ACTION, { clearBreadcrumbs: true });
        }
    }

    rowClass(line, index) {
        const colours = { exact: "table-success", over: "table-danger", failed: "table-danger" };
        const marks = index === this.state.selected && this.open ? " o_check_selected" : "";
        return (colours[line.state] || "") + marks;
    }
}

registry.category("actions").add("quote_to_cash.check", CheckScreen);
