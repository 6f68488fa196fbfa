"""What a transfer knows of its way, and nobody types."""

from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

WAREHOUSE = "stock.group_stock_user"


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _recorded_fields(self):
        """Return the fields that methods alone write, with all rights, after their checks. Extend it.

        :rtype: frozenset[str]
        """
        return frozenset(
            {"packed_at", "shipped_at", "delivered_at", "delivery_confirmation", "delivered_to", "delivery_photo"}
        )

    @api.model
    def default_get(self, fields):
        """Extend: nothing has left or arrived by default, whatever a context or a user's defaults say."""
        values = super().default_get(fields)
        recorded = self._recorded_fields()
        return {name: value for name, value in values.items() if name not in recorded}

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: nothing is born shipped, handed over or delivered.

        :raise UserError: for values that only methods record
        """
        self._check_not_recorded({name for vals in vals_list for name, value in vals.items() if value})
        return super().create(vals_list)

    def write(self, vals):
        """Extend: what methods record is not written by hand.

        :raise UserError: for values that only methods record
        """
        self._check_not_recorded(vals)
        return super().write(vals)

    @api.model
    def _check_not_recorded(self, names):
        if not self.env.su and not self._recorded_fields().isdisjoint(names):
            raise UserError(
                self.env._(
                    "Packing, shipping, hand-over and arrival are recorded with their buttons or by scanning, and stay."
                )
            )

    def _check_of_the_warehouse(self):
        """Refuse whoever is not of the warehouse: by Odoo's rights salespeople may write transfers, too.

        :raise AccessError: for users outside the warehouse
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(WAREHOUSE):
            raise AccessError(self.env._("Only the warehouse may pack deliveries or hand them over."))

    @api.model
    def _read_moment(self, value):
        """Return a moment as people and programs may say it: in UTC, without fractions of seconds.

        :param value: datetime or text; nothing stays nothing
        :rtype: datetime | None
        :raise UserError: for what is no moment
        """
        if isinstance(value, datetime) and value.tzinfo:
            value = value.astimezone(UTC).replace(tzinfo=None)
        try:
            moment = fields.Datetime.to_datetime(value)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "“%s” is no date and time. Write it like 2026-05-04 14:30:00, in UTC.", str(value).strip()[:80]
                )
            ) from error
        return moment and moment.replace(microsecond=0)  # Odoo's own "now" has none
