"""Noting a coming when it ends, in the same transaction. Each is noted once; what comes again is harmless."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField

from pasti.applications.models import Application
from pasti.arrivals.knowing import knowledge
from pasti.arrivals.models import Arrival, Way
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.kit.prepared import Rows
from pasti.queue import queries as queue
from pasti.queue.models import Ticket
from pasti.queue.outcomes import Outcome, Reason, Why

_OF_TICKET = Rows(lambda ticket: Arrival.objects.filter(ticket=ticket), ticket=BigIntegerField())


@transaction.atomic
def note_end(ticket: Ticket, why: Why | None, *, by: Actor) -> Arrival:
    """Note how the coming of somebody with a number ended, and who could have known it if it was in vain."""
    # Its number is locked: nobody else notes it meanwhile.
    return _OF_TICKET.first(ticket=ticket.pk) or Arrival.objects.create(
        ticket=ticket,
        day=ticket.day,
        way=Way.NUMBER,
        application=ticket.application,
        arrived_at=ticket.issued_at,
        ended_at=ticket.ended_at,
        ended_by=by.name,
        outcome=ticket.outcome,
        reason=ticket.reason,
        said=ticket.said,
        **_known(ticket.application, why, ticket),
    )


def _known(application: Application | None, why: Why | None, ticket: Ticket) -> dict[str, Any]:
    if why is None:
        return {}
    # Whoever is closed at night was here until that evening.
    ended_at = min(ticket.ended_at or clock.now(), clock.at(ticket.day, 23, 59))
    facts = _facts(application, why, ticket.issued_at, ended_at)
    # Who could have known is asked of those who came in vain only; what did not stand, of all.
    return facts if ticket.outcome == Outcome.IN_VAIN else {name: facts[name] for name in ("need", "incident_id")}


def _facts(application: Application | None, why: Why, arrived_at: datetime, ended_at: datetime) -> dict[str, Any]:
    found = knowledge(application, why, arrived_at=arrived_at, ended_at=ended_at)
    return {
        "set_out_at": found.set_out_at,
        "known": found.known,
        "known_since": found.since,
        "known_from": found.source or "",
        "need": found.need or "",
        "incident_id": found.incident_id,
    }


@transaction.atomic
def note_turned_away(application: Application, why: Why, *, by: Actor) -> Arrival | None:
    """Note that somebody was told at the door that they came in vain; once a day, however often they ask.

    None when their coming of that day was noted already as it ended at a counter: who asks on the way out came once.
    """
    now, day = clock.now(), clock.today()
    if Arrival.objects.filter(application=application, day=day).exclude(way=Way.KIOSK).exists():
        return None
    found, new = Arrival.objects.get_or_create(
        application=application,
        day=day,
        way=Way.KIOSK,
        defaults={
            "arrived_at": now,
            "ended_at": now,
            "ended_by": by.name,
            "outcome": Outcome.IN_VAIN,
            "reason": why.reason,
            "said": why.said if why.reason == Reason.OTHER else "",
            **_facts(application, why, now, now),
        },
    )
    if new:
        outcome, reason = str(found.outcome), str(found.reason)
        record(
            "arrival.turn_away", subject=found.subject, case=application.number, by=by, outcome=outcome, reason=reason
        )
    return found


@transaction.atomic
def note_without_number(application: Application, move: str, *, by: Actor) -> Arrival | None:
    """Note that a move of a case was taken at a counter for somebody who has no number today; once a day and case.

    None when they have one, or when who acts serves nobody at a counter.
    """
    if not queue.serves_people(by) or queue.here_for(application, move, by=by):
        return None
    now, day = clock.now(), clock.today()
    found, new = Arrival.objects.get_or_create(
        application=application,
        day=day,
        way=Way.COUNTER,
        defaults={"arrived_at": now, "ended_at": now, "ended_by": by.name, "outcome": Outcome.SERVED},
    )
    if new:
        record("arrival.serve", subject=found.subject, case=application.number, by=by, outcome=str(found.outcome))
    let_in(application)
    return found


def let_in(application: Application) -> None:
    """Note that who was told at the door today to go home was let in after all: only one of both counts."""
    Arrival.objects.filter(application=application, day=clock.today(), way=Way.KIOSK).update(went_on=True)
