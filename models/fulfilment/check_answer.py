"""What was said to the questions of the checklist."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine import checkpoint as engine
from .checkpoint import ITEM_KINDS
from .photo import is_photo

VALUES = [("ok", "In Order"), ("bad", "Not in Order")]
LARGEST_PHOTO = 20 * 1024 * 1024  # bytes


class FulfilmentCheckAnswer(models.Model):
    _name = "fulfilment.check.answer"
    _description = "Answer of a Check"
    _order = "id"

    check_id = fields.Many2one("fulfilment.check", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="check_id.company_id", store=True)
    item_id = fields.Many2one("fulfilment.checkpoint.item", readonly=True, ondelete="set null", index=True)
    name = fields.Char("Question", required=True, readonly=True)
    kind = fields.Selection(ITEM_KINDS, required=True, readonly=True)
    required = fields.Boolean(readonly=True)
    value = fields.Selection(VALUES, "Answer", readonly=True)
    photo = fields.Image(max_width=1920, max_height=1920, readonly=True)
    has_photo = fields.Boolean(readonly=True)
    note = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True)
    answered_at = fields.Datetime(readonly=True)

    _asked_once = models.UniqueIndex("(check_id, item_id) WHERE item_id IS NOT NULL", "A question is asked once.")

    def _for_engine(self):
        self.ensure_one()
        return engine.Answer(self.id, self.kind, self.required, self.value or "", self.has_photo)

    def _gap_text(self, code):
        """Return a sentence that says what is wrong with the answer."""
        if code == engine.BAD:
            return self.env._("“%(question)s” is not in order.", question=self.name)
        if self.kind == "photo":
            return self.env._("“%(question)s”: take a photo.", question=self.name)
        return self.env._("“%(question)s” is not answered.", question=self.name)


class FulfilmentCheck(models.Model):
    _inherit = "fulfilment.check"

    def action_answer(self, item, value, photo=None, note=None):
        """Answer a question of the checklist; a later answer replaces an earlier one.

        :param item: ``fulfilment.check.answer`` of this check, or its id
        :param value: ``ok``, ``bad`` or False to take the answer back
        :param photo: image, base64; a question for a photo is in order once it has one
        :param str note: what was seen
        :return: what the screen shows
        :rtype: dict
        :raise UserError: for a question of another check, an unknown value, or a photo that is none
        """
        self.ensure_one()
        check = self._begin()
        key = str(getattr(item, "id", item))
        answer = check.answer_ids.filtered(lambda answer: str(answer.id) == key)
        if not answer:
            raise UserError(self.env._("This question does not belong to the check of %s.", check.picking_id.name))
        if value and value not in dict(VALUES):
            raise UserError(self.env._("Unknown answer: %s.", value))
        values = {"value": value or False, "user_id": self.env.uid, "answered_at": fields.Datetime.now()}
        if photo:
            values.update(photo=self._check_photo(photo), has_photo=True)
        if note is not None:
            values["note"] = note
        if answer.kind == "photo" and value == "ok" and not (photo or answer.has_photo):
            raise UserError(self.env._("“%(question)s”: take a photo.", question=answer.name))
        answer.write(values)
        return self._result(True, self.env._("“%(question)s” is answered.", question=answer.name))

    def _check_photo(self, photo):
        """Refuse what is no image, before anything is written.

        :raise UserError: if it is none, or too large
        """
        if not is_photo(photo):
            raise UserError(self.env._("This is not a photo."))
        if len(photo) > LARGEST_PHOTO * 4 / 3:
            raise UserError(self.env._("This photo is too large."))
        return photo
