import { onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { ProgressBarField, progressBarField } from "@web/views/fields/progress_bar/progress_bar_field";

const EVERY = 3000; // milliseconds

/** How far an export is. The page follows it by itself until there is a file, or a problem. */
export class QuickbooksProgress extends ProgressBarField {
    setup() {
        super.setup();
        onMounted(() => {
            this.timer = browser.setInterval(() => this.follow(), EVERY);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    async follow() {
        const { state, problem } = this.props.record.data;
        if (state !== "draft" || problem || this.asking) {
            return;
        }
        this.asking = true;
        try {
            await this.props.record.model.root.load();
            this.asking = false;
        } catch (error) {
            browser.clearInterval(this.timer); // one message is enough; coming back begins again
            throw error;
        }
    }
}

registry.category("fields").add("quickbooks_progress", { ...progressBarField, component: QuickbooksProgress });
