"""What processes of their own answer for one case."""

from typing import Any

from pasti.answers import actions as answers
from pasti.answers import queries
from pasti.answers.models import Answer, Via
from pasti.answers.states import Choice
from pasti.applications.queries import by_number
from pasti.appointments import actions as appointments
from pasti.appointments.models import Booking
from pasti.appointments.queries import days_on_offer
from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from tests.cast import ANYBODY
from tests.processes.start import begin


def expect(number: str) -> str:
    """Book the first session of tomorrow; return when it is."""
    case = by_number(number)
    assert case is not None
    return appointments.book(case, days_on_offer()[1].slots[0].starts_at, by=ANYBODY).session.starts_at.isoformat()


def answers_alike(number: str, _who: str) -> str:
    """Everybody presses the same button."""
    return _answer(number, Choice.MOVE, 1)


def answers_differ(number: str, who: str) -> str:
    """Some move, each elsewhere, some keep, and some cancel."""
    choice = (Choice.MOVE, Choice.KEEP, Choice.CANCEL)[int(who) % 3]
    return _answer(number, choice, int(who) % 4 + 1)


def _answer(number: str, choice: Choice, session: int) -> str:
    case = by_number(number)
    assert case is not None
    occasion = queries.choices(case).occasion
    assert occasion is not None
    wanted = answers.Wanted(starts_at=days_on_offer()[1].slots[session].starts_at)
    begin()
    try:
        answers.answer(case, choice, by=answers.holder(case, Via.LINK), via=Via.LINK, wanted=wanted, key=occasion.key)
    except Refused:
        return "refused"
    return "answered"


def answered(number: str) -> dict[str, Any]:
    """What became of it: open bookings, answers, and what the journal says."""
    case = by_number(number)
    assert case is not None
    row = Answer.objects.get(application=case)
    kinds = list(Entry.objects.filter(case=number).order_by("id").values_list("kind", flat=True))
    given = queries.given(case)
    return {
        "booked": Booking.objects.filter(application=case, state="booked").count(),
        "bookings": Booking.objects.filter(application=case).count(),
        "cancelled": Booking.objects.filter(application=case, state="cancelled").count(),
        "answer": row.state,
        "kinds": kinds,
        "stands": given is not None and given.pk == row.pk,
    }
