import { Component, onMounted, useExternalListener, useRef } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * A screen with one field for a hand scanner, whose codes go to the server one after the other.
 * It needs a field with the reference ``code`` and a state with ``pending``, which counts what has no answer yet.
 */
export class ScanScreen extends Component {
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.input = useRef("code");
        this.queue = Promise.resolve();
        onMounted(() => this.focus());
        // A scanner types wherever the cursor is: letters that nobody asked for go into the field.
        useExternalListener(window, "keydown", (ev) => this.catchScan(ev));
    }

    focus() {
        this.input.el?.focus();
    }

    catchScan(ev) {
        const busy = ev.ctrlKey || ev.altKey || ev.metaKey || ev.key.length !== 1;
        const typing = ev.target.closest("input, select, textarea, button, a, .modal, .o_popover, [contenteditable]");
        if (!busy && !typing) {
            this.focus();
        }
    }

    /** What was scanned. Read and emptied at once, not with the next drawing: a scanner is faster. */
    takeCode() {
        const code = this.input.el.value.trim();
        this.input.el.value = "";
        return code;
    }

    /** Do one thing after the other: a scanner does not wait for the answer. */
    inTurn(work) {
        this.state.pending++;
        this.queue = this.queue.then(work).finally(() => this.state.pending--);
        return this.queue;
    }

    openRecord(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
