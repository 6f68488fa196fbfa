"""Many mails with the same text: it is compiled once, not for each customer."""

from lxml import etree

from odoo import models


class CompiledTexts:
    """What was compiled for mails that are written together. It is in the context, where no RPC call can put it."""

    def __init__(self):
        self.code = {}


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    def _generate_code_uncached(self, template):
        """Extend: Odoo keeps what it has compiled of views, but not of the text of a mail template."""
        texts = self.env.context.get("dunning_texts")
        if not isinstance(texts, CompiledTexts) or not isinstance(template, etree._Element):
            return super()._generate_code_uncached(template)
        # As for views: whatever the code depends on, and what its author may use.
        depends = [*self._get_template_cache_keys(), "raise_on_forbidden_code_for_model"]
        key = (etree.tostring(template), *(self.env.context.get(name) for name in depends))
        if key not in texts.code:
            texts.code[key] = super()._generate_code_uncached(template)
        return texts.code[key]
