"""Who gives places back and who waits for them, all at once."""

from typing import Any

from pasti.applications.models import Application
from pasti.appointments import actions, queries, waitlist
from pasti.appointments.models import Booking, Part, Waiting
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices.actions import decide
from tests.cast import ANYBODY
from tests.processes.start import begin

_TRIES = 6


def let_wait(numbers: str) -> int:
    """One place in each session of two days: as many cases as there are sessions have them, all others wait.

    Not today: there is no recording station.
    """
    for rule, value in (("session_capacity", 1), ("days_ahead", 3)):
        decide(f"appointments.{rule}", value=value, valid_from=clock.today(), legal_basis="x", by=ANYBODY, seen=None)
    cases = [_case(number) for number in numbers.split(",")]
    slots = [slot.starts_at for day in queries.days_on_offer()[1:] for slot in day.slots]
    for case, starts_at in zip(cases, slots, strict=False):
        actions.book(case, starts_at, by=ANYBODY)
    for case in cases[len(slots) :]:
        waitlist.join(case, weekdays=range(5), part=Part.ANY, by=ANYBODY)
    return len(slots)


def give_back_or_take(numbers: str, who: str) -> str:
    """Four with an appointment give it back, and whoever waits takes what is offered."""
    cases = numbers.split(",")
    holders = Booking.objects.filter(state="booked").order_by("-session__starts_at")
    given = [booking.application for booking in holders.select_related("application")[:4]]
    begin()
    if int(who) < len(given):
        actions.call_off(given[int(who)], by=ANYBODY)
        return "given back"
    case = _case(cases[-1 - int(who) + len(given)])
    for _try in range(_TRIES):
        waitlist.go_on()
        try:
            waitlist.take_offer(case, by=ANYBODY)
        except Refused:
            continue
        return "taken"
    return "waits"


def places() -> dict[str, Any]:
    """Which sessions are booked, and which are held."""
    booked = Booking.objects.filter(state="booked").values_list("session", flat=True)
    held = Waiting.objects.filter(state="offered").values_list("session", flat=True)
    return {"booked": list(booked), "held": list(held)}


def _case(number: str) -> Application:
    return Application.objects.get(number=number)
