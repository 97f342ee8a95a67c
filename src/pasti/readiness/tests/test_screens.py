"""The board of needs and incidents, and what may be said there."""

from datetime import timedelta
from io import BytesIO
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader
from tests.cast import MONDAY, a_pdf

from pasti.audit.models import Look
from pasti.kit import clock
from pasti.kit.registry import Registry
from pasti.readiness import actions, watch
from pasti.readiness.costs import Cost, cost_of, costs
from pasti.readiness.forms import ForecastForm, MoveForm, OpenForm, PlanForm
from pasti.readiness.models import Effect, Incident, Letter
from pasti.readiness.needs import Cause, Need
from pasti.readiness.tests.watching import begin, later, link, only, watched

TOMORROW = MONDAY + timedelta(days=1)
NIK = "3275 0152 0609 9001"


def day(name: str, at) -> dict[str, str]:
    return {
        f"{name}_day_day": str(at.day), f"{name}_day_month": str(at.month), f"{name}_day_year": str(at.year),
        f"{name}_time": f"{at:%H:%M}",
    }  # fmt: skip


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def at(name: str, incident: Incident, *more: object) -> str:
    return reverse(f"readiness:{name}", args=[incident.pk, *more])


@pytest.fixture
def agus(office, signed_in):
    begin()
    return signed_in(office.agus)


@pytest.fixture
def broken(office) -> Incident:
    return actions.open_incident(
        needs=[Need.PRINTER], cause=Cause.EQUIPMENT, until=MONDAY + timedelta(hours=2), by=office.joko.actor
    )


def test_the_board_says_how_everything_stands(agus, office):
    page = text(agus.get("/kesiapan/"))
    for need in Need:
        assert str(need.label) in page
    assert "Tidak ada gangguan." in page
    assert "Rencanakan gangguan" in page


def test_what_works_in_part_or_not_for_all_has_not_recovered(agus, office):
    part = {"needs": [Need.PRINTER], "cause": Cause.EQUIPMENT, "effect": Effect.DEGRADED}
    some = {"needs": [Need.CLERK], "cause": Cause.STAFF, "services": ["KK"]}
    for given in (part, some):
        actions.open_incident(**given, by=office.agus.actor)
    page = text(agus.get("/kesiapan/"))
    assert "Gangguan 001/2026" in page
    assert "Gangguan 002/2026" in page
    assert "Sudah pulih" not in page


def test_what_was_measured_and_stands_again_is_only_watched(agus, office):
    watched(30, up=False)
    with later(seconds=40):
        actions.forecast(only(), MONDAY + timedelta(minutes=5), by=office.agus.actor)
    for seconds in (90, 180, 270, 360):
        watched(seconds, up=True)
    with later(seconds=361):
        link(up=True)
        said = "Sudah pulih: sambungan ke pusat. Dipantau sampai pasti tidak terganggu lagi."
        assert said in text(agus.get("/kesiapan/"))
        page = text(agus.get(at("incident", only())))
        assert said in page
        assert "belum ada kabar baru" not in page


def test_who_serves_sees_it_and_says_what_is_theirs(office, signed_in):
    rini = signed_in(office.rini)
    page = text(rini.get("/kesiapan/"))
    assert "Rencanakan gangguan" not in page
    assert "?need=station" in page
    assert "?need=link" not in page
    form = text(rini.get("/kesiapan/gangguan/baru/?need=station"))
    assert 'value="station" checked' in form
    assert 'value="printer"' not in form
    assert rini.get("/kesiapan/gangguan/rencana/").status_code == 403


