"""A date is given when papers are found complete, in the same transaction: the clerk says it at once.

When the calendar changes, dates that rest on it are given anew in the transaction of the change. What stands still is
watched; what became of each date is noted in the transaction that makes the thing ready.
"""

from django.utils.translation import gettext_lazy as _

from pasti.applications import urgent
from pasti.applications.hooks import when
from pasti.applications.models import Application
from pasti.applications.ready_days import owner
from pasti.journal.actors import Actor
from pasti.kit.duties import every
from pasti.offices.resting import Met, rests_on_calendar
from pasti.promises import actions, measuring, queries, risk, together, watching
from pasti.readiness import queries as readiness
from pasti.readiness.costs import Cost, costs
from pasti.readiness.models import Incident

owner(queries.ready_days)


@when("accept")
def say_when_it_is_ready(application: Application, by: Actor) -> None:
    actions.promise_ready(application, by=by)


@when("recorded")
def say_it_again_when_recorded(application: Application, by: Actor) -> None:
    actions.promise_ready(application, by=by)


@when("hold")
def take_it_back(application: Application, by: Actor) -> None:
    actions.suspend_promise(application, by=by)


@when("released")
def say_it_after_a_hold(application: Application, by: Actor) -> None:
    actions.promise_ready(application, by=by, cause=_("Pusat menahan data ini sampai ada keputusan."))


@when("record_again")
def say_it_for_the_next_recording(application: Application, by: Actor) -> None:
    actions.promise_ready(application, by=by, cause=_("Data direkam ulang."))


@when("lost")
def say_it_for_another_card(application: Application, by: Actor) -> None:
    actions.promise_ready(application, by=by, cause=_("Kartu yang sudah jadi hilang di kantor dan dicetak ulang."))


@when("printed")
def card_is_ready(application: Application, by: Actor) -> None:
    actions.keep_promise(application, by=by)


@when("issued")
def document_is_ready(application: Application, by: Actor) -> None:
    actions.keep_promise(application, by=by)


@rests_on_calendar
def move_what_the_calendar_moves(by: Actor, because: str) -> list[Met]:
    moved = actions.correct_promises(by=by, plan=readiness.by_subject(because))
    return [Met(case.subject, case.shown_number, case.name) for case in moved]


@costs("promises")
def dates_that_moved(incident: Incident) -> list[Cost]:
    return [Cost(_("Tanggal siap diganti"), queries.moved_for(incident))]


@every(2, "promises.watch")
def watch() -> None:
    watching.watch()


urgent.owner(risk.at_risk)


@every(120, "promises.risk")
def look_for_what_is_about_to_be_broken() -> bool:
    return risk.look()


@every(30, "promises.blanks")
def follow_blanks() -> bool:
    watching.follow_blanks()
    return actions.promise_withheld()


@every(1, "promises.journal", asks_rows_only=True)
def journal_makings() -> bool:
    return together.journal_makings()


@every(60, "promises.late")
def give_others_for_what_is_late() -> None:
    actions.break_late()


@every(900, "promises.measure")
def measure() -> None:
    measuring.measure()
