"""What the engine has to know of names: read in sets, as plain values."""

from dataclasses import dataclass, field
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ...engine.quickbooks_document import Account, Address, Item, Party, Terms
from ..query import fetch_rows
from .mapping import (
    ACCOUNT,
    CATEGORY,
    CLASS,
    CUSTOMER,
    FALLBACK,
    ITEMS,
    JOURNAL,
    METHOD,
    NUMBER,
    PRODUCT,
    RECORDS,
    TAX,
    TERM,
)

OPTIONAL = (METHOD, TERM, CLASS)  # the file is correct without them
# Of each product its category and those above it, nearest first, and whether it is what a carrier charges
PRODUCTS = """
    SELECT product.id,
           string_to_array(trim(trailing '/' FROM category.parent_path), '/')::int[] AS categories,
           EXISTS (SELECT FROM delivery_carrier WHERE product_id = product.id) AS shipping
      FROM product_product product
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN product_category category ON category.id = template.categ_id
     WHERE product.id = ANY(%(ids)s)
"""
PRODUCT_SOURCES = {
    "product.product": "product_tmpl_id",
    "product.template": "categ_id",
    "product.category": "parent_path",
    "delivery.carrier": "product_id",
}


@dataclass
class Names:
    """Values of the engine by the ids of Odoo's records; fallbacks by code.

    `deposits` are accounts whose key is 0: whoever reads the payment puts in the account that was posted.
    `items` has each product that was asked for: by its own name, its category's, or a fallback's. `fallbacks` has
    all that are confirmed, asked for or not.

    :param missing: (kind, id) of what was asked for and has no confirmed name: nothing can be written of it. An
        item's own account counts as asked for.
    :param unnamed: (kind, id) of payment methods, terms and classes without a name: the file is correct without
    """

    accounts: dict[int, Account] = field(default_factory=dict)
    taxes: dict[int, Item] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    fallbacks: dict[str, Item] = field(default_factory=dict)
    customers: dict[int, Party] = field(default_factory=dict)
    deposits: dict[int, Account] = field(default_factory=dict)
    methods: dict[int, str] = field(default_factory=dict)
    terms: dict[int, Terms] = field(default_factory=dict)
    classes: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    missing: set = field(default_factory=set)
    unnamed: set = field(default_factory=set)

    def of(self, kind):
        """Return the values of a kind of mapping."""
        return {
            ACCOUNT: self.accounts,
            TAX: self.taxes,
            PRODUCT: self.items,
            FALLBACK: self.fallbacks,
            CUSTOMER: self.customers,
            JOURNAL: self.deposits,
            METHOD: self.methods,
            TERM: self.terms,
            CLASS: self.classes,
            NUMBER: self.numbers,
        }[kind]


