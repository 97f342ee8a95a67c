"""Asking the centre for blanks: drafted from the forecast, sent by the head, answered by the centre's allotment."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take
from pasti.kit import clock, free_text
from pasti.kit.errors import Refused
from pasti.link import actions as link
from pasti.link.schema import BlankAllotment, BlankRequest, Said
from pasti.offices import actions as offices
from pasti.stock import actions, forecast
from pasti.stock.models import Request
from pasti.stock.states import RequestState

MOST = 1_000_000


@transaction.atomic
def draft() -> Request | None:
    """Lay a request ready when the cautious day is near (`forecast.should_ask`); return it, or nothing.

    One that lies ready follows the forecast from day to day, and goes when nothing needs to be asked for any more; as
    long as one is on its way no other is drafted. Twice is harmless.
    """
    offices.lock_office()
    if Request.objects.filter(state=RequestState.SENT).exists():
        return None
    found, count = forecast.forecast(), forecast.to_ask_for()
    row = Request.objects.select_for_update().filter(state=RequestState.DRAFT).first()
    if not (count and forecast.should_ask(found)):
        if row:
            take(row, "drop", by=SYSTEM, count=row.count)
        return None
    row, new = row or Request(key=uuid4().hex, state=RequestState.DRAFT), row is None
    row.count, row.drafted_at = count, clock.now()
    for field, value in _figures(found).items():
        setattr(row, field, value)
    row.save()
    if new:
        record("supply.draft", subject=row.subject, by=SYSTEM, count=count, day=str(found.earliest))
    return row


@transaction.atomic
def send(request: Request, *, count: int, letter: str, by: Actor) -> Request:
    """Ask the centre for so many blanks, with the number of the office's letter.

    Raises NotAllowed for others than the head, and Refused for a number that nobody asks for, without a letter, and
    while there is no centre.
    """
    if not 1 <= count <= MOST:
        raise Refused(_("Jumlahnya harus 1 sampai %s keping.") % MOST)
    paper = free_text.checked(letter, most=80, none=_("Tuliskan nomor surat permohonannya."))
    changes = {"count": count, "letter": paper, "sent_at": clock.now(), "sent_by": by.name}
    # What the centre reads is as of now, and not as of when it was drafted.
    changes |= _figures(forecast.forecast())
    sent = take(request, "send", by=by, changes=changes, count=count, letter=paper)
    body = BlankRequest(
        request=sent.key, count=count, letter=paper, in_stock=sent.in_stock, waiting=sent.waiting,
        a_day=round(sent.a_day, 1), runs_out=sent.runs_out, at=clock.now(),
    )  # fmt: skip
    link.send(Said.BLANK_REQUEST, body, key=sent.key)
    return sent


def _figures(found: forecast.Forecast) -> dict[str, Any]:
    """Return what a request follows from, as it is kept."""
    return {
        "in_stock": found.in_stock, "waiting": found.waiting, "a_day": found.use.a_day, "runs_out": found.earliest
    }  # fmt: skip


@transaction.atomic
def drop(request: Request, *, by: Actor) -> Request:
    """Ask for nothing this time; another is drafted when the forecast says so again."""
    return take(request, "drop", by=by, count=request.count)


@transaction.atomic
def take_answer(request: Request, said: BlankAllotment, *, by: Actor) -> None:
    """Note what the centre allots, and expect the box; none of it is an answer, too. The same answer is heard once."""
    fresh = Request.locked(request.pk)
    if fresh.state == RequestState.ANSWERED:
        return
    changes = {
        "answered_at": clock.now(), "allotted": said.count, "arrives": said.day,
        "answer_letter": said.letter[:80], "note": said.note[:300],
    }  # fmt: skip
    take(fresh, "answer", by=by, changes=changes, count=said.count, asked=fresh.count, letter=said.letter)
    if said.count and said.day:
        # A day that went by while the answer was on its way is today at the earliest.
        day = max(said.day, clock.today())
        actions.note_expected(letter=said.letter, day=day, count=said.count, by=by)


def by_key(key: str) -> Request | None:
    """Return the request that the centre answers."""
    return Request.objects.filter(key=key).first()


def requests() -> QuerySet[Request]:
    """Return the requests: the newest first."""
    return Request.objects.order_by("-id")


def lies_ready() -> Request | None:
    """Return the request that waits for the head to send it."""
    return Request.objects.filter(state=RequestState.DRAFT).first()
