"""Adding lines to a quotation from a pasted table or a file: read, look at every row, add."""

import base64
import binascii
from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..engine import quote_lines as lists
from .quoting_xlsx import read_xlsx

MOST_FILE = 5_000_000
OPEN = ("draft", "sent")


class SaleOrderLineImport(models.TransientModel):
    _name = "sale.order.line.import"
    _description = "Paste Order Lines"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id")
    step = fields.Selection(
        [("paste", "Paste"), ("preview", "Preview"), ("done", "Done")], default="paste", required=True, readonly=True
    )
    text = fields.Text("Table")
    file = fields.Binary("CSV or Excel File", attachment=False)
    filename = fields.Char()
    decimal_mark = fields.Selection(
        [("auto", "As written"), (".", "Point: 1,234.56"), (",", "Comma: 1.234,56")],
        default="auto",
        required=True,
        help="How numbers are read that can be read in two ways, such as 1,234.",
    )
    merge = fields.Boolean(
        "Add to Lines with the Same Product",
        default=True,
        help="A row of a product that the quotation has at the same terms adds to its line.",
    )
    skip_bad = fields.Boolean("Skip Bad Rows", help="What is wrong is left out; all else is added.")
    row_ids = fields.One2many("sale.order.line.import.row", "import_id", "Rows")
    good_count = fields.Integer("Good Rows", compute="_compute_counts")
    bad_count = fields.Integer("Bad Rows", compute="_compute_counts")
    skipped_count = fields.Integer("Skipped Rows", compute="_compute_counts")

    @api.depends("row_ids.fate")
    def _compute_counts(self):
        for wizard in self:
            fates = wizard.row_ids.mapped("fate")
            wizard.bad_count = fates.count("bad")
            wizard.skipped_count = fates.count("skip")
            wizard.good_count = len(fates) - wizard.bad_count - wizard.skipped_count

    # === Step 1: what was pasted === #

    def action_read(self):
        """Read what was pasted or uploaded, and show every row's fate.

        :raises UserError: where it cannot be read at all
        """
        self.ensure_one()
        self._check_open()
        try:
            rows = self._read_rows()
        except lists.LinesError as error:
            raise UserError(self._explain(error)) from error
        self.row_ids.unlink()
        self.write(
            {
                "step": "preview",
                "file": False,
                "row_ids": [Command.create(self.row_ids._prepare_row(row)) for row in rows],
            }
        )
        return self._reopen()

    def action_back(self):
        """Return to what was pasted."""
        self.ensure_one()
        self._check_open()
        self.step = "paste"
        return self._reopen()

    def _read_rows(self):
        if not self.file:
            return lists.read_text(self.text or "")
        # Four characters for three bytes
        if len(self.file) > MOST_FILE * 4 // 3 + 4:
            raise lists.LinesError(lists.TOO_BIG, str(MOST_FILE))
        try:
            content = base64.b64decode(self.file, validate=True)
        except (binascii.Error, ValueError) as error:
            raise lists.LinesError(lists.NOT_TEXT) from error
        if content.startswith(b"PK"):
            return lists.read_cells(read_xlsx(content))
        return lists.read_file(content)

    def _explain(self, error):
        """Return in words why a list cannot be read."""
        words = {
            lists.EMPTY: self.env._("There are no rows. Paste a table with product and quantity, or choose a file."),
            lists.NOT_TEXT: self.env._("This file cannot be read. Save it as CSV or Excel workbook (.xlsx)."),
            lists.QUOTES: self.env._("A quotation mark is not closed, so the columns cannot be told apart."),
            lists.NO_CODE: self.env._("There is no column with the product. Call it “SKU” or “Barcode”."),
            lists.NO_QUANTITY: self.env._("There is no column with the quantity. Call it “Quantity”."),
            lists.TWICE: self.env._("The column “%(column)s” is there twice.", column=error.detail),
            lists.NO_HEADER: self.env._(
                "There are more than four columns. Name them in the first row: SKU, Quantity, Price…"
            ),
            lists.TOO_LONG: self.env._("The list has more than %(most)s rows. Split it.", most=error.detail),
            lists.TOO_BIG: self.env._("This is too big for a list of order lines."),
        }
        return words[error.code]

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Paste Lines"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _check_open(self):
        """Raise unless the user may add lines to the quotation, and it still is one."""
        self.order_id.check_access("write")
        if self.step == "done":
            raise UserError(self.env._("These lines were added already."))
        if self.order_id.state not in OPEN or self.order_id.locked:
            raise UserError(
                self.env._("%(order)s is no quotation any more; no lines were added.", order=self.order_id.name)
            )

    # === Step 3: into the quotation === #

    def action_add(self):
        """Add the rows to the quotation; all of them, or none.

        :raises UserError: where rows are wrong and are not to be skipped, or nothing is left to add
        """
        self.ensure_one()
        self._check_open()
        rows = self.row_ids.sorted("number")
        bad = rows.filtered(lambda row: row.fate == "bad")
        if bad and not self.skip_bad:
            raise UserError(
                self.env._(
                    "Nothing was added: %(number)s rows are wrong. Correct them, or choose “Skip Bad Rows”.\n%(rows)s",
                    number=len(bad),
                    rows="\n".join(
                        self.env._("Row %(number)s: %(note)s", number=row.number, note=row.note) for row in bad[:10]
                    ),
                )
            )
        groups = rows._group_by_line()
        if not groups:
            raise UserError(self.env._("No row is left to add."))
        self.step = "done"
        order, before = self.order_id, self.order_id.order_line
        # One write: all lines are created at once, and what follows a change of an order happens once.
        order.write({"order_line": self._prepare_commands(groups), **self._prepare_order(rows)})
        created = (order.order_line - before).sorted("sequence")
        self._note_dates(zip(created, [group for line, group in groups if not line], strict=True))
        return {"type": "ir.actions.act_window_close"}

    def _prepare_commands(self, groups):
        """Return what becomes of the order's lines.

        :param groups: ``[(existing line or none, rows)]``
        """
        sequence = max(self.order_id.order_line.mapped("sequence"), default=9)
        commands = []
        for line, rows in groups:
            quantity = sum(rows.mapped("quantity"))
            if line:
                commands.append(Command.update(line.id, {"product_uom_qty": line.product_uom_qty + quantity}))
            else:
                sequence += 1
                values = {**rows[0]._prepare_line(), "product_uom_qty": quantity, "sequence": sequence}
                commands.append(Command.create(values))
        return commands

    def _prepare_order(self, rows):
        """Return the delivery date of the order: the one that all rows ask for, where it has none."""
        days = set(rows.filtered(lambda row: row.fate in ("add", "merge")).mapped("date"))
        if len(days) != 1 or not all(days) or self.order_id.commitment_date:
            return {}
        (day,) = days
        # Noon where the company is; its zone is no secret.
        noon = datetime.combine(day, time(12))
        return {"commitment_date": self.order_id.company_id.sudo()._from_local_time(noon)}

    def _note_dates(self, created):
        """Write into a line's description when it is wanted, where that is not the date of the order."""
        for line, rows in created:
            day = rows[0].date
            if day and day != self.order_id._delivery_day():
                wanted = self.env._("Delivery on %(day)s", day=format_date(self.env, day))
                line.name = f"{line.name}\n{wanted}"