class QuickbooksMapping(models.Model):
    _inherit = "quickbooks.mapping"

    @api.model
    def _names(self, company, target, needs):
        """Return what records are called in a target's books. The number of queries does not grow with theirs.

        :param res.company company: whose books
        :param str target: iif, qbo or xero
        :param dict needs: ``{kind of mapping: ids of records}``, of fallbacks their codes; products are named by
            category or fallback where they have no name of their own
        :return: :class:`Names`
        """
        needs = {**needs, CLASS: self._class_accounts(company, needs.get(CLASS, ()))}
        found = self._confirmed_for(company, target, needs)
        chosen = {(one.kind, one._key()): one for one in found}
        chosen.update(self._product_names(needs.get(PRODUCT, ()), chosen))
        wanted = {(kind, key) for kind, keys in needs.items() for key in keys}
        items = self.browse(chosen[pair].id for pair in wanted if pair in chosen and pair[0] in ITEMS)
        wanted |= {(ACCOUNT, account) for account in items.item_account_id.ids}
        accounts = {key for kind, key in wanted if kind == ACCOUNT} | set(found.item_account_id.ids)
        for account in self._confirmed_for(company, target, {ACCOUNT: accounts}):
            chosen[ACCOUNT, account._key()] = account
        names = Names()
        # In this order: items refer to accounts, customers to terms.
        for kind in (ACCOUNT, JOURNAL, TERM, FALLBACK, TAX, PRODUCT, CUSTOMER, METHOD, CLASS, NUMBER):
            values = names.of(kind)
            for (one, key), mapping in chosen.items():
                if one == kind:
                    values[key] = mapping._value(names, kind)
        lacking = wanted - chosen.keys()
        names.unnamed = {pair for pair in lacking if pair[0] in OPTIONAL}
        names.missing = {pair for pair in lacking if pair[0] not in (*OPTIONAL, CATEGORY, NUMBER)}
        return names

    @api.model
    def _confirmed_for(self, company, target, needs):
        """Return the confirmed names of what is asked for, and of what it may fall back on or refer to.

        With all rights: whoever may export names records that he may not open (contacts of others, carriers).
        """
        domains = [
            Domain(RECORDS[kind], "in", list(ids)) & Domain("kind", "=", kind)
            for kind, ids in needs.items()
            if kind in RECORDS
        ]
        if needs.keys() & {*ITEMS}:
            domains.append(Domain("kind", "in", (CATEGORY, FALLBACK)))
        if CUSTOMER in needs:
            domains.append(Domain("kind", "=", TERM))
        return (
            self.sudo()
            .search(
                Domain([("company_id", "=", company.id), ("target", "=", target), ("confirmed", "=", True)])
                & Domain.OR(domains)
            )
            .with_company(company)
        )

    @api.model
    def _class_accounts(self, company, ids):
        """Return the analytic accounts of the plan whose accounts are classes; none if no plan is."""
        plan = company.sudo().quickbooks_class_plan_id
        accounts = self.env["account.analytic.account"].sudo()  # for whoever exports
        return (
            set(accounts.search([("id", "in", list(ids)), ("root_plan_id", "=", plan.id)]).ids)
            if plan and ids
            else set()
        )

    @api.model
    def _product_names(self, products, chosen):
        """Return ``{(PRODUCT, id): mapping}`` of products without a name of their own."""
        ids = [product for product in products if (PRODUCT, product) not in chosen]
        names = {}
        for row in ids and fetch_rows(self.env, PRODUCTS, PRODUCT_SOURCES, ids=ids):
            categories = [] if row["shipping"] else [(CATEGORY, one) for one in reversed(row["categories"] or [])]
            ways = [*categories, (FALLBACK, "shipping" if row["shipping"] else "default")]
            mapping = next((chosen[way] for way in ways if way in chosen), None)
            if mapping is not None:
                names[PRODUCT, row["id"]] = mapping
        return names

    def _key(self):
        """Return by what a mapping is found: its record's id, a fallback's code, an agency's own id."""
        self.ensure_one()
        if self.kind == FALLBACK:
            return self.fallback
        return self[RECORDS[self.kind]].id if self.kind in RECORDS else self.id

    # === Values === #

    def _value(self, names, kind):
        """Return what the engine calls one mapping.

        :param Names names: with the accounts and terms
        :param str kind: for what it stands: a category may stand for a product
        """
        self.ensure_one()
        if kind in ITEMS:
            return self._item(names)
        values = {
            ACCOUNT: self._account,
            JOURNAL: self._account,
            TERM: lambda: Terms(self.name, self.due_days),
            CUSTOMER: lambda: self._customer(names),
        }
        return values.get(kind, lambda: self.name)()

    def _account(self):
        return Account(self.account_id.id or 0, self.name, self.account_type or "", self.code or "", self.special or "")

    def _item(self, names):
        account = names.accounts.get(self.item_account_id.id)
        if self.kind == TAX or self.fallback == "no_tax":
            agency = self.agency_id
            return Item(
                key=self.id,
                name=self.name,
                type="COMPTAX",
                description=self.tax_id.name or "",
                account=account,
                taxable=False,
                agency=Party(-agency.id, agency.name, agency.name) if agency else None,
                rate=self._rate(),
                code=self.code or "",
            )
        product = self.product_id
        return Item(
            key=self.id,
            name=self.name,
            type=self.item_type or "SERV",
            description=product.name or "",
            account=account,
            price=Decimal(str(product.lst_price)) if product else None,
            taxable=bool(product.taxes_id.filtered_domain([("company_id", "=", self.company_id.id)]))
            if product
            else True,
            code=self.code or "",
        )

    def _rate(self):
        """Return the percentage of a sales tax; None where it is none."""
        if not self.tax_id:
            return Decimal(0)
        return Decimal(str(self.tax_id.amount)) if self.tax_id.amount_type == "percent" else None

    def _customer(self, names):
        partner = self.partner_id
        terms = names.terms.get(partner.property_payment_term_id.id)
        return Party(
            key=partner.id,
            name=self.name,
            full_name=partner.name or "",
            email=partner.email or "",
            phone=partner.phone or "",
            vat=partner.vat or "",
            address=Address(
                partner.street or "",
                partner.street2 or "",
                partner.city or "",
                partner.state_id.code or "",
                partner.zip or "",
                partner.country_id.name or "",
            ),
            terms=terms.name if terms else "",
        )
