import { Component, onMounted, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { url } from "@web/core/utils/urls";
import { useSetupAction } from "@web/search/action_hook";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { download } from "./download";
import { FigureDetail } from "./figure_detail";
import { FigureGroup } from "./figure_group";
import { KINDS, kindNames, movePeriod, periodName, periodOf } from "./period";

const FILTERS = {
    partner_id: { model: "res.partner", name: () => _t("Customer") },
    product_id: { model: "product.product", name: () => _t("Product") },
    user_id: { model: "res.users", name: () => _t("Salesperson") },
    warehouse_id: { model: "stock.warehouse", name: () => _t("Warehouse") },
    carrier_id: { model: "delivery.carrier", name: () => _t("Carrier") },
    team_id: { model: "crm.team", name: () => _t("Sales Team") },
    categ_id: { model: "product.category", name: () => _t("Product Category") },
    reason_id: { model: "sale.order.reason", name: () => _t("Stated Reason") },
};
// What the page first offers to choose by; the others come from a breakdown
const OFFERED = ["partner_id", "product_id", "user_id", "warehouse_id", "carrier_id"];
const KEYS = ["board", "period", "first", "last", "figure", "by", "companies", ...Object.keys(FILTERS)];

/** Key figures. What is shown stands in the address, so that a link shows the same. */
export class Dashboard extends Component {
    static template = "quote_to_cash.Dashboard";
    static components = { CheckboxItem, ControlPanel, Dropdown, DropdownItem, FigureDetail, FigureGroup, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.board = null;
        this.lastFigure = "";
        this.kinds = KINDS;
        this.download = download;
        this.kindNames = kindNames();
        this.state = useState({ error: "", filtering: false, isHome: false, ...this.initial() });
        useSetupAction({ getLocalState: () => ({ shown: this.shown }) });
        onWillStart(() => this.start());
        onMounted(() => this.remember());
    }

    /** What the address, or the page before, says. */
    initial() {
        const { shown } = this.props.state || {};
        const said = shown || router.current;
        const filters = {};
        for (const name of Object.keys(FILTERS)) {
            if (Number.isInteger(said[name])) {
                filters[name] = said[name];
            }
        }
        const asked = String(said.companies || "").split("-").map(Number);
        const companies = user.allowedCompanies.map(({ id }) => id).filter((id) => asked.includes(id));
        const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text || "");
        const period =
            isDay(said.first) && isDay(said.last) && said.first <= said.last
                ? { kind: KINDS.includes(said.period) ? said.period : "custom", first: said.first, last: said.last }
                : null;
        return {
            role: said.board || "",
            figure: said.figure || "",
            by: said.by || "",
            companies: companies.length ? companies : user.activeCompanies.map(({ id }) => id),
            filters,
            period,
        };
    }

    async start() {
        try {
            this.board = await this.orm.call("sale.kpi", "get_board", [], { context: this.context });
        } catch (error) {
            // No right, or no figures: the page says so.
            this.state.error = error.data?.message || _t("The figures cannot be shown.");
            this.isForbidden = error.data?.name === "odoo.exceptions.AccessError";
            return;
        }
        this.state.period ||= periodOf("month", this.board.today);
        if (!this.board.roles.some(({ id }) => id === this.state.role)) {
            this.state.role = this.board.role || "";
        }
        this.state.isHome = Boolean(this.props.actionId) && this.board.home_id === this.props.actionId;
    }

    // === What is shown === //

    get shown() {
        const { role, period, figure, by, companies, filters } = this.state;
        const values = { board: role, period: period?.kind, first: period?.first, last: period?.last };
        return { ...values, figure, by, companies: companies.join("-"), ...filters };
    }

    /** Keep in the address what is shown. */
    remember() {
        const { shown } = this;
        this.props.updateActionState?.(Object.fromEntries(KEYS.map((key) => [key, shown[key] || undefined])));
    }

    show(changes) {
        Object.assign(this.state, changes);
        this.remember();
    }

    get context() {
        return { ...user.context, allowed_company_ids: this.state.companies };
    }

    /** What every question ends with: the period, the companies, the filters. */
    get question() {
        const { period, companies, filters } = this.state;
        return [period.first, period.last, [...companies], { ...filters }];
    }

    get key() {
        return JSON.stringify(this.question);
    }

    get role() {
        return this.board.roles.find(({ id }) => id === this.state.role);
    }

    get periodName() {
        return periodName(this.state.period);
    }

    get periodNameBefore() {
        return periodName(movePeriod(this.state.period, -1));
    }

    get allowedCompanies() {
        return user.allowedCompanies;
    }

    get companyNames() {
        return this.allowedCompanies.filter(({ id }) => this.state.companies.includes(id)).map(({ name }) => name);
    }

    get companiesName() {
        const { companyNames } = this;
        return companyNames.length === 1 ? companyNames[0] : _t("%s companies", companyNames.length);
    }

    get hasToday() {
        const { first, last } = this.state.period;
        return first <= this.board.today && this.board.today <= last;
    }

    get unreadName() {
        const { unread } = this.board;
        return unread === 1
            ? _t("One document cannot be read and is missing in the figures.")
            : _t("%s documents cannot be read and are missing in the figures.", unread >= 1000 ? "1000+" : unread);
    }

    get waitingName() {
        const { waiting } = this.board;
        return waiting === 1
            ? _t("One document has changed and is not counted yet.")
            : _t("%s documents have changed and are not counted yet.", waiting >= 1000 ? "1000+" : waiting);
    }

    get filters() {
        return Object.entries(FILTERS)
            .filter(([name]) => OFFERED.includes(name) || this.state.filters[name])
            .map(([name, { model, name: label }]) => ({ name, model, label: label(), id: this.state.filters[name] }));
    }

    get filterCount() {
        return Object.keys(this.state.filters).length;
    }

    /** By what figures are chosen, for paper. */
    get filterNames() {
        return Object.keys(this.state.filters)
            .map((name) => FILTERS[name].name())
            .join(", ");
    }

    // === What people do === //

    setRole(role) {
        this.show({ role, figure: "", by: "" });
    }

    setKind(kind) {
        const { period } = this.state;
        // From a long period into the one that is under way, if that lies in it.
        const { today } = this.board;
        const day = period.first <= today && today <= period.last ? today : period.first;
        this.show({ period: kind === "custom" ? { ...period, kind } : periodOf(kind, day) });
    }

    goToToday() {
        const { kind } = this.state.period;
        this.show({ period: periodOf(kind === "custom" ? "month" : kind, this.board.today) });
    }

    move(steps) {
        this.show({ period: movePeriod(this.state.period, steps) });
    }

    setDate(name, value) {
        const period = { ...this.state.period, [name]: value };
        if (value && period.first <= period.last) {
            this.show({ period });
        }
    }

    toggleCompany(id) {
        const { companies } = this.state;
        const chosen = companies.includes(id) ? companies.filter((one) => one !== id) : [...companies, id];
        if (chosen.length) {
            this.show({ companies: chosen });
        }
    }

    setFilter(name, id) {
        const filters = { ...this.state.filters };
        delete filters[name];
        this.show({ filters: id ? { ...filters, [name]: id } : filters });
    }

    clearFilters() {
        this.show({ filters: {} });
    }

    openFigure(figure) {
        this.show({ figure });
    }

    closeFigure() {
        // Whoever comes back goes on from where he was.
        this.lastFigure = this.state.figure;
        this.show({ figure: "", by: "" });
    }

    setBy(by) {
        this.show({ by });
    }

    openMember(by, id) {
        this.show({ filters: { ...this.state.filters, [by]: id }, by: "" });
    }

    print() {
        window.print();
    }

    async share() {
        const { href } = browser.location;
        try {
            await browser.navigator.clipboard.writeText(href);
        } catch {
            // Browsers have no clipboard for pages without HTTPS.
            this.notification.add(href, { title: _t("Copy this link"), sticky: true });
            return;
        }
        this.notification.add(_t("The link is copied. It keeps what is chosen."), { type: "success" });
    }

    async toggleHome() {
        const home = this.state.isHome ? false : this.props.actionId;
        await this.orm.write("res.users", [user.userId], { action_id: home });
        this.state.isHome = Boolean(home);
        const message = home ? _t("Odoo opens with the key figures from now on.") : _t("Odoo opens as before.");
        this.notification.add(message, { type: "success" });
    }

    /** Links to files of figures, or of the rows behind one. */
    links(path, values) {
        const { period, companies, filters } = this.state;
        const asked = { ...values, first: period.first, last: period.last, companies: companies.join(",") };
        const link = (kind) => url(`/quote_to_cash/${path}.${kind}`, { ...asked, filters: JSON.stringify(filters) });
        return { csv: link("csv"), xlsx: link("xlsx") };
    }

    get figureLinks() {
        const codes = this.role.groups.flatMap((group) => group.codes);
        return this.links("figures", { codes: codes.join(",") });
    }

    get rowLinks() {
        return { rows: this.links("figure_rows", { code: this.state.figure }) };
    }
}

registry.category("actions").add("quote_to_cash.dashboard", Dashboard);
