"""A card that is never found is declared lost by two people; its case gets another one, and the lost one nobody."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.cast import ANYBODY, MONDAY, account

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.applications.visits import next_visit
from pasti.handover import counting, destroying, papers, shelf
from pasti.handover.concerns import concerns
from pasti.handover.models import Card, Finding, Minutes
from pasti.handover.tests.test_hand_over import hand_over, kinds
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused

WITNESSES = "Jajang, Satpol PP\nNeneng, Inspektorat"
LATER = MONDAY + timedelta(days=15)


@pytest.fixture
def dewi(office):
    return account("dewi", "Dewi Lestari", Role.CLERK).actor


@pytest.fixture
def gone(ready, budi):
    """A card that a count of its box did not find, and nobody found in a fortnight."""
    case = ready()
    counting.count(1, 1, "", by=budi)
    counting.report(Finding.objects.get(), by=budi)
    with clock.stopped_at(LATER):
        yield case


def declare(by) -> Minutes:
    return destroying.propose("lost", witnesses=WITNESSES, by=by)


def printed_again(case, serial: str = "BK00770001") -> None:
    applications.finish_step(case, "printing", by=ANYBODY, changes={"product": serial})
    case.refresh_from_db()


def state() -> str:
    return str(Card.objects.order_by("id")[0].state)


def test_two_people_declare_it_lost_and_its_case_is_printed_again(gone, budi, dewi):
    assert "dinyatakan hilang" not in next_visit(gone).why_not
    assert [one.place for one in concerns() if "nyatakan hilang" in one.sentence] == ["handover:destructions"]
    minutes = declare(budi)
    assert state() == "declared"
    assert "sedang dicari" in next_visit(gone).why_not
    with pytest.raises(NotAllowed, match="orang lain"):
        destroying.confirm(minutes, by=budi)
    destroying.confirm(minutes, by=dewi)
    gone.refresh_from_db()
    assert (gone.state, gone.product, state()) == ("in_progress", "", "lost")
    assert gone.current_step is not None
    assert gone.current_step.code == "printing"
    assert "application.lost" in kinds(gone)
    assert Finding.objects.get().state == "over"
    assert list(concerns()) == []
    printed_again(gone)
    assert shelf.kept().get().serial == "BK00770001"
    assert next_visit(gone).possible
    assert hand_over(gone, budi)


def test_not_before_its_time(ready, budi):
    case = ready()
    card = shelf.card_of(case)
    assert card is not None
    shelf.report_missing(card, by=budi)
    with clock.stopped_at(MONDAY + timedelta(days=14)), pytest.raises(Refused, match="Tidak ada kartu"):
        declare(budi)


def test_what_is_found_before_the_second_agrees_is_not_lost(gone, ready, budi, dewi):
    minutes = declare(budi)
    counting.count(1, 1, gone.product, by=budi)
    assert state() == "kept"
    with pytest.raises(Refused, match="sudah ditemukan"):
        destroying.confirm(minutes, by=dewi)
    destroying.withdraw(minutes, by=dewi)
    assert hand_over(gone, budi)


def test_of_several_only_those_that_stay_away_are_lost(ready, budi, dewi):
    cases = [ready(), ready()]
    for case in cases:
        card = shelf.card_of(case)
        assert card is not None
        shelf.report_missing(card, by=budi)
    with clock.stopped_at(LATER):
        minutes = declare(budi)
        counting.count(1, 1, cases[0].product, by=budi)
        assert destroying.confirm(minutes, by=dewi).count == 1
    assert list(Card.objects.order_by("id").values_list("state", flat=True)) == ["kept", "lost"]
    assert destroying.contents(minutes) == [(cases[1].product, cases[1].number)]


def test_withdrawn_it_is_looked_for_as_before(gone, budi, dewi):
    destroying.withdraw(declare(budi), by=dewi)
    assert state() == "missing"
    assert declare(dewi).number == "K-02/08-12-2026", "since when it is missing stays"


def test_what_turns_up_afterwards_is_destroyed_and_never_given(gone, budi, dewi):
    old = gone.product
    destroying.confirm(declare(budi), by=dewi)
    printed_again(gone)
    with pytest.raises(Refused, match="sudah dinyatakan hilang dan diganti"):
        hand_over(gone, budi, serial=old)
    counting.count(1, 1, f"{old} {gone.product}", by=budi)
    assert state() == "surfaced"
    assert Finding.objects.order_by("-id")[0].kind == "strange"
    minutes = destroying.propose("stray", witnesses=WITNESSES, by=budi)
    destroying.withdraw(minutes, by=dewi)
    assert state() == "surfaced"
    destroying.confirm(destroying.propose("stray", witnesses=WITNESSES, by=budi), by=dewi)
    assert state() == "destroyed"
    gone.refresh_from_db()
    assert gone.state == "ready", "its case has another card"
    assert hand_over(gone, budi)


def test_the_paper_of_the_loss_names_it_still_when_it_was_destroyed(gone, budi, dewi):
    old, lost = gone.product, declare(budi)
    destroying.confirm(lost, by=dewi)
    shelf.surface(shelf.lost().get(), by=budi)
    destroying.confirm(destroying.propose("stray", witnesses=WITNESSES, by=budi), by=dewi)
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(papers.draw_minutes(lost))).pages)
    assert old in said
    assert "Kehilangan" in said
    assert gone.name not in said


@pytest.mark.parametrize("who", ["rini", "joko", "nur", "stranger"])
def test_only_clerks_and_the_head_declare_it(gone, office, who):
    with pytest.raises(NotAllowed):
        declare(getattr(office, who).actor)


def test_on_the_screens(gone, office, signed_in):
    clerk, head = signed_in(office.budi), signed_in(office.agus)
    at = "/pengambilan/pemusnahan/"
    assert clerk.post(at, {"kind": "lost", "witnesses": WITNESSES}).status_code == 302
    minutes = Minutes.objects.get()
    assert "diusulkan hilang" in clerk.get("/pengambilan/rak/").content.decode()
    head.post(f"{at}{minutes.pk}/setujui/")
    shown = clerk.get("/pengambilan/rak/").content.decode()
    assert "Dinyatakan hilang dan sudah diganti" in shown
    card = shelf.lost().get()
    clerk.post(f"/pengambilan/rak/muncul/{card.pk}/")
    assert state() == "surfaced"


def test_a_finding_whose_card_was_handed_over_is_over(ready, budi):
    case = ready()
    counting.count(1, 1, "", by=budi)
    hand_over(case, budi)
    assert Finding.objects.get().state == "over"
    assert not counting.open_findings().exists()
