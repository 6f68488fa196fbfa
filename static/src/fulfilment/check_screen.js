import { ConnectedScreen } from "./check_connection";
import { CheckFailure } from "./check_failure";
import { CheckList } from "./check_list";
import { Typing } from "./check_typing";
import { onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const ACTION = "quote_to_cash.fulfilment_check_client_action";
const BARCODE = /^\d{7,}$/; // of a slow scanner, in the field for a quantity

/**
 * The scan screen of a shipment: what has to be in it, what was counted, and what the last scan was.
 * Without a transfer it waits for the name of one.
 */
export class CheckScreen extends ConnectedScreen {
    static template = "quote_to_cash.CheckScreen";
    static components = { CheckFailure, CheckList };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.input = useRef("code");
        this.main = useRef("main");
        this.pickingId = this.props.action.context?.active_id;
        this.state = useState({ check: null, said: null, failing: false, next: null, selected: 0, lost: [] });
        this.typing = new Typing();
        this.connect();
        useBus(useService("barcode").bus, "barcode_scanned", (ev) => this.scan(ev.detail.barcode));
        onWillStart(() => this.start());
        onMounted(() => this.focus());
    }

    get scanPlaceholder() {
        return _t("Scan or type: product, lot, packaging");
    }

    get quantityLabel() {
        return _t("Quantity of %s", this.state.check.lines[this.state.selected]?.name || "");
    }

    get lostText() {
        return _t("Not counted, scan again: %s", this.state.lost.map((scan) => scan.code).join(", "));
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

    // Scans and counts

    scan(code) {
        if (!code.trim()) {
            return;
        }
        // Whoever scans again what was lost means the same piece: it counts once, also if it has reached the server.
        const again = this.state.lost.findIndex((scan) => scan.code === code);
        const [scan] = again >= 0 ? this.state.lost.splice(again, 1) : [{ code, token: uuid() }];
        return this.queue.add(
            () => this.scanNow(scan),
            () => this.lose(scan)
        );
    }

    async scanNow({ code, token }) {
        if (this.cut && this.state.check) {
            await this.refresh();
        }
        if (this.open) {
            return this.askNow("action_scan", [[this.state.check.id], code, 1, token]);
        }
        const found = await this.askNow("action_find", [code]);
        if (found.picking_id) {
            await this.goTo(found.picking_id);
        }
    }

    /** A quantity is typed and closed by Enter; then the hand scanner has its field back. */
    onQuantity(ev) {
        const { key, target } = ev;
        if (key === "Enter") {
            ev.preventDefault();
            const { scanned } = this.typing;
            const typed = target.value; // nothing, where it is no number
            this.leaveQuantity(target);
            return scanned ? this.scan(scanned) : this.count(typed);
        }
        this.typing.press(ev);
        if (key === "Escape") {
            this.leaveQuantity(target);
        } else if (["ArrowUp", "ArrowDown"].includes(key)) {
            ev.preventDefault();
            this.onArrow(key);
        }
    }

    leaveQuantity(field) {
        field.value = "";
        this.typing.clear();
        this.focus();
    }

    /** Set what is counted of the chosen line to what was typed. */
    count(typed) {
        const line = this.state.check.lines[this.state.selected];
        const quantity = Number(typed);
        if (BARCODE.test(typed) && quantity > line.expected) {
            return this.scan(typed);
        }
        if (!typed.trim() || !Number.isFinite(quantity) || quantity < 0) {
            this.say(false, _t("This is not a quantity. Type a number, without a sign."));
            return;
        }
        return this.ask("action_count", [[this.state.check.id], line.id, quantity]);
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
        this.state.lost = [];
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
