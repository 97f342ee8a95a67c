"""What becomes of a case that the centre holds: the status says who may do what."""

import re

import pytest
from tests.cast import MONDAY, accepted
from tests.scenes import scene

from pasti.applications import actions, held
from pasti.applications.models import Application
from pasti.applications.record_status import Again, again, table
from pasti.journal.actors import node
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.statuses import HOLDING, Status

CENTRE = node("centre-1", "Pusat")
AGREED = "Surat Ditjen 471/88, 20 November"
ENDED = "Pemohon memakai kartunya yang lama"


@scene
def case(office) -> Application:
    return actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)


def hold(case: Application, code: str) -> Application:
    actions.note_status(case, code, at=MONDAY, source="Pusat", by=CENTRE)
    return actions.hold(case, "x", by=CENTRE)


def now(case: Application) -> str:
    case.refresh_from_db()
    return str(case.state)


def codes(answer: Again) -> list[str]:
    return sorted(code for code in HOLDING if again(code) == answer)


def test_each_status_that_holds_says_whether_to_record_again():
    assert codes(Again.YES) == ["ENROLL_FAILURE_AT_CENTRAL", "ENROLL_FAILURE_AT_REGIONAL", "UNREGISTERED"]
    assert codes(Again.IF_AGREED) == ["DUPLICATE_RECORD", "REQUEST_VALIDATION"]
    assert codes(Again.NOT_YET) == ["ADJUDICATE_RECORD"]


@pytest.mark.parametrize("code", codes(Again.YES))
def test_whoever_the_centre_wants_to_be_recorded_again_is(case, office, code):
    assert held.record_again(hold(case, code), by=office.rini.actor).state == "in_progress"


@pytest.mark.parametrize("basis", ["", AGREED])
def test_while_the_centre_compares_nobody_is_recorded_again(case, office, basis):
    with pytest.raises(NotAllowed, match="tunggu keputusannya"):
        held.record_again(hold(case, "ADJUDICATE_RECORD"), basis=basis, by=office.rini.actor)
    assert now(case) == "held"


@pytest.mark.parametrize("code", codes(Again.IF_AGREED))
def test_otherwise_only_with_what_the_centre_agreed_to(case, office, code):
    for nothing in ("", "  ", "NIK 3275015206099001 dihapus"):
        with pytest.raises(Refused):
            held.record_again(hold(case, code), basis=nothing, by=office.rini.actor)
    assert now(case) == "held"
    held.record_again(case, basis=AGREED, by=office.rini.actor)
    assert now(case) == "in_progress"
    assert Entry.objects.get(kind="application.again_agreed").facts == {"basis": AGREED}


@pytest.mark.parametrize("later", ["SENT_FOR_ENROLLMENT", "HOLD_FOR_REASONS_OF_ITS_OWN"])
def test_what_is_learned_after_it_opens_nothing(case, office, later):
    hold(case, "ADJUDICATE_RECORD")
    actions.note_status(case, later, at=MONDAY, source="Kantor", by=CENTRE)
    with pytest.raises(NotAllowed):
        held.record_again(case, basis=AGREED, by=office.rini.actor)


@pytest.mark.parametrize("code", sorted(HOLDING - {Status.DUPLICATE_RECORD}))
def test_a_case_that_may_still_be_released_is_not_ended(case, office, code):
    with pytest.raises(NotAllowed, match="masih dapat selesai"):
        held.end_held(hold(case, code), ENDED, by=office.budi.actor)
    assert now(case) == "held"


@pytest.mark.parametrize("who", ["rini", "joko", "agus", "nur"])
def test_only_a_clerk_ends_it(case, office, who):
    with pytest.raises(NotAllowed):
        held.end_held(hold(case, "DUPLICATE_RECORD"), ENDED, by=getattr(office, who).actor)


