import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const BY_COUNTING = ["items", "quantity", "lot"];

/** The questions of the checklist: Alt and the number of a question says that it is in order. */
export class CheckList extends Component {
    static template = "quote_to_cash.CheckList";
    static props = {
        answers: Array,
        counted: Boolean,
        readonly: Boolean,
        answer: Function,
    };

    isCounted(answer) {
        return BY_COUNTING.includes(answer.kind);
    }

    countedText() {
        return this.props.counted ? _t("Counted") : _t("Answered by counting");
    }

    set(answer, value) {
        this.props.answer(answer, answer.value === value ? false : value);
    }

    async photo(answer, ev) {
        const [file] = ev.target.files;
        if (!file) {
            return;
        }
        const url = await new Promise((resolve, reject) => {
            const reader = new FileReader();
            reader.onload = () => resolve(reader.result);
            reader.onerror = () => reject(reader.error);
            reader.readAsDataURL(file);
        });
        this.props.answer(answer, "ok", url.split(",")[1]);
    }
}
