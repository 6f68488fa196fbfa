"""What the texts of one row say, and whether that can be a line of the order."""

from odoo.tools import float_compare, format_date, formatLang

from ..engine import quote_lines as lists
from ..engine import quote_numbers as numbers

MOST = 10**9


class BadRow(Exception):
    """What is wrong with a row, in words."""


class RowReader:
    """Reads the rows of one import; what rows have in common is fetched once.

    :param wizard: the import
    :param rows: all of its rows
    """

    def __init__(self, wizard, rows):
        self.env, self.order, self.merge = wizard.env, wizard.order_id, wizard.merge
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        forced = wizard.decimal_mark if wizard.decimal_mark != "auto" else None
        order = lang.date_format or "%m/%d/%Y"
        self.habits = {}
        texts = {name: [self._number_text(row, name) for row in rows] for name in ("quantity", "price", "discount")}
        whole = [text for column in texts.values() for text in column]
        for name, column in texts.items():
            habit = numbers.number_habit(column, lang.decimal_point or ".", whole)
            self.habits[name] = numbers.Habit(forced, "") if forced else habit
        self.habits["date"] = numbers.date_habit(
            [row.date_text or "" for row in rows], order.find("%d") < order.find("%m")
        )
        precision = self.env["decimal.precision"].precision_get
        self.digits = {
            "quantity": precision("Product Unit"),
            "price": precision("Product Price"),
            "discount": precision("Discount"),
        }
        self.today = self.order.company_id._local_day()
        self.lines = self._lines_by_product() if self.merge else {}

    def _lines_by_product(self):
        """Return the lines of the order to which something can be added, by product and unit."""
        lines = {}
        for line in self.order.order_line:
            plain = not (line.display_type or line.is_downpayment or line.is_expense or line.combo_item_id)
            special = line.product_custom_attribute_value_ids or line.product_no_variant_attribute_value_ids
            if plain and not special and not line.is_delivery and line.product_uom_qty > 0:
                lines.setdefault((line.product_id.id, line.product_uom_id.id), []).append(line)
        return lines

    @staticmethod
    def _number_text(row, name):
        text = (row[f"{name}_text"] or "").strip()
        if name == "quantity":
            return numbers.split_quantity(text)[0]
        return text.rstrip("% ") if name == "discount" else text

    def judge(self, row):
        """Return the values of the row's fields; ``fate`` is ``add``, ``skip`` or ``bad``, ``note`` says why."""
        if row.skip:
            return {"fate": "skip", "note": self.env._("Left out")}
        values, told = {}, []
        try:
            self._read_problem(row)
            self._read_product(row)
            values["quantity"] = self._number(row, "quantity", told)
            values["uom_id"] = self._unit(row)
            values |= self._price(row, told)
            values |= self._discount(row, told)
            values["date"] = self._date(row, told)
        except BadRow as bad:
            return {**values, "fate": "bad", "note": str(bad)}
        return {**values, "fate": "add", "told": told}

    def place(self, values, row, first_of):
        """Decide whether a good row is a line of its own, or adds to one; write down what happens.

        :param dict first_of: ``{terms: row}`` of the rows before it
        """
        told = values.pop("told")
        product, unit = row.product_id.id, values["uom_id"]
        if not values["has_price"]:
            terms = self.env._("Price list")
        else:
            price = formatLang(self.env, values["price"], currency_obj=self.order.currency_id)
            terms = self.env._("Given price %(price)s", price=price)
        notes = [terms, *told]
        if values["date"]:
            notes.append(self.env._("For %(day)s", day=format_date(self.env, values["date"])))
        key = (product, unit, values["has_price"] and values["price"], values["has_discount"] and values["discount"])
        key += (values["date"],)
        line = next((line for line in self.lines.get((product, unit), ()) if self._same(line, values)), None)
        if line:
            have = formatLang(self.env, line.product_uom_qty, dp="Product Unit")
            values.update(fate="merge", line_id=line.id)
            notes.insert(0, self.env._("The quotation has %(quantity)s already", quantity=have))
        elif self.merge and key in first_of:
            values["fate"] = "merge"
            notes.insert(0, self.env._("With row %(number)s", number=first_of[key].number))
        else:
            first_of[key] = row
        values["note"] = "; ".join(notes)

    def _same(self, line, values):
        """Whether a row can add to a line without changing what the line says of price and date."""
        if values["date"] and values["date"] != line.order_id._delivery_day():
            return False
        if values["has_price"] and float_compare(values["price"], line.price_unit, self.digits["price"]):
            return False
        given = values["has_price"] or values["has_discount"]
        return not given or not float_compare(values.get("discount") or 0.0, line.discount, self.digits["discount"])

    # === One cell === #

    def _read_problem(self, row):
        words = {
            lists.MORE_CELLS: self.env._("More cells than columns: put quotation marks around numbers with commas."),
            lists.LONG_CELL: self.env._("A cell is too long."),
            lists.FORMULA: self.env._("A cell is a formula: paste values."),
            lists.MANGLED: self.env._("A spreadsheet has rounded this barcode. Format the column as text."),
        }
        # What was corrected by hand counts; the rest of such a row is not to be trusted.
        if row.problem == lists.MANGLED and not numbers_mangled(row.code):
            return
        if row.problem:
            raise BadRow(words[row.problem])

    def _read_product(self, row):
        if row.product_id:
            refusal = row._refusal(row.product_id, self.order.company_id)
            if refusal:
                raise BadRow(refusal)
            return
        if row.match:
            raise BadRow(row.match)
        if not row.code:
            raise BadRow(self.env._("No SKU or barcode"))
        raise BadRow(self.env._("Unknown SKU or barcode “%(code)s”", code=row.code))

    def _number(self, row, name, told):
        """Return a number of a row; how it was read is told where it could be read in two ways."""
        text = self._number_text(row, name)
        read = numbers.read_number(text, self.habits[name])
        label = row._fields[f"{name}_text"]._description_string(self.env)
        if read.problem == numbers.AMBIGUOUS:
            raise BadRow(self.env._("%(column)s “%(text)s” can be read in two ways.", column=label, text=text))
        if read.problem:
            raise BadRow(self.env._("%(column)s “%(text)s” is no number.", column=label, text=text))
        if read.value < 0 or (name == "quantity" and not read.value) or read.value > MOST:
            raise BadRow(self.env._("%(column)s “%(text)s” is out of range.", column=label, text=text))
        if not numbers.is_whole(read.value, self.digits[name]):
            raise BadRow(self.env._("%(column)s “%(text)s” has too many decimals.", column=label, text=text))
        if read.told:
            value = formatLang(self.env, float(read.value), digits=self.digits[name])
            told.append(self._told(text, value, read.told))
        return float(read.value)

    def _told(self, text, value, by):
        if by == numbers.COLUMN:
            return self.env._("“%(text)s” read as %(value)s, as other numbers of the list", text=text, value=value)
        if by == numbers.LANGUAGE:
            return self.env._("“%(text)s” read as %(value)s, as in your language", text=text, value=value)
        return self.env._("“%(text)s” read as %(value)s", text=text, value=value)

    def _unit(self, row):
        """Return the id of the unit: as written, else that of the packaging's barcode, else the product's."""
        product = row.product_id
        beside = numbers.split_quantity((row.quantity_text or "").strip())[1]
        written = (row.unit_text or "").strip()
        if beside and written and beside.casefold() != written.casefold():
            raise BadRow(self.env._("Two units: “%(one)s” and “%(two)s”", one=beside, two=written))
        written = written or beside
        # The unit of a barcode is one, whatever the product says of its units: a box is no piece.
        allowed = product.uom_id | product.uom_ids | row.pack_uom_id
        if not written:
            return (row.pack_uom_id or product.uom_id).id
        unit = allowed.filtered(lambda uom: uom.name.strip().casefold() == written.casefold())[:1]
        if not unit:
            names = ", ".join(allowed.mapped("name"))
            raise BadRow(self.env._("Unit “%(unit)s” is none of: %(names)s", unit=written, names=names))
        return unit.id

    def _price(self, row, told):
        if not (row.price_text or "").strip():
            return {"has_price": False}
        currency, ours = numbers.currency_of(row.price_text), self.order.currency_id
        if currency and currency not in (ours.name.upper(), (ours.symbol or "").upper()):
            raise BadRow(self.env._("The price is in %(theirs)s, not in %(ours)s.", theirs=currency, ours=ours.name))
        return {"has_price": True, "price": self._number(row, "price", told)}

    def _discount(self, row, told):
        if not self._number_text(row, "discount"):
            return {"has_discount": False}
        discount = self._number(row, "discount", told)
        if discount > 100:
            raise BadRow(self.env._("A discount is at most 100 %."))
        return {"has_discount": True, "discount": discount}

    def _date(self, row, told):
        text = (row.date_text or "").strip()
        if not text:
            return False
        read = numbers.read_date(text, self.habits["date"])
        if read.problem == numbers.AMBIGUOUS:
            raise BadRow(self.env._("The date “%(text)s” can be read in two ways.", text=text))
        if read.problem:
            raise BadRow(self.env._("“%(text)s” is no date.", text=text))
        if read.value < self.today:
            raise BadRow(self.env._("The date “%(text)s” has passed.", text=text))
        if read.told:
            told.append(self._told(text, format_date(self.env, read.value), read.told))
        return read.value


def numbers_mangled(code):
    """Whether a code still looks like a rounded number."""
    return "E+" in (code or "").upper()
