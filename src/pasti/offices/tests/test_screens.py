"""The screens of an administrator: what is wrong is said, and nothing typed is lost."""

import re
from datetime import date, time

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.journal.models import Entry
from pasti.offices import actions, policy, queries
from pasti.offices.models import Counter, DayHours, Holiday, Lane, PolicyValue, Timetable

NOT_A_NUMBER = "Tulis dengan angka saja, misalnya 1000."
LEAVE, HUT = date(2026, 12, 24), date(2027, 3, 3)


@pytest.fixture
def admin(office, signed_in):
    return signed_in(office.nur)


def text(answer):
    return answer.content.decode()


def sentences(answer) -> list[str]:
    """What the summary of errors says."""
    return [
        sentence.strip()
        for listed in re.findall(r'error-summary__list">(.*?)</ul>', text(answer), re.DOTALL)
        for sentence in re.findall(r"<li>(?:<a [^>]*>)?([^<]+)", listed)
    ]


def hours(**other: str) -> dict[str, str]:
    given = {f"hours-{part}_{day}": "" for part in ("opens", "closes", "breaks") for day in range(7)}
    start = {f"hours-valid_from_{part}": said for part, said in (("day", "23"), ("month", "11"), ("year", "2026"))}
    return given | start | {"hours-opens_0": "08:00", "hours-closes_0": "12:00"} | other


def holiday(day: str = "3", month: str = "3", year: str = "2027", **other: str) -> dict[str, str]:
    typed = {"holiday-day_day": day, "holiday-day_month": month, "holiday-day_year": year}
    return typed | {"holiday-name": "HUT Kota", "holiday-source": "local"} | other


def lane(**other: object) -> dict[str, object]:
    names = {"name_id": "Tamu", "name_en": "Guests", "purpose_id": "Untuk tamu", "purpose_en": "For guests"}
    return {"letter": "T", **names, "serves": ["recording"], "active": "on"} | other


def counter(office, **other: object) -> dict[str, object]:
    return {"number": "9", "name": "Depan", "lanes": [office.lanes["A"].pk], "capture_url": "", "active": "on"} | other


def rule(**other: str) -> dict[str, str]:
    day = {"valid_from_day": "1", "valid_from_month": "12", "valid_from_year": "2026"}
    return {"value": "5", **day, "legal_basis": "Perwal 2/2026"} | other


# ── office and hours ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_office_is_shown_and_changed(admin):
    page = text(admin.get("/kalender/"))
    assert 'value="Disdukcapil Kota Bekasi"' in page
    assert "Senin–Kamis 08.00–15.30, Jumat 08.00–14.30" in page
    given = {"office-name": "Dukcapil Bekasi", "office-address": "Jl. Baru 1", "office-phone": "021"}
    assert admin.post("/kalender/kantor/", given)["Location"] == "/kalender/"
    assert (queries.office().name, queries.office().address) == ("Dukcapil Bekasi", "Jl. Baru 1")


def test_what_the_public_reads_is_the_name_that_was_set(admin, client):
    admin.post("/kalender/kantor/", {"office-name": "Dukcapil Bekasi", "office-address": "Jl. Baru 1"})
    page = text(client.get("/lacak/"))
    assert "<b>Pasti</b><span>Dukcapil Bekasi</span>" in page
    assert "Jl. Baru 1" in page
    assert "Disdukcapil Kota Bekasi" not in page


def test_an_office_has_a_name(admin):
    answer = admin.post("/kalender/kantor/", {"office-name": "", "office-address": "Jl. Baru 1"})
    assert (answer.status_code, sentences(answer)) == (422, ["Isi nama kantor."])
    assert 'value="Jl. Baru 1"' in text(answer)


