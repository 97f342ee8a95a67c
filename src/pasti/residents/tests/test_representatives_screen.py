"""Heads of RT and village officers, on record by a letter of their village."""

import pytest
from tests.cast import ANYBODY

from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.residents import representatives
from pasti.residents.models import Representative

SAID = {"name": "Pak Darto", "phone": "0812 3456 7890", "village_code": "32.75.01.1001", "letter": "474/12/2026"}


def test_an_administrator_puts_somebody_on_record_and_ends_it(office, signed_in):
    admin = signed_in(office.nur)
    for _time in range(2):
        assert admin.post("/perwakilan/", SAID).status_code == 302
    row = Representative.objects.get()
    page = admin.get("/perwakilan/").content.decode()
    assert "Pak Darto" in page
    assert "0812-3456-7890" in page
    assert representatives.acts_for("+6281234567890", "32.75.01.1001")
    for _time in range(2):
        assert admin.post(f"/perwakilan/{row.pk}/akhiri/").status_code == 302
    assert not representatives.acts_for("+6281234567890", "32.75.01.1001")
    told = list(Entry.objects.filter(kind__startswith="representative.").values_list("kind", flat=True))
    assert told == ["representative.add", "representative.end"]


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "123"), ("village_code", "32.75"), ("letter", " "), ("name", "")]
)
def test_what_says_too_little_is_refused(office, field, value):
    with pytest.raises(Refused):
        representatives.put_on_record(**{**SAID, field: value}, by=ANYBODY)
    assert not Representative.objects.exists()


def test_nobody_else_may(office, signed_in):
    assert signed_in(office.budi).get("/perwakilan/").status_code == 403
    assert signed_in(office.budi).post("/perwakilan/1/akhiri/").status_code == 403
    assert not representatives.acts_for("", "32.75.01.1001")
