import { onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { beep } from "./check_sound";
import { ScanScreen } from "./scan_screen";

const KEPT = "quote_to_cash.handover"; // what was chosen last on this device
const COLOURS = { done: "success", carton: "info", ask: "warning", refused: "danger" };
const ICONS = { done: "fa-check-circle", carton: "fa-cubes", ask: "fa-question-circle", refused: "fa-times-circle" };

/** The dock: scan what the carrier takes. The server decides; this shows what it says. */
export class HandoverScreen extends ScanScreen {
    static template = "quote_to_cash.HandoverScreen";

    setup() {
        super.setup();
        this.state = useState({
            screen: { carriers: [], warehouses: [], manifests: [], transfers: [] },
            answer: null,
            pending: 0,
            unsent: [], // scans without an answer: they may have arrived, or not
            ...this.kept(),
        });
        onWillStart(() => this.refresh());
    }

    kept() {
        const choice = { carrierId: 0, warehouseId: 0 };
        try {
            const { carrierId, warehouseId } = JSON.parse(browser.localStorage.getItem(KEPT)) || {};
            return { carrierId: Number(carrierId) || 0, warehouseId: Number(warehouseId) || 0 };
        } catch {
            return choice;
        }
    }

    get colour() {
        return this.state.answer ? COLOURS[this.state.answer.kind] : "secondary";
    }

    get icon() {
        return this.state.answer ? ICONS[this.state.answer.kind] : "fa-barcode";
    }

    carrierName(manifest) {
        return manifest.carrier_id ? manifest.carrier_id[1] : _t("Without carrier");
    }

    time(text) {
        return deserializeDateTime(text).toFormat("HH:mm");
    }

    async refresh() {
        const { carrierId, warehouseId } = this.state;
        const screen = await this.orm.call("fulfilment.manifest", "get_screen", [carrierId, warehouseId]);
        this.state.screen = screen;
        // A carrier that was archived since is no longer a choice.
        if (carrierId && !screen.carriers.some((carrier) => carrier.id === carrierId)) {
            this.state.carrierId = 0;
        }
        if (warehouseId && !screen.warehouses.some((warehouse) => warehouse.id === warehouseId)) {
            this.state.warehouseId = 0;
        }
    }

    async choose(name, ev) {
        this.state[name] = Number(ev.target.value);
        this.state.answer = null;
        const { carrierId, warehouseId } = this.state;
        browser.localStorage.setItem(KEPT, JSON.stringify({ carrierId, warehouseId }));
        await this.refresh();
        this.focus();
    }

    onSubmit() {
        const code = this.takeCode();
        if (code) {
            this.scan(code);
        }
        this.focus();
    }

    scan(code, allCartons = false) {
        return this.inTurn(() => this.send(code, allCartons));
    }

    async send(code, allCartons) {
        const { carrierId, warehouseId } = this.state;
        try {
            const answer = await this.orm.call("fulfilment.manifest", "action_scan", [code], {
                carrier_id: carrierId,
                warehouse_id: warehouseId,
                all_cartons: allCartons,
            });
            this.state.screen = answer.screen;
            this.settle(code, allCartons, answer);
            this.show({ ...answer, code });
            if (answer.action) {
                await this.action.doAction(answer.action);
            }
        } catch (error) {
            // No connection, or no right: nobody may believe that it has left.
            const message = error.data?.message || _t("No answer from the server.");
            if (error instanceof ConnectionLostError) {
                this.keep(code, allCartons, message);
            }
            this.show({ kind: "refused", title: _t("Not handed over"), message, code });
        }
    }

    /** Keep a scan on the screen, so that nobody forgets it when the next one is answered. */
    keep(code, allCartons, message) {
        this.drop(code);
        this.state.unsent.push({ code, allCartons, message });
    }

    drop(code) {
        this.state.unsent = this.state.unsent.filter((scan) => scan.code !== code);
    }

    /** Say what has become of a scan that was kept. */
    settle(code, allCartons, answer) {
        if (answer.kind === "done" || answer.kind === "carton") {
            this.drop(code);
        } else if (this.state.unsent.some((scan) => scan.code === code)) {
            this.keep(code, allCartons, answer.message);
        }
    }

    /** Send what got no answer. What the server had heard before is counted once, and it says so. */
    sendAgain() {
        for (const { code, allCartons } of this.state.unsent) {
            this.scan(code, allCartons);
        }
        this.focus();
    }

    forgetUnsent() {
        this.state.unsent = [];
        this.focus();
    }

    show(answer) {
        this.state.answer = answer;
        beep(answer.kind === "done" || answer.kind === "carton" ? "good" : "bad");
    }

    confirmAll() {
        const { transfer } = this.state.answer;
        this.scan(transfer, true);
        this.focus();
    }
}

registry.category("actions").add("quote_to_cash.handover", HandoverScreen);