def test_hours_are_changed_and_both_empty_is_closed(admin):
    assert admin.post("/kalender/jam/", hours())["Location"] == "/kalender/"
    table = Timetable.objects.latest("valid_from")
    assert (table.valid_from, table.valid_until) == (MONDAY.date(), None)
    assert list(table.days.values_list("weekday", "opens", "closes")) == [(0, time(8), time(12))]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hours-closes_1": "12:00"}, "Isi jam buka dan jam tutup, atau kosongkan keduanya."),
        ({"hours-opens_6": "09:00"}, "Isi jam buka dan jam tutup, atau kosongkan keduanya."),
        ({"hours-opens_0": "25:00"}, "Tulis jam seperti 13.00."),
        ({"hours-opens_0": "pagi"}, "Tulis jam seperti 13.00."),
        ({"hours-opens_0": "13:00"}, "Jam tutup harus sesudah jam buka."),
    ],
)
def test_hours_that_make_no_sense_are_refused(admin, wrong, said):
    answer = admin.post("/kalender/jam/", hours(**wrong))
    assert (answer.status_code, sentences(answer)) == (422, [said])
    assert DayHours.objects.count() == 5
    for value in wrong.values():
        assert f'value="{value}"' in text(answer)


def for_a_while(**other: str) -> dict[str, str]:
    ends = {f"hours-valid_until_{part}": said for part, said in (("day", "4"), ("month", "12"), ("year", "2026"))}
    pause = {"hours-closes_0": "14:00", "hours-breaks_0": "11.30-12.00, 12:15 – 12:45"}
    return hours() | ends | {"hours-name": "Ramadan 1448 H"} | pause | other


def test_the_form_begins_with_the_hours_that_hold(admin):
    for path in ("/kalender/jam/", "/kalender/jam/sementara/"):
        assert 'name="hours-opens_4" value="08.00"' in text(admin.get(path))


def test_hours_for_a_while_with_a_break_are_set_shown_and_taken_back(admin):
    assert admin.post("/kalender/jam/sementara/", for_a_while())["Location"] == "/kalender/"
    page = text(admin.get("/kalender/"))
    assert "Ramadan 1448 H" in page
    assert "23 November 2026 sampai 4 Desember 2026" in page
    assert "Senin 08.00–14.00 (istirahat 11.30–12.00 dan 12.15–12.45)" in page
    assert "08.00–14.00 WIB, istirahat 11.30–12.00 dan 12.15–12.45" in page, "and so say the coming days"
    table = Timetable.objects.get(name="Ramadan 1448 H")
    assert admin.post(f"/kalender/jam/{table.pk}/hapus/")["Location"] == "/kalender/"
    assert "Ramadan" not in text(admin.get("/kalender/"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        *[({"hours-breaks_0": f"11.30-12.00, {part}"},
           f"“{part}” bukan jam istirahat. Tulis seperti 12.00-13.00; bila lebih dari satu, pisahkan dengan koma.")
          for part in ("siang", "12.00", "12.00-25.00", "12.00-12.60", "12-13-14", "12.00-13.00 14.00-14.15")],
        ({"hours-breaks_3": "12.00-13.00"}, "Hari itu tutup, jadi tidak ada istirahat. Kosongkan jamnya."),
        ({"hours-breaks_0": "12.00-15.00"},
         "Istirahat harus di antara jam buka dan jam tutup, dan selesai sesudah mulai."),
        ({"hours-breaks_0": "12.00-13.00, 13.00-13.15"}, "Di antara dua istirahat harus ada waktu layanan."),
        ({"hours-valid_until_year": "2025"}, "Hari terakhir tidak boleh sebelum hari pertama."),
        ({"hours-valid_from_day": "20"},
         "Jam layanan berlaku paling awal mulai hari ini; hari yang sudah lewat tetap seperti adanya."),
        ({"hours-name": ""}, "Isi nama."),
    ],
)  # fmt: skip
def test_hours_for_a_while_that_make_no_sense_are_refused(admin, wrong, said):
    answer = admin.post("/kalender/jam/sementara/", for_a_while(**wrong))
    assert (answer.status_code, sentences(answer)) == (422, [said])
    assert Timetable.objects.count() == 1


