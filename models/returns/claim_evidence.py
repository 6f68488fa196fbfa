"""What proves a claim: photos, packaging, what was noted on receipt; and what is still missing."""

import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mimetypes import guess_mimetype

from ...engine import claim as engine
from ..fulfilment.delivery import LARGEST_PHOTO
from ..fulfilment.photo import is_photo

# By what they contain, not by what they are called: drawings may hold scripts, documents anything.
PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
MOST_PHOTOS = 30


class ShipmentClaimPhoto(models.Model):
    _name = "shipment.claim.photo"
    _description = "Photo of a Damage Claim"
    _order = "claim_id, id"

    claim_id = fields.Many2one("shipment.claim", required=True, index=True, ondelete="cascade")
    name = fields.Char("Shows", help="What is to be seen on it.")
    image = fields.Image(required=True, max_width=1920, max_height=1920)
    author_id = fields.Many2one(
        "res.partner", "From", default=lambda self: self.env.user.partner_id, ondelete="restrict", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: photos are looked at before anything is written.

        :raise UserError: for what is no photo or too large
        """
        for vals in vals_list:
            self._check_photo(vals.get("image"))
            if not self.env.su:
                vals["author_id"] = self.env.user.partner_id.id
        photos = super().create(vals_list)
        for claim in photos.claim_id:
            if len(claim.photo_ids) > MOST_PHOTOS:
                raise UserError(self.env._("A claim has %s photos at most.", MOST_PHOTOS))
        return photos

    def write(self, vals):
        """Extend: as for new ones; whose photo it is and of which claim does not change.

        :raise UserError: once the claim is filed, too
        :raise AccessError: for another claim or author
        """
        if not self.env.su and vals.keys() & {"claim_id", "author_id"}:
            raise AccessError(self.env._("A photo stays with its claim and with who took it."))
        if "image" in vals:
            self._check_not_filed()
            self._check_photo(vals["image"])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        self._check_not_filed()

    def _check_not_filed(self):
        if any(photo.claim_id.decided != engine.DRAFT for photo in self):
            raise UserError(self.env._("The carrier has got this claim. Its photos stay."))

    @api.model
    def _check_photo(self, photo):
        """Refuse what is no photo.

        :param photo: base64
        :raise UserError: for a file that is no photo by its content, or too large
        """
        if not isinstance(photo, str | bytes) or not photo:
            raise UserError(self.env._("The photo is no image."))
        # What is far too large is not even decoded.
        content = self._decoded(photo) if len(photo) <= LARGEST_PHOTO * 1.5 else None
        if content is None or len(content) > LARGEST_PHOTO:
            raise UserError(self.env._("The photo is too large: at most 10 MB."))
        if guess_mimetype(content) not in PHOTO_TYPES or not is_photo(photo):
            raise UserError(self.env._("The file is no photo. Send JPEG, PNG, WebP or GIF."))

    @api.model
    def _decoded(self, photo):
        try:
            return base64.b64decode(photo)
        except ValueError:  # no base64: no photo, see above
            return b""


class ShipmentClaim(models.Model):
    _inherit = "shipment.claim"

    description = fields.Text(help="What happened, in the words of who reports it.")
    packaging = fields.Text(help="How the goods were packed, and what the packaging looks like now.")
    noted_on_receipt = fields.Selection(
        [("yes", "Yes"), ("no", "No")], help="Whether the damage stands on the carrier's receipt."
    )
    noted_by = fields.Char(help="Who has noted it.")
    noted_on = fields.Date(help="When it was noted.")
    reported_on = fields.Date(required=True, readonly=True, copy=False)
    reported_by = fields.Char(help="Who has told us.")
    photo_ids = fields.One2many("shipment.claim.photo", "claim_id", "Photos")
    photo_count = fields.Integer(compute="_compute_photo_count")
    missing_count = fields.Integer("Missing Evidence", compute="_compute_missing")
    missing_text = fields.Text("Still Missing", compute="_compute_missing")

    @api.depends("photo_ids")
    def _compute_photo_count(self):
        for claim in self:
            claim.photo_count = len(claim.photo_ids)

    @api.depends(
        "kind",
        "photo_ids",
        "packaging",
        "noted_on_receipt",
        "description",
        "line_ids.quantity",
        "amount_claimed",
        "tracking_ref",
        "carrier_id",
        "received_on",
    )
    @api.depends_context("lang")
    def _compute_missing(self):
        texts = {
            engine.PHOTOS: self.env._("photos of the damage"),
            engine.PACKAGING: self.env._("a description of the packaging"),
            engine.RECEIPT: self.env._("whether it was noted on receipt"),
            engine.DESCRIPTION: self.env._("what happened"),
            engine.CONTENTS: self.env._("the goods concerned"),
            engine.VALUE: self.env._("the amount claimed"),
            engine.TRACKING: self.env._("the tracking number"),
            engine.CARRIER: self.env._("the carrier"),
            engine.ARRIVAL: self.env._("the day of arrival"),
        }
        for claim in self:
            codes = engine.missing(claim.kind, claim._evidence())
            claim.missing_count = len(codes)
            claim.missing_text = "\n".join(texts[code] for code in codes) or False

    def _evidence(self):
        """Return what is there, for :func:`engine.claim.missing`."""
        return {
            engine.PHOTOS: self.photo_ids,
            engine.PACKAGING: self.packaging,
            engine.RECEIPT: self.noted_on_receipt,
            engine.DESCRIPTION: self.description,
            engine.CONTENTS: any(line.quantity > 0 for line in self.line_ids),
            engine.VALUE: self.amount_claimed,
            engine.TRACKING: self.tracking_ref,
            engine.CARRIER: self.carrier_id,
            engine.ARRIVAL: self.received_on,
        }
