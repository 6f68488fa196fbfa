"""Making the figures of reorder points: set by set, for any number of products."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, split_every

from ...engine.reorder import LeadTime, class_limits, measure_demand, propose

_logger = logging.getLogger(__name__)

PORTION = 1000
# A run that was stopped goes on with the companies that it has not done; so old is last week's.
FRESH = timedelta(hours=12)


class ProductReorderPoint(models.Model):
    _inherit = "product.reorder.point"

    def action_update(self):
        """Make the figures of the chosen companies anew, those of all their products."""
        if not self.env.user.has_group("stock.group_stock_manager"):
            raise AccessError(self.env._("Reorder points are updated by inventory managers."))
        for company in self.env.companies:
            # The figures are nobody's to write: not even managers may, other than by this.
            self.sudo()._update_company(company.sudo())
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_update(self):
        """Make the figures of all companies anew; what fails in one is logged, and the others are done."""
        before = fields.Datetime.now() - FRESH
        domain = ["|", ("reorder_updated_at", "=", False), ("reorder_updated_at", "<", before)]
        companies = self.env["res.company"].search(domain, order="reorder_updated_at NULLS FIRST, id")
        remaining = len(companies)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        for company in companies:
            try:
                with self.env.cr.savepoint():
                    self._update_company(company)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                _logger.info("The reorder points of company %s are updated by somebody else", company.id)
            except Exception:
                _logger.exception("The reorder points of company %s could not be updated", company.id)
            remaining -= 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    @api.model
    def _update_company(self, company):
        """Make the figures of one company anew.

        Memory does not grow with the number of shipments; of products, only a portion and one number for each
        are held at a time.

        :param res.company company: in whose warehouses
        """
        self.env.flush_all()
        self._take_turn(company)
        terms = company._reorder_terms()
        precision = 10 ** -self.env["decimal.precision"].precision_get("Product Unit")
        for products in split_every(PORTION, self._read_candidates(terms), list):
            self._update_products(company, terms, products, precision)
        self._write_classes(company)
        self.invalidate_model()

    def _take_turn(self, company):
        """Say when the company's figures were made; of two who make them at once, PostgreSQL refuses the later one."""
        self.env.cr.execute(
            SQL("UPDATE res_company SET reorder_updated_at = %s WHERE id = %s", fields.Datetime.now(), company.id)
        )
        company.invalidate_recordset(["reorder_updated_at"])

    def _update_products(self, company, terms, products, precision):
        """Write the rows of some products; remove those that are no longer of interest.

        :param list products: ids, :param float precision: smallest part of a unit
        """
        demand = self._read_demand(terms, products)
        rules = {key: rule for key, rule in self._read_rules(products).items() if rule["company_id"] == company.id}
        lead_times = self._read_lead_times(terms, products)
        costs = self._read_costs(company, [product for product, _warehouse in demand])
        rows = []
        for key in sorted(demand.keys() | rules.keys()):
            values = self._figures(terms, demand.get(key), lead_times.get(key[0]), precision)
            if not values["daily_demand"] and key not in rules:
                continue  # all that was shipped came back
            rule = rules.get(key)
            values["demand_value"] = company.currency_id.round(
                values["daily_demand"] * values["days"] * costs.get(key[0], 0.0)
            )
            values["orderpoint_id"] = rule["id"] if rule else None
            proposed = values["reorder_point"] if values["has_proposal"] else None
            limits = (rule["minimum"], rule["maximum"]) if rule else None
            values |= self._standing(limits, proposed, values["daily_demand"] > 0)
            rows.append({"product_id": key[0], "warehouse_id": key[1], "company_id": company.id, **values})
        self._forget(company, products, rows)
        self._store(rows)
        self.env["product.product"].invalidate_model()

    def _figures(self, terms, shipped, supply, precision):
        """Return the figures of one product in one warehouse, as values.

        :param dict shipped: row of :meth:`_read_demand`, or None
        :param supply: source and :class:`LeadTime`, or None, :param float precision: smallest part of a unit
        """
        first = max(shipped["first"], terms.first) if shipped else terms.first
        quantities = (shipped and shipped["quantities"]) or []
        demand = measure_demand(quantities, (terms.today - first).days + 1)
        source, lead_time = supply or (None, None)
        # Nobody orders half an espresso machine: what has only ever left in whole units is bought in whole ones.
        step = 1 if shipped and shipped["whole"] else precision
        proposal = propose(demand, lead_time, terms.service_level, terms.cover_days, step)
        lead_time = lead_time or LeadTime(0.0)
        return {
            "date_from": first,
            "days": demand.days,
            "shipments": shipped["shipments"] if shipped else 0,
            "daily_demand": demand.mean,
            "demand_deviation": demand.deviation,
            "abc_class": "c",
            "lead_days": lead_time.mean,
            "lead_deviation": lead_time.deviation,
            "lead_source": source,
            "receipts": lead_time.observations,
            "service_level": terms.service_level,
            "cover_days": terms.cover_days,
            "has_proposal": proposal is not None,
            "safety_stock": round(proposal.safety_stock, 6) if proposal else 0.0,
            "reorder_point": proposal.minimum if proposal else 0.0,
            "reorder_max": proposal.maximum if proposal else 0.0,
        }

    def _store(self, rows):
        """Write rows, new and old ones in one statement."""
        if not rows:
            return
        now = fields.Datetime.now()
        log = {"create_uid": self.env.uid, "create_date": now, "write_uid": self.env.uid, "write_date": now}
        rows = [{**row, "updated_at": now, **log} for row in rows]
        names = list(rows[0])
        fixed = {"product_id", "warehouse_id", "company_id", "create_uid", "create_date"}
        columns = {name: SQL.identifier(name) for name in names}
        self.env.cr.execute(
            SQL(
                "INSERT INTO product_reorder_point (%s) VALUES %s"
                " ON CONFLICT (product_id, warehouse_id, company_id) DO UPDATE SET %s",
                SQL(", ").join(columns.values()),
                SQL(", ").join(tuple(row[name] for name in names) for row in rows),
                SQL(", ").join(SQL("%s = EXCLUDED.%s", columns[n], columns[n]) for n in names if n not in fixed),
            )
        )

    def _forget(self, company, products, rows):
        """Remove rows that say nothing any more: neither shipped nor with a rule, or archived since."""
        kept = [(row["product_id"], row["warehouse_id"]) for row in rows] or [(0, 0)]
        self.env.cr.execute(
            SQL(
                "DELETE FROM product_reorder_point r WHERE company_id = %s AND product_id = ANY(%s) AND NOT EXISTS ("
                " SELECT FROM UNNEST(%s, %s) AS kept (product_id, warehouse_id)"
                " WHERE kept.product_id = r.product_id AND kept.warehouse_id = r.warehouse_id)",
                company.id,
                products,
                [product for product, _warehouse in kept],
                [warehouse for _product, warehouse in kept],
            )
        )

    def _write_classes(self, company):
        """Give every product its class: the same in all warehouses of the company."""
        totals = SQL(
            "SELECT product_id, SUM(demand_value) AS value FROM product_reorder_point WHERE company_id = %s GROUP BY 1",
            company.id,
        )
        values = [value for (value,) in self.env.execute_query(SQL("SELECT value FROM (%s) total", totals))]
        first, second = class_limits(values)
        self.env.cr.execute(
            SQL(
                "UPDATE product_reorder_point r SET abc_class = CASE WHEN value >= %s THEN 'a' ELSE 'b' END"
                " FROM (%s) total WHERE r.company_id = %s AND r.product_id = total.product_id"
                " AND value > 0 AND (value >= %s OR value >= %s)",
                first,
                totals,
                company.id,
                first,
                second,
            )
        )
