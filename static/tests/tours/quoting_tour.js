import { registry } from "@web/core/registry";

const dialog = ".modal .o_form_view";

function cell(row, name) {
    return `${dialog} .o_data_row:eq(${row}) td[name=${name}]`;
}

registry.category("web_tour.tours").add("quote_to_cash_paste_lines", {
    steps: () => [
        {
            content: "Paste lines",
            trigger: ".o_statusbar_buttons button[name=action_paste_lines]:enabled",
            run: "click",
        },
        {
            content: "A table from a mail",
            trigger: `${dialog} .o_field_widget[name=text] textarea`,
            run: (helpers) => helpers.edit("SKU;Qty;Price\nOVEN-1;2;\nMIXER;12;95,50"),
        },
        { content: "Look at it", trigger: ".modal-footer button[name=action_read]:enabled", run: "click" },
        { content: "One row is fine", trigger: `${dialog} .o_data_row:contains("Price list"):contains("New line")` },
        {
            content: "the other is unknown",
            trigger: `${dialog} .o_data_row:contains("Unknown SKU or barcode “MIXER”"):contains("Wrong")`,
        },
        { content: "Correct it there", trigger: cell(1, "code"), run: "click" },
        { content: "Type the SKU", trigger: `${cell(1, "code")} input`, run: "edit MIXER-7" },
        { content: "Leave the cell", trigger: cell(0, "note"), run: "click" },
        { content: "Now it is fine", trigger: `${dialog} .o_data_row:contains("MIXER-7"):contains("Given price")` },
        { content: "All can be added", trigger: `${dialog} .alert-success:contains("All rows can be added")` },
        { content: "Add them", trigger: ".modal-footer button[name=action_add]:enabled", run: "click" },
        {
            content: "They are in the quotation",
            trigger: `body:not(:has(.modal)) .o_field_widget[name=order_line] .o_data_row:contains("Mixer")`,
        },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_accept_po_number", {
    steps: () => [
        { content: "Ready", trigger: "body[is-ready=true]" },
        { content: "Accept", trigger: ".o_portal_sale_sidebar .btn-primary[data-bs-target='#modalaccept']", run: "click" },
        { content: "The number is asked for", trigger: "#modalaccept.show input[name=client_order_ref]" },
        { content: "Without the number", trigger: "#modalaccept .o_portal_sign_submit:enabled", run: "click" },
        { content: "it is refused", trigger: `#modalaccept .o_portal_sign_error_msg:contains("purchase order")` },
        { content: "Enter it", trigger: "#modalaccept input[name=client_order_ref]", run: "edit PO-4711" },
        {
            content: "and accept",
            trigger: "#modalaccept .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is an order", trigger: `.alert-success:contains("Your order has been confirmed")` },
    ],
});

registry.category("web_tour.tours").add("quote_to_cash_pay_po_number", {
    steps: () => [
        { content: "Ready", trigger: "body[is-ready=true]" },
        { content: "Pay", trigger: ".o_portal_sale_sidebar .btn-primary[data-bs-target='#modalaccept']", run: "click" },
        { content: "The number is asked for", trigger: "#modalaccept.show input[name=client_order_ref]" },
        { content: "Without the number", trigger: "#modalaccept button[name=o_payment_submit_button]:enabled", run: "click" },
        { content: "it is refused", trigger: `.modal-body:contains("number of your purchase order")` },
        { content: "Read that", trigger: `.modal:contains("number of your purchase order") .modal-footer .btn-primary`, run: "click" },
        { content: "Enter it", trigger: "#modalaccept.show input[name=client_order_ref]", run: "edit PO-4712" },
        {
            content: "and pay",
            trigger: "#modalaccept button[name=o_payment_submit_button]:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "The payment is on its way", trigger: "[name=o_payment_status]" },
    ],
});

const comparison = ".modal .o_field_widget[name=comparison]";

registry.category("web_tour.tours").add("quote_to_cash_revision", {
    steps: () => [
        { content: "Revision 2", trigger: `.oe_title span[name=quote_revision]:contains("Rev. 2")` },
        { content: "What was sent", trigger: ".oe_stat_button[name=action_open_revisions]", run: "click" },
        {
            content: "Compare the first",
            trigger: `.o_list_view .o_data_row:contains("1") button[name=action_compare]`,
            run: "click",
        },
        { content: "The quantity", trigger: `${comparison} tr:contains("Changed") td:contains("10.00 → 3.00")` },
        { content: "The line that is gone", trigger: `${comparison} tr:contains("Removed"):contains("Mixer")` },
        { content: "Restore it", trigger: ".modal-footer button[name=action_restore]:enabled", run: "click" },
        { content: "Yes", trigger: ".modal .modal-footer .btn-primary:contains('Ok')", run: "click" },
        { content: "It says so", trigger: `.o_notification:contains("Revision 1 was restored")` },
        {
            content: "The quotation is as it was",
            trigger: `body:not(:has(.modal)) .o_field_widget[name=order_line] .o_data_row:contains("Mixer")`,
        },
    ],
});