@pytest.mark.parametrize(
    "written", ["12.00-13.00;14:30–14.45", " 12 sampai 13 ,14.30 s/d 14.45", "14.30 to 14.45, 12:00 — 13.00"]
)
def test_breaks_are_read_as_people_write_them_and_shown_again(admin, written):
    admin.post("/kalender/jam/", hours(**{"hours-closes_0": "15:30", "hours-breaks_0": written}))
    assert "Senin 08.00–15.30 (istirahat 12.00–13.00 dan 14.30–14.45)" in text(admin.get("/kalender/"))
    assert 'name="hours-breaks_0" value="12.00–13.00, 14.30–14.45"' in text(admin.get("/kalender/jam/"))


def test_two_sets_of_hours_for_a_while_never_meet(admin):
    admin.post("/kalender/jam/sementara/", for_a_while())
    answer = admin.post("/kalender/jam/sementara/", for_a_while(**{"hours-valid_from_day": "30"}))
    assert sentences(answer) == [
        "Pada hari-hari itu sudah ada jam sementara: Ramadan 1448 H, 23 November 2026 sampai 4 Desember 2026."
    ]


# ── holidays ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_holiday_is_added_and_shown(admin):
    assert admin.post("/kalender/libur/", holiday())["Location"] == "/kalender/"
    made = Holiday.objects.get(day=HUT)
    assert (made.name, made.source, made.closed) == ("HUT Kota", "local", True)
    assert "Rabu, 3 Maret 2027" in text(admin.get("/kalender/"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "", "month": "", "year": ""}, "Isi tanggal."),
        ({"day": "31", "month": "2"}, "Tanggal 31 tidak ada di bulan itu."),
        ({"year": "27"}, "Tahun ditulis empat angka, misalnya 1998."),
        ({"holiday-name": ""}, "Isi nama."),
        (
            {"day": "24", "month": "12", "year": "2026"},
            "Tanggal itu sudah ada di kalender: Cuti Bersama Hari Raya Natal.",
        ),
    ],
)
def test_a_holiday_that_cannot_be_is_refused(admin, wrong, said):
    before = list(Holiday.objects.values_list())
    given = holiday(**wrong)
    answer = admin.post("/kalender/libur/", given)
    assert (answer.status_code, sentences(answer)) == (422, [said])
    assert list(Holiday.objects.values_list()) == before
    for name, value in given.items():
        assert not value or f'value="{value}"' in text(answer), name


def test_joint_leave_is_taken_or_not_by_one_button(admin):
    assert "Tetap buka" in text(admin.get("/kalender/"))
    assert admin.post(f"/kalender/libur/{LEAVE}/")["Location"] == "/kalender/"
    assert queries.opening(LEAVE) is not None
    admin.post(f"/kalender/libur/{LEAVE}/")
    assert queries.opening(LEAVE) is None
    kept = Holiday.objects.get(day=LEAVE)
    assert (kept.name, kept.source) == ("Cuti Bersama Hari Raya Natal", "joint")


def test_a_local_holiday_is_removed_by_its_button(admin):
    admin.post("/kalender/libur/", holiday())
    assert "Hapus" in text(admin.get("/kalender/"))
    admin.post(f"/kalender/libur/{HUT}/")
    assert not Holiday.objects.filter(day=HUT).exists()
    assert Entry.objects.latest("id").kind == "holiday.removed"


@pytest.mark.parametrize("day", ["2026-11-23", "2026-02-30", "besok", "0000-00-00", "20261224x"])
def test_a_day_that_is_not_in_the_calendar_is_not_toggled(admin, day):
    assert admin.post(f"/kalender/libur/{day}/").status_code == 404


@pytest.mark.parametrize("path", ["/kalender/kantor/", "/kalender/jam/1/hapus/", "/kalender/libur/"])
def test_a_look_at_where_a_form_was_sent_leads_to_the_calendar(admin, path):
    assert admin.get(path)["Location"] == "/kalender/"


