"""The rows of a pasted list: what each of them says, and what becomes of it."""

from collections import defaultdict

from odoo import api, fields, models

from .quoting_line_reading import RowReader

FATES = [("add", "New line"), ("merge", "Added to a line"), ("skip", "Skipped"), ("bad", "Wrong")]
READ = ("quantity", "uom_id", "has_price", "price", "has_discount", "discount", "date", "fate", "note")


class SaleOrderLineImportRow(models.TransientModel):
    _name = "sale.order.line.import.row"
    _description = "Row of Pasted Order Lines"
    _order = "number, id"

    import_id = fields.Many2one("sale.order.line.import", required=True, readonly=True, ondelete="cascade")
    number = fields.Integer("Row", readonly=True)
    code = fields.Char("SKU or Barcode")
    quantity_text = fields.Char("Quantity")
    unit_text = fields.Char("Unit")
    price_text = fields.Char("Unit Price")
    discount_text = fields.Char("Disc.%")
    date_text = fields.Char("Delivery Date")
    problem = fields.Char(readonly=True)
    skip = fields.Boolean()

    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('sale_ok', '=', True), ('type', '!=', 'combo')]",
    )
    match = fields.Char(compute="_compute_product_id", compute_sudo=False, store=True, help="Why no product is chosen.")
    pack_uom_id = fields.Many2one("uom.uom", "Packaging", compute="_compute_product_id", compute_sudo=False, store=True)

    quantity = fields.Float("Read Quantity", compute="_compute_fate", digits=False)
    uom_id = fields.Many2one("uom.uom", "Read Unit", compute="_compute_fate")
    has_price = fields.Boolean(compute="_compute_fate")
    price = fields.Float("Read Price", compute="_compute_fate", digits=False)
    has_discount = fields.Boolean(compute="_compute_fate")
    discount = fields.Float("Read Discount", compute="_compute_fate", digits=False)
    date = fields.Date("Read Date", compute="_compute_fate")
    line_id = fields.Many2one("sale.order.line", "Existing Line", compute="_compute_fate")
    fate = fields.Selection(FATES, compute="_compute_fate")
    note = fields.Char("What Happens", compute="_compute_fate")

    @api.model
    def _prepare_row(self, row):
        """Return the values of a record for :class:`engine.quote_lines.Row`."""
        return {
            "number": row.number,
            "code": row.code,
            "quantity_text": row.quantity,
            "unit_text": row.unit,
            "price_text": row.price,
            "discount_text": row.discount,
            "date_text": row.date,
            "problem": row.problem,
        }

    # === Which product === #

    @api.depends("code")
    def _compute_product_id(self):
        """Find the products of all rows by SKU, barcode, or barcode of a packaging, in two searches.

        What only differs in capitals counts where nothing is written just so.
        """
        exact, folded = self._find_codes()
        for row in self:
            code = (row.code or "").strip()
            candidates = exact.get(code) or folded.get(code.casefold()) or {}
            company = row.import_id.company_id
            usable = {product: uom for product, uom in candidates.items() if not row._refusal(product, company)}
            chosen = usable or candidates
            several = len(usable) > 1
            row.match = self.env._("Several products: %(names)s", names=self._names(usable)) if several else False
            row.product_id = False if several else next(iter(chosen), False)
            row.pack_uom_id = chosen[row.product_id] if row.product_id else False

    @api.model
    def _names(self, products):
        return ", ".join(product.display_name for product in list(products)[:3])

    def _find_codes(self):
        """Return ``{code: {product: unit of the packaging, or none}}``, and the same without capitals."""
        codes = {(row.code or "").strip() for row in self} - {""}
        spellings = list(codes | {code.upper() for code in codes} | {code.lower() for code in codes})
        no_unit = self.env["uom.uom"]
        hits = []
        # Archived products and those of other companies are found, to be named; what the user may not see is not.
        domain = ["|", ("default_code", "in", spellings), ("barcode", "in", spellings)]
        products = self.env["product.product"].with_context(active_test=False, display_default_code=True)
        for product in products.search(domain, order="id"):
            hits += [(text, product, no_unit) for text in (product.default_code, product.barcode) if text]
        for packaging in self.env["product.uom"].search([("barcode", "in", spellings)], order="id"):
            hits.append((packaging.barcode, packaging.product_id, packaging.uom_id))
        exact, folded = defaultdict(dict), defaultdict(dict)
        for text, product, uom in hits:
            exact[text].setdefault(product, uom)
            folded[text.casefold()].setdefault(product, uom)
        return exact, folded

    def _refusal(self, product, company):
        """Return why a product cannot be sold in an order of a company, or an empty text."""
        if not product.active:
            return self.env._("%(product)s is archived.", product=product.display_name)
        if product.company_id and product.company_id not in company.parent_ids:
            return self.env._("%(product)s belongs to another company.", product=product.display_name)
        if not product.sale_ok:
            return self.env._("%(product)s is not for sale.", product=product.display_name)
        if product.type == "combo":
            return self.env._("%(product)s is a combo: choose its parts in the order.", product=product.display_name)
        return ""

    # === What becomes of it === #

    @api.depends(
        "code",
        "product_id",
        "quantity_text",
        "unit_text",
        "price_text",
        "discount_text",
        "date_text",
        "problem",
        "skip",
        "import_id.decimal_mark",
        "import_id.merge",
    )
    def _compute_fate(self):
        for wizard, rows in self.grouped("import_id").items():
            # What the other rows say decides what cannot be read by itself, and who adds to whom.
            together = (wizard.row_ids | rows).sorted(lambda row: (row.number, row.id or 0))
            reader = RowReader(wizard, together)
            first_of = {}
            for row in together:
                values = reader.judge(row)
                if values["fate"] == "add":
                    reader.place(values, row, first_of)
                if row in rows:
                    row.update({name: values.get(name, False) for name in (*READ, "line_id")})

    def _terms(self):
        """Return what has to be the same for rows to become one line."""
        return (
            self.product_id.id,
            self.uom_id.id,
            self.has_price and self.price,
            self.has_discount and self.discount,
            self.date,
        )

    def _group_by_line(self):
        """Return ``[(existing line or none, rows)]`` of those rows that are added."""
        added = self.filtered(lambda row: row.fate in ("add", "merge"))
        groups = {}
        for row in added:
            key = row.line_id or (row._terms() if row.import_id.merge else row.id)
            groups.setdefault(key, []).append(row.id)
        return [
            (key if isinstance(key, models.BaseModel) else self.env["sale.order.line"], self.browse(ids))
            for key, ids in groups.items()
        ]

    def _prepare_line(self):
        """Return the values of a new line; what is not given comes from product and price list."""
        self.ensure_one()
        values = {"product_id": self.product_id.id, "product_uom_id": self.uom_id.id}
        if self.has_price:
            # Given is given, whatever the price list says later; nothing is taken off that nobody has given. Odoo
            # takes a price for given where it is not the one that the price list had, also where that was nothing.
            values.update(price_unit=self.price, technical_price_unit=0.0 if self.price else -1.0, discount=0.0)
        if self.has_discount:
            values["discount"] = self.discount
        return values
