"""Who is to be told of what, who was reached, and who must be rung up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Prefetch, Q, QuerySet

from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.kit import clock
from pasti.notices import hours, texts
from pasti.notices.channels.port import channels
from pasti.notices.ladder import rungs
from pasti.notices.models import Contact, Delivery, Fact, Notice, Via
from pasti.notices.states import DeliveryState, NoticeState
from pasti.offices import regions
from pasti.promises import history
from pasti.readiness.models import Incident

# What many were told together is written down bit by bit.
_TOLD_AFTER = timedelta(minutes=10)


def _with_all(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    current = Prefetch("facts", Fact.objects.filter(current=True).select_related("entry"), to_attr="now")
    return notices.select_related("application__service").prefetch_related(current, "deliveries")


@dataclass(frozen=True)
class ToCall:
    """Somebody who is to be rung up: what to say, by when, and where they live if nobody answers."""

    notice: Notice
    say: str
    told_by: datetime | None
    village: str

    @property
    def lacking(self) -> str:
        """Which papers are missing, in the office's words: no message has them, and who is rung up cannot look."""
        case = self.notice.application
        return str(case.remark) if case.state == State.INCOMPLETE else ""

    @property
    def too_late(self) -> bool:
        """Whether they have set out by now, if they were to."""
        return self.told_by is not None and self.told_by < clock.now()


def call_list(village: str = "", *, limit: int | None = None) -> list[ToCall]:
    """Return who is to be rung up, those first who set out first: so many, and of one village (its code), if given."""
    ordered = _to_call(village).order_by(F("sets_out").asc(nulls_last=True), "made_at", "pk")
    return [to_call(notice) for notice in _with_all(ordered[:limit])]


def calls(village: str = "") -> int:
    """Return how many are to be rung up; only of one village (its code) if given."""
    return _to_call(village).count()


def _to_call(village: str) -> QuerySet[Notice]:
    found = Notice.objects.filter(state=NoticeState.CALL)
    return found.filter(application__village_code=village) if village else found


def to_call(notice: Notice) -> ToCall:
    """Return what to say to somebody who is rung up, in the reader's language."""
    case = notice.application
    told_by = hours.told_by(notice.sets_out) if notice.sets_out else None
    village = regions.parents(case.village_code).get("village", "") if case.village_code else ""
    return ToCall(notice, what_to_say(notice), told_by, village)


def what_to_say(notice: Notice) -> str:
    """Return the sentences of a notice in the reader's language."""
    facts = getattr(notice, "now", None)
    if facts is None:
        facts = notice.facts.filter(current=True).select_related("entry")
    return texts.sentences(facts, notice.application)


def notice(pk: int) -> Notice | None:
    """Return one notice."""
    return _with_all(Notice.objects.filter(pk=pk)).first()


def mailbox_of(key: str) -> str | None:
    """Return the mailbox to which a message went, by its key; None for no message, or one that was forgotten."""
    found = Delivery.objects.filter(key=key, via=Via.EMAIL).exclude(to="").first()
    return found.to if found else None


def can_be_told(application: Application) -> bool:
    """Whether the person of a case can be told before a trip: by a message that they agreed to, or by telephone."""
    return bool(application.phone) or bool(rungs(application))


@dataclass(frozen=True)
class SetsOut:
    """Somebody who would set out not knowing it: by when they must know, and whether they do."""

    notice: Notice
    told_by: datetime
    call_from: datetime

    @property
    def reached(self) -> bool:
        """Whether it is known that they know."""
        return self.notice.state == NoticeState.REACHED


def setting_out(limit: int = 200) -> list[SetsOut]:
    """Return who would set out from now on not knowing something that they were to be told, the first first."""
    coming = Notice.objects.filter(sets_out__gte=clock.now()).exclude(state=NoticeState.OVER)
    ordered = _with_all(coming.order_by("sets_out", "pk")[:limit])
    return [SetsOut(one, hours.told_by(one.sets_out), hours.call_from(one.sets_out)) for one in ordered if one.sets_out]


def of_case(application: Application) -> list[tuple[Notice, str, str]]:
    """Return what the person of a case was told, the newest first: notice, its words, and on which ways."""
    found = _with_all(Notice.objects.filter(application=application).order_by("-pk"))
    return [(one, what_to_say(one), _ways(one)) for one in found]


