"""What the public may know before anybody leaves home. One answer for all forms in which it is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pasti.catalogue import going, steps
from pasti.catalogue import office_now as offices_now
from pasti.catalogue import queries as catalogue
from pasti.catalogue.going import Stopped
from pasti.catalogue.models import Service
from pasti.catalogue.office_now import OfficeNow, office_now
from pasti.catalogue.steps import StepCode
from pasti.certificates import queries as certificates
from pasti.certificates.models import Decision
from pasti.kit import clock
from pasti.offices import queries as offices
from pasti.offices.days import Opening
from pasti.offices.models import Office
from pasti.promises import queries as promises
from pasti.promises.days import Days, Ready
from pasti.promises.models import Basis
from pasti.promises.queries import Kept
from pasti.readiness import queries as readiness
from pasti.readiness.models import Incident
from pasti.stock import queries as stock
from pasti.stock.demand import wanted_now
from pasti.stock.queries import OfDay

# Incidents that are over are told of so long, and promises that ended are counted so far back.
_OVER, _KEPT = timedelta(days=30), timedelta(days=90)
# What changes it, beside what changes `office_now`: things of the journal.
# How many cards are ahead of a new one changes with what becomes of cases.
_NOUNS = ("application", "blank", "stock", "job", "promise", "decision")


class Come(TextChoices):
    """Whether coming today for a service is of use."""

    YES = "yes", _("dapat datang hari ini")
    PARTLY = "partly", _("sebagian saja")
    NO = "no", _("jangan datang dahulu")
    CLOSED = "closed", _("kantor tutup")


@dataclass(frozen=True)
class Share:
    """How many of the last promises of a service that came to their day were kept."""

    kept: int
    of: int

    @property
    def percent(self) -> int:
        """The share in percent."""
        return round(100 * self.kept / self.of)


@dataclass(frozen=True)
class ServiceNow:
    """A service: whether to come for it today, what of it cannot be done, and by when it would be ready."""

    service: Service
    come: Come
    # What cannot be done of what the person comes for.
    stopped: Sequence[Stopped]
    # By which day, if the papers were complete when the office closes today (or on its next day); none: it never opens,
    # or nobody has the blank that the card needs, nor knows when one comes.
    ready: Ready | None
    # None: too few have come to their day.
    kept: Share | None

    @property
    def why(self) -> str:
        """Why not, or not all, with what instead, in the reader's language."""
        said = [stopped.going.told for stopped in self.stopped]
        return " ".join(dict.fromkeys([*said, *(stopped.going.fallback for stopped in self.stopped)])).strip()


@dataclass(frozen=True)
class Alike:
    """Services for which the same is true today."""

    come: Come
    why: str
    services: list[ServiceNow]
    # Whether something stands in their way that is not told of the whole office.
    apart: bool


@dataclass(frozen=True)
class Status:
    """All that the public is told."""

    now: OfficeNow
    office: Office
    services: list[ServiceNow]
    current: list[Incident]
    planned: list[Incident]
    over: list[Incident]
    # Blank cards that can still be printed on, and how many cards wait for one.
    blanks: int
    blanks_today: OfDay
    waiting: int
    # By which decision Suket are issued now, if they are.
    suket: Decision | None
    kept: Kept
    kept_since: date
    # The day on which papers would be complete, by which `ServiceNow.ready` is said.
    counted_from: date | None

    @property
    def alike(self) -> list[Alike]:
        """The services, those together for which the same is true; in the reader's language."""
        found: dict[tuple[Come, str], list[ServiceNow]] = {}
        for one in self.services:
            found.setdefault((one.come, one.why), []).append(one)
        general = {stopped.code for stopped in self.now.going.stopped}
        return [
            Alike(come, why, of_it, any(stopped.code not in general for one in of_it for stopped in one.stopped))
            for (come, why), of_it in found.items()
        ]

    @property
    def all_go_on(self) -> bool:
        """Whether nothing is stopped, for no service."""
        return not self.now.going.stopped and all(one.come == Come.YES for one in self.services)

    @property
    def kept_enough(self) -> bool:
        """Whether enough dates came to their day to say which share was kept."""
        return self.kept.is_enough

    @property
    def all_expected(self) -> bool:
        """Whether no day follows from what was measured here."""
        return all(one.ready is None or one.ready.basis != Basis.MEASURED for one in self.services)


def status() -> Status:
    """Return what the public is told at this moment. No person, no case."""
    now, days = office_now(), Days()
    opening = now.today if now.serves_today else now.next
    ledger = stock.ledger()
    kept_since = clock.today() - _KEPT
    return Status(
        now=now,
        office=offices.office(),
        services=[_service(service, now, days, opening) for service in catalogue.services().prefetch_related("steps")],
        current=readiness.current_incidents(),
        planned=readiness.planned(),
        over=list(readiness.over(now.at - _OVER)),
        blanks=ledger.in_stock + ledger.loaded,
        blanks_today=stock.of_today(),
        waiting=wanted_now(),
        suket=certificates.decision_now(),
        kept=promises.kept_since(clock.at(kept_since)),
        kept_since=kept_since,
        counted_from=opening.day if opening else None,
    )


def _service(service: Service, now: OfficeNow, days: Days, opening: Opening | None) -> ServiceNow:
    stopped = [
        one
        for one in going.stopped_of(service, settled=True)
        if one.code != StepCode.HANDOVER and steps.of(one.code).waits_for_person
    ]
    return ServiceNow(
        service=service,
        come=_come([one.code for one in stopped], now),
        stopped=stopped,
        ready=days.usual(service, opening.closes) if opening else None,
        kept=_share(promises.last_ended(service.pk)),
    )


def _come(stopped: Sequence[StepCode], now: OfficeNow) -> Come:
    if not now.serves_today:
        return Come.CLOSED
    if StepCode.PAPERS in stopped:
        return Come.NO
    return Come.PARTLY if stopped else Come.YES


def _share(kept: Sequence[bool]) -> Share | None:
    return Share(sum(kept), len(kept)) if len(kept) >= promises.ENOUGH else None


def at_the_door() -> dict[str, object]:
    """Return what the screen at the office's door shows."""
    found = status()
    return {"status": found, "now": found.now}


def version() -> str:
    """Return a mark that changes whenever `status` does, be it only by the clock."""
    return offices_now.version(*_NOUNS, also=[promises.mark()])


def version_of_words() -> str:
    """Return the same for what says the time at which it was put together: every five minutes at least."""
    return f"{version()}-{int(clock.now().timestamp()) // 300}"
