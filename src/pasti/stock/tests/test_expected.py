"""A box that is on its way: noted, put off, come, or not coming after all."""

from datetime import date

import pytest
from tests.cast import ANYBODY

from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.stock import actions, queries

FRIDAY, TUESDAY = date(2026, 11, 27), date(2026, 12, 1)


def expected() -> list[tuple[str, date, int]]:
    return list(queries.expected().values_list("letter", "day", "count"))


def test_the_same_letter_again_puts_it_off(office):
    for day in (FRIDAY, FRIDAY, TUESDAY):
        actions.expect_delivery(letter="470/9", day=day, count=500, by=ANYBODY)
    assert expected() == [("470/9", TUESDAY, 500)]
    assert Entry.objects.filter(kind="stock.expect").count() == 2


@pytest.mark.parametrize(("day", "count"), [(date(2026, 11, 22), 5), (FRIDAY, 0), (FRIDAY, 20_001)])
def test_what_cannot_be_is_refused(office, day, count):
    with pytest.raises(Refused):
        actions.expect_delivery(letter="470/9", day=day, count=count, by=ANYBODY)


def test_what_comes_is_waited_for_no_more(office):
    for letter, day in (("470/8", FRIDAY), ("470/9", TUESDAY), ("470/10", TUESDAY)):
        actions.expect_delivery(letter=letter, day=day, count=5, by=ANYBODY)
    actions.receive_delivery(first_serial="BK00020001", count=5, letter="470/9", by=ANYBODY)
    assert [letter for letter, _day, _count in expected()] == ["470/8", "470/10"]
    actions.receive_delivery(first_serial="BK00030001", count=5, letter="lain", by=ANYBODY)
    assert [letter for letter, _day, _count in expected()] == ["470/10"]


def test_on_the_screen(office, signed_in):
    page = signed_in(office.joko)
    form = {"expected-letter": "470/9", "expected-count": "500"}
    days = {"expected-day_day": "1", "expected-day_month": "12", "expected-day_year": "2026"}
    assert page.post("/blangko/ditunggu/", form).status_code == 422
    assert page.post("/blangko/ditunggu/", form | days).status_code == 302
    assert "1 Desember 2026" in page.get("/blangko/").content.decode()
    key = queries.expected().get().pk
    for _twice in range(2):
        assert page.post(f"/blangko/ditunggu/{key}/batal/").status_code == 302
    assert expected() == []
    assert Entry.objects.filter(kind="stock.expect_no_more").count() == 1
