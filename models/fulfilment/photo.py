"""Photos from outside: from the phone of a checker, a carrier, a customer."""

from PIL import Image

from odoo.exceptions import UserError
from odoo.tools import image


def is_photo(photo):
    """Return whether this is an image, before anything is written.

    Odoo lets drawings pass when it stores images, which may hold scripts; and it has no answer to what is not ASCII,
    nor to a small file that says that it unpacks to more than the memory holds.

    :param photo: base64
    """
    try:
        image.base64_to_image(photo)
    except (UserError, ValueError, TypeError, Image.DecompressionBombError):
        return False
    return True
