"""From the journal to notices: one entry becomes one fact, and facts of a case that come together one notice."""

from datetime import datetime

from django.db import transaction

from pasti.applications import actions as applications
from pasti.applications import queries as cases
from pasti.applications.models import Application
from pasti.journal import queries as journal
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.journal.moves import take, take_all
from pasti.kit import clock
from pasti.notices import hours
from pasti.notices.models import Delivery, Fact, Notice
from pasti.notices.registry import Telling, Topic, tellings
from pasti.notices.states import DeliveryState, NoticeState

_OPEN = (NoticeState.COLLECTING, NoticeState.SENDING, NoticeState.SENT, NoticeState.CALL)


@transaction.atomic
def gather(entry: Entry) -> Notice | None:
    """Make a fact of an entry and put it into the notice that gathers for its case; return that, if there is one.

    The same entry twice is one fact. News takes the place of older news of its topic: what nobody was told yet is
    never told, and what is on its way and was not handed to any channel comes back to be said together. What is read
    late, because it could not be read at first, takes the place of nothing newer and is void where that made it so.
    """
    telling, case = tellings.get(entry.kind), cases.by_number(entry.case)
    if case is None or Fact.objects.filter(entry=entry).exists():
        return None
    case = applications.lock(case)
    touched = _make_void(case, telling, entry)
    said = telling.say(case, entry) if telling.say else None
    notice = None
    if telling.topic is not None and said is not None and not _told_newer(case, telling.topic, entry):
        notice = _gathering(case)
        current = not _overtaken(case, telling.topic, entry)
        sets_out = telling.sets_out(case, entry) if telling.sets_out else None
        Fact.objects.create(
            notice=notice, application=case, entry=entry, topic=telling.topic, sets_out=sets_out, current=current
        )
        if current:
            _weigh(notice, hours.gathers_until(telling.urgency, clock.now()))
            touched.discard(notice.pk)
        else:
            touched.add(notice.pk)
    _tidy(touched)
    return notice


def _make_void(case: Application, telling: Telling, entry: Entry) -> set[int]:
    """Make older news of these topics void; return the notices in which it was."""
    older = Fact.objects.filter(application=case, topic__in=telling.voids, current=True, entry__lt=entry.pk)
    touched = set(older.values_list("notice", flat=True))
    older.update(current=False)
    return touched


def _told_newer(case: Application, topic: Topic, entry: Entry) -> bool:
    """Whether newer news of a topic is current."""
    return Fact.objects.filter(application=case, topic=topic, current=True, entry__gt=entry.pk).exists()


def _overtaken(case: Application, topic: Topic, entry: Entry) -> bool:
    """Whether something that happened after an entry makes its news void, and says nothing of its topic itself."""
    kinds = [telling.kind for telling in tellings if topic in telling.voids]
    newer = journal.of_case(case.number).filter(kind__in=kinds, pk__gt=entry.pk)
    return any(not _says(tellings.get(one.kind), topic, case, one) for one in newer)


def _says(telling: Telling, topic: Topic, case: Application, entry: Entry) -> bool:
    return telling.topic == topic and telling.say is not None and telling.say(case, entry) is not None


def _tidy(touched: set[int]) -> None:
    """Drop notices of which nothing is left to say; what waits and would say what is void is said anew."""
    for notice in Notice.objects.select_for_update().filter(pk__in=touched, state__in=_OPEN).order_by("pk"):
        if not notice.facts.filter(current=True).exists():
            cancel_waiting(notice)
            take(notice, "drop", by=SYSTEM)
            continue
        if notice.state == NoticeState.SENDING and _untold(notice):
            cancel_waiting(notice)
            gathers = Notice.objects.filter(application=notice.application_id, state=NoticeState.COLLECTING).first()
            if gathers:
                notice.facts.filter(current=True).update(notice=gathers)
                take(notice, "drop", by=SYSTEM)
                _weigh(gathers)
                continue
            take(notice, "reopen", by=SYSTEM, changes={"why": "", "not_before": clock.now()})
        _weigh(Notice.objects.get(pk=notice.pk))


def cancel_waiting(notice: Notice) -> int:
    """Cancel the messages of a notice that no channel was given; return how many. Its case is locked."""
    waiting = Delivery.objects.filter(notice=notice, state=DeliveryState.WAITING)
    return take_all(waiting, "cancel", by=SYSTEM, changes={"ended_at": clock.now()})


def _gathering(case: Application) -> Notice:
    """Return the notice that gathers for a case: the one there is, one that nobody was sent yet, or a new one."""
    there = Notice.objects.select_for_update().filter(application=case, state__in=_OPEN).order_by("-pk")
    for notice in there:
        if notice.state == NoticeState.COLLECTING:
            return notice
        if _untold(notice):
            cancel_waiting(notice)
            return take(notice, "reopen", by=SYSTEM, changes={"why": ""})
    now = clock.now()
    return Notice.objects.create(application=case, made_at=now, not_before=now, state=NoticeState.COLLECTING)


def _untold(notice: Notice) -> bool:
    """Whether nothing of a notice was handed to a channel, and nobody was rung up for it."""
    if notice.state not in (NoticeState.SENDING, NoticeState.CALL) or notice.tries:
        return False
    given = notice.deliveries.exclude(state__in=[DeliveryState.WAITING, DeliveryState.CANCELLED])
    return not given.exists()


def _weigh(notice: Notice, until: datetime | None = None) -> None:
    """Let a notice be as urgent as the most urgent of its facts; `until` is how long the newest lets it gather."""
    current = list(notice.facts.filter(current=True).select_related("entry"))
    notice.sets_out = min((fact.sets_out for fact in current if fact.sets_out), default=None)
    notice.asks = any(tellings.get(fact.entry.kind).asks for fact in current)
    if until is not None:
        # It waits from its first fact on, and not anew with each.
        gathers = notice.not_before > clock.now()
        notice.not_before = min(until, notice.not_before) if gathers else until
    notice.save(update_fields=["sets_out", "asks", "not_before"])
