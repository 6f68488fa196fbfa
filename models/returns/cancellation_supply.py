"""What is bought or produced for an order that is cancelled: shown before, told to who is responsible after."""

from odoo import models
from odoo.tools.misc import formatLang

WARNING = "mail.mail_activity_data_warning"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _supply_behind(self):
        """Return what is bought and produced for each order and not ended: ``{sale.order: [record]}``.

        Read with all rights: who cancels may have none on purchases and productions, and must know all the same.
        """
        facts = self.env["sale.order.facts"]
        buys = facts._has("sale.order.line", "purchase_line_ids")
        buys_to_order = facts._has("stock.reference", "purchase_ids")
        produces = facts._has("stock.reference", "production_ids")
        behind = {}
        for order, known in zip(self, self.sudo(), strict=True):
            documents = list(known.order_line.purchase_line_ids.order_id) if buys else []
            if buys_to_order:
                documents += [buy for buy in known.stock_reference_ids.purchase_ids if buy not in documents]
            if produces:
                documents += list(known.stock_reference_ids.production_ids)
            behind[order] = [document for document in documents if document.state not in ("cancel", "done")]
        return behind

    def _cancellation_supply_effects(self):
        """Extend: with state, vendor and amount, and who has to do what."""
        requests = set(self._open_purchase_requests())  # purchases and productions compare badly
        effects = [self._supply_effect(document, document in requests) for document in self._supply_behind()[self]]
        return super()._cancellation_supply_effects() + effects

    def _supply_effect(self, document, withdrawn):
        purchase = document._name == "purchase.order"
        describe = self._purchase_text if purchase else self._production_text
        if withdrawn:
            todo = self.env._("Withdrawn with the order.")
        elif purchase and document.state == "purchase" and self._all_received(document):
            todo = self.env._("Received: the goods stay in stock.")
        elif purchase:
            todo = self.env._(
                "%s asks the vendor to cancel, or keeps the goods.", self._supply_responsible(document).name
            )
        else:
            todo = self.env._("%s stops it, or produces for stock.", self._supply_responsible(document).name)
        return {**self._effect("supply", describe(document), document), "todo": todo}

    def _purchase_text(self, purchase):
        return self.env._(
            "Purchase %(name)s of %(vendor)s, %(amount)s: %(state)s",
            name=purchase.name,
            vendor=purchase.partner_id.display_name,
            amount=formatLang(self.env, purchase.amount_total, currency_obj=purchase.currency_id),
            state=dict(purchase._fields["state"]._description_selection(self.env))[purchase.state],
        )

    def _production_text(self, production):
        return self.env._(
            "Production %(name)s of %(quantity)s %(product)s: %(state)s",
            name=production.name,
            quantity=f"{production.product_qty:g}",
            product=production.product_id.display_name,
            state=dict(production._fields["state"]._description_selection(self.env))[production.state],
        )

    def _all_received(self, purchase):
        return all(
            line.product_uom_id.compare(line.qty_received, line.product_qty) >= 0
            for line in purchase.order_line
            if not line.display_type
        )

    def _supply_responsible(self, document):
        """Return who decides on a purchase or a production: its buyer, its responsible, or who made it."""
        candidates = document.user_id, document.create_uid, self.env.user
        return next((user for user in candidates if user.active and not user.share), self.env.ref("base.user_admin"))

    def _let_go_supply(self, behind):
        """Withdraw requests made for cancelled orders alone, and tell who is responsible for the rest.

        Where Odoo has told them already, nothing is added.

        :param dict behind: ``{sale.order: [record]}`` as :meth:`_supply_behind` said before
        """
        for order in self:
            for request in order._open_purchase_requests():
                request.button_cancel()
        orders_of = {}
        for order in self:
            for document in behind[order]:
                orders_of.setdefault(document, []).append(order.name)
        tasks = [
            (
                document,
                self._supply_responsible(document),
                self.env._("Cancelled: %s", ", ".join(names)),
                self.env._("It was bought or produced for an order that is cancelled. Stop it, or keep it for stock."),
            )
            for document, names in orders_of.items()
            if document.state not in ("cancel", "done")
            and not (document._name == "purchase.order" and self._all_received(document))
        ]
        self._leave_activities(WARNING, tasks, since=self.env.cr.now())