@pytest.mark.parametrize("reason", ["", " ", "kartu NIK 3275015206099001"])
def test_it_ends_with_a_reason_that_the_applicant_reads(case, office, reason):
    hold(case, "DUPLICATE_RECORD")
    with pytest.raises(Refused):
        held.end_held(case, reason, by=office.budi.actor)
    ended = held.end_held(case, ENDED, by=office.budi.actor)
    assert (ended.state, ended.live) == ("refused", False)
    assert ENDED in ended.remark.shown
    assert Entry.objects.latest("id").sentence == f"Permohonan diakhiri: {ENDED}"


def test_a_case_that_is_not_held_is_not_ended(case, office):
    with pytest.raises(NotAllowed):
        held.end_held(case, ENDED, by=office.budi.actor)


def test_what_ended_stays_so_whatever_comes_later(case, office):
    held.end_held(hold(case, "DUPLICATE_RECORD"), ENDED, by=office.budi.actor)
    for late in (
        lambda: held.record_again(case, basis=AGREED, by=office.rini.actor),
        lambda: actions.hold(case, "x", by=CENTRE),
        lambda: actions.finish_step(case, "centre", by=CENTRE),
    ):
        with pytest.raises(NotAllowed):
            late()
    assert now(case) == "refused"


# ── the screens ─────────────────────────────────────────────────────────────────────────────────────────────────────


def forms(page: str) -> set[str]:
    return set(re.findall(r'action="/permohonan/[^/]+/(rekam-ulang|akhiri)/"', page))


@pytest.mark.parametrize(
    ("code", "offered", "asks"),
    [
        ("ENROLL_FAILURE_AT_CENTRAL", {"rekam-ulang"}, False),
        ("ADJUDICATE_RECORD", set(), False),
        ("REQUEST_VALIDATION", {"rekam-ulang"}, True),
        ("DUPLICATE_RECORD", {"rekam-ulang", "akhiri"}, True),
    ],
)
def test_the_page_offers_what_may_be_done_and_says_what_the_office_does(case, office, signed_in, code, offered, asks):
    hold(case, code)
    page = signed_in(office.budi).get(f"/permohonan/{case.number}/").content.decode()
    assert forms(page) == offered
    assert ('name="again-basis"' in page) == asks
    assert next(row.office for row in table() if row.code == code) in page
    assert forms(signed_in(office.joko).get(f"/permohonan/{case.number}/").content.decode()) == set()


def test_with_the_centres_agreement_it_is_recorded_again(case, office, signed_in):
    hold(case, "DUPLICATE_RECORD")
    rini = signed_in(office.rini)
    empty = rini.post(f"/permohonan/{case.number}/rekam-ulang/", {"again-basis": ""})
    assert (empty.status_code, now(case)) == (422, "held")
    assert "Tuliskan persetujuan pusat." in empty.content.decode()
    rini.post(f"/permohonan/{case.number}/rekam-ulang/", {"again-basis": AGREED})
    assert now(case) == "in_progress"


def test_a_clerk_ends_it_on_the_page(case, office, signed_in):
    hold(case, "DUPLICATE_RECORD")
    budi = signed_in(office.budi)
    empty = budi.post(f"/permohonan/{case.number}/akhiri/", {"end-reason": " "})
    assert (empty.status_code, now(case)) == (422, "held")
    assert "Tuliskan alasannya." in empty.content.decode()
    assert signed_in(office.rini).post(f"/permohonan/{case.number}/akhiri/", {"end-reason": ENDED}).status_code == 403
    shown = signed_in(office.budi).post(f"/permohonan/{case.number}/akhiri/", {"end-reason": ENDED}, follow=True)
    assert now(case) == "refused"
    assert ENDED in shown.content.decode()


def test_all_statuses_stand_in_one_table(office, signed_in):
    page = signed_in(office.joko).get("/status-pusat/").content.decode()
    places = [page.index(f'id="{code}"') for code in Status]
    assert places == sorted(places)
    for row in table():
        assert row.text in page
        assert row.todo in page
        assert row.office in page
