"""A foreigner's card, by the real path: form, case, recording, packet, the centre's person, release, print."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from pasti.applications import actions as applications
from pasti.applications import corrections
from pasti.applications.models import Application
from pasti.centre.persons import actions as persons
from pasti.kit import blobs, clock
from pasti.kit.errors import Refused
from pasti.link.schema import Biodata, PacketContent
from pasti.printing import actions, queries
from pasti.printing.models import Job
from pasti.printing.tests.released import print_all, release, waits_for_the_centre
from pasti.recording import actions as recording
from pasti.recording.tests.pictures import fill
from tests.cast import ANYBODY, MONDAY, browser_of, person

ENDS = date(2028, 5, 1)
CARD = {"religion": "katolik", "marital_status": "cerai-hidup", "occupation": "Juru Masak", "blood_type": "AB"}


@pytest.fixture
def joko(office):
    return office.joko.actor


def typed(**other: object) -> dict[str, object]:
    """What the form of a foreigner's own data sends."""
    known = person(name="Anna-Lena Wallström", birth_place="Göteborg", **other)
    del known["birth_date"]
    return {**known, "birth_date_day": "2", "birth_date_month": "3", "birth_date_year": "1980"}


def start(client: Client, day: date = ENDS) -> Application | None:
    client.post("/layanan/OA_NEW/ajukan/", {"age_basis": "adult", "itap_expiry": str(day)})
    return Application.objects.order_by("-pk").first()


@pytest.fixture
def filed(office, client) -> Application:
    case = start(client)
    assert case is not None
    browser = browser_of(case)
    at = f"/ajukan/{case.number}/"
    assert browser.post(at + "data-diri/", typed(nationality="SWE")).status_code == 302
    assert browser.post(at + "alamat/", typed()).status_code == 302
    assert browser.post(at + "periksa/").status_code == 302
    return Application.objects.get(pk=case.pk)


@pytest.fixture
def sealed(filed, office, centre_node) -> PacketContent:
    import cbor2

    by = ANYBODY
    applications.accept_papers(applications.fill(filed, CARD, by=by), by=by)
    done = recording.seal(fill(recording.open_recording(filed, by=by), by), by=by)
    outer = cbor2.loads(blobs.read(done.sha256))
    return PacketContent.model_validate_json(centre_node.unseal(outer["content"]))


def test_the_form_asks_for_the_country_and_the_case_keeps_it(filed):
    assert (filed.nationality, filed.permit_until, filed.state) == ("SWE", ENDS, "submitted")


def test_without_a_country_nothing_is_handed_in(office, client):
    case = start(client)
    assert case is not None
    for country in ({}, {"nationality": ""}, {"nationality": "WNA"}, {"nationality": "WNI"}, {"nationality": "XXX"}):
        answer = browser_of(case).post(f"/ajukan/{case.number}/data-diri/", typed(**country))
        assert answer.status_code == 422
        assert answer.content.decode().count("govuk-error-message") == 1
    mine = ANYBODY
    filled = applications.fill(case, person(), by=mine)
    with pytest.raises(Refused, match="negara"):
        applications.submit(filled, by=mine)
    for code in ("WNA", "WNI", "IDN", "XXX", "swe"):
        with pytest.raises(Refused, match="negara"):
            applications.fill(case, {"nationality": code}, by=mine)


def test_what_the_form_asked_is_what_the_centre_reads(sealed):
    said = sealed.biodata
    assert (said.nationality, said.valid_until) == ("SWE", ENDS)


def test_the_card_says_it_in_english_and_until_when(sealed, filed, office, joko):
    known = persons.enter(sealed.biodata.model_dump(mode="json"), region="32.75")
    job = release(office, filed, biodata=Biodata.model_validate(known.biodata).model_dump())
    actions.start_run(1, by=joko)
    job.refresh_from_db()
    front = PdfReader(BytesIO(actions.fetch_faces([job], by=joko))).pages[0].extract_text()
    for words in (
        "ANNA-LENA WALLSTRÖM", "GÖTEBORG, 02-03-1980", "FEMALE", "CATHOLIC", "DIVORCED", "COOK", "SWEDEN", "01-05-2028",
    ):  # fmt: skip
        assert words in front, words
    for words in ("WNA", "SWE\n", "SEUMUR HIDUP", "PEREMPUAN", "KATOLIK", "CERAI", "JURU MASAK"):
        assert words not in front, words


def test_a_citizens_card_stays_in_indonesian(office, joko):
    job = release(office)
    actions.start_run(1, by=joko)
    job.refresh_from_db()
    front = PdfReader(BytesIO(actions.fetch_faces([job], by=joko))).pages[0].extract_text()
    for words in ("PEREMPUAN", "ISLAM", "BELUM KAWIN", "PELAJAR/MAHASISWA", "WNI", "SEUMUR HIDUP"):
        assert words in front, words


# ── a permit that has ended ─────────────────────────────────────────────────────────────────────────────────────────

AFTER = MONDAY.replace(year=2028, month=5, day=2)


