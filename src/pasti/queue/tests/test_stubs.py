"""Numbers on paper: what a printer is sent, and what is said and done when it is slow, empty, broken or gone."""

import re
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import ANYBODY, account
from tests.ports import free_port

from pasti.accounts.roles import Role
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices import halls
from pasti.queue import escpos, stubs
from pasti.queue.models import Stub, Ticket
from pasti.queue.tests.hall import take
from pasti.queue.tests.slip_printer import a_printer

WALK_IN = "/antrean/tiba/langsung/"


@pytest.fixture
def kiosk(office, signed_in):
    return signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))


@pytest.fixture
def clock_at():
    """Let time pass until a moment, for the rest of a test."""
    with ExitStack() as kept:
        yield lambda moment: kept.enter_context(clock.stopped_at(moment))


@pytest.fixture
def printer(office):
    with a_printer() as made:
        stubs.set_printer(None, host="127.0.0.1", port=made.port, width=58, by=ANYBODY)
        yield made


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def taken(kiosk) -> tuple[Ticket, str]:
    """Take a number at the kiosk; return it, and where its page is."""
    place = kiosk.post(WALK_IN, {"purpose": "ktp"})["Location"]
    return Ticket.objects.latest("pk"), place


def states() -> list[str]:
    return list(Stub.objects.order_by("nth").values_list("state", flat=True))


@pytest.mark.parametrize(("width", "letters"), [(58, 32), (80, 48)])
def test_a_number_is_on_paper_with_its_lane_and_a_code_that_leads_to_its_page(kiosk, printer, width, letters, settings):
    stubs.set_printer(None, host="127.0.0.1", port=printer.port, width=width, by=ANYBODY)
    ticket, place = taken(kiosk)
    assert "sedang dicetak" in said(kiosk.get(place))
    assert 'data-look-again="1"' in said(kiosk.get(place))
    stubs.print_waiting()
    [paper] = printer.papers
    largest = max(paper.lines, key=lambda line: line[1])
    assert largest[0] == ticket.number
    assert all(len(line) * size <= letters for line, size in paper.lines)
    assert paper.says(ticket.lane.name)
    assert not paper.says("SALINAN")
    assert paper.code == settings.PUBLIC_URL + reverse("queue:phone", args=[ticket.token])
    assert paper.cut
    page = said(kiosk.get(place))
    assert "Ambil kertas nomor Anda" in page
    assert "data-look-again" not in page
    # It is sent once, however often somebody looks.
    stubs.print_waiting()
    assert len(printer.papers) == 1


def test_without_a_printer_the_browser_prints(kiosk):
    ticket, place = taken(kiosk)
    page = said(kiosk.get(place))
    assert "data-print" in page
    assert "printer" not in page.lower().replace("data-print", "")
    assert not ticket.stubs.exists()


def test_what_is_printed_is_in_the_language_of_the_person(kiosk, printer):
    kiosk.cookies["pasti-language"] = "en"
    taken(kiosk)
    stubs.print_waiting()
    assert printer.papers[0].says("Your queue number")


def test_one_more_says_that_it_is_a_copy_and_the_same_sent_twice_is_one(kiosk, printer):
    ticket, place = taken(kiosk)
    stubs.print_waiting()
    page = said(kiosk.get(place))
    assert "Cetak salinan" in page
    nth = re.search(r'name="nth" value="(\d+)"', page)[1]
    for _ in range(2):
        kiosk.post(f"{place}cetak/", {"nth": nth})
    stubs.print_waiting()
    assert [paper.says("SALINAN") for paper in printer.papers] == [False, True]
    assert printer.papers[1].code == printer.papers[0].code
    assert Entry.objects.filter(kind="ticket.print_again", subject=ticket.subject).count() == 1


