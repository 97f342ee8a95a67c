"""No screen offers what cannot be done: every step, each thing that it rests on, every screen that offers it.

Somebody says that a need does not stand. Each screen that leads to a step which rests on it must say so, and no longer
offer what it offered before. A step, a need or a screen that stands in no table fails.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from pasti.accounts.models import Account
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.catalogue import steps
from pasti.catalogue.steps import StepCode
from pasti.desk.actions import issue_document
from pasti.handover.actions import issue_slip
from pasti.journal.actors import node
from pasti.kit.errors import Refused
from pasti.offices.actions import open_counter
from pasti.offices.models import Counter
from pasti.printing import actions as printing
from pasti.printing.tests.released import release
from pasti.queue import actions as queue
from pasti.queue.models import Ticket
from pasti.readiness import actions as readiness
from pasti.readiness import watch
from pasti.readiness.models import Effect
from pasti.readiness.needs import Need, about
from pasti.readiness.queries import live_incidents
from pasti.recording import actions as recording
from tests.cast import ANYBODY, LOST, MONDAY, Cast, accepted, account, browser_of, submitted
from tests.fixtures import sign_in
from tests.house.floors import ROOMS
from tests.scenes import scene

SAID = "Sedang diuji supaya tidak ada yang datang sia-sia"
CENTRE = node("centre-1", "Pusat")
S = StepCode


def case_at(office: Cast, step: StepCode) -> Application:
    """A case whose next step is this one."""
    budi = office.budi.actor
    match step:
        case S.PAPERS:
            return submitted()
        case S.RECORDING:
            return accepted(budi)
        case S.CENTRE:
            return accepted(budi, "LOST", LOST)
        case S.PRINTING:
            return release(office).application
        case S.ISSUING:
            return accepted(budi, "KK", {})
    ready = applications.finish_step(accepted(budi, "KK", {}), "issuing", by=budi, changes={"product": "3275"})
    issue_slip(ready)
    return ready


@dataclass
class Hall:
    """The office with a case, and browsers of everybody."""

    office: Cast
    case: Application
    signed_in: Callable[[Account], Client]

    def seen(self, browser: Client, address: str) -> str:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        return text(answer)

    def public(self, address: str) -> str:
        return self.seen(Client(), address)

    def holder(self, address: str) -> str:
        return self.seen(browser_of(self.case), address)

    def at_counter(self, who: Account, counter: int) -> str:
        """The desk of somebody who serves the case's person."""
        here = Counter.objects.get(number=counter)
        open_counter(here, who)
        if not Ticket.objects.exists():
            queue.issue_ticket(here.lanes.all()[0], by=ANYBODY)
            called = queue.call_next(here, by=ANYBODY)
            assert called is not None
            queue.attach(queue.serve(called, by=ANYBODY), self.case, by=ANYBODY)
        return self.seen(self.signed_in(who), "/meja/")

    def kiosk(self) -> str:
        """Somebody with the case's number and birth date at the kiosk; their number is given back."""
        born = self.case.birth_date
        assert born is not None
        sent = {"number": self.case.number, "birth_date_day": born.day, "birth_date_month": born.month,
                "birth_date_year": born.year}  # fmt: skip
        answer = self.signed_in(self.office.budi).post("/antrean/tiba/permohonan/", sent, follow=True)
        Ticket.objects.all().delete()
        return text(answer)

    def phone(self) -> str:
        """The page of a number that waits for the case, at a counter that is open."""
        for number in (1, 3, 4, 6):
            who = account(f"w{number}", f"W {number}")
            open_counter(self.office.counters[number], who)
        lane = queue.lane_of(self.case, knowing=True)
        ticket = queue.issue_ticket(lane, application=self.case, knowing=True, by=ANYBODY)
        page = self.public(f"/antrean/nomor/{ticket.token}/")
        Ticket.objects.all().delete()
        return page


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@dataclass(frozen=True)
class Screen:
    """How a screen is looked at, and what it offers (a pattern) while everything stands; nothing: it only says."""

    look: Callable[[Hall], str]
    offers: str = ""