# ── lanes and counters ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lane_is_made_and_changed(admin):
    assert admin.post("/lajur/baru/", lane())["Location"] == "/lajur/"
    made = Lane.objects.get(letter="T")
    assert (made.name_id, made.serves, made.priority, made.active) == ("Tamu", ["recording"], False, True)
    page = text(admin.get("/lajur/T/"))
    assert 'value="Tamu"' in page
    assert 'value="recording" checked' in page
    admin.post("/lajur/T/", lane(letter="Z", name_id="Tamu negara", priority="on", active=""))
    made.refresh_from_db()
    assert (made.letter, made.name_id, made.priority, made.active) == ("T", "Tamu negara", True, False)
    assert "tidak dipakai" in text(admin.get("/lajur/"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"letter": ""}, "Isi huruf."),
        ({"letter": "t"}, "Satu huruf, A sampai Z."),
        ({"letter": "7"}, "Satu huruf, A sampai Z."),
        ({"letter": "C"}, "Lajur C sudah ada."),
        ({"name_id": ""}, "Isi nama."),
        ({"purpose_en": ""}, "Isi untuk apa lajur ini, dalam bahasa Inggris."),
        ({"serves": []}, "Pilih apa yang dilayani lajur ini."),
        ({"serves": ["cooking"]}, "Masukkan pilihan yang valid. cooking bukan salah satu dari pilihan yang tersedia."),
    ],
)
def test_a_lane_that_cannot_be_is_refused(admin, wrong, said):
    before = list(Lane.objects.values_list())
    given = lane(**wrong)
    answer = admin.post("/lajur/baru/", given)
    assert (answer.status_code, sentences(answer)) == (422, [said])
    assert list(Lane.objects.values_list()) == before
    for name in ("letter", "name_id", "name_en", "purpose_id", "purpose_en"):
        assert not given[name] or f'value="{given[name]}"' in text(answer), name


def test_a_counter_is_made_and_changed(admin, office):
    assert admin.post("/loket/baru/", counter(office))["Location"] == "/lajur/"
    made = Counter.objects.get(number=9)
    assert (made.name, [lane.letter for lane in made.lanes.all()]) == ("Depan", ["A"])
    page = text(admin.get("/loket/9/"))
    assert f'value="{office.lanes["A"].pk}" checked' in page
    admin.post("/loket/9/", counter(office, number="8", lanes=[office.lanes["B"].pk], capture_url="127.0.0.1:8020"))
    made.refresh_from_db()
    assert (made.number, made.capture_url) == (9, "http://127.0.0.1:8020")
    assert [lane.letter for lane in made.lanes.all()] == ["B"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": ""}, "Isi nomor loket."),
        ({"number": "0"}, "Pastikan nilai ini lebih besar dari atau sama dengan 1."),
        ({"number": "100"}, "Pastikan nilai ini lebih kecil dari atau sama dengan 99."),
        ({"number": "dua"}, NOT_A_NUMBER),
        ({"number": "4"}, "Loket 4 sudah ada."),
        ({"lanes": []}, "Pilih lajur."),
        ({"capture_url": "bukan alamat"}, "Masukkan URL yang valid."),
    ],
)
def test_a_counter_that_cannot_be_is_refused(admin, office, wrong, said):
    before = list(Counter.objects.values_list("number", "name", "capture_url", "lanes"))
    given = counter(office, **wrong)
    answer = admin.post("/loket/baru/", given)
    assert (answer.status_code, sentences(answer)) == (422, [said])
    assert list(Counter.objects.values_list("number", "name", "capture_url", "lanes")) == before
    for name in ("number", "name", "capture_url"):
        assert not given[name] or f'value="{given[name]}"' in text(answer), name


@pytest.mark.parametrize("path", ["/lajur/Z/", "/lajur/CC/", "/loket/55/", "/ketentuan/test.unknown/"])
def test_what_is_not_there_cannot_be_changed(admin, path):
    assert admin.get(path).status_code == 404


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_rule_is_shown_with_what_holds_and_why(admin):
    page = text(admin.get("/ketentuan/"))
    for item in policy.policies:
        assert str(item.label) in page
    assert "nilai awal" in page
    actions.decide(
        "queue.calls_before_missed", value=5, valid_from=date(2026, 11, 1), legal_basis="Perwal 2/2026", by=ANYBODY
    )
    page = text(admin.get("/ketentuan/"))
    assert "Perwal 2/2026" in page
    assert "1 November 2026" in page


