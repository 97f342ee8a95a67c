"""A visit that was missed or released is asked about; what is over is waited for no more."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.answers import actions, closed_days, queries
from pasti.answers.models import Answer
from pasti.answers.states import Choice, State
from pasti.answers.times import Stretch
from pasti.applications import queries as applications
from pasti.applications.beside import Line, Part, beside
from pasti.applications.models import Application
from pasti.applications.states import APPLICATION, LIVE
from pasti.handover import delivery, later
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry
from pasti.kit.duties import every
from pasti.offices.resting import rests_on_calendar, rests_on_staff

# However a case ends, nobody's name is kept who was to come for it.
_CLOSING = [f"application.{name}" for name, move in APPLICATION.moves.items() if move.target not in LIVE]


@follow(
    "answers", "booking.make", "booking.miss", "booking.free", "booking.attend", "booking.cancel", "application.accept",
    *_CLOSING,
    starts=Starts.NOW, does=gettext_lazy("Menanyakan jadwal yang terlewat atau dibebaskan; menutup yang lewat"),
)  # fmt: skip
def ask_again(entry: Entry) -> None:
    application = applications.by_number(entry.case) if entry.case else None
    if application:
        actions.catch_up(application)


delivery.owner(queries.delivered)
later.owner(queries.collect_on)
rests_on_calendar(closed_days.let_go_of_closed_days)
rests_on_staff(closed_days.let_go_of_closed_days)


@every(600, "answers.over")
def end_what_is_over() -> None:
    actions.end_what_is_over()


@every(30, "answers.in_vain")
def take_back_days_in_vain() -> None:
    closed_days.let_go_of_days_in_vain()


@beside
def answers_of(application: Application) -> Part:
    """What the holder was asked and answered, on the case's page in the office."""
    lines = [
        Line(row.answered_at or row.asked_at, " · ".join(_words(row)), row.state, row.state_label)
        for row in queries.of_case(application)
    ]
    return Part(gettext_lazy("Jawaban lewat pesan"), lines, _("Belum ada yang ditanyakan."))


def _words(row: Answer) -> list[str]:
    words = [str(row.get_about_display())]
    if row.state == State.GIVEN:
        words.append(f"{Choice(row.choice).label} ({row.get_via_display()})")
    if row.day:
        words.append(Stretch(row.day, row.until).said)
    if row.name:
        words.append(f"{row.name}, {row.get_relation_display()}")
    return words
