"""The light and its popover in the browser."""

import json
import re
from pathlib import Path

from lxml import etree

from odoo.modules import get_module_path
from odoo.tests import HttpCase, new_test_user, tagged

from .common_stock import StockCommon

EXPRESSIONS = "//@t-out | //@t-on-click | //@t-att-class | //@t-if | //@t-elif | //@t-foreach"
# Whether the icon is shown is said for kits, too.
REPLACED = {"!props.record.data.display_qty_widget ? 'invisible' : ''"}


@tagged("post_install", "-at_install")
class TestPromiseBrowser(StockCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.validation_mode = "observe"
        cls.user = new_test_user(
            cls.env, "sally", name="Sally Seller", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.warehouse.name = "Main"
        cls.branch = cls.make_warehouse(1)
        cls.branch.name = "Branch"

    def order(self):
        """Create a quotation: all in time, possible later, nobody knows when; a kit and more of its component."""
        toaster, cup = self.make_product("Toaster"), self.make_product("Cup")
        kit = self.make_kit({cup: 2})
        self.make_order((self.goods, 2))
        self.add_stock(self.goods, 10)
        self.add_stock(self.goods, 3, self.branch)
        self.receive(self.goods, 7, day=4, warehouse=self.branch)
        self.add_stock(self.other_goods, 1)
        self.receive(self.other_goods, 9, day=40)
        self.add_stock(cup, 16)
        return self.quote(
            (self.goods, 10),
            (self.other_goods, 5),
            (toaster, 5),
            (kit, 3),
            (cup, 10),
            name="PROMISE-1",
            user_id=self.user.id,
            commitment_date=self.day(20),
        )

    def test_lights_and_popover(self):
        order = self.order()
        self.env.flush_all()
        self.start_tour(f"/odoo/orders/{order.id}", "quote_to_cash_promise", login="sally", timeout=120)
        self.env.invalidate_all()
        self.assertEqual(order.order_line[0].product_uom_qty, 10)

    def test_no_field_of_odoos_own_widget_is_lost(self):
        """Everything that Odoo's popover shows, and everything that its widget reads, is still there.

        So is what other modules of Odoo have added to it.
        """
        shown, read = set(), set()
        for module in ("sale_stock", "sale_stock_product_expiry"):
            folder = Path(get_module_path(module)) / "static/src/widgets"
            shown |= {str(text) for text in etree.parse(folder / "qty_at_date_widget.xml").xpath(EXPRESSIONS)}
            read |= set(re.findall(r"\{ name: '(\w+)'", (folder / "qty_at_date_widget.js").read_text()))
        self.assertGreater(len(shown), 25)
        self.assertGreater(len(read), 10)
        code = f"""
            const {{ getTemplate }} = odoo.loader.modules.get("@web/core/templates");
            const widget = odoo.loader.modules.get("@sale_stock/widgets/qty_at_date_widget").qtyAtDateWidget;
            const shown = ["sale_stock.QtyAtDate", "sale_stock.QtyAtDatePopover"].flatMap((name) =>
                [...getTemplate(name).querySelectorAll("*")].flatMap((node) => [...node.attributes].map((a) => a.value))
            );
            const read = widget.fieldDependencies.map((field) => field.name);
            const lost = [
                ...{json.dumps(sorted(shown - REPLACED))}.filter((text) => !shown.some((all) => all.includes(text))),
                ...{json.dumps(sorted(read))}.filter((name) => !read.includes(name)),
            ];
            if (lost.length) {{
                console.error("Lost: " + lost.join("; "));
            }} else {{
                console.log("test successful");
            }}
        """
        self.browser_js("/odoo", code, "odoo.isReady === true", login="sally")

    def test_new_quotation(self):
        """A line that is not saved, in an order that is not saved, has its light and its popover."""
        self.add_stock(self.goods, 10, self.env["stock.warehouse"].search([], limit=1))
        self.env.flush_all()
        self.start_tour("/odoo/orders/new", "quote_to_cash_promise_new", login="sally", timeout=120)