_SERVED = {step: str(steps.of(step).served) for step in S}
FRONT = {step: Screen(lambda h: h.public("/"), f"Tersambung|Tetap dilayani: [^.]*{_SERVED[step]}") for step in S}
DISPLAY = Screen(lambda h: h.public("/antrean/"))
KIOSK_PAGE = Screen(lambda h: h.seen(h.signed_in(h.office.budi), "/antrean/tiba/"))
CASE = Screen(lambda h: h.seen(h.signed_in(h.office.budi), f"/permohonan/{h.case.number}/"))
ARRIVE = Screen(Hall.kiosk, r'class="stub"')
PHONE = Screen(Hall.phone, "Anda berikutnya")
BOOK = Screen(lambda h: h.holder(f"/janji/{h.case.number}/"), 'value="2026-11-23T')
WAITS = Screen(lambda h: h.holder(f"/lacak/{h.case.number}/"), "<p>Siap paling lambat")
CARD = Screen(lambda h: h.public("/layanan/NEW/"))
FAMILY = Screen(lambda h: h.public("/layanan/KK/"))
CONFIRMED = Screen(lambda h: h.holder(f"/ajukan/{h.case.number}/terkirim/"))
COMES = Screen(lambda h: h.holder(f"/lacak/{h.case.number}/"), 'class="todo">(Silakan|Pilih jadwal|Ambil)')

SCREENS: dict[StepCode, dict[str, Screen]] = {
    S.PAPERS: {
        "front": FRONT[S.PAPERS], "display": DISPLAY, "kiosk": KIOSK_PAGE, "service": CARD, "tracking": COMES,
        "booking": BOOK, "arriving": ARRIVE, "phone": PHONE, "confirmation": CONFIRMED, "case": CASE,
    },
    S.RECORDING: {
        "front": FRONT[S.RECORDING], "display": DISPLAY, "kiosk": KIOSK_PAGE, "service": CARD, "tracking": COMES,
        "booking": BOOK, "arriving": ARRIVE, "phone": PHONE, "case": CASE,
        "desk": Screen(lambda h: h.at_counter(h.office.budi, 1), "Teruskan ke lajur B"),
        "station": Screen(lambda h: h.at_counter(h.office.rini, 4), "Mulai perekaman"),
        "waiting": Screen(lambda h: h.seen(h.signed_in(h.office.rini), "/perekaman/"), ">Rekam<"),
        "before": Screen(
            lambda h: h.seen(h.signed_in(h.office.rini), f"/perekaman/{h.case.number}/"), "Data benar, mulai"
        ),
    },
    S.CENTRE: {
        "front": Screen(lambda h: h.public("/"), "Tersambung ke pusat data"),
        "display": DISPLAY, "kiosk": KIOSK_PAGE, "service": CARD, "tracking": WAITS,
        "case": CASE, "desk": Screen(lambda h: h.at_counter(h.office.budi, 1), "Siap paling lambat"),
    },
    S.PRINTING: {
        "front": FRONT[S.PRINTING], "display": DISPLAY, "kiosk": KIOSK_PAGE, "service": CARD, "tracking": WAITS,
        "case": CASE, "desk": Screen(lambda h: h.at_counter(h.office.budi, 1), "Siap paling lambat"),
        "print room": Screen(lambda h: h.seen(h.signed_in(h.office.joko), "/cetak/"), "Mulai cetak"),
    },
    S.ISSUING: {
        "front": FRONT[S.ISSUING], "display": DISPLAY, "kiosk": KIOSK_PAGE, "service": FAMILY, "case": CASE,
        "tracking": Screen(lambda h: h.holder(f"/lacak/{h.case.number}/"), "<p>Siap paling lambat"),
        "desk": Screen(lambda h: h.at_counter(h.office.budi, 3), "Dokumen terbit"),
    },
    S.HANDOVER: {
        "front": FRONT[S.HANDOVER], "display": DISPLAY, "kiosk": KIOSK_PAGE, "service": FAMILY, "case": CASE,
        "tracking": COMES, "arriving": ARRIVE, "phone": PHONE, "confirmation": CONFIRMED,
        "slip": Screen(lambda h: h.holder(f"/slip/{h.case.number}/")),
    },
}  # fmt: skip

