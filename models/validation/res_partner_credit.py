"""The credit panel of a customer."""

from odoo import api, fields, models

GROUPS = "account.group_account_invoice,account.group_account_readonly,quote_to_cash.group_credit_manager"


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_figures = fields.Json(compute="_compute_credit_figures", groups=GROUPS)

    @api.depends_context("company")
    def _compute_credit_figures(self):
        """What the customer owes the current company, as the check of orders sees it."""
        figures = self.env["sale.order.credit"]
        company = self.env.company
        customers = self.commercial_partner_id._origin
        # Credit managers see these sums without being accountants.
        sudo = figures.sudo()
        rows = sudo._open_orders(customers, company)
        ledger = sudo._ledger(customers, company)
        positions = sudo._positions(customers, rows, ledger)
        late = sudo._days_late(customers, company)
        held = customers.sudo()._count_credit_holds(company)
        for partner in self:
            customer = partner.commercial_partner_id._origin
            known = ledger.get(customer.id, {})
            position = positions.get(customer.id)
            partner.credit_figures = position and {
                "currency_id": company.currency_id.id,
                "limit": customer.sudo().with_company(company).credit_limit,
                "receivable": position.receivable,
                "to_invoice": position.to_invoice,
                "prepaid": position.prepaid,
                "exposure": position.exposure,
                "overdue": known.get("overdue", 0.0),
                "oldest": fields.Date.to_string(known.get("oldest")) or False,
                "days_late": round(late.get(customer.id, 0.0)),
                "held": held.get(customer.id, 0),
            }

    def _held_for_credit_domain(self, company):
        """Return a domain on orders of these customers that wait for credit.

        What the check holds goes by what it finds now: an order that was held for its address, too, waits
        for credit alone when that is repaired.
        """
        by_hand = ["&", ("origin", "=", "manual"), ("reason_id.code", "=", "credit")]
        return [
            ("partner_invoice_id.commercial_partner_id", "in", self.commercial_partner_id.ids),
            ("company_id", "=", company.id),
            ("is_on_hold", "=", True),
            "|",
            (
                "finding_ids",
                "any",
                [("state", "=", "open"), ("severity", "=", "block"), ("category", "=", "credit")],
            ),
            ("hold_ids", "any", [("released_at", "=", False), "|", ("origin", "=", "credit"), *by_hand]),
        ]

    def _count_credit_holds(self, company):
        groups = self.env["sale.order"]._read_group(
            self._held_for_credit_domain(company), ["partner_invoice_id"], ["__count"]
        )
        counts = {}
        for partner, count in groups:
            customer = partner.commercial_partner_id.id
            counts[customer] = counts.get(customer, 0) + count
        return counts

    def _who_may_be_held(self, company):
        """Return those of these customers whose orders a rule on credit may hold just now.

        Of those whose credit is limited; and, for what is overdue, of those who have an order to be confirmed.
        """
        limited = self.filtered(lambda customer: customer.credit_limit > 0 or customer.prepayment_required)
        others = self - limited
        if not others:
            return limited
        waiting = self.env["sale.order"]._read_group(
            [
                ("partner_invoice_id.commercial_partner_id", "in", others.ids),
                ("company_id", "=", company.id),
                ("state", "in", ("draft", "sent")),
            ],
            ["partner_invoice_id"],
        )
        return limited | self.browse({partner.commercial_partner_id.id for (partner,) in waiting})

    # === What a figure is made of === #

    def _action_open_receivables(self, company=None):
        """Open the receivable entries of this customer that are not settled, oldest first."""
        company = company or self.env.company
        view = self.env.ref("quote_to_cash.account_move_line_view_list_open")
        return {
            **self._records_action(self.env._("Open Receivables"), "account.move.line"),
            "views": [(view.id, "list"), (False, "form")],
            "domain": [
                ("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("company_id", "=", company.id),
            ],
        }

    def _check_credit_access(self):
        """Refuse users who do not see the figures themselves.

        :raise AccessError: naming the field
        """
        self.ensure_one()
        self.check_access("read")
        self._check_field_access(self._fields["credit_figures"], "read")

    def action_open_credit_receivables(self):
        """Open the records behind the customer's open receivables."""
        self._check_credit_access()
        return self._action_open_receivables()

    def action_open_credit_orders(self):
        """Open the confirmed orders that are not invoiced completely, with what is left of each."""
        self._check_credit_access()
        return self._action_credit_orders(self.env._("Orders Not Invoiced"), "to_invoice")

    def action_open_credit_prepaid(self):
        """Open the payments that are not in the ledger yet; for who may not read them, the orders they pay."""
        self._check_credit_access()
        name = self.env._("Prepaid on Orders")
        if not self.env["payment.transaction"].has_access("read"):
            return self._action_credit_orders(name, "prepaid")
        figures = self.env["sale.order.credit"].sudo()
        ids = figures._prepaid_transactions(self.commercial_partner_id, self.env.company)
        return {**self._records_action(name, "payment.transaction"), "domain": [("id", "in", ids)]}

    def _action_credit_orders(self, name, figure):
        """Open the confirmed orders that a figure of the panel is made of.

        :param str name: of the list
        :param str figure: column of ``sale.order.credit._open_orders``
        """
        rows = self.env["sale.order.credit"].sudo()._open_orders(self.commercial_partner_id, self.env.company)
        view = self.env.ref("quote_to_cash.sale_order_view_list_credit")
        return {
            **self._records_action(name, "sale.order"),
            "views": [(view.id, "list"), (False, "form")],
            "domain": [("id", "in", [row["id"] for row in rows if row["confirmed"] and row[figure]])],
        }

    def action_open_credit_holds(self):
        """Open the orders of this customer that wait for credit."""
        self._check_credit_access()
        return {
            **self._records_action(self.env._("Orders on Credit Hold"), "sale.order"),
            "domain": self._held_for_credit_domain(self.env.company),
        }

    def _records_action(self, name, model):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
        }
