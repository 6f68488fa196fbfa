from odoo import SUPERUSER_ID, api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _leave_activities(self, kind, tasks, since=None):
        """Leave activities on documents that have no such open activity.

        :param str kind: external id of the type
        :param tasks: ``[(record, res.users, summary, note)]``
        :param datetime since: an older activity is about something else; None: it is about the same
        """
        # An administrator may have deleted the type: then it is a plain to-do, as Odoo makes it.
        activity_type = self.env.ref(kind, raise_if_not_found=False) or self._default_activity_type()
        # In the name of a customer, a colleague could not open it. Purchases and invoices may be closed to who cancels.
        author = self.env.uid if self.env.user._is_internal() else SUPERUSER_ID
        activities = self.env["mail.activity"].with_user(author).sudo()
        told = set()
        for model in {record._name for record, *_texts in tasks}:
            ids = [record.id for record, *_texts in tasks if record._name == model]
            domain = [("res_model", "=", model), ("res_id", "in", ids), ("activity_type_id", "=", activity_type.id)]
            if since:
                domain.append(("create_date", ">=", since))
            told.update((model, activity.res_id) for activity in activities.search(domain))
        # No mail: they find it in their list.
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "user_id": user.id,
                    "date_deadline": record.company_id._local_day(),
                    "summary": summary,
                    "note": note,
                }
                for record, user, summary, note in tasks
                if (record._name, record.id) not in told
            ]
        )
