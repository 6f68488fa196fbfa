"""What an address needs so that goods arrive: its parts, no PO box, a way to reach somebody."""

import re
import unicodedata
from dataclasses import dataclass

# Parts of an address, in the order in which people read them
NAME, STREET, ZIP, CITY, STATE, COUNTRY = "name", "street", "zip", "city", "state", "country"

_NUMBER = r"(?:n\.?\s?[o°]\.?|n[.°]?|nro?\.?|num\.?|number|nummer|numero|[#:])?\s*\d"
# Where a word is also a name of streets, it must begin the line or a part of it, and have a number.
_BEGINS = r"(?:^|[,;/|\n-])\s*"
_PO_BOX = re.compile(
    "|".join(
        (
            # English: P.O. Box, PO Box, P/O Box, G.P.O. Box, Post Office Box, Post Box, POB 12, Private Bag X5
            r"\b(?:g\.?\s?)?p\.?\s*/?\s*[o0]\.?\s*-?(?:box|drawer|bag)(?![a-z])",
            r"\bpost(?:al)?[\s-]*office[\s-]*(?:box|drawer|bag)(?![a-z])",
            rf"\bpost(?:al)?[\s-]?box\s*(?:{_NUMBER}|$|[,;/|\n])",
            rf"\bp\.?\s?o\.?\s?b\.?\s*{_NUMBER}",
            rf"\b(?:locked|private)\s+bag\s*x?\s*{_NUMBER}",
            # Spanish: Apartado (de Correos, Postal) 5, Aptdo., Apdo., Casilla (de Correo, Postal) 5.
            # Behind a building "apartado" is a flat.
            r"\b(?:apartado|aptdo\.?|apdo\.?)\s*(?:(?:de\s+)?correos?|postal(?:es)?)\b",
            rf"\b(?:aptdo\.?|apdo\.?)\s*{_NUMBER}",
            rf"(?:^|\n)\s*apartado\s*{_NUMBER}",
            r"\bcasilla\s+(?:de\s+correos?|postal)\b",
            rf"{_BEGINS}casilla\s*{_NUMBER}",
            # French: Boîte postale 9, Bte postale, B.P. 9, BP9, BP-9, Case postale, Casier postal.
            # "Tower BP2" is a building, and "Bp. 1055" is Budapest.
            r"\b(?:boite|bte\.?|case)\s+postale?\b",
            r"\bcasier\s+postal\b",
            rf"\bb\.\s?p\.?[\s-]*{_NUMBER}",
            rf"\bbp(?!\.\s*1\d{{3}}\b)(?=[^\d])\.?[\s-]*{_NUMBER}",
            rf"{_BEGINS}bp\d",
            r"\bbp\d{3}",
            # German: Postfach 10 20, Postschließfach, Postf., PF 10 20
            r"\bpost(?:schliess)?fach(?![a-z])",
            rf"\bpostf\.?\s*{_NUMBER}",
            rf"{_BEGINS}pf(?:\.\s*|\s+){_NUMBER}",
        )
    )
)

_LOCAL = r"[^\s@<>()\[\],;:\"\\.]+(?:\.[^\s@<>()\[\],;:\"\\.]+)*"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+(?:[^\W\d_]{{2,63}}|xn--[a-z0-9-]{{2,59}})", re.IGNORECASE)
_DIGITS_OF_A_PHONE = 3


@dataclass(frozen=True)
class Address:
    """An address as far as the rules ask; countries without states or postcodes do not demand them."""

    name: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    zip_required: bool = True
    state_required: bool = False


def missing_parts(address):
    """Return the names of the parts that an address lacks.

    :param Address address: blank text counts as missing
    """
    required = [NAME, STREET, CITY, COUNTRY]
    if address.country and address.zip_required:
        required.insert(2, ZIP)
    if address.country and address.state_required:
        required.insert(-1, STATE)
    return [part for part in required if not (getattr(address, part) or "").strip()]


def is_po_box(text):
    """Whether a line of an address names a PO box, in English, Spanish, French or German.

    A line that names a street beside the box counts too: which of both is meant, nobody knows.
    """
    return bool(_PO_BOX.search(_folded(text)))


def is_valid_email(text):
    """Whether at least one usable e-mail address stands in a field: ``Anna <anna@bakery.example>, …``."""
    # Not email.utils.getaddresses: it joins what stands apart, and an address with a gap would pass.
    for part in re.split(r"[,;\n]", text or ""):
        bracketed = re.search(r"<([^<>]*)>", part)
        if _EMAIL.fullmatch((bracketed.group(1) if bracketed else part).strip()):
            return True
    return False


def is_reachable(phones, emails):
    """Whether somebody can be called or written to.

    :param phones, emails: texts of the contact and its company, or nothing
    """
    return any(sum(char.isdigit() for char in phone or "") >= _DIGITS_OF_A_PHONE for phone in phones) or any(
        is_valid_email(email) for email in emails
    )


def _folded(text):
    """Lower case without accents, one kind of space; ``Boîte`` is ``boite``, ``Schließfach`` is ``schliessfach``."""
    decomposed = unicodedata.normalize("NFKD", (text or "").casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[^\S\n]+", " ", plain)
