"""Old cards and those that nobody collects are destroyed with minutes, by two people, and the case says so."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.cast import MONDAY, account
from tests.rivals import meanwhile

from pasti.accounts.roles import Role
from pasti.applications.visits import next_visit
from pasti.handover import destroying, papers, shelf
from pasti.handover.models import Card, Minutes, OldCard, Surrendered
from pasti.handover.tests.test_hand_over import hand_over
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused

LONG_AFTER = MONDAY + timedelta(days=731)
WITNESSES = "Jajang, Satpol PP\nNeneng, Inspektorat"


@pytest.fixture
def dewi(office):
    return account("dewi", "Dewi Lestari", Role.CLERK).actor


@pytest.fixture
def late(ready):
    """A card that nobody collected for two years."""
    case = ready()
    with clock.stopped_at(LONG_AFTER):
        yield case


def propose(by, kind: str = "uncollected") -> Minutes:
    return destroying.propose(kind, witnesses=WITNESSES, by=by)


def test_a_card_that_nobody_collected_is_destroyed_and_its_case_says_so(late, budi, dewi):
    minutes = propose(budi)
    assert Card.objects.get().state == "held"
    assert shelf.place_of(Card.objects.get()) is None
    assert "disisihkan untuk dimusnahkan" in next_visit(late).why_not
    destroying.confirm(minutes, by=dewi)
    late.refresh_from_db()
    assert (late.state, Card.objects.get().state) == ("refused", "destroyed")
    assert minutes.number in str(late.remark)
    assert Entry.objects.get(kind="application.end_uncollected").case == late.number


def test_not_before_its_time(ready, budi):
    ready()
    with clock.stopped_at(MONDAY + timedelta(days=729)), pytest.raises(Refused, match="Tidak ada kartu"):
        propose(budi)


def test_nobody_destroys_alone(late, budi, office):
    minutes = propose(budi)
    with pytest.raises(NotAllowed, match="orang lain"):
        destroying.confirm(minutes, by=budi)
    assert destroying.confirm(minutes, by=office.agus.actor).ended_by == office.agus.name


def test_who_comes_in_the_last_moment_gets_the_card(late, budi, dewi):
    minutes = propose(budi)
    with pytest.raises(Refused, match="disisihkan"):
        hand_over(late, budi)
    destroying.withdraw(minutes, by=dewi)
    assert shelf.place_of(Card.objects.get()) == shelf.Place(1, 1, 1)
    hand_over(late, budi)
    with pytest.raises(NotAllowed):
        destroying.confirm(minutes, by=dewi)


def test_what_was_handed_over_is_never_among_them(ready, budi):
    case = ready()
    hand_over(case, budi)
    with clock.stopped_at(LONG_AFTER), pytest.raises(Refused, match="Tidak ada kartu"):
        propose(budi)


def test_old_cards_are_destroyed_together(ready, budi, dewi):
    for serial in ("BK00990001", "BK00990002"):
        hand_over(ready(), budi, old_card=OldCard.TAKEN, old_serial=serial)
    minutes = propose(budi, "old")
    assert minutes.count == 2
    assert [serial for serial, _number in destroying.contents(minutes)] == ["BK00990001", "BK00990002"]
    with pytest.raises(Refused, match="Tidak ada kartu"):
        propose(dewi, "old")
    destroying.confirm(minutes, by=dewi)
    assert set(Surrendered.objects.values_list("state", flat=True)) == {"destroyed"}
    with pytest.raises(NotAllowed):
        destroying.confirm(minutes, by=dewi)


def test_an_old_card_that_is_handed_in_at_two_counters_at_once_is_taken_at_one(ready, budi):
    first, second = ready(), ready()
    quicker = {"application": first, "serial": "BK00990001", "by": "Dewi", "state": "kept"}
    with (
        meanwhile("handover_surrendered", lambda: Surrendered.objects.create(**quicker)),
        pytest.raises(Refused, match="BK00990001 sudah pernah ditarik"),
    ):
        hand_over(second, budi, old_card=OldCard.TAKEN, old_serial="BK00990001")
    second.refresh_from_db()
    assert second.state == "ready"


@pytest.mark.parametrize("witnesses", ["", "Jajang", "\n Jajang \n"])
def test_two_witnesses_are_named(late, budi, witnesses):
    with pytest.raises(Refused, match="dua saksi"):
        destroying.propose("uncollected", witnesses=witnesses, by=budi)
    assert Card.objects.get().state == "kept"


@pytest.mark.parametrize("who", ["rini", "joko", "nur", "stranger"])
def test_only_clerks_and_the_head(late, office, who):
    with pytest.raises(NotAllowed):
        propose(getattr(office, who).actor)


@pytest.mark.parametrize("kind", ["old", "uncollected"])
def test_the_paper_names_serials_and_nobody(ready, budi, kind):
    hand_over(ready(), budi, old_card=OldCard.TAKEN, old_serial="BK00990001")
    late = ready(name="Wati Rahmawati")
    with clock.stopped_at(LONG_AFTER):
        drawn = papers.draw_minutes(propose(budi, kind))
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(drawn)).pages)
    assert ("BK00990001" if kind == "old" else late.product) in said
    assert late.name not in said


def test_on_the_screen(late, office, signed_in):
    clerk: Client = signed_in(office.budi)
    at = "/pengambilan/pemusnahan/"
    assert clerk.post(at, {"kind": "uncollected", "witnesses": "x"}).status_code == 422
    assert clerk.post(at, {"kind": "uncollected", "witnesses": WITNESSES}).status_code == 302
    minutes = Minutes.objects.get()
    assert minutes.number in clerk.get(at).content.decode()
    clerk.post(f"{at}{minutes.pk}/setujui/")
    assert Minutes.objects.get().state == "proposed"
    head: Client = signed_in(office.agus)
    head.post(f"{at}{minutes.pk}/setujui/")
    assert Minutes.objects.get().state == "confirmed"


def test_what_was_withdrawn_has_no_paper_that_says_it_was_destroyed(late, office, budi, signed_in):
    minutes, clerk = propose(budi), signed_in(office.budi)
    paper = f"/pengambilan/pemusnahan/{minutes.pk}/cetak/"
    assert paper in clerk.get("/pengambilan/pemusnahan/").content.decode()
    destroying.withdraw(minutes, by=budi)
    assert paper not in clerk.get("/pengambilan/pemusnahan/").content.decode()
    assert clerk.get(paper).status_code == 404
