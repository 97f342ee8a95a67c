import pytest
from tests.cast import ANYBODY

from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.offices import actions, queries
from pasti.offices.models import DayHours, Holiday, Office


def test_it_opens_the_office_of_this_node(db):
    actions.open_office(name="Disdukcapil", region_code="32.75", address="Jl. Juanda", phone="021", by=ANYBODY)
    found = queries.office()
    assert (found.name, found.region_code, found.address, found.phone) == ("Disdukcapil", "32.75", "Jl. Juanda", "021")
    assert DayHours.objects.count() == 5
    assert {day.year for day in Holiday.objects.values_list("day", flat=True)} == {2026, 2027}
    entry = Entry.objects.get()
    assert (entry.kind, entry.facts) == ("office.opened", {"name": "Disdukcapil", "region": "32.75"})


@pytest.mark.parametrize("code", ["", "32", "32.99", "3275", "32.75.01", "32.75.01.1001", "Bekasi", "..", "99.01"])
def test_it_is_the_office_of_a_regency_that_exists(db, code):
    with pytest.raises(Refused) as refused:
        actions.open_office(name="Disdukcapil", region_code=code, by=ANYBODY)
    assert str(refused.value) == f"“{code}” bukan kode kabupaten atau kota. Contoh yang benar: 32.75."
    assert (Office.objects.count(), DayHours.objects.count(), Holiday.objects.count()) == (0, 0, 0)


def test_a_node_without_an_office_says_so(db):
    with pytest.raises(queries.NoOffice):
        queries.office()


def test_what_the_public_reads_is_changed(office):
    actions.change_office(name="Dukcapil Bekasi", address="Jl. Baru", phone="(021) 1", by=ANYBODY)
    found = queries.office()
    assert (found.name, found.address, found.phone, found.region_code) == (
        "Dukcapil Bekasi", "Jl. Baru", "(021) 1", "32.75",
    )  # fmt: skip
    assert Entry.objects.latest("id").kind == "office.changed"
