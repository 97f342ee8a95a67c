"""Printing while the office is closed: proposed by itself when cards can be printed again, released by two people.

Cards that were sold were printed at night (DOMAIN §5). So what is begun out of hours has two accounts beside it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.words import Words
from pasti.offices import actions as offices
from pasti.offices import policy
from pasti.offices import queries as calendar
from pasti.printing import queries
from pasti.printing.models import Night
from pasti.printing.states import JobState, NightState
from pasti.stock import queries as stock

# Should the calendar know no day on which the office opens.
_LONGEST = timedelta(days=3)


def is_night() -> bool:
    """Whether the office is closed, by its calendar; a break is none."""
    return not (calendar.is_open() or calendar.is_resting())


def refusal() -> str:
    """Return why no run may begin now, in a sentence, or nothing."""
    if not is_night() or not policy.value("printing.two_at_night") or released():
        return ""
    return _("Kantor sedang tutup. Cetak di luar jam kerja disetujui dua orang dahulu, di ruang cetak.")


def released() -> Night | None:
    """Return the release by which cards may be printed out of hours now."""
    return _tonight().filter(state=NightState.RELEASED).first()


def open_one() -> Night | None:
    """Return what is proposed, signed or released for now."""
    return _tonight().exclude(state=NightState.REFUSED).first()


def _tonight() -> QuerySet[Night]:
    return Night.objects.filter(until__gt=clock.now())


def nights() -> QuerySet[Night]:
    """Return all there ever were, the newest first, with the runs and cards that were printed by each."""
    printed = Count("runs__jobs", filter=Q(runs__jobs__state__in=[JobState.PRINTED, JobState.LOST]))
    return Night.objects.annotate(printings=Count("runs", distinct=True), printed=printed)


@transaction.atomic
def propose(why: str | Promise | Words, *, by: Actor) -> Night | None:
    """Propose to print the cards that are ready before the office opens again; there is one proposal at a time.

    Returns None in hours, when no card is ready or no blank is there, and for a node that proposes what people have
    refused for this night. People may propose it again.
    """
    # The office is the lock: the link and an operator may find at one moment that there are cards.
    offices.lock_office()
    if not is_night() or not policy.value("printing.two_at_night"):
        return None
    if there := open_one():
        return there
    cards, blanks = queries.waiting().count(), stock.ledger().in_stock
    if not cards or not blanks or (not by.id.startswith("account:") and _tonight().exists()):
        return None
    opening = calendar.next_opening()
    night = Night.objects.create(
        why=Words(why), until=opening.opens if opening else clock.now() + _LONGEST, cards=cards, blanks=blanks,
        state=NightState.PROPOSED,
    )  # fmt: skip
    record("night.propose", subject=night.subject, by=by, cards=cards, why=night.why.kept)
    return night


def agree(night: Night, *, by: Actor) -> Night:
    """Agree to printing out of hours: as the first person, or as the second, from whom on it is released.

    Raises NotAllowed for whoever may not, and for the same person twice; Refused when the night is over.
    """
    if night.until <= clock.now():
        raise Refused(_("Waktu cetak di luar jam kerja itu sudah lewat."))
    if night.state == NightState.SIGNED:
        if night.first_id == by.id:
            raise NotAllowed(_("Orang kedua harus orang lain daripada %s.") % night.first_by)
        changes = {"second_id": by.id, "second_by": by.name, "second_at": clock.now()}
        return take(night, "release", by=by, changes=changes, first=night.first_by)
    changes = {"first_id": by.id, "first_by": by.name, "first_at": clock.now()}
    return take(night, "sign", by=by, changes=changes)


@transaction.atomic
def refuse(night: Night, *, by: Actor) -> Night:
    """Let it be: nothing is begun out of hours, or nothing more."""
    offices.lock_office()
    return take(night, "refuse", by=by)
