import { CheckQueue } from "./check_queue";
import { beep } from "./check_sound";
import { Component, useExternalListener } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { useService } from "@web/core/utils/hooks";

const MODEL = "fulfilment.check";
// What people can act on; everything else is a fault and shown as one.
const REFUSALS = ["UserError", "AccessError", "ValidationError", "MissingError"].map(
    (name) => `odoo.exceptions.${name}`
);

/** What a scan screen says to the server and hears from it, and what it says when there is no answer. */
export class ConnectedScreen extends Component {
    /** To call in ``setup``. */
    connect() {
        this.orm = useService("orm");
        this.queue = new CheckQueue();
        this.cut = false; // whether what is shown may be older than what the server knows
        useExternalListener(window, "offline", () => this.lose());
        useExternalListener(window, "online", () => this.lookAgain());
    }

    // What happens one after the other, in the order of the scans

    /** Call the server after everything that was asked before; say what it says. */
    ask(method, args, read = (said) => said) {
        const work = async () => {
            if (this.cut && this.state.check) {
                return this.lookNow();
            }
            return this.askNow(method, args, read);
        };
        return this.queue.add(work, () => this.lose());
    }

    async askNow(method, args, read = (said) => said) {
        try {
            const result = read(await this.call(method, args));
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

    call(method, args) {
        // A photo takes its time.
        const patience = CheckQueue.patience * (method === "action_answer" ? 8 : 1);
        return this.queue.answer(this.orm.call(MODEL, method, args), patience);
    }

    // Without a connection nothing counts

    /** Say that there was no answer, so that nobody believes that it counts. */
    lose(scan = null) {
        this.cut = true;
        if (scan) {
            this.state.lost.push(scan);
        }
        this.say(false, _t("No connection: nothing counts."));
        return { ok: false };
    }

    /** Show what the server knows, and which of the lost scans have reached it. */
    async refresh() {
        const tokens = this.state.lost.map((scan) => scan.token);
        const { known, ...check } = await this.call("open_transfer", [this.state.check.picking.id, tokens]);
        this.state.check = check;
        this.state.lost = this.state.lost.filter((scan) => !known.includes(scan.token));
        this.cut = false;
    }

    async lookNow() {
        await this.refresh();
        this.say(false, _t("Connected again. Look at the count, then go on."));
        return { ok: false };
    }

    lookAgain() {
        if (this.cut && this.state.check) {
            this.queue.add(
                async () => this.cut && this.lookNow(),
                () => this.lose()
            );
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
}
