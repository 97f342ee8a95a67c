from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from tests.cast import LOST, MONDAY, OWNER, accepted, draft, submitted

from pasti.applications import actions, record_status
from pasti.applications.models import Application
from pasti.appointments import actions as appointments
from pasti.handover.actions import issue_slip
from pasti.journal.actors import SYSTEM, node
from pasti.kit import clock
from pasti.kit.words import Words
from pasti.queue import actions as queue
from pasti.tracking.queries import where_is

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
CENTRE = node("centre-1", "Pusat")
STAY = "Anda tidak perlu melakukan apa-apa. Tunggu di rumah."
NEWS = (
    "Bila Anda perlu datang lagi, keterangannya muncul di halaman ini. Bila dalam 3 hari kerja belum ada kabar, "
    "tanyakan di loket mana pun."
)
TWICE = (
    "Tanyakan di loket mana pun, dan sebutkan nomor permohonan ini. Petugas memastikan bersama Anda identitas mana "
    "yang benar."
)


def said(application: Application) -> tuple[str, str, str, str]:
    found = where_is(Application.objects.get(pk=application.pk)).said
    return (found.heading, found.explained, found.todo, found.tone)


def path(application: Application) -> list[tuple[str, str]]:
    stages = where_is(Application.objects.get(pk=application.pk)).stages
    return [(stage.label, stage.mark) for stage in stages]


@pytest.fixture
def recorded(office) -> Application:
    return actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)


@pytest.fixture
def ready(office) -> Application:
    case = accepted(office.budi.actor, "LOST", LOST)
    case = actions.finish_step(case, "centre", by=CENTRE)
    return actions.finish_step(case, "printing", by=office.joko.actor)


def test_a_draft(office):
    assert said(draft()) == (
        "Belum dikirim", "Permohonan ini masih berupa draf.", "Lanjutkan dan kirim.", "mind",
    )  # fmt: skip


def test_registered_without_an_appointment(office):
    assert said(submitted()) == (
        "Terdaftar",
        "Permohonan Anda sudah masuk.",
        "Pilih jadwal kedatangan, atau langsung datang pada jam kerja.",
        "",
    )


def test_registered_with_an_appointment(office):
    case = submitted()
    booking = appointments.book(case, NINE, by=OWNER)
    assert said(case)[2] == "Datanglah pada Selasa, 24 November 2026 pukul 09.00 WIB."
    assert (where_is(case).dates.booking, where_is(case).dates.missed) == (booking, False)


def test_registered_and_the_appointment_missed(office):
    case = submitted()
    appointments.book(case, NINE, by=OWNER)
    appointments.close_missed(NINE + timedelta(days=1))
    assert said(case)[2:] == ("Jadwal Anda terlewat, tetapi permohonan tetap berlaku. Pilih jadwal baru.", "mind")
    assert where_is(case).dates.missed


def test_papers_are_missing(office):
    case = actions.ask_for_papers(submitted(), "KK yang asli", by=office.budi.actor)
    assert said(case) == (
        "Berkas belum lengkap", "Ditulis petugas: “KK yang asli”",
        "Lengkapi, lalu datang lagi dengan nomor ini.", "mind",
    )  # fmt: skip


def test_to_be_recorded(office):
    case = accepted(office.budi.actor)
    assert said(case) == (
        "Berkas diterima",
        "Berikutnya: foto, tanda tangan, sidik jari, dan iris mata direkam di kantor.",
        "Silakan ke lajur perekaman. Bila hari ini tidak sempat, pilih jadwal lain.",
        "",
    )
    appointments.book(case, NINE, by=OWNER)
    assert said(case)[2] == "Datanglah pada Selasa, 24 November 2026 pukul 09.00 WIB."


def test_at_the_centre(recorded):
    assert said(recorded) == (
        "Sedang diperiksa pusat",
        "Pusat memastikan data Anda hanya tercatat satu kali.",
        STAY,
        "",
    )


def test_at_the_centre_without_a_recording(office):
    assert said(accepted(office.budi.actor, "LOST", LOST))[1] == "Pusat memeriksa data Anda sebelum kartu dicetak."


def test_to_be_printed(recorded):
    case = actions.finish_step(recorded, "centre", by=CENTRE)
    assert said(case) == ("Siap dicetak", "Kartu Anda ada dalam daftar cetak, menurut urutan.", STAY, "")


def test_a_document_to_be_made(office):
    case = accepted(office.budi.actor, "KK", {})
    assert said(case) == ("Sedang diterbitkan", "Dokumen Anda sedang dibuat.", STAY, "")


@pytest.mark.parametrize(
    ("code", "todo"),
    [
        ("DUPLICATE_RECORD", TWICE),
        ("ADJUDICATE_RECORD", NEWS),
        ("SEARCH_FAILURE_AT_CENTRAL", STAY),
        ("PACKET_RETRY", "Tanyakan kepada petugas."),
    ],
)
def test_held_by_the_centre(recorded, code, todo):
    actions.note_status(recorded, code, at=MONDAY, source="Pusat", by=CENTRE)
    actions.hold(recorded, "Data ganda", by=CENTRE)
    assert said(recorded) == ("Tertahan di pusat", "Ditulis petugas: “Data ganda”", todo, "mind")


