import { registry } from "@web/core/registry";

const row = (kind) => `.modal .o_sourcing_option[data-kind="${kind}"]`;

registry.category("web_tour.tours").add("quote_to_cash_sourcing", {
    steps: () => [
        {
            content: "Open the dialog",
            trigger: ".o_statusbar_buttons button[name=action_open_sourcing]:enabled",
            run: "click",
        },
        {
            content: "The best way comes first, and says why",
            trigger: `.modal .o_sourcing_best:contains("Best: Fewest Parcels")`,
        },
        { content: "It is unfolded", trigger: ".modal .o_sourcing_best + .o_sourcing_details .o_sourcing_shipment" },
        { content: "Waiting is an option, as it is now", trigger: `${row("wait")}:contains("As it is")` },
        { content: "Two parcels cost more", trigger: `${row("quantities")}:contains("14.00")` },
        {
            content: "Unfold the split",
            trigger: `${row("quantities")} .o_sourcing_toggle`,
            run: "click",
        },
        {
            content: "It says what comes from where",
            trigger: `.modal .o_sourcing_shipment:contains("Portland"):contains("2 Units Oven"):contains("Fridge")`,
        },
        { content: "Choose it", trigger: `${row("quantities")} .o_sourcing_choose:enabled`, run: "click" },
        {
            content: "The line is divided",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=order_line] .o_data_row:eq(3)",
        },
    ],
});
