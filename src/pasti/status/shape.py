"""The shape of the status as programs read it: fields are added, never changed or taken away (docs/public.md)."""

from datetime import date, datetime
from typing import Any, Literal, cast

from django.conf import settings
from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field

from pasti.kit import clock, text
from pasti.promises.models import Basis
from pasti.readiness import queries as readiness
from pasti.readiness.models import Incident
from pasti.status.queries import ServiceNow, Status


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Said(_Part):
    """One sentence in both languages."""

    id: str
    en: str


class Open(_Part):
    """Whether people are served, by the calendar."""

    day: date
    open_now: bool
    opens: datetime | None = Field(description="None on a day on which the office is closed.")
    closes: datetime | None
    breaks: list[tuple[datetime, datetime]]
    holiday: str | None
    next_opening: datetime | None


class OneService(_Part):
    """Whether to come for a service today, and by when it would be ready."""

    code: str
    name: Said
    come: Literal["yes", "partly", "no", "closed"]
    why: Said | None = Field(description="What cannot be done of it at the office, and what instead.")
    ready_by: date | None = Field(
        description="At the latest, when the papers are complete on `counted_from`. None: blanks are lacking."
    )
    basis: Literal["measured", "expected"] | None = Field(
        description="measured: from how long it takes here; expected: as the office expects, there is too little data."
    )
    kept_percent: int | None = Field(description="The share of its last dates that was kept; None: too few ended.")
    kept_of: int | None


class OneIncident(_Part):
    """Something that does not stand, did not, or will not."""

    number: str
    state: Literal["planned", "open", "closed", "withdrawn"]
    cause: str
    needs: list[str]
    services: list[str] = Field(description="Codes of the services that it meets; empty: whatever rests on its needs.")
    since: datetime
    until: datetime | None = Field(description="The forecast of what goes on; None: nobody knows.")
    ended: datetime | None
    sentence: Said


class Blanks(_Part):
    """Blank cards: how many there are, how many cards wait for one, and what happened to them today."""

    left: int
    waiting: int
    received_today: int
    used_today: int
    spoiled_today: int


class Kept(_Part):
    """What became of the dates that were given, since a day."""

    stated_percent: int
    kept_percent: int | None
    since: date
    kept: int
    broken: int
    moved: int


class Shape(_Part):
    """The status of an office."""

    shape: Literal["pasti-status/1"] = "pasti-status/1"
    office: str
    page: str
    as_of: datetime = Field(
        description="When this was put together; it is put together anew whenever anything changes."
    )
    unchecked_since: datetime | None = Field(
        default=None, description="When it was last known to be so; nobody could find out since. None: it is so now."
    )
    today: Open
    counted_from: date | None
    services: list[OneService]
    stopped: list[str] = Field(description="Codes of the steps that cannot be done now.")
    incidents: list[OneIncident]
    planned: list[OneIncident]
    over: list[OneIncident]
    blanks: Blanks
    promises: Kept


def shape_of(status: Status) -> Shape:
    """Return a status in this shape."""
    now, kept = status.now, status.kept
    return Shape(
        office=status.office.name,
        page=settings.PUBLIC_URL + reverse("status:page"),
        as_of=now.at,
        today=Open(
            day=clock.local_day(now.at),
            open_now=now.is_open,
            opens=now.today.opens if now.today else None,
            closes=now.today.closes if now.today else None,
            breaks=list(now.today.breaks) if now.today else [],
            holiday=now.holiday.name if now.holiday else None,
            next_opening=now.next.opens if now.next else None,
        ),
        counted_from=status.counted_from,
        services=[_service(one) for one in status.services],
        stopped=[one.code.value for one in now.going.stopped],
        incidents=[_incident(one) for one in status.current],
        planned=[_incident(one) for one in status.planned],
        over=[_incident(one) for one in status.over],
        blanks=Blanks(
            left=status.blanks, waiting=status.waiting, received_today=status.blanks_today.received,
            used_today=status.blanks_today.used, spoiled_today=status.blanks_today.spoiled,
        ),
        promises=Kept(
            stated_percent=kept.stated, kept_percent=kept.share, since=status.kept_since, kept=kept.kept,
            broken=kept.broken, moved=kept.moved,
        ),
    )  # fmt: skip


def _service(one: ServiceNow) -> OneService:
    return OneService(
        code=one.service.code,
        name=Said(id=one.service.text_id, en=one.service.text_en),
        come=cast("Any", one.come.value),
        why=Said(**text.both(lambda: one.why)) if one.stopped else None,
        ready_by=one.ready.day if one.ready else None,
        basis=None if one.ready is None else "measured" if one.ready.basis == Basis.MEASURED else "expected",
        kept_percent=one.kept.percent if one.kept else None,
        kept_of=one.kept.of if one.kept else None,
    )


def _incident(one: Incident) -> OneIncident:
    return OneIncident(
        number=one.number,
        state=cast("Any", one.state),
        cause=one.cause,
        needs=one.needs,
        services=one.services,
        since=one.starts_at,
        until=one.until,
        ended=one.ended_at,
        sentence=Said(**text.both(lambda: readiness.told_now(one, settled=True))),
    )
