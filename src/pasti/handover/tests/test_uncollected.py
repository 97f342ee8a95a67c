"""Who does not collect is reminded a few times and no more; each village has its list, without a whole NIK."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.cast import MONDAY

from pasti.handover import delivery, later, shelf, uncollected
from pasti.handover.models import Card
from pasti.handover.tests.test_hand_over import hand_over
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.offices.actions import decide


def reminded() -> list[tuple[str, int]]:
    return [(entry.case, entry.facts["nth"]) for entry in Entry.objects.filter(kind="card.remind").order_by("id")]


def days_later(days: int):
    return clock.stopped_at(MONDAY + timedelta(days=days, minutes=1))


def test_a_holder_is_reminded_so_many_times_and_no_more(ready):
    case = ready()
    for day in (13, 14, 14, 20, 28, 42, 56, 400):
        with days_later(day):
            assert uncollected.remind_due() is False
    assert reminded() == [(case.number, 1), (case.number, 2), (case.number, 3)]
    facts = Entry.objects.filter(kind="card.remind").first().facts
    assert (facts["day"], facts["until"]) == ("2026-11-23", "2028-11-22")


def test_who_collected_or_is_looked_for_is_not_reminded(ready, budi):
    collected, missing = ready(), ready()
    hand_over(collected, budi)
    shelf.report_missing(Card.objects.get(application=missing), by=budi)
    with days_later(30):
        uncollected.remind_due()
    assert reminded() == []


def test_who_waits_for_it_to_be_brought_is_not_reminded(ready, monkeypatch):
    case = ready()
    monkeypatch.setattr(delivery, "_asked", lambda cases: {case.pk})
    with days_later(15):
        uncollected.remind_due()
    assert reminded() == []


def test_who_has_said_when_they_come_is_not_reminded_before(ready, monkeypatch):
    case = ready()
    monkeypatch.setattr(later, "_asked", lambda cases: {case.pk: date(2026, 12, 30)})
    for day in (15, 30):
        with days_later(day):
            uncollected.remind_due()
    assert reminded() == []
    with days_later(45):
        uncollected.remind_due()
    assert reminded() == [(case.number, 1)]


def test_a_card_that_was_found_again_is_news_from_then_on(ready, budi):
    case = ready()
    shelf.report_missing(Card.objects.get(), by=budi)
    with days_later(10):
        shelf.found(Card.objects.get(), by=budi)
    with days_later(20):
        uncollected.remind_due()
    assert reminded() == []
    with days_later(25):
        uncollected.remind_due()
    assert reminded() == [(case.number, 1)]


def test_an_office_may_remind_nobody(ready, office):
    ready()
    decide("handover.reminders", value=0, valid_from=MONDAY.date(), legal_basis="SK", by=office.agus.actor)
    with days_later(30):
        uncollected.remind_due()
    assert reminded() == []


def test_villages_with_most_come_first(ready):
    for code in ("32.75.01.1002", "32.75.01.1001", "32.75.01.1002"):
        ready(village_code=code)
    assert uncollected.villages() == []
    with days_later(15):
        assert [(one.code, one.count) for one in uncollected.villages()] == [
            ("32.75.01.1002", 2), ("32.75.01.1001", 1),
        ]  # fmt: skip
        assert uncollected.villages()[0].name.count(",") == 1


def test_the_list_of_a_village_on_paper(ready, office, signed_in):
    case, other = ready(), ready(village_code="32.75.01.1002", name="Wati Rahmawati")
    with days_later(15):
        client = signed_in(office.budi)
        page = client.get("/pengambilan/belum-diambil/").content.decode()
        assert "/pengambilan/belum-diambil/32-75-01-1001/daftar/" in page
        answer = client.get("/pengambilan/belum-diambil/32-75-01-1001/daftar/")
        said = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
        assert case.name in said.replace("\n", " ")
        assert case.nik not in said
        assert "Wati" not in said
        assert client.get("/pengambilan/belum-diambil/32-75-99-9999/daftar/").status_code == 404
    assert other.village_code == "32.75.01.1002"


@pytest.mark.parametrize("who", ["rini", "joko", "nur", "stranger"])
def test_nobody_else_sees_it(office, signed_in, who):
    client = signed_in(getattr(office, who))
    assert client.get("/pengambilan/belum-diambil/").status_code == 403
    assert client.get("/pengambilan/belum-diambil/32-75-01-1001/daftar/").status_code == 403
