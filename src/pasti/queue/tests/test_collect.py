"""Who comes for a card says which: there is a number if there is something to do here, or the largest letters."""

import pytest
from tests.cast import ANYBODY, LOST, accepted, account, submitted

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.applications import whereabouts
from pasti.applications.resume_code import Identity
from pasti.applications.scans import confirmation_scan
from pasti.applications.whereabouts import Whereabouts
from pasti.queue.models import Ticket
from pasti.queue.tests.test_kiosk import text

COLLECT = "/antrean/tiba/ambil/"
BORN = {"birth_date_day": "12", "birth_date_month": "6", "birth_date_year": "2009"}
PHONE, ENDS = {"phone": "081234565501"}, {"phone_end": "5501"}
STAY = "Belum siap. Anda tidak perlu menunggu di sini."


@pytest.fixture
def kiosk(office, signed_in):
    return signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))


def ready(office):
    case = accepted(office.budi.actor, "LOST", LOST, **PHONE)
    applications.finish_step(case, "centre", by=ANYBODY)
    return applications.finish_step(case, "printing", by=ANYBODY, changes={"product": "BK00000001"})


def at_centre(office):
    return applications.finish_step(accepted(office.budi.actor, **PHONE), "recording", by=office.rini.actor)


def test_it_asks_which_card_and_gives_no_number_yet(kiosk, office):
    page = kiosk.post(COLLECT, {"purpose": "ambil", "priority": "on"})
    assert page.status_code == 200
    assert "NIK" in text(page)
    assert 'name="priority" value="on"' in text(page)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("way", ["number", "nik", "nik with spaces", "scan"])
def test_what_is_ready_gets_a_number_of_the_lane_that_hands_over(kiosk, office, way):
    case = ready(office)
    written = {
        "number": lambda: case.shown_number,
        "nik": lambda: case.nik,
        "nik with spaces": lambda: f"{case.nik[:6]} {case.nik[6:12]} {case.nik[12:]}",
        "scan": lambda: confirmation_scan(case.number, applications.new_code(case, shown=Identity.CARD, by=ANYBODY)),
    }[way]()
    answer = kiosk.post(COLLECT, {"written": written, **{"scan": {}, "number": BORN}.get(way, ENDS)})
    assert answer.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.application) == ("A-001", case)


@pytest.mark.parametrize("by_nik", [True, False])
def test_what_is_not_ready_is_said_in_the_largest_letters_and_nobody_waits(kiosk, office, by_nik):
    case = at_centre(office)
    answer = kiosk.post(COLLECT, {"written": case.nik, **ENDS} if by_nik else {"written": case.number, **BORN})
    assert answer.status_code == 422
    assert f'<h1 class="verdict">{STAY}' in text(answer)
    for secret in ("pusat", case.name, case.nik):
        assert secret not in text(answer).partition("<main")[2]
    assert not Ticket.objects.exists()


def test_whose_card_lies_elsewhere_is_told_where_and_not_to_wait_at_home(kiosk, office, monkeypatch):
    there = Whereabouts(here=False, told="Kartu Anda ada di kecamatan.", todo="Ambil di sana.")
    monkeypatch.setattr(whereabouts, "_asked", lambda _case: there)
    case = ready(office)
    answer = kiosk.post(COLLECT, {"written": case.number, **BORN})
    assert answer.status_code == 422
    assert '<h1 class="verdict">Kartu Anda ada di kecamatan.' in text(answer)
    assert "Ambil di sana." in text(answer)
    assert "Tunggu saja di rumah" not in text(answer)
    assert not Ticket.objects.exists()


def test_the_one_of_several_that_is_ready_is_meant(kiosk, office):
    submitted(service="KK", answers={})
    case = ready(office)
    assert kiosk.post(COLLECT, {"written": case.nik, **ENDS}).status_code == 302
    assert Ticket.objects.get().application == case


def test_who_can_be_gone_on_with_is_not_sent_home(kiosk, office):
    case = accepted(office.budi.actor, **PHONE)
    assert kiosk.post(COLLECT, {"written": case.nik, **ENDS}).status_code == 302
    assert Ticket.objects.get().number == "B-001"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"written": ""}, "Pindai slip, atau ketik nomor permohonan atau NIK."),
        ({"written": "123"}, "angka"),
        ({"written": "3275015206099001", "phone_end": ""}, "Isi empat angka terakhir nomor telepon pemohon."),
        (
            {"written": "3275015206099001", "phone_end": "81234565501"},
            "Isi empat angka terakhir nomor telepon, seperti",
        ),
        ({"written": "3275015206099009", **ENDS}, "Tidak ada permohonan dengan data ini."),
        ({"written": "3275015206099001", "phone_end": "5502"}, "Tidak ada permohonan dengan data ini."),
    ],
)
def test_what_leads_nowhere_is_said_and_stays(kiosk, office, data, said):
    ready(office)
    answer = kiosk.post(COLLECT, data)
    assert answer.status_code == 422
    assert said in text(answer)
    assert f'value="{data["written"]}"' in text(answer) or not data["written"]
    assert not Ticket.objects.exists()


def test_who_is_not_found_may_ask_somebody(kiosk, office):
    page = text(kiosk.post(COLLECT, {"written": "3275015206099009", **ENDS}))
    assert "Ambil nomor untuk bertanya" in page
    assert kiosk.post("/antrean/tiba/langsung/", {"purpose": "ktp", "written": "3275015206099009"}).status_code == 302
    assert Ticket.objects.get().number == "C-001"


def test_who_types_is_then_asked_for_what_does_not_stand_in_that(kiosk, office):
    case = ready(office)
    for written, asked, other in (
        (case.nik, "phone_end", "birth_date_day"),
        (case.number, "birth_date_day", "phone_end"),
    ):
        page = kiosk.post(COLLECT, {"written": written})
        assert page.status_code == 200
        assert (f'name="{asked}"' in text(page), f'name="{other}"' in text(page)) == (True, False)
        assert f'value="{written}"' in text(page)
    # A birth date stands in the NIK.
    page = kiosk.post(COLLECT, {"written": case.nik, **BORN})
    assert 'name="phone_end"' in text(page)
    assert not Ticket.objects.exists()


def test_a_number_is_not_enough(kiosk, office):
    case = ready(office)
    page = kiosk.post(
        COLLECT, {"written": case.number, "birth_date_day": "", "birth_date_month": "", "birth_date_year": ""}
    )
    assert page.status_code == 422
    assert "Isi tanggal lahir pemohon." in text(page)
    page = kiosk.post(COLLECT, {"written": case.number, **(BORN | {"birth_date_year": "2008"})})
    assert "Tidak ada permohonan dengan data ini." in text(page)
    assert not Ticket.objects.exists()


def test_guessing_telephones_ends(kiosk, office):
    case = ready(office)
    for guess in range(30):
        said = text(kiosk.post(COLLECT, {"written": case.nik, "phone_end": f"{guess:04d}"}))
        if "Terlalu banyak percobaan" in said:
            break
    else:
        pytest.fail("nobody stops it")
    assert "Terlalu banyak percobaan" in text(kiosk.post(COLLECT, {"written": case.nik, **ENDS}))