# Whoever stands before these screens holds the role: that they act shows that somebody is there.
_THERE = {
    "desk": Need.CLERK, "station": Need.RECORDER, "waiting": Need.RECORDER, "before": Need.RECORDER,
    "print room": Need.PRINT_OPERATOR,
}  # fmt: skip

MATRIX = [
    pytest.param(step, need, name, id=f"{step}-{need}-{name}")
    for step in S
    for need in steps.of(step).rests_on
    for name in SCREENS[step]
    if _THERE.get(name) != need
]


@scene
def looked_at(office: Cast) -> Cast:
    """Everything was looked at once: the first look writes down every need."""
    watch.look_at_all()
    return office


@scene
def hall(looked_at: Cast, variant: StepCode) -> Hall:
    """The case's next step is the variant."""
    return Hall(looked_at, case_at(looked_at, variant), sign_in)


def fall(office: Cast, need: Need) -> None:
    """The head says that something does not stand."""
    readiness.open_incident(
        needs=[need], cause=about(need).cause, effect=Effect.DOWN, sentence_id=SAID, by=office.agus.actor
    )


OFFERED = [
    pytest.param(step, name, id=f"{step}-{name}")
    for step in S
    for name, screen in SCREENS[step].items()
    if screen.offers
]


@pytest.mark.parametrize(("hall", "name"), OFFERED, indirect=["hall"])
def test_while_all_stands_it_is_offered(hall, name, request):
    step = request.node.callspec.params["hall"]
    screen = SCREENS[step][name]
    page = screen.look(hall)
    assert re.search(screen.offers, page), page
    assert SAID not in page


@pytest.mark.parametrize(("hall", "need", "name"), MATRIX, indirect=["hall"])
def test_what_does_not_stand_is_said_and_what_rests_on_it_is_not_offered(hall, need, name, request):
    step = request.node.callspec.params["hall"]
    fall(hall.office, need)
    screen = SCREENS[step][name]
    page = screen.look(hall)
    assert SAID in page or str(need.label) in page, page
    if screen.offers:
        found = re.search(screen.offers, page)
        assert found is None, found


ACTIONS: dict[StepCode, Callable[[Cast, Application], object]] = {
    S.RECORDING: lambda office, case: recording.open_recording(case, by=office.rini.actor),
    S.PRINTING: lambda office, case: printing.start_run(1, by=office.joko.actor),
    S.ISSUING: lambda office, case: issue_document(case, "3275", by=office.budi.actor),
}
# Done by nobody at a screen of ours, or by a person before the clerk, whom nobody sends away.
_NO_ACTION = {S.CENTRE: "the centre does it", S.PAPERS: "rests on who acts only", S.HANDOVER: "rests on who acts only"}


@pytest.mark.parametrize(
    ("step", "need"),
    [(step, need) for step in ACTIONS for need in steps.of(step).rests_on if about(need).role != steps.of(step).owner],
)
def test_the_action_refuses_whatever_a_screen_shows(office, step, need):
    case = case_at(office, step)
    fall(office, need)
    with pytest.raises(Refused, match=str(need.label)):
        ACTIONS[step](office, case)


def test_every_step_has_its_screens_and_its_action():
    assert set(SCREENS) == set(S)
    assert ACTIONS.keys() | _NO_ACTION.keys() == set(S)
    assert not ACTIONS.keys() & _NO_ACTION.keys()
    for step in _NO_ACTION:
        assert step == S.CENTRE or {about(need).role for need in steps.of(step).rests_on} == {steps.of(step).owner}


def test_every_need_is_needed_by_some_step():
    assert {need for step in S for need in steps.of(step).rests_on} == set(Need)


