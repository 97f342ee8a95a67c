"""The kiosk: one touch, one number; who comes in vain is told at once and why."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from tests.cast import ANYBODY, MONDAY, accepted, account, draft, submitted

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.applications.numbers import new_number
from pasti.applications.resume_code import Identity
from pasti.applications.scans import confirmation_scan
from pasti.kit import clock
from pasti.offices.actions import open_counter, set_hours, set_lane
from pasti.offices.days import Times
from pasti.queue import actions
from pasti.queue.first_step import NotNow
from pasti.queue.models import LaneDay, Ticket
from pasti.queue.tests.hall import missed, serving, take

ARRIVE, WALK_IN = "/antrean/tiba/permohonan/", "/antrean/tiba/langsung/"


@pytest.fixture
def kiosk(office, signed_in):
    return signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))


BORN = {"birth_date_day": "12", "birth_date_month": "6", "birth_date_year": "2009"}


def scan(case) -> str:
    """What a scanner reads from the case's confirmation."""
    return confirmation_scan(case.number, applications.new_code(case, shown=Identity.CARD, by=ANYBODY))


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_it_offers_what_there_are_lanes_for(kiosk, office):
    offers = ["permohonan/", "ambil/", "keperluan/ktp/", "keperluan/kk/"]
    page = text(kiosk.get("/antrean/tiba/"))
    assert re.findall(r'class="big[^"]*" href="/antrean/tiba/([^"?]+)"', page) == offers
    assert "?priority=on" in page
    for letter in "ADP":
        set_lane(letter, names=("x", "x"), purposes=("x", "x"), serves=[], active=False, by=ANYBODY)
    page = text(kiosk.get("/antrean/tiba/"))
    assert re.findall(r'class="big[^"]*" href="/antrean/tiba/([^"?]+)"', page) == [offers[0], offers[2]]
    assert "?priority=on" not in page


@pytest.mark.parametrize("spelling", ["{0}", "{1}", " {0} ", "{2}", "{3}", "http://h/lacak/?number={0}"])
def test_who_types_the_number_is_asked_for_the_birth_date_and_gets_one(kiosk, office, spelling):
    case = submitted()
    written = spelling.format(case.number, case.shown_number, " ".join(case.number), case.shown_number[5:])
    asked = kiosk.post(ARRIVE, {"number": written})
    assert asked.status_code == 200
    assert "Tanggal lahir pemohon" in text(asked)
    assert f'type="hidden" name="number" value="{case.number}"' in text(asked)
    assert not Ticket.objects.exists()
    answer = kiosk.post(ARRIVE, {"number": case.number, **BORN})
    ticket = Ticket.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/antrean/tiba/nomor/{ticket.token}/")
    assert (ticket.number, ticket.application) == ("C-001", case)
    page = text(kiosk.get(answer.url))
    assert "C-001" in page
    assert "lajur B" in page
    assert "data:image/svg+xml" in page


def test_a_number_alone_gives_no_number_for_somebody_elses_case(kiosk, office):
    """Today's fault: twelve digits were enough, and told the stage."""
    at_centre = applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    for case in (submitted(), at_centre, draft()):
        answer = text(kiosk.post(ARRIVE, {"number": case.number}))
        assert "Tanggal lahir pemohon" in answer
        assert "tahap" not in answer
        wrong = kiosk.post(ARRIVE, {"number": case.number, **BORN, "birth_date_day": "13"})
        assert wrong.status_code == 422
        assert "Nomor permohonan dan tanggal lahir ini tidak cocok." in text(wrong)
        assert 'value="13"' in text(wrong)
    assert not Ticket.objects.exists()


def test_the_qr_codes_of_confirmation_and_slip_are_enough(kiosk, office):
    case = submitted()
    assert kiosk.post(ARRIVE, {"number": scan(case)}).status_code == 302
    assert Ticket.objects.count() == 1
    # Nothing is opened in the kiosk's own browser.
    assert "cases" not in kiosk.session


@pytest.mark.parametrize("scanned", ["http://h/lacak/#buka=AAAAAA-{0}", "http://h/?slip=AAAA-{0}", "#slip=x-{0}\n"])
def test_a_qr_code_that_is_not_the_cases_gives_no_number(kiosk, office, scanned):
    answer = kiosk.post(ARRIVE, {"number": scanned.format(submitted().number)})
    assert answer.status_code == 422
    assert "Kode QR ini tidak berlaku lagi." in text(answer)
    assert not Ticket.objects.exists()


def test_guessing_at_the_kiosk_ends_and_paper_goes_on(kiosk, office):
    case = submitted()
    for day in range(20):
        kiosk.post(ARRIVE, {"number": case.number, **BORN, "birth_date_day": str(13 + day % 10)})
    answer = kiosk.post(ARRIVE, {"number": case.number, **BORN})
    assert answer.status_code == 422
    assert "Pindai kode QR, atau minta nomor kepada petugas." in text(answer)
    other = submitted()
    assert kiosk.post(ARRIVE, {"number": other.number, **BORN}).status_code == 302
    assert kiosk.post(ARRIVE, {"number": scan(case)}).status_code == 302


