"""What was chosen on a page that offers answers: behind a link, or by a clerk for who is on the telephone."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from pasti.answers import queries
from pasti.answers.actions import Wanted
from pasti.answers.forms import RepresentativeForm
from pasti.answers.states import Choice
from pasti.applications.models import Application
from pasti.handover.models import Relation
from pasti.kit.errors import Refused
from pasti.kit.screens import day_in, moment_in, sent


def choice_in(request: HttpRequest) -> Choice | None:
    """Return which answer was chosen, if any that there is."""
    return Choice(said) if (said := sent(request, "choice")) in Choice.values else None


def form_in(request: HttpRequest, application: Application) -> RepresentativeForm | None:
    """Return the form of who comes instead, as it was sent, if that was chosen and somebody may."""
    if choice_in(request) != Choice.REPRESENT:
        return None
    relations = queries.choices(application).relations
    return RepresentativeForm(request.POST, relations=relations) if relations else None


def wanted_in(request: HttpRequest, form: RepresentativeForm | None) -> Wanted:
    """Return what goes with the choice. Raises Refused for a session that is no moment."""
    week = sent(request, "week")
    said = form.cleaned_data if form else {}
    return Wanted(
        starts_at=_moment(sent(request, "starts_at")),
        day=day_in(week or sent(request, "day")),
        week=bool(week),
        name=said.get("name", ""),
        relation=Relation(said["relation"]) if said else None,
    )


def _moment(written: str) -> datetime | None:
    found = moment_in(written)
    if written and found is None:
        raise Refused(_("Pilih salah satu jadwal."))
    return found
