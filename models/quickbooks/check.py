"""All missing names and bad data at once, before anything is written."""

from odoo import models
from odoo.tools import SQL, groupby

from ...engine.quickbooks_document import IIF, QBO, XERO
from .const import ERROR, WARNING
from .mapping import AGENCY, CUSTOMER, FALLBACK, METHOD, NUMBER, PRODUCT, RECORDS, TERM

MOST = 200  # problems of one sort that are listed; of the others the number is told
# What a target's files do not carry
UNUSED = {IIF: (), QBO: (METHOD,), XERO: (PRODUCT, FALLBACK, METHOD, TERM)}


class QuickbooksCheck(models.AbstractModel):
    """What stands in the way of an export, each with the record that repairs it.

    A problem is a dict: `code`; `severity` (error: there will be no file; warning: something is written in another
    way); `message`, in the user's words; `model` and `res_id` of what repairs it, or False; `mapping_id` of the name
    or proposal that it is about, or False; `field` to fill in there, or False. Others of its methods are in the files
    `check_*.py`.
    """

    _name = "quickbooks.check"
    _description = "Check before an Export"

    def _problems(self, scope):
        """Return all problems of what would be exported, errors first. Nothing is written.

        The number of queries does not grow with the number of documents.

        :param Scope scope: company, target, period, kinds
        :rtype: list[dict]
        """
        rules = scope.company._quickbooks_rules(scope.target)
        records = self._found(scope)
        several = self._tax_facts(scope, rules, records)
        needs = self._used_needs(scope, rules, records, several)
        names = self.env["quickbooks.mapping"]._names(scope.company, scope.target, needs)
        problems = [
            *self._name_problems(scope, needs, names),
            *self._conflict_problems(scope, names),
            *self._customer_problems(scope, needs, records),
            *self._number_problems(scope, records),
            *self._document_problems(scope, rules, names, several, records),
        ]
        problems.sort(key=lambda one: (one["severity"] != ERROR, one["code"]))
        return [one for _code, same in groupby(problems, lambda one: one["code"]) for one in self._capped(same)]

    def _needs(self, scope):
        """Return what has to be named for an export; see :meth:`quickbooks.reader._needs`.

        Less what the target's files do not carry, and with what its rules want besides.
        """
        rules, records = scope.company._quickbooks_rules(scope.target), self._found(scope)
        return self._used_needs(scope, rules, records, self._tax_facts(scope, rules, records))

    def _found(self, scope):
        """Return (kind, move id, payment id, number, partner id) of what would be exported."""
        return self.env.execute_query(
            SQL(
                """
                SELECT kind, move_id, payment_id, full_number, partner_id FROM (%s) AS record
                 ORDER BY date, full_number, move_id, payment_id
                """,
                self.env["quickbooks.reader"]._candidates(scope),
            )
        )

    def _used_needs(self, scope, rules, records, several):
        """Return what has to be named, as far as the target's files carry it."""
        needs = self.env["quickbooks.reader"]._needs(scope)
        needs = {kind: ids for kind, ids in needs.items() if kind not in UNUSED[scope.target]}
        coded = self._is_coded(scope, rules)
        # Taxes that are ordinary rows leave a sale without a tax of its own.
        as_rows = several and rules.several_taxes == "rows"
        if (coded and (as_rows or self._has_untaxed(records))) or (scope.target == IIF and rules.sales_tax and as_rows):
            needs.setdefault(FALLBACK, set()).add("no_tax")
        return needs

    def _capped(self, problems):
        """Return the first problems of one sort, and how many more there are."""
        more = len(problems) - MOST
        if more <= 0:
            return problems
        rest = self._problem(problems[0]["code"], self.env._("… and %(count)s more of this sort.", count=more))
        return [*problems[:MOST], {**rest, "severity": problems[0]["severity"]}]

    def _problem(self, code, message, severity=ERROR, record=None, mapping=None, field=False):
        """Return a problem.

        :param str code: what sort it is
        :param str message: in plain words
        :param record: (model, id) of what repairs it
        :param mapping: the name that it is about
        :param field: to fill in there
        """
        model, res_id = record or (False, False)
        return {
            "code": code,
            "severity": severity,
            "message": message,
            "model": model,
            "res_id": res_id,
            "mapping_id": mapping.id if mapping else False,
            "field": field,
        }

    # === Names === #

    def _name_problems(self, scope, needs, names):
        """Return what has no confirmed name; customers get theirs when they are exported."""
        proposals = self._proposals(scope)
        missing = sorted((pair for pair in names.missing if pair[0] != CUSTOMER), key=str)
        shown = self._shown([*missing, *names.unnamed, *proposals])
        proposals.update(self._shipping_proposals(missing, proposals))
        for pair in missing:
            yield self._unnamed(scope, pair, shown[pair], proposals.get(pair), ERROR)
        for pair in sorted(names.unnamed):
            yield self._unnamed(scope, pair, shown[pair], proposals.get(pair), WARNING)
        for product, item in sorted(names.items.items()):
            proposal = proposals.get((PRODUCT, product))
            if proposal:
                message = self.env._(
                    "The product “%(product)s” is written as “%(item)s” until its proposal “%(name)s” is confirmed.",
                    product=shown[PRODUCT, product],
                    item=item.name,
                    name=proposal.name,
                )
                record = ("product.product", product)
                yield self._problem("unconfirmed_product", message, WARNING, record, proposal, "confirmed")

    def _shipping_proposals(self, missing, proposals):
        """Return the proposal that stands for all that carriers charge: ``{(kind, product id): proposal}``."""
        shipping = proposals.get((FALLBACK, "shipping"))
        products = {key for kind, key in missing if kind == PRODUCT}
        if not shipping or not products:
            return {}
        others = self.env["quickbooks.mapping"].sudo()._with_shipping({PRODUCT: products})[PRODUCT]
        return {(PRODUCT, key): shipping for key in products - others}

    def _proposals(self, scope):
        domain = [
            ("company_id", "=", scope.company.id),
            ("target", "=", scope.target),
            ("confirmed", "=", False),
            ("kind", "not in", (AGENCY, NUMBER)),
        ]
        return {(one.kind, one._key()): one for one in self.env["quickbooks.mapping"].sudo().search(domain)}

    def _shown(self, pairs):
        """Return what records of mappings are called in Odoo: ``{(kind, id): text}``."""
        mapping = self.env["quickbooks.mapping"]
        fallbacks = dict(mapping._fields["fallback"]._description_selection(self.env))
        shown = {pair: fallbacks[pair[1]] for pair in pairs if pair[0] == FALLBACK}
        for kind, field in RECORDS.items():
            ids = [key for one, key in pairs if one == kind]
            # Their names are told to whoever may export, not more.
            for record in self.env[mapping._fields[field].comodel_name].sudo().browse(ids):
                shown[kind, record.id] = record.display_name
        return shown

    def _unnamed(self, scope, pair, shown, proposal, severity):
        kind, key = pair
        mapping = self.env["quickbooks.mapping"]
        values = {
            "kind": dict(mapping._fields["kind"]._description_selection(self.env))[kind],
            "record": shown,
            "target": self._target_label(scope),
        }
        if not proposal:
            message = self.env._("%(kind)s “%(record)s” has no name in %(target)s yet.", **values)
        elif lacking := proposal._lacking():
            values.update(name=proposal.name, fields=", ".join(lacking))
            message = self.env._("%(kind)s “%(record)s”: the proposal “%(name)s” lacks %(fields)s.", **values)
        else:
            values["name"] = proposal.name
            message = self.env._("%(kind)s “%(record)s”: please confirm the name “%(name)s”.", **values)
        empty = proposal and [name for name in proposal._required() if not proposal[name]]
        record = (mapping._fields[RECORDS[kind]].comodel_name, key) if kind in RECORDS else None
        code = "unnamed" if severity == WARNING else f"no_{kind}"
        return self._problem(code, message, severity, record, proposal, empty[0] if empty else "confirmed")

    def _conflict_problems(self, scope, names):
        """Return items and accounts that two names call the same and describe differently: a list has them once."""
        if scope.target != IIF:
            return
        mapping = self.env["quickbooks.mapping"]
        items = {item.key: item for item in [*names.items.values(), *names.taxes.values()]}
        facts = [
            ("item_twice", item.name, (item.type, item.account and item.account.name), {"mapping": mapping.browse(key)})
            for key, item in items.items()
        ]
        for account in [*names.accounts.values(), *names.deposits.values()]:
            record = ("account.account", account.key) if account.key else None
            facts.append(("account_twice", account.name, (account.type,), {"record": record}))
        meanings = {}
        for code, name, meaning, link in facts:
            meanings.setdefault((code, name.lower()), {}).setdefault(meaning, (name, link))
        for (code, _lower), found in meanings.items():
            if len(found) > 1:
                name, link = next(iter(found.values()))
                yield self._problem(code, self._word(scope, code, name), **link)