# Templates that lead to the beginning of a step, and the screens above that look at them.
BEGINS = {
    "recording:begin": {"recording/before.html"},
    "recording:station": {
        "recording/waiting.html", "recording/before.html", "recording/station.html", "desk/desk.html",
    },
    "desk:issue": {"desk/case.html"},
    "desk:accept-papers": {"desk/case.html"},
    "desk:move' 'pass-on": {"desk/desk.html"},
    "handover:hand-over": {
        "desk/desk.html", "handover/ready.html", "handover/hand_over.html", "handover/batch.html",
        "handover/point.html",
    },
    "queue:arrive": {"queue/kiosk.html", "queue/number.html", "queue/birth_date.html", "queue/guard.html"},
    "queue:by-name": {"queue/number.html", "queue/by_name.html"},
    "queue:collect": {"queue/kiosk.html", "queue/collect.html", "queue/guard.html"},
    "queue:wait-anyway": {"queue/stopped.html"},
    "appointments:choose": {
        "apply/confirmation.html", "appointments/together.html", "appointments/choose.html", "tracking/case.html",
    },
}  # fmt: skip


def test_a_screen_that_leads_to_a_step_is_known():
    found: dict[str, set[str]] = {name: set() for name in BEGINS}
    for page in ROOMS.glob("*/templates/**/*.html"):
        written = page.read_text()
        for name in BEGINS:
            if f"{{% url '{name}'" in written:
                found[name].add("/".join(page.parts[-2:]))
    assert found == BEGINS, "a screen more that leads to a step: let it ask readiness, and put it into the table"


@pytest.mark.parametrize("step", [S.CENTRE, S.PRINTING])
def test_the_date_comes_back_when_it_stands_again(office, signed_in, step):
    hall = Hall(office, case_at(office, step), signed_in)
    fall(office, steps.of(step).rests_on[0])
    assert "<p>Siap paling lambat" not in WAITS.look(hall)
    readiness.close_incident(live_incidents()[0], by=office.agus.actor)
    assert "<p>Siap paling lambat" in WAITS.look(hall)


def test_what_is_planned_is_not_offered_and_what_is_booked_is_freed(office, signed_in):
    hall = Hall(office, case_at(office, S.RECORDING), signed_in)
    tomorrow = MONDAY + timedelta(days=1)
    assert f'value="{tomorrow:%Y-%m-%d}T09:00' in BOOK.look(hall)
    readiness.plan_incident(
        needs=[Need.STATION], starts_at=tomorrow.replace(hour=8, minute=0), until=tomorrow.replace(hour=12, minute=0),
        by=office.agus.actor,
    )  # fmt: skip
    page = BOOK.look(hall)
    assert f'value="{tomorrow:%Y-%m-%d}T09:00' not in page
    assert f'value="{tomorrow:%Y-%m-%d}T13:00' in page
    assert "Jadwal pada jam-jam itu tidak ditawarkan" in page


def test_a_lane_where_nobody_sits_never_says_that_somebody_is_next(office, signed_in):
    case = case_at(office, S.PAPERS)
    ticket = queue.issue_ticket(office.lanes["C"], application=case, by=ANYBODY)
    address = f"/antrean/nomor/{ticket.token}/"
    page = text(Client().get(address))
    assert "Anda berikutnya" not in page
    assert "Belum ada loket yang dibuka untuk lajur ini" in page
    assert "Belum ada loket yang dibuka" in text(Client().get("/antrean/"))
    open_counter(office.counters[1], office.budi)
    assert "Anda berikutnya" in text(Client().get(address))


def test_who_is_told_at_the_kiosk_may_wait_all_the_same(office, signed_in):
    hall = Hall(office, case_at(office, S.RECORDING), signed_in)
    fall(office, Need.STATION)
    page = hall.kiosk()
    who = re.search(r'name="who" value="([^"]*)"', page)
    assert who
    assert "Saya tetap menunggu: ambil nomor" in page
    browser = signed_in(office.budi)
    answer = browser.post("/antrean/tiba/tetap/", {"who": who[1]}, follow=True)
    assert 'class="stub"' in text(answer)
    assert Ticket.objects.get().application == hall.case
    forged = browser.post("/antrean/tiba/tetap/", {"who": hall.case.number})
    assert forged.status_code == 422