def test_the_last_day_is_still_good(filed):
    with clock.stopped_at(AFTER - timedelta(days=1)):
        applications.ensure_permit(filed)
    with clock.stopped_at(AFTER), pytest.raises(Refused, match="sudah berakhir pada Senin, 1 Mei 2028"):
        applications.ensure_permit(filed)


def test_with_an_expired_permit_nothing_is_begun(office, client):
    answer = client.post("/layanan/OA_NEW/ajukan/", {"age_basis": "adult", "itap_expiry": "2026-11-22"})
    assert "sudah berakhir" in answer.content.decode()
    assert not Application.objects.exists()


def test_an_expired_permit_stops_each_step(office, joko, filed):
    by = ANYBODY
    applications.fill(filed, CARD, by=by)
    with clock.stopped_at(AFTER), pytest.raises(Refused, match="sudah berakhir"):
        applications.accept_papers(filed, by=by)
    accepted = applications.accept_papers(filed, by=by)
    with clock.stopped_at(AFTER), pytest.raises(Refused, match="sudah berakhir"):
        recording.open_recording(accepted, by=by)
    opened = fill(recording.open_recording(accepted, by=by), by)
    with clock.stopped_at(AFTER), pytest.raises(Refused, match="sudah berakhir"):
        recording.seal(opened, by=by)
    recording.seal(opened, by=by)
    job = release(office, Application.objects.get(pk=filed.pk))
    with clock.stopped_at(AFTER):
        with pytest.raises(Refused):
            actions.start_run(1, by=joko)
        assert list(queries.waiting()) == []
    assert "sudah berakhir" in str(Job.objects.get().obstacle)
    actions.try_again(job, by=joko)
    run = actions.start_run(1, by=joko)
    job.refresh_from_db()
    with clock.stopped_at(AFTER), pytest.raises(Refused, match="sudah berakhir"):
        actions.fetch_faces([job], by=joko)
    print_all(run, joko)
    with clock.stopped_at(AFTER), pytest.raises(Refused, match="sudah berakhir"):
        hand_over(filed, by)


def hand_over(case: Application, by) -> None:
    from pasti.handover import actions as handover
    from pasti.handover.models import Relation, Shown

    collector = handover.Collector("Anna", Relation.SELF, Shown.CARD)
    handover.hand_over(case, collector, handover.Given(case.product), by=by)


def test_a_foreigner_without_a_country_or_a_day_is_named_before_printing(office, joko):
    for wrong in ({"nationality": "WNA", "valid_until": ENDS}, {"nationality": "SWE"}):
        case = waits_for_the_centre(office)
        release(office, case, biodata=wrong)
        with pytest.raises(Refused):
            actions.start_run(1, by=joko)


def test_the_permits_end_and_the_country_are_put_right_and_end_on_the_card(filed, office, centre_node):
    import cbor2

    by, case = ANYBODY, applications.accept_papers(applications.fill(filed, CARD, by=ANYBODY), by=ANYBODY)
    right = {**case.answers, "itap_expiry": "2029-02-28"}
    why = {"reason": "Salah baca KITAP", "confirmed": corrections.Confirmed.SCREEN, "by": office.budi.actor}
    corrections.correct(case, {"answers": right, "nationality": "NOR"}, **why)
    done = recording.seal(fill(recording.open_recording(Application.objects.get(pk=case.pk), by=by), by), by=by)
    outer = cbor2.loads(blobs.read(done.sha256))
    said = PacketContent.model_validate_json(centre_node.unseal(outer["content"])).biodata
    assert (said.nationality, said.valid_until) == ("NOR", date(2029, 2, 28))


def test_a_permit_that_has_ended_is_no_correction(filed, office):
    ended = {**filed.answers, "itap_expiry": str(MONDAY.date() - timedelta(days=1))}
    why = {"reason": "Salah baca KITAP", "confirmed": corrections.Confirmed.SCREEN, "by": office.budi.actor}
    with pytest.raises(Refused, match="ITAP"):
        corrections.correct(filed, {"answers": ended}, **why)


def test_the_clerk_puts_them_right_on_the_screen(filed, office, signed_in):
    client = signed_in(office.budi)
    at = f"/permohonan/{filed.number}/perbaikan/"
    page = client.get(at).content.decode()
    assert 'name="nationality"' in page
    assert 'name="itap_expiry_day"' in page
    plain = ("nik", "kk_number", "name", "birth_place", "sex", "village_code", "address", "rt", "rw", "phone")
    fields = {name: getattr(filed, name) for name in plain} | {"age_basis": "adult", "nationality": "SWE"}
    fields |= {"birth_date_day": "2", "birth_date_month": "3", "birth_date_year": "1980"}
    fields |= {"itap_expiry_day": "28", "itap_expiry_month": "2", "itap_expiry_year": "2029"}
    fields |= {"reason": "Salah baca", "drawn_for": corrections.digest(filed)}
    shown = client.post(at, fields).content.decode()
    assert "1 Mei 2028" in shown
    assert "28 Februari 2029" in shown
    assert client.post(at, fields | {"confirmed": "screen"}).status_code == 302
    assert Application.objects.get(pk=filed.pk).permit_until == date(2029, 2, 28)