def test_priority_is_a_tick(kiosk, office):
    case = submitted()
    asked = kiosk.post(ARRIVE, {"number": case.number, "priority": "on"})
    assert 'name="priority" value="on"' in text(asked)
    kiosk.post(ARRIVE, {"number": case.number, "priority": "on", **BORN})
    kiosk.post(WALK_IN, {"purpose": "kk", "priority": "on"})
    assert [ticket.number for ticket in Ticket.objects.order_by("id")] == ["P-001", "P-002"]


def test_coming_twice_gives_the_same_number(kiosk, office):
    case = submitted()
    first, second = (kiosk.post(ARRIVE, {"number": case.number, **BORN}) for _ in range(2))
    assert first.url == second.url
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(("purpose", "letter"), [("ktp", "C"), ("kk", "D")])
def test_without_a_case_the_purpose_is_enough(kiosk, office, purpose, letter):
    answer = kiosk.post(WALK_IN, {"purpose": purpose})
    assert answer.status_code == 302
    assert Ticket.objects.get().number == f"{letter}-001"


@pytest.mark.parametrize(
    "purpose",
    [{}, {"purpose": ""}, {"purpose": "ambil"}, {"purpose": "x"}, {"purpose": "\x00"}, {"purpose": "k" * 10_000}],
)
def test_an_unknown_purpose_is_asked_for_again(kiosk, office, purpose):
    answer = kiosk.post(WALK_IN, purpose)
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "written",
    [
        "", "x", "123", "1" * 13, "327548217709", "²" * 12, "\x00", "\x00" * 12, "://", "://327548217709",
        "<script>alert(1)</script>", "9" * 100_000, "://" * 50_000 + "x",
    ],
)  # fmt: skip
def test_what_is_no_number_is_said_and_stays_on_the_page(kiosk, office, written):
    answer = kiosk.post(ARRIVE, {"number": written})
    assert answer.status_code == 422
    page = text(answer)
    assert page.count('role="alert"') == 1
    assert "<script>alert" not in page
    assert not Ticket.objects.exists()


def test_what_was_typed_is_not_lost(kiosk, office):
    assert 'value="3275-4821-77"' in text(kiosk.post(ARRIVE, {"number": "3275-4821-77"}))


def test_a_number_of_another_office_is_told_like_a_wrong_birth_date(kiosk, office):
    answer = kiosk.post(ARRIVE, {"number": new_number("33.74", ("00",)), **BORN})
    assert answer.status_code == 422
    assert "tidak cocok" in text(answer)


def test_who_need_not_come_is_told_so_without_the_stage_and_gets_no_number(kiosk, office):
    at_centre = applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    for data in ({"number": at_centre.number, **BORN}, {"number": scan(at_centre)}):
        answer = kiosk.post(ARRIVE, data)
        assert answer.status_code == 422
        assert "Belum siap. Anda tidak perlu menunggu di sini." in text(answer)
        assert "pusat" not in text(answer).partition("<main")[2]
    assert not Ticket.objects.exists()
    assert not LaneDay.objects.exists()


def test_who_was_missed_is_told_so_and_not_that_they_are_next(kiosk, office):
    case = submitted()
    missed(office, application=case)
    page = text(kiosk.post(ARRIVE, {"number": case.number, **BORN}, follow=True))
    assert "C-001" in page
    assert "Anda berikutnya" not in page
    assert "petugas" in page


def test_who_is_called_at_this_moment_is_sent_to_the_counter(kiosk, office):
    case = submitted()
    take(office, "C", case)
    actions.call_next(office.counters[1], by=ANYBODY)
    page = text(kiosk.post(ARRIVE, {"number": case.number, **BORN}, follow=True))
    assert "loket 1" in page
    assert "Anda berikutnya" not in page


def test_who_is_being_served_is_not_told_that_they_are_next(kiosk, office):
    ticket = serving(office)
    assert "Anda berikutnya" not in text(kiosk.get(f"/antrean/tiba/nomor/{ticket.token}/"))


# ── when the office is closed ───────────────────────────────────────────────────────────────────────────────────────

EVENING = MONDAY.replace(hour=19)


