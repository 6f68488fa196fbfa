"""Photos of inspections, checked before anything is written."""

import base64
import binascii

from odoo.exceptions import UserError

from ..fulfilment.photo import is_photo

LARGEST_PHOTO = 10 * 1024 * 1024  # bytes
MOST_PHOTOS = 10


def checked_photos(env, photos):
    """Return ``[(name, bytes)]`` of photos.

    :param photos: base64 texts, or ``{"name": …, "data": base64}``
    :raise UserError: for too many, too large ones, and everything that is no image
    """
    photos = photos or []
    if not isinstance(photos, list | tuple) or len(photos) > MOST_PHOTOS:
        raise UserError(env._("At most %s photos for each finding.", MOST_PHOTOS))
    checked = []
    for number, photo in enumerate(photos, 1):
        name, data = (photo.get("name"), photo.get("data")) if isinstance(photo, dict) else (None, photo)
        name = str(name or env._("Photo %s", number))
        if not isinstance(data, str | bytes) or not data:
            raise UserError(env._("%s is no photo.", name))
        if len(data) > LARGEST_PHOTO * 4 / 3 + 4:
            raise UserError(
                env._("%(name)s is larger than %(size)s MB.", name=name, size=LARGEST_PHOTO // 1024 // 1024)
            )
        if not is_photo(data):
            raise UserError(env._("%s is no photo.", name))
        try:
            checked.append((name, base64.b64decode(data)))
        except (binascii.Error, ValueError) as error:
            raise UserError(env._("%s is no photo.", name)) from error
    return checked