def _ways(notice: Notice) -> str:
    tried = [d for d in notice.deliveries.all() if d.state != DeliveryState.CANCELLED]
    return ", ".join(f"{delivery.get_via_display()}: {delivery.state_label}" for delivery in tried)


def troubled(limit: int = 100) -> QuerySet[Delivery]:
    """Return the messages that failed or of which nobody knows, the newest first."""
    found = Delivery.objects.filter(state__in=[DeliveryState.FAILED, DeliveryState.UNSURE], notice__isnull=False)
    return found.select_related("notice__application__service").order_by("-pk")[:limit]


def counts() -> dict[str, int]:
    """Return how many notices there are in each state that is not over, and how many were reached today."""
    open_ones = Notice.objects.exclude(state__in=[NoticeState.OVER, NoticeState.REACHED, NoticeState.SENT])
    found: dict[str, int] = dict.fromkeys(("collecting", "sending", "call"), 0)
    found |= dict(open_ones.values_list("state").annotate(n=Count("id")).order_by())
    today = clock.at(clock.today())
    found["reached"] = Notice.objects.filter(state=NoticeState.REACHED, reached_at__gte=today).count()
    return {str(state): count for state, count in found.items()}


@dataclass(frozen=True)
class ChannelState:
    """How a channel is doing."""

    via: Via
    is_on: bool
    waiting: int
    oldest: datetime | None
    last_sent: datetime | None
    last_error: str

    @property
    def state(self) -> str:
        """A word for it, as the lists of states colour it."""
        if not self.is_on:
            return "absent"
        late = self.oldest is not None and self.oldest < clock.now() - timedelta(minutes=10)
        return "degraded" if late or self.last_error else "up"


def channel_states() -> list[ChannelState]:
    """Return how each channel is doing: what waits, when it last sent, and why the next one does not go."""
    return [_channel_state(via) for via in Via]


def _channel_state(via: Via) -> ChannelState:
    of_it = Delivery.objects.filter(via=via)
    waiting = of_it.filter(state=DeliveryState.WAITING).order_by("made_at")
    oldest, sent = waiting.first(), of_it.exclude(sent_at=None).order_by("-sent_at").first()
    stuck = waiting.exclude(last_error="").first()
    return ChannelState(
        via=via,
        is_on=channels.get(via).is_on(),
        waiting=waiting.count(),
        oldest=oldest.made_at if oldest else None,
        last_sent=sent.sent_at if sent else None,
        last_error=stuck.last_error if stuck else "",
    )


def wish_of(application: Application) -> Contact | None:
    """Return how the person of a case wishes to be told, if they were asked."""
    return Contact.objects.filter(application=application).first()


def too_late_soon() -> int:
    """Return how many of those who are to be rung up would set out in vain within a day."""
    soon = clock.now() + timedelta(days=1)
    return Notice.objects.filter(state=NoticeState.CALL, sets_out__gt=clock.now(), sets_out__lte=soon).count()


def villages_to_call() -> list[tuple[str, str]]:
    """Return the villages of those who are to be rung up, as code and name, by name."""
    codes = Notice.objects.filter(state=NoticeState.CALL).exclude(application__village_code="")
    found = set(codes.values_list("application__village_code", flat=True))
    named = [(code, regions.parents(code).get("village", code)) for code in found]
    return sorted(named, key=lambda one: (one[1], one[0]))


def told_of(incident: Incident) -> int:
    """Return how many people were told what an incident changed for them, by a message or by telephone."""
    begins, ends = incident.span()
    begins = min(begins, incident.opened_at)
    sent = Delivery.objects.filter(state__in=[DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ])
    told = Fact.objects.filter(
        Q(notice__state=NoticeState.REACHED) | Q(notice__in=sent.values("notice")),
        entry__recorded_at__gte=begins, entry__recorded_at__lte=ends + _TOLD_AFTER,
    )  # fmt: skip
    ended = history.moved_in(incident).values("application")
    moved = Q(entry__kind__in=["promise.move", "promise.withhold"], application__in=ended)
    freed = Q(entry__kind="booking.free", entry__facts__incident=incident.number)
    return told.filter(moved | freed).values("application").distinct().count()
