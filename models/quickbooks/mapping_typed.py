"""What people type and confirm: judged at once by what the program can keep."""

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...engine.quickbooks_document import IIF, QBO, XERO
from ...engine.quickbooks_names import LIMITS, clean_text, is_name
from .mapping import ACCOUNT, ITEMS, JOURNAL, LISTS, NUMBER, TAX


class QuickbooksMapping(models.Model):
    _inherit = "quickbooks.mapping"

    @api.constrains("name", "kind", "target")
    def _check_name(self):
        for mapping in self:
            listed = LISTS[mapping.kind]
            limit = LIMITS[mapping.target][listed]
            if mapping.kind == NUMBER:
                good = clean_text(mapping.name, limit, mapping.target) == mapping.name
            else:
                good = is_name(mapping.name, listed, mapping.target)
            if not good:
                raise ValidationError(
                    self.env._(
                        "%(target)s cannot keep the name “%(name)s”: at most %(limit)s characters, no double quotes, "
                        "line breaks or tabs, no = + - @ ! at the beginning, no blanks at the ends.",
                        target=mapping._target_label(),
                        name=mapping.name,
                        limit=limit,
                    )
                )

    @api.constrains("confirmed", "kind", "target", "account_type", "item_type", "item_account_id", "agency_id", "code")
    def _check_complete(self):
        for mapping in self.filtered("confirmed"):
            lacking = mapping._lacking()
            if lacking:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” cannot be used yet. Please fill in: %(fields)s.",
                        name=mapping.name,
                        fields=", ".join(lacking),
                    )
                )

    def _lacking(self):
        """Return the labels of empty fields without which the target cannot use a name."""
        self.ensure_one()
        labels = self.fields_get(self._required(), ["string"])
        return [labels[name]["string"] for name in self._required() if not self[name]]

    def _required(self):
        taxes = self.kind == TAX or self.fallback == "no_tax"
        coded = (self.target == QBO and self.company_id.quickbooks_region == "other") or self.target == XERO
        if taxes:
            return [*(["item_account_id", "agency_id"] if self.target == IIF else []), *(["code"] if coded else [])]
        if self.kind in (ACCOUNT, JOURNAL):
            return {IIF: ["account_type"], XERO: ["code"] if self.kind == ACCOUNT else []}.get(self.target, [])
        if self.kind in ITEMS:
            return {IIF: ["item_type", "item_account_id"], QBO: ["item_account_id"]}.get(self.target, [])
        return []

    def _target_label(self):
        return dict(self._fields["target"]._description_selection(self.env))[self.target]

    def action_confirm(self):
        """Confirm proposals, and the agencies that they refer to.

        :raise AccessError: for anybody but export managers
        :raise ValidationError: when something that the target needs is empty
        """
        proposals = (self | self.agency_id).filtered(lambda one: not one.confirmed)
        proposals.write({"confirmed": True})

    @api.model
    def action_confirm_all(self):
        """Confirm all complete proposals of the kind and target of the screen; the others stay, and are told.

        The screen's kind and target stand in the context, as defaults of what is new.

        :raise AccessError: for anybody but export managers
        :raise UserError: when none is complete
        """
        self.check_access("write")
        context = self.env.context
        domain = [("confirmed", "=", False), ("company_id", "in", self.env.companies.ids)]
        domain += [(name, "=", value) for name in ("kind", "target") if (value := context.get(f"default_{name}"))]
        proposals = self.search(domain)
        complete = proposals.filtered(lambda one: not one._lacking())
        complete.action_confirm()
        left = proposals - complete
        if left and not complete:
            raise UserError(
                self.env._(
                    "No proposal is complete yet: “%(name)s” lacks %(fields)s.",
                    name=left[0].name,
                    fields=", ".join(left[0]._lacking()),
                )
            )
        message = self.env._("%(count)s names are confirmed.", count=len(complete))
        if left:
            message += " " + self.env._("%(count)s are not complete yet.", count=len(left))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