def test_a_printer_that_is_gone_stops_nobody_and_what_it_missed_is_no_copy(kiosk, office, clock_at):
    gone = free_port()
    stubs.set_printer(None, host="127.0.0.1", port=gone, width=58, by=ANYBODY)
    ticket, place = taken(kiosk)
    stubs.print_waiting()
    assert states() == ["asked"]
    clock_at(clock.now() + timedelta(seconds=9))
    stubs.print_waiting()
    assert states() == ["failed"]
    page = said(kiosk.get(place))
    assert "Printer tidak menjawab" in page
    assert f"<b>{ticket.number}</b>" in page
    with a_printer() as back:
        stubs.set_printer(None, host="127.0.0.1", port=back.port, width=58, by=ANYBODY)
        assert "Coba cetak lagi" in page
        kiosk.post(f"{place}cetak/", {"nth": "2"})
        stubs.print_waiting()
        assert not back.papers[0].says("SALINAN")
    assert states() == ["failed", "printed"]


def test_a_printer_without_paper_is_found_out_before_anything_is_sent(kiosk, printer, clock_at):
    printer.status = b"\x72"
    taken(kiosk)
    stubs.print_waiting()
    assert (states(), printer.papers) == (["asked"], [])
    # Somebody puts a roll in.
    printer.status = b"\x12"
    stubs.print_waiting()
    assert states() == ["printed"]


@pytest.mark.parametrize("status", [b"\x12", None])
def test_a_slow_printer_and_one_that_says_nothing_print(kiosk, printer, status):
    printer.status, printer.answers_after = status, 0.15
    taken(kiosk)
    stubs.print_waiting()
    assert states() == ["printed"]
    assert len(printer.papers) == 1


def test_what_broke_off_is_never_sent_again_by_itself_and_the_next_one_is_a_copy(kiosk, printer):
    printer.breaks_after = 50
    _ticket, place = taken(kiosk)
    stubs.print_waiting()
    assert states() == ["unknown"]
    printer.breaks_after = 0
    stubs.print_waiting()
    assert printer.papers == []
    page = said(kiosk.get(place))
    assert "Printer terputus" in page
    assert "Cetak salinan" in page
    kiosk.post(f"{place}cetak/", {"nth": "2"})
    stubs.print_waiting()
    assert printer.papers[0].says("SALINAN")


def test_what_a_worker_had_in_its_hand_when_it_died_may_be_on_paper(kiosk, printer, clock_at):
    ticket, _place = taken(kiosk)
    ticket.stubs.update(state=Stub.State.SENDING, sent_at=clock.now())
    stubs.print_waiting()
    assert states() == ["sending"]
    clock_at(clock.now() + timedelta(seconds=20))
    stubs.print_waiting()
    assert (states(), printer.papers) == (["unknown"], [])


def test_nobody_waits_for_a_worker_that_is_not_there(kiosk, printer, clock_at):
    _ticket, place = taken(kiosk)
    clock_at(clock.now() + timedelta(seconds=30))
    page = said(kiosk.get(place))
    assert "Printer tidak menjawab" in page
    # It comes back: nobody stands there any more.
    stubs.print_waiting()
    assert (states(), printer.papers) == (["failed"], [])


@pytest.mark.parametrize("in_hand", [False, True])
def test_another_one_that_is_offered_while_no_worker_is_there_is_printed_when_one_comes(
    kiosk, printer, clock_at, in_hand
):
    ticket, place = taken(kiosk)
    if in_hand:
        ticket.stubs.update(state=Stub.State.SENDING, sent_at=clock.now())
    clock_at(clock.now() + timedelta(seconds=30))
    # Nobody knows how far somebody came who had begun to send it.
    assert ("Cetak salinan" if in_hand else "Coba cetak lagi") in said(kiosk.get(place))
    kiosk.post(f"{place}cetak/", {"nth": "2"})
    stubs.print_waiting()
    assert states() == ["unknown" if in_hand else "failed", "printed"]
    assert [paper.says("SALINAN") for paper in printer.papers] == [in_hand]


