"""Price lists, and a line with ovens that cost 100."""

from odoo.fields import Command

from .common_validation import ValidationCommon


class PriceCommon(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("product.group_product_pricelist")
        cls.pricelist = cls.make_pricelist("Retail")
        cls.partner.property_product_pricelist = cls.pricelist

    @classmethod
    def make_pricelist(cls, name, *rules, **values):
        """Create a price list; each rule is the values of one."""
        return cls.env["product.pricelist"].create(
            {
                "name": name,
                "currency_id": cls.env.company.currency_id.id,
                "item_ids": [Command.create(rule) for rule in rules],
                **values,
            }
        )

    @classmethod
    def priced(cls, price=None, quantity=1, **values):
        """Return the values of a line with ovens, which cost 100."""
        typed = {} if price is None else {"price_unit": price}
        return {"product_id": cls.goods.id, "product_uom_qty": quantity, **typed, **values}
