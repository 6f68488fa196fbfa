"""Documents whose read-only fields are written by their methods alone."""

from odoo import api, models
from odoo.exceptions import AccessError


class SaleRmaUntyped(models.AbstractModel):
    """What is read-only on the screens is so for imports, programs and contexts, too.

    Methods write it with all rights, after their checks.
    """

    _name = "sale.rma.untyped"
    _description = "Document Whose Progress Is Not Typed"
    _born_with = frozenset()  # read-only fields that whoever creates a record may give

    @api.model
    def default_get(self, fields):
        """Extend: nothing has gone further by default, whatever a context or a user's defaults say."""
        values = super().default_get(fields)
        for name in self._untyped(values) - self._born_with:
            default = self._fields[name].default
            values.pop(name)
            if default:
                values[name] = default(self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: nobody types how far something has come.

        :raise AccessError: for values that only methods write
        """
        self._check_untyped({name for values in vals_list for name in values} - self._born_with)
        return super().create(vals_list)

    def write(self, vals):
        """Extend: nobody types how far something has come.

        :raise AccessError: for values that only methods write
        """
        self._check_untyped(set(vals))
        return super().write(vals)

    @api.model
    def _untyped(self, names):
        """Return those of some fields that are stored and read-only."""
        return {name for name in names if (field := self._fields.get(name)) and field.readonly and field.store}

    @api.model
    def _check_untyped(self, names):
        if not self.env.su and self._untyped(names):
            raise AccessError(self.env._("How far a return has come is not typed; use its buttons."))
