"""In which order cards are printed: one public rule (docs/adr/0062). Papers in somebody's hand are no part of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, IntegerChoices, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from pasti.kit import clock, text
from pasti.printing import owed
from pasti.printing.models import Advance, Deadline, Job
from pasti.printing.states import AdvanceState


class Turn(IntegerChoices):
    """Whose turn it is, the first first; within one, the earlier `since`, then who was ready first."""

    OWED = 0, _("Kartu yang terutang karena Suketnya sudah lewat masa berlaku")
    ADVANCED = 1, _("Didahulukan atas keputusan dua orang, dengan alasan yang tercatat")
    DEADLINE = 2, _("Tenggat dengan bukti, yang terdekat dahulu")
    BEGINNER = 3, _("Kartu pertama pada usia 17 tahun")
    READY = 4, _("Lainnya, menurut kapan siap cetak")


@dataclass(frozen=True)
class Standing:
    """Where a card stands: how many are printed before it, by the turn that they have, and its own turn."""

    turn: Turn
    ahead: int
    by_turn: tuple[tuple[Turn, int], ...]


def in_order(jobs: QuerySet[Job], day: date | None = None) -> QuerySet[Any]:
    """Return cards in the order in which they are printed; `turn` and `since` say why each stands where it does."""
    return with_turns(jobs, day).order_by("turn", "since", "released_at", "id")


def with_turns(jobs: QuerySet[Job], day: date | None = None) -> QuerySet[Any]:
    """Return cards with their `turn` and the day `since` which they have it, as of a day (default: today)."""
    of_case = OuterRef("application")
    granted = Advance.objects.filter(application=of_case, state=AdvanceState.GRANTED).values("granted_on")[:1]
    stated = Deadline.objects.filter(application=of_case, ended_at=None).values("day")[:1]
    asked = jobs.annotate(
        owed_since=owed.since(day or clock.today()), granted_on=Subquery(granted), needed_by=Subquery(stated)
    )
    turns = [
        (Turn.OWED, {"owed_since__isnull": False}, F("owed_since")),
        (Turn.ADVANCED, {"granted_on__isnull": False}, F("granted_on")),
        (Turn.DEADLINE, {"needed_by__isnull": False}, F("needed_by")),
        (Turn.BEGINNER, {"beginner": True}, Value(date.min)),
    ]
    return asked.annotate(
        turn=Case(
            *(When(**has, then=Value(int(turn))) for turn, has, _since in turns),
            default=Value(int(Turn.READY)),
            output_field=IntegerField(),
        ),
        since=Case(
            *(When(**has, then=since) for _turn, has, since in turns),
            default=Value(date.min),
            output_field=DateField(),
        ),
    )


def said(job: Any) -> str:
    """Return in a few words why a card of `with_turns` stands where it does, in the reader's language."""
    turn = Turn(job.turn)
    short = {
        Turn.OWED: _("terutang sejak %s"),
        Turn.ADVANCED: _("didahulukan %s"),
        Turn.DEADLINE: _("tenggat %s"),
        Turn.BEGINNER: _("pemula (17 tahun)"),
        Turn.READY: _("siap cetak"),
    }[turn]
    return str(short) % text.plain_date(job.since) if turn <= Turn.DEADLINE else str(short)
