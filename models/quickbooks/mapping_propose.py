"""Guesses: what a record is probably called in the accountant's program. Nothing is used until it is confirmed."""

from odoo import api, models
from odoo.fields import Domain

from ...engine.quickbooks_document import IIF
from ...engine.quickbooks_names import LIMITS, clean_name, clean_path, unique_name
from .mapping import (
    ACCOUNT,
    AGENCY,
    CATEGORY,
    CLASS,
    FALLBACK,
    ITEMS,
    JOURNAL,
    LISTS,
    METHOD,
    PRODUCT,
    RECORDS,
    TAX,
    TERM,
)

TYPES = {
    "asset_receivable": "AR",
    "asset_cash": "BANK",
    "asset_current": "OCASSET",
    "asset_non_current": "OASSET",
    "asset_prepayments": "OCASSET",
    "asset_fixed": "FIXASSET",
    "liability_payable": "AP",
    "liability_credit_card": "CCARD",
    "liability_current": "OCLIAB",
    "liability_non_current": "LTLIAB",
    "equity": "EQUITY",
    "equity_unaffected": "EQUITY",
    "income": "INC",
    "income_other": "EXINC",
    "expense": "EXP",
    "expense_other": "EXEXP",
    "expense_depreciation": "EXP",
    "expense_direct_cost": "COGS",
    "off_balance": "NONPOSTING",
}
# What a second target takes over from the first
TAKEN = ("account_type", "special", "item_type", "item_account_id", "due_days")
COLUMNS = (*RECORDS.values(), "fallback", *TAKEN, "agency_id", "code")