def test_after_some_minutes_only_the_guard_has_it_printed(kiosk, printer, clock_at):
    _ticket, place = taken(kiosk)
    stubs.print_waiting()
    clock_at(clock.now() + stubs.AGAIN_WITHIN + timedelta(seconds=1))
    assert "Cetak salinan" not in said(kiosk.get(place))
    answer = kiosk.post(f"{place}cetak/", {"nth": "2"}, follow=True)
    assert "Minta petugas di pintu" in said(answer)
    kiosk.get("/antrean/tiba/jaga/")
    assert "Cetak salinan" in said(kiosk.get(place))
    kiosk.post(f"{place}cetak/", {"nth": "2"})
    stubs.print_waiting()
    assert [paper.says("SALINAN") for paper in printer.papers] == [False, True]


def test_a_number_has_only_so_many_papers(office, printer):
    ticket, it = take(office), stubs.printer_in(None)
    for nth in range(1, 7):
        stubs.ask(ticket, it, nth=nth, at_the_door=nth > 3, by=ANYBODY)
        with pytest.raises(Refused, match="sedang dicetak"):
            stubs.ask(ticket, it, nth=nth + 1, at_the_door=True, by=ANYBODY)
        stubs.print_waiting()
    with pytest.raises(Refused, match="foto nomor"):
        stubs.ask(ticket, it, nth=7, at_the_door=True, by=ANYBODY)
    assert len(printer.papers) == 6


def test_each_hall_has_its_own_and_a_slow_one_holds_up_nobody(office, printer):
    east = halls.set_hall("Ruang Timur", by=ANYBODY)
    with a_printer() as its:
        its.status, its.answers_after = None, 0.2
        stubs.set_printer(east, host="127.0.0.1", port=its.port, width=80, by=ANYBODY)
        assert stubs.printer_in(east).port == its.port
        assert stubs.printer_in(None).port == printer.port
        for number, hall in ((take(office), east), (take(office), None)):
            stubs.ask(number, stubs.printer_in(hall), nth=1, by=ANYBODY)
        stubs.print_waiting()
        assert states() == ["printed", "printed"]
    assert (len(its.papers), len(printer.papers)) == (1, 1)
    stubs.set_printer(east, host="", port=its.port, width=80, by=ANYBODY)
    assert stubs.printer_in(east).port == printer.port
    halls.remove_hall(east, by=ANYBODY)


def test_letters_that_no_printer_has_are_written_as_it_can():
    paper = escpos.written([escpos.Line("Ruang Café – “Teratai”\x1b@", bold=True)], "x", [], width=58)
    assert b'Cafe - "Teratai" @' in paper


def test_an_administrator_sets_it_up_and_lets_it_print_an_example(office, signed_in, printer):
    browser = signed_in(account("admin", "Admin", Role.ADMIN))
    assert "192.168.1.50" in said(browser.get("/antrean/printer/"))
    sent = {"0-host": "127.0.0.1", "0-port": str(printer.port), "0-width": "80"}
    assert browser.post("/antrean/printer/0/", sent).status_code == 302
    assert stubs.printer_in(None).width == 80
    assert browser.post("/antrean/printer/0/", sent | {"0-host": "a b"}).status_code == 422
    answer = browser.post("/antrean/printer/0/contoh/", follow=True)
    assert "Contoh dikirim" in said(answer)
    assert printer.papers[0].says("CONTOH")
    browser.post("/antrean/printer/0/", sent | {"0-host": "127.0.0.1", "0-port": str(free_port())})
    assert "Printer tidak menjawab" in said(browser.post("/antrean/printer/0/contoh/", follow=True))
    browser.post("/antrean/printer/0/", sent | {"0-host": ""})
    assert stubs.printer_in(None) is None


def test_papers_of_days_gone_by_are_forgotten(kiosk, printer, clock_at):
    taken(kiosk)
    stubs.print_waiting()
    clock_at(clock.now() + timedelta(days=8))
    stubs.forget()
    assert not Stub.objects.exists()