def test_a_closed_office_gives_out_no_numbers_and_says_when_it_opens(kiosk, office):
    case = submitted()
    with clock.stopped_at(EVENING):
        page = text(kiosk.get("/antrean/tiba/"))
        assert "<form" not in page.partition("<main")[2]
        assert "keperluan" not in page
        assert "Selasa, 24 November 2026" in page
        assert kiosk.post(ARRIVE, {"number": case.number}).status_code == 422
        assert kiosk.post(WALK_IN, {"purpose": "ktp"}).status_code == 422
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(("time_of_day", "resumes"), [("12:15", "13.00"), ("14:05", "14.15")])
def test_it_says_when_a_break_ends_and_gives_no_number_in_it(kiosk, office, time_of_day, resumes):
    breaks = ((time(12), time(13)), (time(14), time(14, 15)))
    set_hours({0: Times(time(8), time(15), breaks)}, by=office.agus.actor)
    with clock.stopped_at(datetime.fromisoformat(f"2026-11-23T{time_of_day}+07:00")):
        for path in ("/antrean/tiba/", "/antrean/tiba/jaga/"):
            page = kiosk.get(path).content.decode()
            assert "Sedang istirahat." in page
            assert f"pukul {resumes} WIB" in page
        assert kiosk.post(WALK_IN, {"purpose": "ktp"}).status_code == 422
    assert not Ticket.objects.exists()


def test_it_gives_out_numbers_in_the_evening_while_somebody_sits_at_a_counter(kiosk, office):
    with clock.stopped_at(EVENING):
        open_counter(office.counters[1], office.budi)
        assert kiosk.post(WALK_IN, {"purpose": "ktp"}).status_code == 302


def test_an_office_that_never_opens_again_says_just_that_it_is_closed(kiosk, office):
    from pasti.offices.models import DayHours

    DayHours.objects.all().delete()
    assert kiosk.get("/antrean/tiba/").status_code == 200


# ── for whom ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["rini", "joko", "agus", "nur", "stranger"])
def test_only_the_kiosk_and_clerks_take_numbers(office, signed_in, who):
    browser = signed_in(getattr(office, who))
    ticket = take(office)
    assert browser.get("/antrean/tiba/").status_code == 403
    assert browser.get(f"/antrean/tiba/nomor/{ticket.token}/").status_code == 403
    for address in (ARRIVE, WALK_IN):
        assert browser.post(address, {"number": submitted().number, "purpose": "ktp"}).status_code == 403
    assert Ticket.objects.count() == 1


def test_a_clerk_may_take_a_number_for_somebody(office, signed_in):
    assert signed_in(office.budi).post(WALK_IN, {"purpose": "ktp"}).status_code == 302


def test_a_kiosk_is_no_desk(kiosk, office):
    for address in ("/meja/", "/permohonan/", "/blangko/", "/kantor/"):
        assert kiosk.get(address).status_code == 403


@pytest.mark.parametrize("address", [ARRIVE, WALK_IN])
def test_looking_takes_no_number(kiosk, office, address):
    kiosk.get(address)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("token", ["x", "%00", "1" * 300])
def test_a_slip_of_nobody_is_not_found(kiosk, office, token):
    assert kiosk.get(f"/antrean/tiba/nomor/{token}/").status_code == 404


def test_the_moment_on_the_slip_is_when_the_number_was_taken(kiosk, office):
    ticket = take(office)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        assert "08.30" in text(kiosk.get(f"/antrean/tiba/nomor/{ticket.token}/"))


def test_who_is_still_too_young_is_told_the_first_day_and_gets_no_number(kiosk, office):
    # Seventeen on Friday 27 November 2026; today is Monday.
    case = submitted(birth_date=date(2009, 11, 27))
    answer = kiosk.post(ARRIVE, {"number": scan(case)})
    assert answer.status_code == 422
    assert "Datanglah mulai Jumat, 27 November 2026. Hari ini belum dapat dilayani." in text(answer)
    assert not Ticket.objects.exists()
    with pytest.raises(NotNow) as refused:
        take(office, "C", case)
    assert refused.value.first_day == date(2009 + 17, 11, 27)
    with clock.stopped_at(MONDAY + timedelta(days=4)):
        assert take(office, "C", case).number == "C-001"


def test_who_stands_at_the_door_with_a_telephone_comes_back_to_their_page(kiosk, office):
    assert "Pindai kode QR dengan kamera" in text(kiosk.get("/antrean/tiba/jaga/"))
    case = submitted()
    assert kiosk.post(ARRIVE, {"number": scan(case)}).status_code == 302
    assert kiosk.get("/antrean/tiba/mulai/").url == "/antrean/tiba/jaga/"
    assert "Menerima yang datang" in text(kiosk.post(WALK_IN, {"purpose": "x"})), "what is refused is said there"
    kiosk.get("/antrean/tiba/")
    assert kiosk.get("/antrean/tiba/mulai/").url == "/antrean/tiba/"


def test_a_nik_is_asked_for_the_telephone_and_not_for_the_birth_date_that_stands_in_it(kiosk, office):
    case = submitted(phone="081234565501")
    answer = kiosk.post(ARRIVE, {"number": f"{case.nik[:6]} {case.nik[6:]}"})
    page = text(answer)
    assert answer.status_code == 200
    assert 'action="/antrean/tiba/ambil/"' in page
    assert 'name="phone_end"' in page
    assert "birth_date" not in page
    given = kiosk.post("/antrean/tiba/ambil/", {"written": case.nik, "phone_end": "5501"})
    assert (given.status_code, Ticket.objects.get().application) == (302, case)