def test_held_without_a_status(recorded):
    actions.hold(recorded, "Ditahan", by=CENTRE)
    assert said(recorded)[2] == NEWS


def test_ready(ready):
    assert said(ready) == ("Siap diambil", "Kartu Anda sudah jadi.", "Ambil di kantor pada jam kerja.", "good")
    assert where_is(ready).slip is None
    slip = issue_slip(ready)
    assert where_is(ready).slip == slip


def test_ready_and_something_to_hand_in(office):
    case = accepted(office.budi.actor, "DMG", {"holds_card": "yes"})
    case = actions.finish_step(actions.finish_step(case, "centre", by=CENTRE), "printing", by=office.joko.actor)
    assert said(case)[2] == "Ambil di kantor pada jam kerja."
    coming = where_is(case).coming
    assert coming is not None
    assert coming.bring == [
        "KTP-el yang rusak (asli)",
        "Tanda pengenal: KTP-el, KK, atau identitas lain",
        "Bila diambilkan anggota satu KK: KTP-el pengambil dan KK",
        "Bila diambilkan orang lain: surat kuasa F-1.07 dan KTP-el penerima kuasa",
        "Siapa pun yang mengambilkan: slip pengambilan atau tanda bukti yang asli",
    ]
    assert coming.hours == (
        "Senin–Kamis 08.00–15.30, Jumat 08.00–14.30 WIB. Hari buka berikutnya: Senin, 23 November 2026: 08.00–15.30 WIB"
    )


def test_a_document_is_ready(office):
    case = actions.finish_step(accepted(office.budi.actor, "KK", {}), "issuing", by=office.budi.actor)
    assert said(case)[1] == "Dokumen Anda sudah jadi."


def test_closed(office, ready):
    changes = {"closed_at": MONDAY}
    case = actions.finish_step(ready, "handover", by=office.budi.actor, changes=changes, to="self")
    assert said(case) == ("Selesai", "Sudah diserahkan.", "Tidak ada lagi yang perlu dilakukan.", "good")
    assert where_is(case).slip is None


def test_why_it_is_held_is_said_in_the_readers_language(recorded):
    actions.hold(recorded, Words(record_status.sentence("DUPLICATE_RECORD")), by=CENTRE)
    with translation.override("en"):
        assert said(recorded)[1] == "The centre found another record with the same fingerprints or identity."


def test_refused(office):
    case = actions.refuse(submitted(), "Bukan penduduk", by=office.budi.actor)
    heading, explained, todo, tone = said(case)
    assert (heading, explained, tone) == ("Tidak dapat diterima", "Ditulis petugas: “Bukan penduduk”", "stop")
    assert "sampaikan pengaduan di loket" in todo


def test_withdrawn_and_lapsed(office):
    again = "Anda dapat mengajukan lagi kapan saja."
    assert said(actions.withdraw(submitted(), by=OWNER)) == ("Dicabut", "Permohonan ini dicabut.", again, "")
    case = draft()
    Application.objects.filter(pk=case.pk).update(state="lapsed")
    assert said(case) == ("Ditutup", "Permohonan ini tidak dilanjutkan, jadi datanya sudah dihapus.", again, "")


@pytest.mark.parametrize("state", Application.State.values)
def test_every_state_has_a_heading_and_something_to_do(office, state):
    case = submitted()
    Application.objects.update(state=state, closed_at=MONDAY if state == "closed" else None)
    heading, _explained, todo, _tone = said(case)
    assert heading
    assert todo.endswith(".")


def test_the_path_says_what_is_behind_now_and_ahead(recorded):
    assert path(recorded) == [
        ("Didaftar", "is-done"),
        ("Direkam", "is-done"),
        ("Diperiksa pusat", "is-now"),
        ("Dicetak", ""),
        ("Diambil", ""),
    ]


def test_the_path_of_a_case_that_is_over_has_no_now(office):
    case = actions.refuse(submitted(), "x", by=office.budi.actor)
    assert {mark for _label, mark in path(case)} == {""}
    assert path(draft()) == []


def test_a_family_card_has_its_own_path(office):
    assert path(submitted("KK", {})) == [("Didaftar", "is-now"), ("Diterbitkan", ""), ("Diambil", "")]


def test_the_expected_day_is_said_while_it_is_awaited(office, recorded):
    assert where_is(submitted()).dates.ready_on is None
    assert where_is(recorded).dates.ready_on == date(2026, 11, 30)
    held = actions.hold(recorded, "x", by=CENTRE)
    assert where_is(held).dates.ready_on is None


def test_it_is_not_said_any_more_once_the_card_is_ready(ready):
    assert where_is(ready).dates.ready_on is None


def test_the_number_in_the_queue_is_that_of_today(office):
    case = submitted()
    ticket = queue.issue_ticket(office.lanes["C"], application=case, by=SYSTEM)
    assert where_is(case).ticket == ticket
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert where_is(case).ticket is None
