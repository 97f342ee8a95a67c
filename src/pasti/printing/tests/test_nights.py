"""Out of hours two people release a run; it is proposed by itself when cards can be printed again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY

from pasti.accounts.roles import Role
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import decide
from pasti.printing import actions, handlers, nights, queries
from pasti.printing.models import Night, Run
from pasti.printing.tests.released import release
from pasti.stock import actions as stock
from pasti.stock.models import Blank

EVENING = MONDAY.replace(hour=MONDAY.hour) + timedelta(hours=13)
SARI = Actor("account:77", "Sari", frozenset({Role.PRINTER}))


@pytest.fixture
def evening():
    with clock.stopped_at(EVENING):
        yield


def rose(need: str) -> Entry:
    with transaction.atomic():
        record("need.rose", subject=f"need:{need}", by=SYSTEM, need=need, minutes=90)
    return Entry.objects.latest("id")


def test_in_hours_and_in_the_break_one_person_prints_as_ever(ready, joko):
    ready(2)
    assert actions.start_run(1, by=joko).night is None
    with clock.stopped_at(MONDAY + timedelta(hours=4)):
        assert nights.propose("x", by=joko) is None
        actions.start_run(1, by=joko)


def test_when_the_link_returns_at_night_a_run_is_proposed_and_two_people_release_it(ready, joko, office, evening):
    ready(2)
    handlers.propose_a_night(rose("link"))
    night = Night.objects.get()
    assert (night.state, night.cards, night.blanks) == ("proposed", 2, 20)
    assert clock.local(night.until).isoformat()[:16] == "2026-11-24T08:00"
    with pytest.raises(Refused, match="dua orang"):
        actions.start_run(2, by=joko)
    signed = nights.agree(night, by=joko)
    with pytest.raises(Refused, match="dua orang"):
        actions.start_run(2, by=joko)
    with pytest.raises(NotAllowed, match="Joko Prasetyo"):
        nights.agree(signed, by=joko)
    nights.agree(signed, by=office.agus.actor)
    run = actions.start_run(2, by=joko)
    assert run.night == night
    listed = nights.nights().get()
    assert (listed.first_by, listed.second_by, listed.printings) == ("Joko Prasetyo", office.agus.actor.name, 1)
    kinds = list(Entry.objects.filter(subject=night.subject).order_by("id").values_list("kind", "by_name"))
    assert [kind for kind, _name in kinds] == ["night.propose", "night.sign", "night.release"]


def test_the_day_after_it_is_over(ready, joko, evening):
    ready(3)
    night = nights.agree(nights.agree(nights.propose("x", by=joko), by=joko), by=SARI)
    actions.start_run(1, by=joko)
    with clock.stopped_at(EVENING + timedelta(days=1)):
        with pytest.raises(Refused, match="dua orang"):
            actions.start_run(1, by=joko)
        with pytest.raises(Refused, match="sudah lewat"):
            nights.agree(night, by=SARI)
        assert nights.propose("x", by=joko) != night


def test_two_names_are_two_accounts_in_the_database_too(ready, joko, evening):
    ready(1)
    night = nights.agree(nights.propose("x", by=joko), by=joko)
    with pytest.raises(IntegrityError), transaction.atomic():
        Night.objects.filter(pk=night.pk).update(state="released", second_id=joko.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Night.objects.filter(pk=night.pk).update(state="released")


@pytest.mark.parametrize("who", ["budi", "rini", "nur", "stranger"])
def test_others_release_nothing(ready, office, joko, evening, who):
    ready(1)
    night = nights.propose("x", by=joko)
    for step in (night, nights.agree(night, by=joko)):
        with pytest.raises(NotAllowed):
            nights.agree(step, by=getattr(office, who).actor)


def test_what_was_refused_is_not_proposed_again_by_itself(ready, joko, evening):
    ready(1)
    nights.refuse(nights.propose("x", by=SYSTEM), by=joko)
    handlers.propose_a_night(rose("link"))
    assert Night.objects.count() == 1
    assert nights.propose("x", by=joko) is not None, "people may ask again"


def test_what_was_released_may_be_taken_back(ready, joko, evening):
    ready(1)
    night = nights.agree(nights.agree(nights.propose("x", by=joko), by=joko), by=SARI)
    nights.refuse(night, by=SARI)
    with pytest.raises(Refused, match="dua orang"):
        actions.start_run(1, by=joko)
    assert not Run.objects.exists()


def test_nothing_is_proposed_without_cards_without_blanks_or_for_another_need(office, ready, joko, evening):
    handlers.propose_a_night(rose("link"))
    ready(1)
    handlers.propose_a_night(rose("station"))
    for blank in list(Blank.objects.all()):
        stock.spoil(blank.serial, "basah", by=joko)
    handlers.propose_a_night(rose("may_print"))
    assert not Night.objects.exists()


def test_cards_that_come_at_night_are_proposed_once(office, joko, evening):
    for _ in range(2):
        release(office)
        handlers.propose_a_night(Entry.objects.filter(kind="job.ready").latest("id"))
    assert Night.objects.count() == 1


def test_an_office_may_decide_otherwise(office, ready, joko, evening):
    ready(1)
    decide("printing.two_at_night", value=0, valid_from=MONDAY.date(), legal_basis="SK", by=office.nur.actor)
    handlers.propose_a_night(rose("link"))
    assert not Night.objects.exists()
    actions.start_run(1, by=joko)


# ── on the screen ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_people_release_it_on_the_screen(office, signed_in, ready, evening):
    ready(2)
    joko, agus = signed_in(office.joko), signed_in(office.agus)
    assert 'name="count"' not in joko.get("/cetak/").content.decode()
    assert joko.post("/cetak/", {"count": "1"}).status_code == 422
    joko.post("/cetak/malam/")
    night = Night.objects.get()
    assert (night.state, night.first_by) == ("signed", "Joko Prasetyo")
    assert "Menunggu orang kedua" in joko.get("/cetak/").content.decode()
    assert "Setujui sebagai orang kedua" in agus.get("/cetak/").content.decode()
    agus.post(f"/cetak/malam/{night.pk}/setujui/")
    assert 'name="count"' in joko.get("/cetak/").content.decode()
    assert joko.post("/cetak/", {"count": "1"}).status_code == 302
    shown = agus.get("/cetak/").content.decode()
    assert f"di luar jam, disetujui Joko Prasetyo dan {office.agus.actor.name}" in shown
    agus.post(f"/cetak/malam/{night.pk}/tidak/")
    assert joko.post("/cetak/", {"count": "1"}).status_code == 422


def test_a_night_that_somebody_asks_for_has_two_people_on_record_to_its_last_card(office, signed_in, ready, evening):
    ready(3)
    joko, agus = signed_in(office.joko), signed_in(office.agus)
    joko.post("/cetak/malam/")
    night = Night.objects.get()
    for _twice in range(2):
        # Who asked is the first of the two, and never the second as well.
        joko.post(f"/cetak/malam/{night.pk}/setujui/")
        joko.post("/cetak/malam/")
        assert joko.post("/cetak/", {"count": "2"}).status_code == 422
    agus.post(f"/cetak/malam/{night.pk}/setujui/")
    page = joko.post("/cetak/", {"count": "2"})["Location"]
    joko.get(f"{page}kartu.pdf")
    jobs = list(Run.objects.get().jobs.all())
    for job in jobs:
        assert joko.post(f"{page}tercetak/", {"serial": job.serial})["Location"] == page
    told = Entry.objects.filter(subject=night.subject).order_by("id")
    assert [(entry.kind, entry.by_id) for entry in told] == [
        ("night.propose", office.joko.actor.id),
        ("night.sign", office.joko.actor.id),
        ("night.release", office.agus.actor.id),
    ]
    assert "Diminta petugas." in told[0].sentence
    assert office.joko.actor.name in told[2].sentence
    with clock.stopped_at(EVENING + timedelta(hours=12)):
        # In the morning it says who it was, and how many cards came of it.
        shown = agus.get("/cetak/").content.decode()
        listed = nights.nights().get()
    assert (listed.first_id, listed.second_id) == (office.joko.actor.id, office.agus.actor.id)
    assert (listed.printings, listed.printed, Run.objects.get().night) == (1, 2, night)
    assert f"di luar jam, disetujui {office.joko.actor.name} dan {office.agus.actor.name}" in shown
    assert "Diminta petugas." in shown


def test_who_may_not_comes_not_near_it(office, signed_in, ready, evening, joko):
    ready(1)
    night = nights.propose("x", by=joko)
    for who in ("budi", "nur"):
        client = signed_in(getattr(office, who))
        for address in ("/cetak/malam/", f"/cetak/malam/{night.pk}/setujui/", f"/cetak/malam/{night.pk}/tidak/"):
            assert client.post(address).status_code == 403


def test_who_waits_for_a_blank_is_said_by_turn(office, signed_in, ready, joko):
    ready(3)
    for blank in list(Blank.objects.order_by("serial"))[2:]:
        stock.spoil(blank.serial, "basah", by=joko)
    assert [(turn.name, count) for turn, count in queries.beyond(2)] == [("READY", 1)]
    shown = signed_in(office.joko).get("/cetak/").content.decode()
    assert "Blangko cukup untuk 2 kartu pertama" in shown
    assert "1 × Lainnya, menurut kapan siap cetak" in shown
    assert queries.beyond(3) == []
