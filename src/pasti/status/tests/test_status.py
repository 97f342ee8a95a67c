"""What the public is told before anybody leaves home."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import ANYBODY, MONDAY, accepted, submitted

from pasti.applications import actions as applications
from pasti.kit import clock
from pasti.kit.live import channels
from pasti.offices.actions import set_holiday
from pasti.queue.tests.hall import take
from pasti.readiness import actions as readiness
from pasti.readiness.models import Effect, Incident
from pasti.readiness.needs import Cause, Need
from pasti.readiness.probes import Answer, probes
from pasti.readiness.tests.watching import begin, later, watched
from pasti.status import posts, queries
from pasti.status.queries import Come
from pasti.status.shape import Shape
from pasti.stock import actions as stock
from pasti.stock.models import Blank

ATOM = "{http://www.w3.org/2005/Atom}"
FORMS = ["/hari-ini/", "/hari-ini/status.json", "/hari-ini/gangguan.atom", "/hari-ini/teks.txt", "/hari-ini/pintu/"]


def at(moment: str):
    return clock.stopped_at(datetime.fromisoformat(f"{moment}+07:00"))


def down(office, *needs: Need, services: tuple[str, ...] = (), sentence: str = "", until=None) -> Incident:
    return readiness.open_incident(
        needs=list(needs), services=list(services), cause=Cause.EQUIPMENT, effect=Effect.DOWN, starts_at=clock.now(),
        until=until, sentence_id=sentence, sentence_en="", by=office.agus.actor,
    )  # fmt: skip


def come() -> dict[str, Come]:
    return {one.service.code: one.come for one in queries.status().services}


def days_of(service: str) -> date:
    return next(one.ready.day for one in queries.status().services if one.ready and one.service.code == service)


def text(address: str, **cookies: str) -> str:
    browser = Client()
    for name, value in cookies.items():
        browser.cookies[name] = value
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def test_on_a_good_day_everybody_may_come(office):
    assert set(come().values()) == {Come.YES}
    page = text("/hari-ini/")
    assert "Kantor buka sampai pukul 15.30 WIB" in page
    assert "Tersisa <b>20</b> lembar." in page
    assert "Menurut perkiraan kantor: belum cukup permohonan" in page
    assert "Belum cukup tanggal yang sampai pada harinya" in page


def test_who_needs_what_is_down_is_told_before_setting_out(office):
    down(office, Need.STATION, sentence="Alat perekaman rusak", until=MONDAY + timedelta(hours=4))
    said = come()
    assert said["NEW"] == Come.PARTLY
    assert said["KK"] == Come.YES
    page = text("/hari-ini/")
    assert "Alat perekaman rusak sejak pukul 08.30 WIB. Diperkirakan pulih pukul 12.30 WIB." in page
    assert "perekaman menyusul pada jadwal yang dapat dipilih" in page


def test_what_is_said_of_one_service_stops_no_other(office):
    down(office, Need.CLERK, services=("KK",), sentence="Petugas KK sakit")
    said = come()
    assert (said["KK"], said["NEW"]) == (Come.NO, Come.YES)
    post, door = posts.post(queries.status()), text("/hari-ini/pintu/")
    why = "Petugas KK sakit sejak pukul 08.30 WIB. Belum diketahui kapan pulih."
    assert "Semua layanan berjalan" not in post
    name = next(one.service.text for one in queries.status().services if one.service.code == "KK")
    assert f"{name}: jangan datang dahulu. {why}" in post
    assert "verdict--mind" in door
    assert why in door


def test_only_when_every_service_goes_on_it_is_said_so(office):
    assert "Semua layanan berjalan." in posts.post(queries.status())
    assert "verdict--good" in text("/hari-ini/pintu/")
    down(office, Need.STATION, sentence="Alat perekaman rusak")
    post, door = posts.post(queries.status()), text("/hari-ini/pintu/")
    assert "Semua layanan berjalan" not in post
    assert "verdict--mind" in door
    # What is told of the whole office is not told of services again.
    assert (post.count("Alat perekaman rusak"), door.count("Alat perekaman rusak")) == (1, 1)


@pytest.mark.parametrize(("moment", "said"), [("2026-11-23T07:00", Come.YES), ("2026-11-23T15:30", Come.CLOSED)])
def test_who_comes_before_the_office_closes_can_be_served(office, moment, said):
    with at(moment):
        assert come()["KK"] == said


def test_a_date_counts_from_the_next_day_on_which_papers_can_be_complete(office):
    assert queries.status().counted_from == date(2026, 11, 23)
    set_holiday(date(2026, 11, 24), name="Hari jadi kota", source="local", closed=True, by=office.agus.actor)
    with at("2026-11-23T16:00"):
        assert queries.status().counted_from == date(2026, 11, 25)
        assert "bila berkas lengkap pada Rabu, 25 November 2026." in text("/hari-ini/")


def test_every_form_is_light_in_both_languages_and_names_nobody(office):
    waits, promised = submitted(), accepted(office.budi.actor)
    take(office, application=waits)
    secret = [said for one in (waits, promised) for said in (one.name, one.nik, one.number, one.shown_number)]
    assert all(secret)
    for address in FORMS:
        for language in ("id", "en"):
            browser = Client()
            browser.cookies["pasti-language"] = language
            answer = browser.get(address)
            assert answer.status_code == 200
            assert answer["Content-Language"] == language
            assert len(answer.content) < 60_000
            assert [one for one in secret if one in answer.content.decode()] == []


# ── for programs ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_programs_read_the_shape_that_is_documented(office):
    incident = down(office, Need.STATION, sentence="Alat perekaman rusak")
    answer = Client().get("/hari-ini/status.json")
    assert (answer["Content-Type"], answer["Access-Control-Allow-Origin"]) == ("application/json; charset=utf-8", "*")
    said = Shape.model_validate_json(answer.content)
    assert (said.shape, said.today.open_now, said.blanks.left) == ("pasti-status/1", True, 20)
    assert [(one.number, one.state, one.sentence.id) for one in said.incidents] == [
        (incident.number, "open", "Alat perekaman rusak")
    ]
    assert {one.code: one.come for one in said.services}["NEW"] == "partly"
    assert said.stopped == ["recording"]
    assert said.unchecked_since is None


def test_the_documented_schema_is_that_of_the_code(office):
    kept = Path(__file__).parents[4] / "docs" / "status.schema.json"
    assert json.loads(kept.read_text()) == Shape.model_json_schema(), (
        "write it anew: pasti django shell -c 'import json; from pasti.status.shape import Shape; "
        "print(json.dumps(Shape.model_json_schema(), indent=1))' > docs/status.schema.json"
    )


def test_a_feed_has_an_entry_for_each_incident_that_is_there_will_be_or_was(office):
    open_one = down(office, Need.STATION, sentence="Alat perekaman rusak")
    with clock.stopped_at(MONDAY + timedelta(minutes=5)):
        planned = readiness.plan_incident(
            needs=[Need.PRINTER], services=[], cause=Cause.PLANNED, effect=Effect.DOWN,
            starts_at=MONDAY + timedelta(days=2), until=MONDAY + timedelta(days=2, hours=2),
            sentence_id="Mesin cetak dirawat", sentence_en="", by=office.agus.actor,
        )  # fmt: skip
    feed = ET.fromstring(Client().get("/hari-ini/gangguan.atom").content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["Mesin cetak dirawat (direncanakan)", "Alat perekaman rusak (berlangsung)"]
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert [one.partition("#")[2] for one in ids] == [planned.number, open_one.number]


def test_a_feed_has_all_that_atom_asks_for(office):
    """RFC 4287, 4.1.1 and 4.1.2: among it an author, of the feed or of each entry; an id for each."""
    down(office, Need.STATION, sentence="Alat perekaman rusak")
    feed = ET.fromstring(Client().get("/hari-ini/gangguan.atom").content)
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        assert all(part.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "link"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Disdukcapil Kota Bekasi"
    ids = [part.findtext(f"{ATOM}id") for part in (feed, *feed.findall(f"{ATOM}entry"))]
    assert len(set(ids)) == len(ids) > 1


def test_a_feed_says_moments_in_full(office):
    down(office, Need.STATION, until=MONDAY + timedelta(hours=1))
    feed = text("/hari-ini/gangguan.atom")
    assert "Sejak Senin, 23 November 2026 pukul 08.30 WIB. Diperkirakan pulih Senin, 23 November 2026 pukul" in feed


def entries() -> dict[str, tuple[str, str, datetime]]:
    """What a feed says of each incident: title, when, and when that was said last."""
    feed = ET.fromstring(Client().get("/hari-ini/gangguan.atom").content)
    return {
        str(entry.findtext(f"{ATOM}id")).partition("#")[2]: (
            str(entry.findtext(f"{ATOM}title")), str(entry.findtext(f"{ATOM}summary")),
            datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated"))),
        )
        for entry in feed.iter(f"{ATOM}entry")
    }  # fmt: skip


def test_what_stands_again_is_not_said_to_be_down_in_any_form(office):
    begin()
    watched(30, up=False)
    with later(seconds=31):
        assert "sedang terputus" in text("/hari-ini/status.json")
        assert "sedang terputus" in entries()["001/2026"][0]
    watched(90, up=True)
    watched(160, up=True)
    with later(seconds=161):
        (incident,) = json.loads(Client().get("/hari-ini/status.json").content)["incidents"]
        again = "Sudah pulih: sambungan ke pusat. Dipantau sampai pasti tidak terganggu lagi."
        assert (incident["state"], incident["sentence"]["id"]) == ("open", again)
        assert "Working again" in incident["sentence"]["en"]
        title, when, updated = entries()["001/2026"]
        assert title == f"{again.rstrip('.')} (berlangsung)"
        assert when.endswith(again)
        assert updated == MONDAY + timedelta(seconds=90)
        assert not any("sedang terputus" in text(form) for form in FORMS)
    for seconds in range(250, 3800, 90):
        watched(seconds, up=True)
    with later(seconds=3801):
        (over,) = json.loads(Client().get("/hari-ini/status.json").content)["over"]
        assert over["sentence"]["id"] == "Sambungan ke pusat tidak tersedia"
        assert not any("sedang terputus" in text(form) for form in FORMS)


def test_a_feed_says_what_was_withdrawn_and_when(office):
    incident = down(office, Need.STATION, sentence="Alat perekaman rusak", until=MONDAY + timedelta(hours=1))
    with clock.stopped_at(MONDAY + timedelta(minutes=10)):
        readiness.withdraw_incident(incident, "Salah lapor", by=office.agus.actor)
    with clock.stopped_at(MONDAY + timedelta(hours=2)):
        withdrawn = ("Alat perekaman rusak (ditarik)", "Ditarik.", MONDAY + timedelta(minutes=10))
        assert entries() == {incident.number: withdrawn}


def test_a_feed_says_that_a_forecast_passed_and_no_letter_changes_it(office):
    incident = down(office, Need.STATION, sentence="Alat perekaman rusak", until=MONDAY + timedelta(hours=1))
    with clock.stopped_at(MONDAY + timedelta(hours=2)):
        readiness.note_letter(
            incident, way="out", number="1", day=MONDAY.date(), other="Vendor", about="Alat", by=office.agus.actor
        )
        _title, when, updated = entries()[incident.number]
    said = "Perkiraan pulih Senin, 23 November 2026 pukul 09.30 WIB sudah lewat; belum ada kabar baru."
    assert when == f"Sejak Senin, 23 November 2026 pukul 08.30 WIB. {said}"
    assert updated == MONDAY + timedelta(hours=1)


def test_a_feed_asks_no_more_of_the_database_for_more_incidents(office, django_assert_max_num_queries):
    down(office, Need.STATION)
    status = queries.status()
    with CaptureQueriesContext(connection) as one:
        posts.feed_of(status)
    for need in (Need.LINK, Need.PRINTER, Need.PAPER_PRINTER):
        down(office, need)
    status = queries.status()
    assert len(status.current) == 4
    with django_assert_max_num_queries(len(one)):
        posts.feed_of(status)


def test_a_text_to_paste_is_short_whatever_has_happened(office):
    for need in Need:
        down(office, need, sentence=f"{need.label} " + "panjang sekali " * 12)
    said = posts.post(queries.status())
    assert len(said) < 1000
    assert said.startswith("Layanan hari ini: Disdukcapil Kota Bekasi, Senin, 23 November 2026 pukul 08.30 WIB")
    assert said.endswith("/hari-ini/")


# ── it changes when it must ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_version_changes_with_everything_that_is_said(office):
    from pasti.offices.actions import decide
    from pasti.stock.actions import receive_delivery

    seen = [queries.version()]
    incident: list[Incident] = []
    for act in (
        lambda: incident.append(down(office, Need.STATION)),
        lambda: readiness.forecast(
            incident[0], MONDAY + timedelta(hours=3), reason="suku cadang datang", by=office.agus.actor
        ),
        lambda: receive_delivery(first_serial="BK10000001", count=5, letter="471/1", by=ANYBODY),
        lambda: set_holiday(date(2026, 11, 24), name="Libur", source="local", closed=True, by=office.agus.actor),
        lambda: decide("promises.stated", value=80, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor),
    ):
        act()
        seen.append(queries.version())
    assert len(set(seen)) == len(seen)


def test_the_version_changes_with_what_becomes_of_dates_though_no_journal_tells_it(office, monkeypatch):
    from pasti.offices.actions import decide
    from pasti.promises import watching
    from pasti.promises.actions import keep_promise

    law = {"valid_from": MONDAY.date(), "legal_basis": "SOP", "by": office.agus.actor}
    decide("promises.unknown_outage", value=72, **law)
    case, other, seen = accepted(office.budi.actor, "KK", {}), accepted(office.budi.actor, "KK", {}), []

    def said() -> None:
        seen.append(queries.version())
        assert len(set(seen)) == len(seen)

    said()
    for one in (case, other):
        keep_promise(one, by=office.budi.actor)
        said()
    # A station is silent: half a minute later dates are reckoned with it, and again when it lasts.
    monkeypatch.setitem(probes._items, Need.STATION, lambda: Answer(stands=False, why="rusak"))
    watching.watch()
    for moment in ("2026-11-23T08:31", "2026-11-26T08:32"):
        with at(moment):
            before, seen[:] = days_of("NEW"), [queries.version()]
            watching.watch()
            said()
            assert days_of("NEW") > before


def test_the_version_changes_with_the_cards_that_are_ahead_and_with_how_many_are_made(office):
    from pasti.offices.actions import decide
    from pasti.promises.models import PrintPace

    decide("promises.cards_a_day", value=1, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor)
    # So few that none of their own days changes.
    cases = [accepted(office.budi.actor) for _ in range(5)]
    before, day = queries.version(), days_of("LOST")
    for case in cases:
        applications.finish_step(case, "recording", by=office.rini.actor)
    assert days_of("LOST") > day
    assert queries.version() != before
    before = queries.version()
    PrintPace.objects.create(a_day=100, days=20, measured_at=clock.now())
    assert days_of("LOST") == day
    assert queries.version() != before


def test_where_blanks_are_lacking_no_day_is_said_and_why(office):
    for blank in Blank.objects.all():
        stock.spoil(blank.serial, "basah", by=ANYBODY)
    assert {one.service.code for one in queries.status().services if one.ready} == {"BIRTH", "KK"}
    assert "belum dapat dikatakan: blangko belum cukup" in text("/hari-ini/")
    said = json.loads(Client().get("/hari-ini/status.json").content)
    assert {one["code"] for one in said["services"] if one["ready_by"]} == {"BIRTH", "KK"}


@pytest.mark.parametrize("moment", ["2026-11-23T07:59", "2026-11-23T15:31", "2026-11-24T00:00", "2026-11-23T12:31"])
def test_the_version_changes_by_the_clock(office, moment):
    down(office, Need.PAPER_PRINTER, until=MONDAY + timedelta(hours=4))
    before = queries.version()
    with at(moment):
        assert queries.version() != before


def test_the_version_stays_while_nothing_is_new(office):
    before = queries.version()
    with clock.stopped_at(MONDAY + timedelta(seconds=20)):
        take(office)
        assert channels.get("status").version() == queries.version() == before


def test_what_is_over_stands_on_the_page_for_a_month(office):
    incident = down(office, Need.STATION, sentence="Alat perekaman rusak")
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        readiness.close_incident(incident, by=office.agus.actor)
        assert "Alat perekaman rusak (selesai)" in text("/hari-ini/")