def test_a_rule_is_decided(admin):
    page = text(admin.get("/ketentuan/queue.calls_before_missed/"))
    assert "1–10 kali" in page
    assert 'name="value" value="3"' in page
    assert admin.post("/ketentuan/queue.calls_before_missed/", rule())["Location"] == "/ketentuan/"
    kept = PolicyValue.objects.exclude(legal_basis="Uji").get()
    assert (kept.key, kept.value, kept.valid_from) == ("queue.calls_before_missed", 5, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value": ""}, "Isi nilai."),
        ({"value": "lima"}, NOT_A_NUMBER),
        ({"value": "11"}, "Nilainya harus antara 1 dan 10 kali."),
        ({"value": "9" * 5000}, NOT_A_NUMBER),
        ({"valid_from_month": "13"}, "Bulan harus 1 sampai 12; Anda menulis 13."),
        ({"legal_basis": ""}, "Isi dasar hukum atau keputusan."),
    ],
)
def test_a_decision_that_cannot_be_is_refused(admin, wrong, said):
    given = rule(**wrong)
    answer = admin.post("/ketentuan/queue.calls_before_missed/", given)
    assert (answer.status_code, sentences(answer)) == (422, [said])
    assert not PolicyValue.objects.exclude(legal_basis="Uji").exists()
    for name, value in given.items():
        assert not value or f'value="{value}"' in text(answer), name


def test_a_rule_that_is_a_question_is_answered_with_yes_or_no(admin):
    address = "/ketentuan/handover.family_may_collect/"
    page = text(admin.get(address))
    assert 'type="radio" name="value"' in page
    assert "0–1" not in page
    assert admin.post(address, rule(value="7")).status_code == 422
    assert admin.post(address, rule(value="0", valid_from_year="2026"))["Location"] == "/ketentuan/"
    assert PolicyValue.objects.exclude(legal_basis="Uji").get().value == 0
    assert "menjadi tidak sejak" in Entry.objects.latest("id").sentence


# ── who may ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/lajur/", "/ketentuan/"])
def test_a_head_reads_and_is_shown_no_button_that_would_be_refused(office, signed_in, path):
    head = signed_in(office.agus)
    answer = head.get(path)
    assert answer.status_code == 200
    inside = text(answer).split('<main id="main">')[1].partition('id="gone"')[0]
    assert not re.findall(r"<button|Ubah|baru</a>", inside)
    assert not re.findall(r'<input type="(?:text|time)"(?![^>]* disabled)', inside)


@pytest.mark.parametrize(
    "path",
    ["/kalender/kantor/", "/lajur/baru/", "/lajur/C/", "/loket/baru/", "/loket/1/",
     "/ketentuan/queue.calls_before_missed/"],
)  # fmt: skip
def test_changing_is_for_administrators(office, signed_in, path):
    assert signed_in(office.agus).post(path).status_code == 403
    assert signed_in(office.budi).post(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/kalender/jam/", "/kalender/jam/sementara/", "/kalender/jam/1/hapus/", "/kalender/libur/",
     f"/kalender/libur/{LEAVE}/"],
)  # fmt: skip
def test_days_and_hours_are_for_the_head_and_administrators(office, signed_in, path):
    assert signed_in(office.budi).post(path).status_code == 403


def test_a_head_decides_on_days_and_hours_and_not_on_the_address(office, signed_in):
    head = signed_in(office.agus)
    page = text(head.get("/kalender/"))
    assert 'href="/kalender/jam/"' in page
    assert 'action="/kalender/libur/"' in page
    assert re.search(r'name="office-name"[^>]* disabled', page)
    assert head.post("/kalender/libur/", holiday())["Location"] == "/kalender/"
    assert head.post("/kalender/jam/", hours())["Location"] == "/kalender/"
