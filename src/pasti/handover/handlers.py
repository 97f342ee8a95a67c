"""What is ready gets its slip and its place on the shelf, and the slip opens its case."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pasti.applications import queries as applications
from pasti.applications import whereabouts as asked
from pasti.applications.beside import Line, Part, beside
from pasti.applications.hooks import when
from pasti.applications.models import Application
from pasti.applications.scans import readers
from pasti.handover import counting, queries, shelf, whereabouts
from pasti.handover.actions import issue_slip
from pasti.journal.actors import Actor
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry


@follow(
    "handover", "application.printed", "application.issued", starts=Starts.NOW,
    does=_("Menerbitkan slip pengambilan untuk yang sudah jadi"),
)  # fmt: skip
def issue(entry: Entry) -> None:
    application = applications.by_number(entry.case)
    if application:
        issue_slip(application)


@when("printed")
def give_a_place(application: Application, by: Actor) -> None:
    shelf.shelve(application, by=by)


@when("hand_over")
def free_the_place(application: Application, by: Actor) -> None:
    card = shelf.leave(application, by=by)
    if card:
        counting.close_of(card)


@beside
def where_the_card_is(application: Application) -> Part:
    """Where the finished card is, on the case's page in the office."""
    card = shelf.card_of(application)
    lines = [Line(card.since, _where(application), card.state, card.state_label)] if card else []
    return Part(_("Kartu"), lines, _now("Belum ada kartu yang jadi."))


def _where(application: Application) -> str:
    here = whereabouts.where_is(application)
    return here.kept or here.told


asked.owner(whereabouts.where_is)
readers.add("slip", queries.with_slip)
