import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { formatDate, serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const OTHER = "other";

/** One finding. Waiving asks for its reason inside the card, so that what it is about stays in sight. */
export class OrderFindingCard extends Component {
    static template = "quote_to_cash.OrderFindingCard";
    static components = { DateTimeInput };
    static props = {
        finding: Object,
        isBusy: Boolean,
        loadReasons: Function,
        onFix: Function,
        onWaive: Function,
        onOpen: Function,
    };

    setup() {
        this.other = OTHER;
        this.reason = useRef("reason");
        this.text = useRef("text");
        this.waiveButton = useRef("waiveButton");
        this.state = useState(this.nothing());
        useEffect(
            (isOpen) => isOpen && this.reason.el?.focus(),
            () => [this.state.reasons.length > 0]
        );
        useEffect(
            (isOther) => isOther && this.text.el?.focus(),
            () => [this.state.reason === OTHER]
        );
    }

    nothing() {
        return { isWaiving: false, reasons: [], reason: "", text: "", until: false };
    }

    get kind() {
        const { state, severity } = this.props.finding;
        return state === "waived" ? "waived" : severity;
    }

    get severity() {
        const texts = {
            block: this.props.finding.is_observed ? _t("Would block") : _t("Blocks"),
            warn: _t("Warning"),
            waived: _t("Waived"),
        };
        return texts[this.kind];
    }

    get icon() {
        return {
            block: "fa-ban",
            warn: "fa-exclamation-triangle",
            waived: "fa-check-circle-o",
        }[this.kind];
    }

    /** The record in which to look, unless it is the order itself. */
    get document() {
        const { document, order_id } = this.props.finding;
        const isOrder = document?.resModel === "sale.order" && document.resId === order_id.id;
        return document && !isOrder ? document : null;
    }

    get waivedText() {
        const { waived_by_id, waived_until, waive_reason } = this.props.finding;
        const who = waived_by_id ? waived_by_id.display_name : _t("a former user");
        return waived_until
            ? _t("%(who)s: %(reason)s (until %(date)s)", {
                  who,
                  reason: waive_reason,
                  date: formatDate(waived_until),
              })
            : _t("%(who)s: %(reason)s", { who, reason: waive_reason });
    }

    get firstDay() {
        return today();
    }

    toggleWaiving() {
        return this.state.isWaiving ? this.stopWaiving() : this.startWaiving();
    }

    async startWaiving() {
        this.state.isWaiving = true;
        this.state.reasons = await this.props.loadReasons();
    }

    stopWaiving() {
        Object.assign(this.state, this.nothing());
        this.waiveButton.el?.focus();
    }

    /** Escape leaves the calendar if it is open, else the question, and never the dialog around it. */
    onKeydown(ev) {
        if (ev.key === "Escape" && !document.querySelector(".o_datetime_picker")) {
            ev.stopPropagation();
            this.stopWaiving();
        }
    }

    onUntil(date) {
        this.state.until = date;
    }

    async waive() {
        const { reason, text, until } = this.state;
        await this.props.onWaive(
            reason === OTHER ? text : Number(reason),
            until ? serializeDate(until) : false
        );
        Object.assign(this.state, this.nothing());
    }
}
