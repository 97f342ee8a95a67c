"""Ending a number, however it ends: what must be said, in which order it is locked, and whom it is told."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.kit import clock, free_text
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.prepared import Rows
from pasti.kit.words import Words
from pasti.queue import endings, hooks
from pasti.queue.models import Ticket
from pasti.queue.outcomes import Ending, Outcome, Reason, Why

_WITH_CASE = Rows(
    lambda key: Ticket.objects.select_related("application", "lane").filter(pk=key), key=models.BigIntegerField()
)
MOVE = {Outcome.SERVED: "finish", Outcome.PARTLY: "finish_partly", Outcome.IN_VAIN: "end_in_vain"}


def locked(ticket: Ticket) -> Ticket:
    """Return a number, locked after its case: whoever does something for the case locks them in this order, too."""
    seen = _WITH_CASE.one(key=ticket.pk)
    if seen.application:
        applications.lock(seen.application)
    fresh = Ticket.locked(ticket.pk)
    if fresh.lane_id == seen.lane_id:
        fresh.lane = seen.lane
    return fresh


def check_of_today(ticket: Ticket) -> None:
    """Raise NotAllowed for a number of another day: in the line of that day nobody is called any more."""
    if not ticket.of_today:
        raise NotAllowed(_("Nomor %s bukan nomor hari ini. Beri nomor baru.") % ticket.number)


def checked(given: Ending, ticket: Ticket) -> Ending:
    """Raise Refused for an ending that does not say enough, or more than is true."""
    if given.outcome == Outcome.SERVED:
        if not ticket.done:
            raise Refused(
                _("Belum ada yang dikerjakan untuk nomor %s, jadi belum dapat disebut dilayani. Pilih sebabnya.")
                % ticket.number
            )
        return Ending(Outcome.SERVED)
    if given.reason is None:
        raise Refused(_("Pilih sebabnya."))
    outcome = endings.not_served(ticket)
    if given.reason != Reason.OTHER:
        return Ending(outcome, given.reason)
    if isinstance(given.said, Words):
        return Ending(outcome, given.reason, given.said)
    return Ending(outcome, given.reason, free_text.checked(given.said, none=_("Tuliskan sebabnya.")))


def end(ticket: Ticket, move: str, ending: Ending, why: Why | None, by: Actor, **changes: Any) -> Ticket:
    """End a number and let rooms upstairs note it with what is known of it now."""
    told: dict[str, Any] = {"outcome": str(ending.outcome), "reason": str(ending.reason or "")}
    at = {"ended_at": clock.now(), "said": ending.said}
    ended = take(ticket, move, by=by, changes={**changes, **told, **at}, ticket=ticket.number, **told)
    hooks.over(ended, why, by)
    return ended