class QuickbooksMapping(models.Model):
    _inherit = "quickbooks.mapping"

    @api.model
    def _propose(self, company, target, needs):
        """Guess names of what has none, from Odoo's names or from those of another target. They wait to be confirmed.

        Customers are not guessed: their names are made when they are exported first.

        :param res.company company: whose books
        :param str target: iif, qbo or xero
        :param dict needs: ``{kind of mapping: ids of records, of fallbacks their codes}``
        :return: the proposals that were made
        """
        # Whoever may see the check gets proposals, also of records that he may not open.
        names = self.sudo().with_company(company).with_context(lang=company.sudo().partner_id.lang)
        lacking = names._without_name(company, target, names._with_shipping(needs))
        agency = names._guess_agency(company, target) if target == IIF and lacking.get(TAX) else False
        rows = [
            *names._guess_taxes(lacking.get(TAX, ()), agency),
            *names._guess_products(lacking.get(PRODUCT, ())),
            *names._guess_fallbacks(company, lacking.get(FALLBACK, ()), agency),
            *names._guess_deposits(lacking.get(JOURNAL, ())),
            *names._guess_others(lacking),
        ]
        accounts = {row["item_account_id"] for row in rows if row.get("item_account_id")} | needs.get(ACCOUNT, set())
        accounts = names._without_name(company, target, {ACCOUNT: accounts})[ACCOUNT]
        rows += names._guess_accounts(company, accounts)
        rows = names._as_elsewhere(company, target, rows)
        return names._keep(company, target, names._told_apart(company, target, rows), confirmed=False)

    def _with_shipping(self, needs):
        """Return the same needs, where one fallback stands for all that carriers charge."""
        products = needs.get(PRODUCT, set())
        carriers = self.env["delivery.carrier"].with_context(active_test=False)
        charged = set(carriers.search([("product_id", "in", list(products))]).product_id.ids)
        if not charged:
            return needs
        return {**needs, PRODUCT: products - charged, FALLBACK: {*needs.get(FALLBACK, ()), "shipping"}}

    def _without_name(self, company, target, needs):
        """Return what has no name, confirmed or proposed; no products whose category has one."""
        kinds = [kind for kind in needs if kind in RECORDS or kind == FALLBACK]
        domains = [
            Domain("kind", "=", kind) & Domain(RECORDS.get(kind, "fallback"), "in", list(needs[kind])) for kind in kinds
        ]
        if PRODUCT in kinds:
            domains.append(Domain("kind", "=", CATEGORY))
        base = Domain([("company_id", "=", company.id), ("target", "=", target)])
        found = {(one.kind, one._key()): one for one in self.search(base & Domain.OR(domains))}
        categories = {pair: one for pair, one in found.items() if pair[0] == CATEGORY and one.confirmed}
        found.update(self._product_names(needs.get(PRODUCT, ()), categories))
        return {kind: {key for key in needs[kind] if (kind, key) not in found} for kind in kinds}

    def _guess_agency(self, company, target):
        """Return the agency that taxes are probably paid to: the only one there is; made up if there is none."""
        domain = [("company_id", "=", company.id), ("target", "=", target), ("kind", "=", AGENCY)]
        agencies = self.search(domain)
        if not agencies:
            name = self.env._("Sales Tax Agency")
            agencies = self._keep(company, target, [{"kind": AGENCY, "name": name}], confirmed=False)
        return agencies.id if len(agencies) == 1 else False

    def _guess_taxes(self, ids, agency):
        for tax in self.env["account.tax"].browse(ids):
            booked = tax.invoice_repartition_line_ids.filtered(lambda line: line.repartition_type == "tax")
            yield {
                "kind": TAX,
                "tax_id": tax.id,
                "name": tax.name,
                "item_type": "COMPTAX",
                "item_account_id": booked.account_id[:1].id or self._guess_tax_account(tax.company_id),
                "agency_id": agency,
            }

    def _guess_products(self, ids):
        for product in self.env["product.product"].browse(ids):
            yield {
                "kind": PRODUCT,
                "product_id": product.id,
                "name": product.default_code or product.name,
                "item_type": "SERV" if product.type == "service" else "PART",
                "item_account_id": product._get_product_accounts()["income"].id,
            }

    def _guess_fallbacks(self, company, codes, agency):
        items = {
            "default": (self.env._("Sales"), "SERV"),
            "text": (self.env._("Other"), "SERV"),
            "down_payment": (self.env._("Down Payment"), "OTHC"),
            "discount": (self.env._("Discount"), "DISC"),
            "rounding": (self.env._("Rounding"), "OTHC"),
            "shipping": (self.env._("Shipping"), "OTHC"),
            "no_tax": (self.env._("No Sales Tax"), "COMPTAX"),
        }
        for code in sorted(codes):
            name, item_type = items[code]
            row = {"kind": FALLBACK, "fallback": code, "name": name, "item_type": item_type}
            row["item_account_id"] = company.income_account_id.id
            if code == "no_tax":
                row.update(item_account_id=self._guess_tax_account(company), agency_id=agency)
            yield row

    def _guess_tax_account(self, company):
        domain = [
            ("company_id", "=", company.id),
            ("repartition_type", "=", "tax"),
            ("tax_id.type_tax_use", "=", "sale"),
            ("account_id", "!=", False),
        ]
        return self.env["account.tax.repartition.line"].search(domain, limit=1, order="id").account_id.id

    def _guess_deposits(self, ids):
        for journal in self.env["account.journal"].browse(ids):
            account = journal.default_account_id
            yield {
                "kind": JOURNAL,
                "journal_id": journal.id,
                "name": account.name or journal.name,
                "account_type": TYPES.get(account.account_type, "BANK"),
            }

    def _guess_accounts(self, company, ids):
        lines = self.env["account.tax.repartition.line"].search(
            [("account_id", "in", list(ids)), ("tax_id.type_tax_use", "=", "sale"), ("company_id", "=", company.id)]
        )
        for account in self.env["account.account"].browse(ids):
            yield {
                "kind": ACCOUNT,
                "account_id": account.id,
                "name": account.name,
                "account_type": TYPES[account.account_type],
                "special": "SALESTAX" if account in lines.account_id else None,
                "code": account.code,
            }

    def _guess_others(self, lacking):
        for line in self.env["account.payment.method.line"].browse(lacking.get(METHOD, ())):
            cash = line.journal_id.type == "cash" and line.code == "manual"
            yield {"kind": METHOD, "method_line_id": line.id, "name": self.env._("Cash") if cash else line.name}
        for term in self.env["account.payment.term"].browse(lacking.get(TERM, ())):
            days = max((line.nb_days for line in term.line_ids if line.delay_type == "days_after"), default=0)
            yield {"kind": TERM, "term_id": term.id, "name": term.name, "due_days": days}
        for account in self.env["account.analytic.account"].browse(lacking.get(CLASS, ())):
            yield {"kind": CLASS, "analytic_account_id": account.id, "name": account.name}

    def _as_elsewhere(self, company, target, rows):
        """Take over what the records are called in another target's books."""
        rows = list(rows)
        domains = []
        for kind in {row["kind"] for row in rows}:
            column = RECORDS.get(kind, "fallback")
            keys = [row[column] for row in rows if row["kind"] == kind]
            domains.append(Domain("kind", "=", kind) & Domain(column, "in", keys))
        base = Domain([("company_id", "=", company.id), ("target", "!=", target), ("confirmed", "=", True)])
        known = {}
        for other in self.search(base & Domain.OR(domains), order="id desc"):
            known[other.kind, other._key()] = other
        for row in rows:
            other = known.get((row["kind"], row[RECORDS.get(row["kind"], "fallback")]))
            if other:
                row.update(name=other.name, known=True)
                row.update({name: other[name].id if name.endswith("_id") else other[name] for name in TAKEN})
        return rows

    def _told_apart(self, company, target, rows):
        """Return complete rows: names as the target takes them, and those of accounts and items unique."""
        base = Domain([("company_id", "=", company.id), ("target", "=", target)])
        taken = {}
        for listed, kinds in {"item": ITEMS, "account": (ACCOUNT,)}.items():
            found = self.search_fetch(base & Domain("kind", "in", kinds), ["name"])
            taken[listed] = {name.lower() for name in found.mapped("name")}
        for row in rows:
            listed = LISTS[row["kind"]]
            limit = LIMITS[target][listed]
            # A colon in Odoo's names is one; in names of another target it may lead to a part of a whole.
            clean = clean_path if row.pop("known", False) else clean_name
            name = clean(row["name"], limit, target)
            if row["kind"] in (*ITEMS, ACCOUNT):
                name = unique_name(name, taken[listed], limit)
                taken[listed].add(name.lower())
            blank = dict.fromkeys(COLUMNS)
            yield {**blank, **{column: value or None for column, value in row.items()}, "name": name or row["kind"]}
