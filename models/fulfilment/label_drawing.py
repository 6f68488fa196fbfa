"""Draws labels for the report: lines, text and bars with their places in millimetres.

As vectors, because versions of wkhtmltopdf disagree about how large a millimetre is; a drawing as wide as the page is
right in all of them, and its bars have sharp edges.
"""

from reportlab.graphics.barcode.code128 import Code128

from odoo import api, models

from ...engine import label as engine

QUIET = 10  # modules left white on both sides
THICKEST = 0.5  # millimetres of a module: beyond it scanners held near do not see both ends


class FulfilmentLabel(models.Model):
    _inherit = "fulfilment.label"

    @api.model
    def _draw(self, values):
        """Return what is drawn on a label: ``{"texts", "boxes", "bars"}``.

        :param dict values: as :func:`engine.label.draw` takes them
        """
        drawing, places = engine.draw(values)
        bars = [bar for name, place in places.items() for bar in self._bars(values[name], place)]
        return {"texts": drawing.texts, "boxes": drawing.boxes, "bars": bars}

    @api.model
    def _bars(self, text, place):
        """Return a text in Code 128 as bars ``(x, y, width, height)``; none for what it cannot print.

        :param place: ``(x, y, width, height)``
        """
        if not text or not (text.isascii() and text.isprintable()):
            return []
        code = Code128(text)
        code.validate()
        code.encode()
        code.decompose()
        widths = [("ABCD".index(sign.upper()) + 1, sign.isupper()) for sign in code.decomposed]
        modules = sum(wide for wide, _dark in widths)
        x, y, wide, high = place
        module = min(wide / (modules + 2 * QUIET), THICKEST)
        at = x + (wide - module * modules) / 2
        bars = []
        for width, dark in widths:
            if dark:
                bars.append((round(at, 3), y, round(width * module, 3), high))
            at += width * module
        return bars
