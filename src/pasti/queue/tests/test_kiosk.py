"""The kiosk: one touch, one number; who comes in vain is told at once and why."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY, accepted, account, draft, submitted

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.kit import clock
from pasti.offices.actions import open_counter, set_lane
from pasti.queue import actions
from pasti.queue.models import LaneDay, Ticket
from pasti.queue.tests.hall import missed, serving, take

ARRIVE, WALK_IN = "/antrean/tiba/permohonan/", "/antrean/tiba/langsung/"


@pytest.fixture
def kiosk(office, signed_in):
    return signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_it_offers_what_there_are_lanes_for(kiosk, office):
    page = text(kiosk.get("/antrean/tiba/"))
    assert [code for code in ("ktp", "kk", "ambil") if f'value="{code}"' in page] == ["ktp", "kk", "ambil"]
    assert 'name="priority"' in page
    for letter in "ADP":
        set_lane(letter, names=("x", "x"), purposes=("x", "x"), serves=[], active=False, by=ANYBODY)
    page = text(kiosk.get("/antrean/tiba/"))
    assert [code for code in ("ktp", "kk", "ambil") if f'value="{code}"' in page] == ["ktp"]
    assert 'name="priority"' not in page


@pytest.mark.parametrize("spelling", ["{0}", "{1}", " {0} ", "{2}"])
def test_a_case_gets_its_number(kiosk, office, spelling):
    case = submitted()
    written = spelling.format(case.number, case.shown_number, " ".join(case.number))
    answer = kiosk.post(ARRIVE, {"number": written})
    ticket = Ticket.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/antrean/tiba/nomor/{ticket.token}/")
    assert (ticket.number, ticket.application) == ("C-001", case)
    page = text(kiosk.get(answer.url))
    assert "C-001" in page
    assert "lajur B" in page
    assert "data:image/svg+xml" in page


def test_the_qr_codes_of_confirmation_and_slip_are_read(kiosk, office, settings):
    case = submitted()
    for scanned in (
        settings.CASE_URL.format(number=case.number),
        f"{settings.PUBLIC_URL}/?slip=3ACD-{case.number}",
        f"http://h/?slip=123456-{case.number}\n",
    ):
        assert kiosk.post(ARRIVE, {"number": scanned}).status_code == 302, scanned
    assert Ticket.objects.count() == 1


def test_priority_is_a_tick(kiosk, office):
    kiosk.post(ARRIVE, {"number": submitted().number, "priority": "on"})
    kiosk.post(WALK_IN, {"purpose": "kk", "priority": "on"})
    assert [ticket.number for ticket in Ticket.objects.order_by("id")] == ["P-001", "P-002"]


def test_coming_twice_gives_the_same_number(kiosk, office):
    case = submitted()
    first, second = (kiosk.post(ARRIVE, {"number": case.number}) for _ in range(2))
    assert first.url == second.url
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(("purpose", "letter"), [("ktp", "C"), ("kk", "D"), ("ambil", "A")])
def test_without_a_case_the_purpose_is_enough(kiosk, office, purpose, letter):
    answer = kiosk.post(WALK_IN, {"purpose": purpose})
    assert answer.status_code == 302
    assert Ticket.objects.get().number == f"{letter}-001"


@pytest.mark.parametrize(
    "purpose", [{}, {"purpose": ""}, {"purpose": "x"}, {"purpose": "\x00"}, {"purpose": "k" * 10_000}]
)
def test_an_unknown_purpose_is_asked_for_again(kiosk, office, purpose):
    answer = kiosk.post(WALK_IN, purpose)
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "written",
    [
        "", "x", "123", "1" * 13, "327548217709", "٣٢٧٥٤٨٢١٧٧٠٨", "²" * 12, "\x00", "\x00" * 12, "://", "://327548217709",
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


def test_a_number_of_another_office_is_not_ours(kiosk, office):
    from pasti.applications.numbers import new_number

    answer = kiosk.post(ARRIVE, {"number": new_number("33.74", ("00",))})
    assert answer.status_code == 422
    assert "tidak ada di kantor ini" in text(answer)


def test_who_need_not_come_is_told_and_gets_no_number(kiosk, office):
    at_centre = applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    for case in (at_centre, draft()):
        assert kiosk.post(ARRIVE, {"number": case.number}).status_code == 422
    assert not Ticket.objects.exists()
    assert not LaneDay.objects.exists()


def test_who_was_missed_is_told_so_and_not_that_they_are_next(kiosk, office):
    case = submitted()
    missed(office, application=case)
    page = text(kiosk.post(ARRIVE, {"number": case.number}, follow=True))
    assert "C-001" in page
    assert "Anda berikutnya" not in page
    assert "petugas" in page


def test_who_is_called_at_this_moment_is_sent_to_the_counter(kiosk, office):
    case = submitted()
    take(office, "C", case)
    actions.call_next(office.counters[1], by=ANYBODY)
    page = text(kiosk.post(ARRIVE, {"number": case.number}, follow=True))
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
        assert "Selasa, 24 November 2026" in page
        assert kiosk.post(ARRIVE, {"number": case.number}).status_code == 422
        assert kiosk.post(WALK_IN, {"purpose": "ktp"}).status_code == 422
    assert not Ticket.objects.exists()


def test_it_gives_out_numbers_in_the_evening_while_somebody_sits_at_a_counter(kiosk, office):
    with clock.stopped_at(EVENING):
        open_counter(office.counters[1], office.budi)
        assert kiosk.post(WALK_IN, {"purpose": "ktp"}).status_code == 302


def test_an_office_that_never_opens_again_says_just_that_it_is_closed(kiosk, office):
    from pasti.offices.models import WorkingHours

    WorkingHours.objects.all().delete()
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
