import { Component, useRef, useState } from "@odoo/owl";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

import { OrderFindingCard } from "./order_finding_card";

const MODEL = "order.validation.finding";
const RANKS = { block: 0, warn: 2 };

/** What stands first: what blocks, what would block, then warnings, then what was waived. */
function rank({ state, severity, is_observed }) {
    if (state === "waived") {
        return 9;
    }
    return severity === "block" && is_observed ? 1 : RANKS[severity];
}

/** What a check has found: one card for each finding, with what repairs it and who may waive it. */
export class OrderFindings extends Component {
    static template = "quote_to_cash.OrderFindings";
    static components = { OrderFindingCard };
    static props = { ...standardFieldProps, collapsible: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.root = useRef("root");
        // Nothing chosen: open while something is open.
        this.state = useState({ expanded: null, busy: false });
        this.loadReasons = this.loadReasons.bind(this);
    }

    // === What is shown === //

    get findings() {
        return this.props.record.data[this.props.name].records
            .map(({ resId, data }) => ({ id: resId, ...data }))
            .sort((a, b) => rank(a) - rank(b));
    }

    get groups() {
        const groups = new Map();
        for (const finding of this.findings) {
            const { id, display_name } = finding.order_id;
            if (!groups.has(id)) {
                groups.set(id, { id, name: display_name, findings: [] });
            }
            groups.get(id).findings.push(finding);
        }
        return [...groups.values()].sort((a, b) => a.id - b.id);
    }

    /** Whether nothing of it stops the order: the company only observes. */
    get isObserved() {
        const standing = this.findings.filter((finding) => finding.state === "open");
        return standing.length > 0 && standing.every((finding) => finding.is_observed);
    }

    get expanded() {
        const open = () => this.findings.some((finding) => finding.state === "open");
        return !this.props.collapsible || (this.state.expanded ?? open());
    }

    /** How many there are of each kind, in words. */
    get counts() {
        const { findings } = this;
        const count = (number) => findings.filter((finding) => rank(finding) === number).length;
        return [
            { kind: "block", id: "stops", count: count(0), text: _t("blocking") },
            { kind: "block", id: "observed", count: count(1), text: _t("would block") },
            {
                kind: "warn",
                id: "warn",
                count: count(2),
                text: count(2) === 1 ? _t("warning") : _t("warnings"),
            },
            { kind: "waived", id: "waived", count: count(9), text: _t("waived") },
        ].filter((part) => part.count);
    }

    get checkedOn() {
        const moment = this.props.record.data.validated_at;
        return moment && toLocaleDateTimeString(moment, { showSeconds: false });
    }

    toggle() {
        this.state.expanded = !this.expanded;
    }

    // === What is done === //

    /** One thing at a time; what was typed into the form is saved first. */
    async exclusively(work) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if (await this.props.record.save()) {
                await work();
            }
        } finally {
            this.state.busy = false;
        }
    }

    fix(finding, method) {
        return this.exclusively(async () => {
            const action = await this.orm.call(MODEL, method, [[finding.id]]);
            if (!action || typeof action !== "object") {
                await this.reload();
            } else if (action.target === "new" && action.res_id) {
                this.openRecord(action.res_model, action.res_id, {
                    title: action.name,
                    viewId: action.views?.[0]?.[0],
                    context: action.context,
                });
            } else if (action.target === "new" && this.env.inDialog) {
                await this.openInstead(action);
            } else {
                await this.action.doAction(action, { onClose: () => this.checkAgain() });
            }
        });
    }

    waive(finding, reason, until) {
        return this.exclusively(async () => {
            await this.orm.call(MODEL, "action_waive", [[finding.id], reason, until]);
            await this.reload();
        });
    }

    /** Return the reasons to choose from; ids are texts, as they are in a form. */
    async loadReasons() {
        if (!this.reasons) {
            const domain = [["kind", "=", "waiver"]];
            const records = await this.orm.searchRead("sale.order.reason", domain, ["name"]);
            this.reasons = records.map(({ id, name }) => ({ id: String(id), name }));
        }
        return this.reasons;
    }

    /** Open a record above this screen, so that the findings stay; look again when it is closed. */
    openRecord(resModel, resId, { title, viewId, context } = {}) {
        this.dialog.add(
            FormViewDialog,
            { resModel, resId, title, viewId: viewId || false, context: context || {} },
            { onClose: () => this.checkAgain() }
        );
    }

    /**
     * Open a wizard from the dialog of the gate. Two dialogs of actions cannot stand at once: the gate's
     * goes, and comes back when the wizard is done. This component is gone by then.
     */
    async openInstead(wizard) {
        const { action, orm } = this.env.services;
        const { resModel, resId } = this.props.record;
        const comeBack = async () => {
            const gate = await orm.call(resModel, "action_check", [[resId]]);
            await action.doAction(gate, { onClose: () => action.doAction("soft_reload") });
        };
        await action.doAction({ type: "ir.actions.act_window_close" });
        // Not waited for: the wizard has to be gone first.
        await action.doAction(wizard, { onClose: () => void comeBack() });
    }

    async checkAgain() {
        const orders = this.groups.map((group) => group.id);
        await this.orm.call("sale.order", "action_validate_order", [orders]);
        await this.reload();
    }

    async reload() {
        await this.props.record.load();
        // The button that had the focus may be gone.
        this.root.el?.focus({ preventScroll: true });
    }
}

registry.category("fields").add("order_findings", {
    component: OrderFindings,
    displayName: _t("Order Findings"),
    supportedTypes: ["one2many"],
    supportedOptions: [{ label: _t("Collapsible"), name: "collapsible", type: "boolean" }],
    useSubView: false,
    extractProps: ({ options }) => ({ collapsible: Boolean(options.collapsible) }),
    relatedFields: [
        { name: "order_id", type: "many2one", relation: "sale.order" },
        { name: "severity", type: "selection", selection: [] },
        { name: "is_observed", type: "boolean" },
        { name: "state", type: "selection", selection: [] },
        { name: "message", type: "char" },
        { name: "found", type: "char" },
        { name: "limit", type: "char" },
        { name: "document", type: "reference", selection: [] },
        { name: "fix_label", type: "char" },
        { name: "other_fix_label", type: "char" },
        { name: "can_waive", type: "boolean" },
        { name: "waiver_hint", type: "char" },
        { name: "waived_by_id", type: "many2one", relation: "res.users" },
        { name: "waived_until", type: "date" },
        { name: "waive_reason", type: "char" },
    ],
});
