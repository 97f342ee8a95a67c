import pytest
from tests.cast import MONDAY, Cast

from pasti.certificates.tokens import Certificate, Kind
from pasti.journal.actors import Actor


@pytest.fixture
def nur(office: Cast) -> Actor:
    return office.nur.actor


@pytest.fixture
def certificate() -> Certificate:
    return Certificate(
        kind=Kind.PROOF, number="TBP-3275-481-770-8161", issuer="Disdukcapil Kota Contoh", issued=MONDAY,
        name="Siti Nurjanah", birth_date=MONDAY.date().replace(year=2009), shown_nik="3275********9001",
    )  # fmt: skip
