"""Handing messages to their channels: claimed in one transaction, sent outside of any, noted in another."""

import logging
import random
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F

from pasti.applications import actions as applications
from pasti.journal.actors import SYSTEM
from pasti.journal.moves import take
from pasti.kit import clock, text
from pasti.kit.errors import NotAllowed
from pasti.notices import actions, hours, ladder, texts
from pasti.notices import link as links
from pasti.notices.channels.port import Later, Outgoing, Undeliverable, Unsure, channels
from pasti.notices.ladder import Rung
from pasti.notices.models import Delivery, Notice, Via
from pasti.notices.states import DeliveryState, NoticeState
from pasti.notices.tellings import thing
from pasti.offices import queries as offices

log = logging.getLogger("pasti.notices")

# Longer than any channel waits for an answer.
STALE_AFTER = timedelta(minutes=5)
_MOST_ATTEMPTS = 6
_LONGEST_WAIT = 600.0


def send_due(via: str, limit: int = 20) -> bool:
    """Send some of what waits for a channel, one by one; return whether there may be more."""
    if not channels.get(via).is_on():
        return False
    for _time in range(limit):
        claimed = claim(via)
        if claimed is None:
            return False
        _send(*claimed)
    return True


def claim(via: str) -> tuple[Delivery, Outgoing] | None:
    """Take the next message that waits for a channel, so that nobody else does, as it is to go; None if there is none.

    It is written in the same transaction: what holds when it is claimed is what goes out.
    """
    waiting = Delivery.objects.filter(via=via, state=DeliveryState.WAITING, not_before__lte=clock.now())
    for key, notice in waiting.order_by("not_before", "pk").values_list("pk", "notice")[:20]:
        with transaction.atomic():
            # Whoever makes it void meanwhile holds the notice.
            if (notice and _not_now(Delivery.objects.get(pk=key), Notice.locked(notice))) or not _claimed(key):
                continue
            delivery = Delivery.objects.select_related("notice__application__service").get(pk=key)
            if message := _written(delivery):
                return delivery, message
    return None


def _written(delivery: Delivery) -> Outgoing | None:
    """Return what is to go; None when it cannot be written, and so surely did not go."""
    try:
        with transaction.atomic():
            return outgoing(delivery)
    except DatabaseError:
        raise
    except Exception as fault:  # one message must not hold up the others
        log.exception("message %s could not be written", delivery.key)
        fail(delivery, type(fault).__name__)
    return None


def _claimed(key: int) -> bool:
    changes = {"in_flight_since": clock.now(), "attempts": F("attempts") + 1, "last_error": ""}
    try:
        take(Delivery.objects.get(pk=key), "claim", by=SYSTEM, changes=changes)
    except NotAllowed:
        return False
    return True


def _not_now(delivery: Delivery, notice: Notice) -> bool:
    """Whether a message must not go now, though it waited: its news is void, its way is closed, or it became night.

    What comes back from a channel has missed what happened meanwhile: the news may be over, the number put right,
    the consent taken back.
    """
    goes_on = notice.state == NoticeState.SENDING
    if not goes_on or Rung(Via(delivery.via), delivery.to) not in ladder.rungs(notice.application):
        if delivery.state == DeliveryState.WAITING:
            take(delivery, "cancel", by=SYSTEM, changes={"ended_at": clock.now()})
        if goes_on:
            # Whoever climbs finds another way.
            notice.not_before = clock.now()
            notice.save(update_fields=["not_before"])
        return True
    if quiet := hours.held_back_until(notice.sets_out):
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING).update(not_before=quiet)
    return quiet is not None


def _send(delivery: Delivery, message: Outgoing) -> None:
    try:
        their_id = channels.get(delivery.via).send(message)
    except Later as later:
        _put_back(delivery, str(later), counts=later.counts)
    except Undeliverable as never:
        fail(delivery, str(never))
    except Unsure as unsure:
        _lose(delivery, str(unsure))
    except Exception as fault:  # one message must not hold up the others
        log.exception("message %s could not be sent by %s", delivery.key, delivery.via)
        _lose(delivery, type(fault).__name__)
    else:
        _note(delivery, "send", {"their_id": their_id, "sent_at": clock.now()}, via=delivery.via)


def outgoing(delivery: Delivery) -> Outgoing:
    """Return what a channel is given: what is current of the news now, also where it was written down before."""
    if delivery.notice is None:
        return Outgoing(delivery.key, delivery.to, "", delivery.text, "", "", "", "id", is_answer=True)
    case = delivery.notice.application
    language = ladder.language_of(case)
    said = texts.of_notice(delivery.notice, delivery.via, language)
    if said.text != delivery.text:
        delivery.text = said.text
        delivery.save(update_fields=["text"])
    return Outgoing(
        key=delivery.key,
        to=delivery.to,
        subject=said.subject,
        text=said.text,
        about=f"{offices.office().name}: {thing(case)}",
        body=said.body,
        where=links.link_of(case),
        language=language,
    )


def _note(delivery: Delivery, move: str, changes: dict[str, object], **facts: Any) -> bool:
    """Write down what became of a message; False if a report was quicker."""
    try:
        with transaction.atomic():
            if move != "retry" and delivery.notice_id:
                # Whoever climbs looks at it at once.
                Notice.objects.filter(pk=delivery.notice_id).update(not_before=clock.now())
            take(delivery, move, by=SYSTEM, changes={"in_flight_since": None, **changes}, **facts)
    except NotAllowed:
        return False
    return True


def _put_back(delivery: Delivery, error: str, *, counts: bool) -> None:
    if counts and delivery.attempts >= _MOST_ATTEMPTS:
        fail(delivery, error)
        return
    wait = min(_LONGEST_WAIT, 5.0 * 2 ** min(delivery.attempts, 7)) * random.uniform(0.75, 1.0)  # noqa: S311
    changes = {"not_before": clock.now() + timedelta(seconds=wait), "last_error": text.without_niks(error)[:300]}
    _note(delivery, "retry", changes)


def fail(delivery: Delivery, error: str) -> bool:
    """Note that a message will not arrive; return whether that was news."""
    said = text.without_niks(error)[:300]
    changes = {"last_error": said, "ended_at": clock.now()}
    return _note(delivery, "fail", changes, via=delivery.via, error=said)


def _lose(delivery: Delivery, error: str) -> None:
    _note(delivery, "lose", {"last_error": text.without_niks(error)[:300]}, via=delivery.via)


@transaction.atomic
def arrived(delivery: Delivery, *, read: bool = False) -> bool:
    """Note that a message was delivered, or read, and so that its news arrived; return whether that was news.

    Reports may come in any order, and after another way was tried or somebody was to ring up.
    """
    if delivery.notice:
        applications.lock(delivery.notice.application)
    news = _note(delivery, "read" if read else "deliver", {"ended_at": clock.now()})
    if news and delivery.notice:
        actions.reached(delivery.notice, Via(delivery.via).label)
    return news


def sweep() -> None:
    """Deal with what has been in flight for too long: the process that sent it is gone.

    A channel that takes a key once is given it again. Of others nobody knows: a person is asked, not the channel.
    """
    stale = Delivery.objects.filter(state=DeliveryState.IN_FLIGHT, in_flight_since__lt=clock.now() - STALE_AFTER)
    for delivery in stale.order_by("pk"):
        if channels.get(Via(delivery.via)).takes_once:
            _note(delivery, "retry", {"not_before": clock.now(), "last_error": "no answer"})
        else:
            _lose(delivery, "no answer")
