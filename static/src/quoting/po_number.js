import { PaymentForm } from "@payment/interactions/payment_form";
import { SignatureForm } from "@portal/signature_form/signature_form";
import { rpc } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";

/** The field for the customer's own order number, where it is asked for. */
function numberField() {
    return document.querySelector("#modalaccept input[name=client_order_ref]");
}

patch(SignatureForm.prototype, {
    /** Extend: the number goes first; without it nothing is signed. */
    async onClickSubmit() {
        const field = this.rootRef.el.closest("#modalaccept") && numberField();
        if (field) {
            const url = this.props.callUrl.replace("/accept", "/po_number");
            const { error } = await rpc(url, { client_order_ref: field.value });
            this.state.error = error || false;
            if (error) {
                field.focus();
                return;
            }
        }
        return super.onClickSubmit();
    },
});

patch(PaymentForm.prototype, {
    /** Extend: the number goes with the payment of a quotation. */
    _prepareTransactionRouteParams() {
        const params = super._prepareTransactionRouteParams();
        const field = numberField();
        if (field && this.el.closest("#modalaccept")) {
            params.client_order_ref = field.value;
        }
        return params;
    },
});
