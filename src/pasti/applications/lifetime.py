"""How long a case is kept that nobody goes on with (UU 27/2022: no longer than needed).

When its time is over it is over at once, wherever somebody asks for it and whatever is done with it: nothing waits
until its data is really deleted (`forgetting`).
"""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.journal import queries as journal
from pasti.kit import clock, text
from pasti.offices import policy
from pasti.residents import lists
from pasti.residents.models import BIODATA_FIELDS

_WAITING = (State.SUBMITTED, State.INCOMPLETE)
# Something was asked of its person, or came from them: it begins to wait anew.
_WENT_ON = ("application.submit", "application.ask", "application.supply", "application.set_apart")
# What a case is left with when its data is forgotten; all the rest is blank.
_LEFT = {"birth_date": None, "nationality": lists.CITIZEN}


def nothing_said() -> dict[str, object]:
    """Return the biodata of a case of which all is forgotten."""
    return {name: _LEFT.get(name, "") for name in BIODATA_FIELDS}


def over(today: date | None = None) -> Q:
    """Say of which cases the time is over on a day (default: today), though they are still there as they were."""
    day = today or clock.today()
    drafts, sent = _before("applications.draft_days", day), _before("applications.unaccepted_days", day)
    waits = Q(state__in=_WAITING, submitted_at__lt=sent) & ~Q(journal.any_of_case("number", *_WENT_ON, since=sent))
    return Q(state=State.DRAFT, started_at__lt=drafts) | waits


def to_be_forgotten(today: date | None = None) -> Q:
    """Say of which cases the data has to be deleted: those that are over, and what was withdrawn, like a draft."""
    drafts = _before("applications.draft_days", today or clock.today())
    return over(today) | Q(state=State.WITHDRAWN, started_at__lt=drafts) & ~Q(name="")


def _before(rule: str, day: date) -> datetime:
    return clock.at(day - timedelta(days=policy.value(rule, day)))


def kept_until(application: Application) -> date | None:
    """Return the last day on which a case can be gone on with if nothing happens to it; None if it stays."""
    if application.state == State.DRAFT:
        return _days_after(application.started_at, "applications.draft_days")
    if application.state not in _WAITING or application.submitted_at is None:
        return None
    until = _days_after(application.submitted_at, "applications.unaccepted_days")
    if until >= clock.today():
        return until
    last = journal.last_of([application.subject], *_WENT_ON).get(application.subject)
    return max(until, _days_after(last, "applications.unaccepted_days")) if last else until


def _days_after(moment: datetime, rule: str) -> date:
    return clock.local_day(moment) + timedelta(days=policy.value(rule))


def as_of_now(application: Application) -> Application:
    """Return a case as it is at this moment: when its time is over it has lapsed, and nobody is named in it.

    Nor in one that was withdrawn, as long as a draft is kept after it was begun.
    """
    until = kept_until(application)
    if until and until < clock.today():
        application.state = State.LAPSED
    elif application.state != State.WITHDRAWN or _is_kept_like_a_draft(application):
        return application
    for name, value in nothing_said().items():
        setattr(application, name, value)
    return application


def _is_kept_like_a_draft(application: Application) -> bool:
    return _days_after(application.started_at, "applications.draft_days") >= clock.today()


def papers_are_gone(application: Application) -> bool:
    """Whether nothing is left of the papers of a case that came to nothing."""
    return application.state in (State.LAPSED, State.WITHDRAWN) and not application.name


def locked(pk: int) -> Application:
    """Return a case as it is at this moment, locked until the transaction ends."""
    return as_of_now(Application.locked(pk))


def why_not_on(application: Application, day: date) -> str:
    """Return why nothing is left of a case on a day, if it is over before; or nothing."""
    until = kept_until(application)
    if until is None or day <= until:
        return ""
    return _("Permohonan ini disimpan sampai %s. Untuk sesudahnya, ajukan permohonan baru.") % text.long_date(until)
