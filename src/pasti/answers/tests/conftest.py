from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import Client
from tests.cast import ANYBODY, LOST, OWNER, accepted, submitted
from tests.scenes import scene

from pasti.answers import actions, links, queries
from pasti.answers.models import Answer, Via
from pasti.answers.states import Choice
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.appointments import actions as appointments
from pasti.appointments import queries as sessions
from pasti.handover.actions import issue_slip
from pasti.kit import clock

Make = Callable[..., Application]


@scene
def booked(office) -> Application:
    """A case that is expected on Tuesday at nine."""
    return a_booked_case()


@scene
def ready(office) -> Application:
    """A card that lies ready."""
    return a_ready_case(office)


def a_booked_case(service: str = "NEW", at: str = "2026-11-24T09:00:00+07:00", **other: Any) -> Application:
    case = submitted(service, **other)
    appointments.book(case, datetime.fromisoformat(at), by=OWNER)
    return case


def a_printing_case(office) -> Application:
    """A case that waits for its card."""
    case = accepted(office.budi.actor, "LOST", LOST)
    return applications.finish_step(case, "centre", by=ANYBODY)


def a_ready_case(office) -> Application:
    case = applications.finish_step(a_printing_case(office), "printing", by=ANYBODY, changes={"product": "BK00000001"})
    issue_slip(case)
    return case


def answer(case: Application, choice: Choice, *, via: Via = Via.LINK, **wanted: object) -> Answer:
    """Answer as whoever has the case's link."""
    more = {name: wanted.pop(name) for name in ("key", "message") if name in wanted}
    given = actions.Wanted(**wanted)  # type: ignore[arg-type]
    return actions.answer(case, choice, by=actions.holder(case, via), via=via, wanted=given, **more)  # type: ignore[arg-type]


def place(case: Application) -> str:
    """The path of a case's link."""
    link = queries.link_for(case)
    return "/j/" + link.rpartition("/j/")[2]


def page(path: str) -> str:
    return Client().get(path).content.decode()


def booked_at(case: Application) -> str:
    """When a case is expected, or nothing."""
    booking = sessions.standing(case).booking if sessions.open_booking(case) else None
    return clock.local(booking.session.starts_at).isoformat() if booking else ""


def key_of(case: Application) -> str:
    opened = links.opened(place(case)[3:])
    assert opened is not None
    return opened.key
