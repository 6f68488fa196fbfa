import { registry } from "@web/core/registry";

const cell = (row, name) => `.o_field_widget[name=parcel_ids] .o_data_row:eq(${row}) td[name=${name}]`;

registry.category("web_tour.tours").add("quote_to_cash_packing", {
    steps: () => [
        { content: "Open the page", trigger: ".nav-link[name=packages]", run: "click" },
        { content: "Pack", trigger: "button[name=action_pack]:enabled", run: "click" },
        { content: "There are two cartons", trigger: `${cell(1, "carton_content")}:contains("1 × Oven")` },
        { content: "All is packed", trigger: "body:not(:has(button[name=action_pack]))" },
        { content: "Weigh the first", trigger: cell(0, "actual_weight"), run: "click" },
        { content: "Type its weight", trigger: `${cell(0, "actual_weight")} input`, run: "edit 16.5" },
        { content: "Its number", trigger: `${cell(0, "tracking_ref")} input`, run: "edit A1" },
        { content: "Weigh the second", trigger: cell(1, "actual_weight"), run: "click" },
        { content: "Type its weight", trigger: `${cell(1, "actual_weight")} input`, run: "edit 8.4" },
        { content: "Its number", trigger: `${cell(1, "tracking_ref")} input`, run: "edit B2" },
        { content: "Save", trigger: ".o_form_button_save:enabled", run: "click" },
        { content: "It is saved", trigger: ".o_form_saved" },
    ],
});
