"""What the company's cached working days and time zone depend on; see res_company.py."""

from odoo import api, models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        """Extend: what was known of the calendar is forgotten."""
        self.env.registry.clear_cache()
        return super().write(vals)


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: as for the calendar."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Extend: as for the calendar."""
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Extend: as for the calendar."""
        self.env.registry.clear_cache()
        return super().unlink()


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: days off of everybody change the working days, those of one person do not."""
        leaves = super().create(vals_list)
        leaves._forget_working_days()
        return leaves

    def write(self, vals):
        """Extend: as for new ones."""
        self._forget_working_days()
        result = super().write(vals)
        self._forget_working_days()
        return result

    def unlink(self):
        """Extend: as for new ones."""
        self._forget_working_days()
        return super().unlink()

    def _forget_working_days(self):
        if any(not leave.resource_id for leave in self):
            self.env.registry.clear_cache()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Extend: the time zone of a company's address is the company's."""
        if "tz" in vals and any(partner.sudo().ref_company_ids for partner in self):
            self.env.registry.clear_cache()
        return super().write(vals)
