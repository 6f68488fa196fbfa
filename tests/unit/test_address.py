import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.address import Address, is_po_box, is_reachable, is_valid_email, missing_parts

COMPLETE = {"name": "Anna", "street": "Main St 5", "zip": "12345", "city": "Springfield", "country": "Germany"}


def test_complete_address_misses_nothing():
    assert missing_parts(Address(**COMPLETE)) == []


@pytest.mark.parametrize("part", ["name", "street", "zip", "city", "country"])
def test_each_part_is_missed(part):
    assert part in missing_parts(Address(**{**COMPLETE, part: " "}))


def test_parts_are_listed_in_reading_order():
    address = Address(country="Germany", state_required=True)
    assert missing_parts(address) == ["name", "street", "zip", "city", "state"]


def test_country_without_postcodes_asks_for_none():
    assert missing_parts(Address(**{**COMPLETE, "zip": ""}, zip_required=False)) == []


def test_state_is_asked_where_the_country_requires_it():
    assert missing_parts(Address(**COMPLETE, state_required=True)) == ["state"]
    assert missing_parts(Address(**COMPLETE, state="Ohio", state_required=True)) == []


def test_without_country_nobody_knows_about_its_postcodes():
    assert missing_parts(Address(name="Anna", street="Main St 5", city="Springfield")) == ["country"]


@pytest.mark.parametrize(
    "line",
    [
        # English
        "P.O. Box 12",
        "PO Box 12",
        "PO Box",
        "P O Box 12",
        "P. O. Box 12",
        "p.o.box 12",
        "POBox12",
        "PO-Box 12",
        "P.O. Box #12",
        "PO BOX A",
        "P0 Box 7",
        "G.P.O. Box 9",
        "GPO Box 9",
        "Post Office Box 12",
        "Post-Office-Box 12",
        "Post Office Drawer 3",
        "P.O. Drawer 3",
        "Postbox 12",
        "Post Box 12",
        "POB 12",
        "P.O.B. 12",
        "POB No. 12",
        "Locked Bag 40",
        "Private Bag 40",
        "Private Bag X12",
        "P/O Box 12",
        "Postbox",
        "Post Box",
        "Post Box, Mill Lane 4",
        "Main Street 5, PO Box 12",
        "123 Main St PO Box 12",
        "Warehouse\nPO Box 12",
        # Spanish
        "Apartado de Correos 5",
        "Apartado Postal 5",
        "APARTADO POSTAL N° 5",
        "Apartado 5",
        "Aptdo. 5",
        "Aptdo de Correos",
        "Apdo. 5",
        "Apdo. Postal 5",
        "Apdo. Correos 12",
        "Apdo.Correos 12",
        "Calle Mayor 5, Apdo. 12",
        "Apartado n.º 12",
        "Apartado Nro 12",
        "Edificio Norte\nApartado 12",
        "Casilla 12",
        "Casilla de Correo 12",
        "Casilla postal 12",
        "Casilla Nro. 12",
        "Edificio Norte, Casilla Nº 12",
        # French
        "Boîte postale 9",
        "Boite Postale 9",
        "BOÎTE POSTALE",
        "Bte postale 9",
        "BP 123",
        "BP123",
        "B.P. 123",
        "B. P. 123",
        "BP n° 123",
        "Zone Nord BP 123",
        "Zone Nord BP123",
        "12 rue des Lilas, BP 123",
        "12 rue des Lilas, BP9",
        "BP-12",
        "BP. 12",
        "B.P. 1055",
        "Boîte postal 9",
        "Case postale 60",
        "Casier postal 8",
        # German
        "Postfach 10 20",
        "POSTFACH 102030",
        "Postfach: 12",
        "Postf. 12",
        "PF 10 20",
        "Pf. 1020",
        "Musterhof, PF 10 20",
        "Postschließfach 3",
    ],
)
def test_po_box(line):
    assert is_po_box(line)
    assert is_po_box(line.upper())
    assert is_po_box(line.replace(" ", "\u00a0"))


@pytest.mark.parametrize(
    "line",
    [
        "",
        None,
        "Boxwood Street 5",
        "Pobst Road 12",
        "12 Pobst Road",
        "Pob Lane 12",
        "Box Hill Road 12",
        "1 Box Hill",
        "Box Office, Theatre Square 1",
        "Old Post Office, Mill Lane 4",
        "Post Office Road 12",
        "Postal Road 7",
        "BPM Allee 4",
        "BP-Tankstelle, Hauptstraße 1",
        "B P Marg, House 5",
        "Building B P4",
        "Building BP1",
        "Building BP1, Floor 3",
        "Tower BP2",
        "Bp. 1055",
        "Bp. 1055 Kossuth tér 1",
        "Edificio B, apartado 3",
        "Torre 2 apartado 14",
        "Postbox Lane 4",
        "Post Box Cottage",
        "Unit PF 3",
        "Pfalzstraße 10",
        "Private Bagshaw X12",
        "Sandbp 4",
        "Bleecker Apartment 12",
        "Calle Apartadero 5",
        "Apartamento 5",
        "Calle de la Casilla 12",
        "Casillas 12",
        "Avenida Postal 3",
        "Rue de la Boîte 9",
        "Chemin de la Case 60",
        "Rue du Posta 12",
        "Postfachstraße 5",
        "Postfeld 12",
        "Poststraße 10",
        "Am Alten Postamt 20",
        "Campo Box 12",
        "Po Boxer Street 3",
        "Corpo 5",
        "Unit 5, Lockedbag House",
        "Private Baggage Road 4",
    ],
)
def test_no_po_box(line):
    assert not is_po_box(line)


@given(st.text(alphabet="pobx.fachst 0123456789-\n", max_size=40))
def test_searching_ends_for_any_text(line):
    assert is_po_box(line) in (True, False)


@pytest.mark.parametrize(
    "email",
    [
        "anna@bakery.example",
        "anna.b+orders@mail.bakery.co.uk",
        "Anna Baker <anna@bakery.example>",
        "no address, anna@bakery.example",
        "anna@bäckerei.example",
        "anna@xn--bckerei-5wa.example",
        "o'neil@bakery.example",
        " anna@bakery.example ",
    ],
)
def test_valid_email(email):
    assert is_valid_email(email)


@pytest.mark.parametrize(
    "email",
    [
        "",
        None,
        "anna",
        "anna@",
        "@bakery.example",
        "anna@bakery",
        "anna@bakery.",
        "anna@.example",
        "anna@bakery..example",
        "anna..b@bakery.example",
        ".anna@bakery.example",
        "anna@-bakery.example",
        "anna@bakery.e",
        "anna@192.168.1.1",
        "anna bakery@example",
        "anna@bak ery.example",
        "anna@@bakery.example",
        "none",
    ],
)
def test_invalid_email(email):
    assert not is_valid_email(email)


def test_one_phone_or_one_email_is_enough():
    assert is_reachable(["+1 555 0100", None], [None, None])
    assert is_reachable([None, "112"], ["nothing"])
    assert is_reachable([None], [False, "anna@bakery.example"])


def test_what_cannot_be_used_is_no_contact():
    assert not is_reachable([None, "", "-"], ["n/a", None])
    assert not is_reachable([], [])