def test_something_is_said_to_be_broken(office, signed_in):
    joko = signed_in(office.joko)
    sent = {"needs": ["printer"], "effect": "down", "cause": "equipment", "sentence_id": "Mesin cetak diperbaiki",
            **day("until", MONDAY + timedelta(hours=3))}  # fmt: skip
    answer = joko.post("/kesiapan/gangguan/baru/", sent)
    assert (answer.status_code, answer.url) == (302, at("incident", only()))
    assert only().until == MONDAY + timedelta(hours=3)
    again = joko.post("/kesiapan/gangguan/baru/", sent)
    assert again.status_code == 422
    assert "sudah berlangsung" in text(again)
    board = text(joko.get("/kesiapan/"))
    assert "Mesin cetak diperbaiki sejak pukul 08.30 WIB. Diperkirakan pulih pukul 11.30 WIB." in board


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"needs": []}, "Pilih apa yang terganggu."),
        (day("until", TOMORROW) | {"until_time": ""}, "Isi tanggal dan jamnya: perkiraan pulih."),
        ({"until_time": "07.00"}, "Perkiraan pulih harus sesudah sekarang."),
        (day("until", MONDAY - timedelta(days=1)), "Perkiraan pulih harus sesudah sekarang."),
        ({"sentence_id": NIK}, "Jangan tulis NIK"),
        ({"effect": "measured"}, "Masukkan pilihan yang valid"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(office, signed_in, sent, said):
    given = {"needs": ["printer"], "effect": "down", "cause": "equipment"}
    answer = signed_in(office.joko).post("/kesiapan/gangguan/baru/", given | sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Incident.objects.exists()


def test_an_hour_alone_is_one_of_today_but_not_in_a_plan(office, signed_in, agus):
    given = {"needs": ["printer"], "effect": "down", "cause": "equipment", "until_time": "13.00"}
    assert signed_in(office.joko).post("/kesiapan/gangguan/baru/", given).status_code == 302
    assert only().until == clock.at(MONDAY.date(), 13)
    planned = {"needs": ["link"], "effect": "down", "cause": "planned", **day("starts_at", TOMORROW)}
    assert "Isi tanggal dan jamnya: selesai." in text(
        agus.post("/kesiapan/gangguan/rencana/", planned | {"until_time": "16.00"})
    )


def test_an_outage_is_planned(agus):
    sent = {"needs": ["link"], "effect": "down", "cause": "planned", **day("starts_at", TOMORROW),
            **day("until", TOMORROW + timedelta(hours=4))}  # fmt: skip
    answer = agus.post("/kesiapan/gangguan/rencana/", sent)
    assert answer.url == at("incident", only())
    page = text(agus.get(answer.url))
    assert "direncanakan" in page
    moved = {f"move-{name}": value for name, value in {
        **day("starts_at", TOMORROW + timedelta(hours=1)), **day("until", TOMORROW + timedelta(hours=5)),
        "reason": "Diundur pusat",
    }.items()}  # fmt: skip
    assert agus.post(at("move", only()), moved).status_code == 302
    assert only().until == TOMORROW + timedelta(hours=5)
    assert "Diundur pusat" in text(agus.get(at("incident", only())))
    assert agus.post(at("withdraw", only()), {"withdraw-reason": "Batal"}).status_code == 302
    assert only().state == "withdrawn"


def test_a_plan_needs_both_ends(agus):
    sent = {"needs": ["link"], "effect": "down", "cause": "planned", **day("starts_at", TOMORROW)}
    assert "Isi tanggal dan jamnya: selesai." in text(agus.post("/kesiapan/gangguan/rencana/", sent))


def test_an_incident_is_foretold_changed_and_closed(office, signed_in, broken):
    joko = signed_in(office.joko)
    later_on = {f"forecast-{name}": value for name, value in day("until", MONDAY + timedelta(hours=5)).items()}
    joko.post(at("forecast", broken), later_on | {"forecast-reason": "Suku cadang"})
    joko.post(at("change", broken), {"needs": ["printer", "blanks"], "effect": "degraded", "cause": "stock"})
    joko.post(at("note-deed", broken), {"deed-what": "Menelepon pusat"})
    page = text(joko.get(at("incident", broken)))
    for said in ("Suku cadang", "Menelepon pusat", "berfungsi sebagian", "persediaan habis", "blangko, mesin cetak"):
        assert said in page
    answer = joko.post(at("close", broken), {"done": "Diganti baru"}, follow=True)
    assert "ditutup. Laporannya dapat dicetak" in text(answer)
    assert only().state == "closed"


def test_who_keeps_nothing_of_it_is_offered_nothing(office, signed_in, broken):
    page = text(signed_in(office.rini).get(at("incident", broken)))
    for offered in ("Simpan perkiraan", "Tutup gangguan", "Tarik:", "Ubah …"):
        assert offered not in page
    refused = signed_in(office.rini).post(at("close", broken), {"done": "x"})
    assert refused.status_code == 422
    assert "diurus kepala dinas" in text(refused)
    assert only().state == "open"


def test_a_form_that_is_refused_comes_back_as_it_was(office, signed_in, broken):
    answer = signed_in(office.agus).post(at("withdraw", broken), {"withdraw-reason": ""})
    assert answer.status_code == 422
    assert "Tuliskan alasannya." in text(answer)
    letter = {"letter-way": "in", "letter-number": "470/1", "letter-other": "Dukcapil", "letter-about": "Jawaban"}
    answer = signed_in(office.agus).post(at("note-letter", broken), letter)
    assert "Isi tanggal surat." in text(answer)
    assert 'value="470/1"' in text(answer)


def test_a_letter_is_kept_with_its_scan_and_looking_at_it_is_on_record(agus, broken):
    sent = {"letter-way": "in", "letter-number": "470/1", "letter-other": "Dukcapil", "letter-about": "Jawaban",
            "letter-day_0": "23", "letter-day_1": "11", "letter-day_2": "2026",
            "letter-day_day": "23", "letter-day_month": "11", "letter-day_year": "2026",
            "letter-scan": SimpleUploadedFile("x.pdf", a_pdf("surat"))}  # fmt: skip
    assert agus.post(at("note-letter", broken), sent).status_code == 302
    letter = Letter.objects.get()
    assert letter.media_type == "application/pdf"
    answer = agus.get(at("scan", broken, letter.pk))
    assert answer.content.startswith(b"%PDF")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert [look.subject for look in Look.objects.filter(what="incident letter")] == [broken.subject]


def test_what_is_no_letter_is_refused_and_the_rest_stays(agus, broken):
    sent = {"letter-way": "in", "letter-number": "470/1", "letter-other": "Dukcapil", "letter-about": "Jawaban",
            "letter-day_day": "23", "letter-day_month": "11", "letter-day_year": "2026",
            "letter-scan": SimpleUploadedFile("x.pdf", b"not a pdf")}  # fmt: skip
    answer = agus.post(at("note-letter", broken), sent)
    assert "Ini bukan gambar atau PDF." in text(answer)
    sent |= {"letter-number": "", "letter-scan": SimpleUploadedFile("x.pdf", a_pdf("surat"))}
    assert "Pilih berkas ini sekali lagi." in text(agus.post(at("note-letter", broken), sent))
    assert not Letter.objects.exists()


def pages(answer) -> str:
    assert answer["Content-Type"] == "application/pdf"
    return " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())


def test_the_report_says_everything(agus, office, broken):
    actions.note_letter(
        broken, way="out", number="470/12", day=MONDAY.date(), other="Dirjen Dukcapil", about="Mesin cetak",
        by=office.agus.actor,
    )  # fmt: skip
    for minutes in range(1, 31):
        with later(minutes=minutes):
            link(up=True)
            watch.look_at_all()
    with later(minutes=30):
        actions.close_incident(broken, done="Kepala cetak diganti.", by=office.joko.actor)
    read = pages(agus.get(at("report", broken)))
    for said in (
        "Laporan gangguan 001/2026", "Mesin cetak tidak tersedia", "kerusakan alat",
        "30 menit, di antaranya 30 menit pada jam layanan", "surat keluar 470/12", "Kepala cetak diganti.",
        "Gangguan 001/2026 selesai setelah 30 menit.", "Joko Prasetyo",
    ):  # fmt: skip
        assert said in read


def test_what_it_cost_is_asked_of_the_rooms_trips_in_vain_first(broken, monkeypatch):
    lines = [Cost("janji bergeser", 3), Cost("tidak ada", 0), Cost("datang sia-sia", 2, trip=True)]
    monkeypatch.setattr("pasti.readiness.costs._rooms", Registry("cost of an incident in a test"))
    costs("a room of a test")(lambda _incident: lines)
    assert [(line.what, line.count) for line in cost_of(broken)] == [("datang sia-sia", 2), ("janji bergeser", 3)]


def test_a_letter_is_due_after_a_day_without_the_link(agus):
    watched(30, up=False)
    with later(hours=24, seconds=20):
        assert "Surat kepada pusat perlu dibuat" not in text(agus.get(at("incident", only())))
        assert agus.get(at("draft", only())).status_code == 404
    with later(hours=24, seconds=31):
        assert "Surat kepada pusat perlu dibuat" in text(agus.get(at("incident", only())))
        read = pages(agus.get(at("draft", only()), headers={"accept-language": "en"}))
    for said in (
        "Direktur Jenderal Kependudukan dan Pencatatan Sipil", "Permohonan pemulihan sambungan ke pusat data",
        "Sampai surat ini dibuat sudah 1 hari", "Laporan gangguan 001/2026",
    ):  # fmt: skip
        assert said in read


def test_it_is_due_no_more_once_one_was_written(agus, office):
    watched(30, up=False)
    with later(hours=25):
        actions.note_letter(
            only(), way="out", number="470/12", day=MONDAY.date(), other="Dirjen", about="x", by=office.agus.actor
        )
        assert "Surat kepada pusat perlu dibuat" not in text(agus.get(at("incident", only())))


def test_a_carrier_is_written_to_when_it_is_theirs(agus, office):
    watched(30, up=False)
    with later(hours=25):
        actions.change_incident(
            only(), needs=[Need.LINK], cause=Cause.CARRIER, effect=Effect.MEASURED, by=office.agus.actor
        )
        assert "Yth. Pimpinan penyedia jaringan" in pages(agus.get(at("draft", only())))


def test_an_incident_that_is_not_there_is_no_page(agus):
    assert agus.get("/kesiapan/gangguan/99/").status_code == 404
    assert agus.post("/kesiapan/gangguan/99/tutup/").status_code == 404


def test_only_what_may_be_left_out_is_said_to_be(office):
    for form, name in product((PlanForm(needs=[]), MoveForm()), ("starts_at_day", "starts_at_time", "until_day")):
        assert "boleh dikosongkan" not in str(form[name].as_field_group())
    assert "boleh dikosongkan" in str(OpenForm(needs=[])["starts_at_day"].as_field_group())
    assert "boleh dikosongkan" in str(ForecastForm()["until_day"].as_field_group())
