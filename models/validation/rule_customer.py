"""Rules on who buys and where it goes."""

from odoo import models

from ...engine import address as addresses


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _missing_address_parts(self):
        """Return what this address lacks to be delivered to, as in :func:`engine.address.missing_parts`.

        An address of a company may have no name of its own, as Odoo allows; its company's stands
        on the parcel then.
        """
        self.ensure_one()
        country = self.country_id
        return addresses.missing_parts(
            addresses.Address(
                name=(self.name or "").strip() or self.company_name or self.parent_id.name or "",
                street=self.street or "",
                zip=self.zip or "",
                city=self.city or "",
                state="given" if self.state_id else "",
                country="given" if country else "",
                zip_required=country.zip_required,
                state_required=country.state_required,
            )
        )

    def _place(self):
        """Return where this is, as far as carriers ask, in one line: ``12345 Springfield, Ohio, United States``."""
        self.ensure_one()
        town = " ".join(filter(None, (self.zip, self.city)))
        return ", ".join(filter(None, (town, self.state_id.name, self.country_id.name))) or self.display_name

    def _po_box_line(self):
        """Return the line of this address that names a PO box, or an empty text."""
        self.ensure_one()
        return next((line for line in (self.street, self.street2) if addresses.is_po_box(line)), "")


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_address_incomplete(self, orders):
        """Goods need an address: name, street, city, country, and what the country asks for."""
        return [
            violation
            for order in orders._shipped_to_address()
            if (violation := self._incomplete(order, order.partner_shipping_id))
        ]

    def _check_billing_incomplete(self, orders):
        """The same for the invoice address, if it is another."""
        return [
            violation
            for order in orders._with_goods()
            if order.partner_invoice_id != order.partner_shipping_id
            and (violation := self._incomplete(order, order.partner_invoice_id))
        ]

    def _incomplete(self, order, partner):
        missing = partner._missing_address_parts()
        if not missing:
            return None
        labels = {
            addresses.NAME: self.env._("name"),
            addresses.STREET: self.env._("street"),
            addresses.ZIP: self.env._("ZIP"),
            addresses.CITY: self.env._("city"),
            addresses.STATE: self.env._("state"),
            addresses.COUNTRY: self.env._("country"),
        }
        parts = ", ".join(labels[part] for part in missing)
        return order._violation(
            self.env._("The address of %(partner)s lacks: %(parts)s.", partner=partner.display_name, parts=parts),
            found=self.env._("Missing: %(parts)s", parts=parts),
            limit=self.env._("Complete address"),
            document=partner,
            fix="_fix_open_address",
            facts=(partner.id, missing),
        )

    def _check_contact_missing(self, orders):
        """Somebody at the delivery address, or its company, must be within reach of the carrier."""
        violations = []
        for order in orders:
            contact = order.partner_shipping_id
            company = contact.commercial_partner_id
            phones, emails = (contact.phone, company.phone), (contact.email, company.email)
            if addresses.is_reachable(phones, emails):
                continue
            violations.append(
                order._violation(
                    self.env._(
                        "%(contact)s has neither a phone number nor a valid e-mail.", contact=contact.display_name
                    ),
                    found=", ".join(filter(None, dict.fromkeys(phones + emails))) or self.env._("Nothing"),
                    limit=self.env._("Phone or e-mail"),
                    document=contact,
                    fix="_fix_open_contact",
                    facts=(contact.id,),
                )
            )
        return violations

    def _check_po_box_freight(self, orders):
        """A carrier that needs a door, and a PO box."""
        violations = []
        for order in orders.filtered("carrier_id")._shipped_to_address():
            carrier = order.carrier_id
            line = "" if carrier.delivers_to_po_box else order.partner_shipping_id._po_box_line()
            if not line:
                continue
            violations.append(
                order._violation(
                    self.env._(
                        "%(carrier)s does not deliver to the PO box “%(line)s”.", carrier=carrier.name, line=line
                    ),
                    found=line,
                    limit=self.env._("Street address"),
                    document=order.partner_shipping_id,
                    fix="_fix_choose_address",
                    other_fix="_fix_choose_carrier",
                    facts=(carrier.id, line),
                )
            )
        return violations

    def _check_customer_blocked(self, orders):
        """One of the parties archived, or the account of who orders or pays on hold."""
        violations = []
        for order in orders:
            contact = order.partner_id
            company = contact.commercial_partner_id
            # Who orders, where it goes and who is to pay; each by itself, so that all orders' are read together
            parties = (contact, company, order.partner_shipping_id, order.partner_invoice_id)
            payers = (company, order.partner_invoice_id.commercial_partner_id)
            archived = list(dict.fromkeys(partner for partner in parties if not partner.active))
            on_hold = list(dict.fromkeys(payer for payer in payers if payer.credit_on_hold))
            if archived or on_hold:
                violations.append(self._blocked(order, archived, on_hold))
        return violations

    def _blocked(self, order, archived, on_hold):
        """Return what is wrong with the parties of an order; a waiver is for these parties."""
        sentences = [self.env._("%(customer)s is archived.", customer=partner.display_name) for partner in archived] + [
            self.env._("The account of %(customer)s is on hold.", customer=partner.display_name) for partner in on_hold
        ]
        found = [self.env._("Archived")] * bool(archived) + [self.env._("On hold")] * bool(on_hold)
        return order._violation(
            " ".join(sentences),
            found=", ".join(found),
            limit=self.env._("Active customer"),
            document=(archived or on_hold)[0],
            facts=(sorted(partner.id for partner in archived), sorted(partner.id for partner in on_hold)),
        )
