import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

/** How complete a quotation is: a figure, and behind it the points with what repairs those that are missing. */
export class QuoteCompleteness extends Component {
    static template = "quote_to_cash.QuoteCompleteness";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.toggleButton = useRef("toggle");
        this.state = useState({ expanded: false, busy: false });
    }

    get score() {
        return this.props.record.data[this.props.name] || null;
    }

    get title() {
        const { done, total } = this.score;
        return _t("Complete: %(done)s of %(total)s", { done, total });
    }

    get isComplete() {
        return this.score.points.every((point) => point.state !== "missing");
    }

    get isBlocked() {
        return this.score.points.some((point) => point.state === "missing" && point.blocks);
    }

    icon({ state, blocks }) {
        if (state === "missing") {
            return blocks ? "fa-ban text-danger" : "fa-square-o text-warning";
        }
        return state === "waived" ? "fa-check-square-o text-muted" : "fa-check-square-o text-success";
    }

    word({ state, blocks }) {
        if (state === "missing") {
            return blocks ? _t("Missing, stops sending") : _t("Missing");
        }
        return state === "waived" ? _t("Waived") : _t("There");
    }

    toggle() {
        this.state.expanded = !this.state.expanded;
    }

    /** One thing at a time; what was typed into the form is saved first. */
    async repair(point, button) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if (await this.props.record.save()) {
                await this.execute(point, button);
            }
        } finally {
            this.state.busy = false;
        }
    }

    async execute(point, button) {
        const { resModel, resId } = this.props.record;
        const args = [[resId], point.code, button.method];
        const action = await this.orm.call(resModel, "action_complete_quotation", args);
        if (!action || typeof action !== "object") {
            await this.reload();
        } else if (action.target === "new" && action.res_id) {
            this.dialog.add(
                FormViewDialog,
                {
                    resModel: action.res_model,
                    resId: action.res_id,
                    title: action.name,
                    viewId: action.views?.[0]?.[0] || false,
                    context: action.context || {},
                },
                { onClose: () => this.reload() }
            );
        } else {
            await this.action.doAction(action, { onClose: () => this.reload() });
        }
    }

    async reload() {
        await this.props.record.load();
        // The button that had the focus may be gone.
        this.toggleButton.el?.focus({ preventScroll: true });
    }
}

registry.category("fields").add("quote_completeness", {
    component: QuoteCompleteness,
    displayName: _t("Completeness of a Quotation"),
    supportedTypes: ["json", "jsonb"],
});
