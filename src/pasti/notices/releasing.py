"""From a notice to its first message, and up the ladder as long as nobody knows that it arrived."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.answers import actions as answers
from pasti.answers import queries as expected
from pasti.applications import actions as applications
from pasti.journal.actors import SYSTEM
from pasti.journal.moves import take
from pasti.kit import clock
from pasti.notices import actions, hours, ladder, texts
from pasti.notices.gathering import cancel_waiting
from pasti.notices.ladder import Rung
from pasti.notices.models import Delivery, Notice
from pasti.notices.states import DeliveryState, NoticeState
from pasti.offices import policy

# News of a trip is not held back by the limit; but a fault of ours must not ring for hours.
_MOST_OF_TRIPS = 3
# A notice on its way is looked at again at least so often.
_LOOKS_AGAIN = timedelta(hours=1)
# Without a report, an ordinary message counts as sent after this.
_SETTLED_AFTER = timedelta(hours=24)
_NO_WAY = _("Tidak ada saluran pesan: nomor atau persetujuan tidak ada, atau saluran tidak aktif.")
_FAILED = _("Pesan tidak dapat disampaikan lewat saluran mana pun.")
_STOPPED = _("Pemegang nomor minta tidak dikirimi pesan.")
_UNSURE = _("Tidak pasti apakah pesannya terkirim.")
_NO_REPORT = _("Belum ada kabar bahwa pesannya sampai.")
_TOO_MANY = _("Sudah terlalu banyak pesan untuk nomor ini hari ini.")


def release_due(limit: int = 100) -> bool:
    """Let go what has gathered for long enough; return whether there is more. One short transaction each."""
    due = Notice.objects.filter(state=NoticeState.COLLECTING, not_before__lte=clock.now())
    keys = list(due.order_by("not_before", "pk").values_list("pk", flat=True)[:limit])
    for key in keys:
        _release(key)
    return len(keys) == limit


@transaction.atomic
def _release(key: int) -> None:
    notice = _held(key)
    if notice.state != NoticeState.COLLECTING or notice.not_before > clock.now():
        return
    rung = ladder.next_rung(notice)
    if rung is None:
        actions.give_up(notice, _NO_WAY)
        return
    if quiet := hours.held_back_until(notice.sets_out):
        notice.not_before = quiet
        notice.save(update_fields=["not_before"])
        return
    today = Delivery.objects.filter(to=rung.to, made_at__gte=clock.at(clock.today()))
    had = today.exclude(state=DeliveryState.CANCELLED).count()
    most = policy.value("notices.most_per_day")
    if notice.sets_out is None and had >= most:
        notice.not_before = clock.at(clock.today() + timedelta(days=1), policy.value("notices.quiet_until"))
        notice.save(update_fields=["not_before"])
    elif had >= most * _MOST_OF_TRIPS:
        actions.give_up(notice, _TOO_MANY)
    else:
        _deliver(take(notice, "release", by=SYSTEM), rung)


def _held(key: int) -> Notice:
    """Return a notice, locked, its case before it."""
    applications.lock(Notice.objects.select_related("application").get(pk=key).application)
    return Notice.locked(key)


def _deliver(notice: Notice, rung: Rung) -> Delivery:
    case = notice.application
    said = texts.of_notice(notice, rung.via, ladder.language_of(case))
    if notice.sets_out and expected.awaits_visit(case):
        # Who only reads another date is asked nothing; who is expected is, until they say YA.
        answers.ask(case)
    return Delivery.objects.create(
        notice=notice, via=rung.via, to=rung.to, text=said.text, key=f"pasti{secrets.token_hex(8)}",
        made_at=clock.now(), not_before=clock.now(), state=DeliveryState.WAITING,
    )  # fmt: skip


def climb_due(limit: int = 100) -> bool:
    """Go on with notices on their way of which nobody knows that they arrived: the next channel, or somebody rings up.

    Return whether there are more. One of which something was heard is looked at at once, others when it is time.
    """
    under_way = Notice.objects.filter(state=NoticeState.SENDING, not_before__lte=clock.now())
    keys = list(under_way.order_by("not_before", "pk").values_list("pk", flat=True)[:limit])
    for key in keys:
        _climb(key)
    return len(keys) == limit


@transaction.atomic
def _climb(key: int) -> None:
    notice = _held(key)
    last = notice.deliveries.exclude(state=DeliveryState.CANCELLED).order_by("-pk").first()
    if notice.state != NoticeState.SENDING:
        return
    rung = ladder.next_rung(notice)
    if last is None:
        # It was cancelled: its owner wants no messages there.
        _next(notice, rung, _STOPPED)
        return
    if last.state == DeliveryState.FAILED:
        _next(notice, rung, _FAILED)
    elif last.state == DeliveryState.UNSURE:
        # A second message may be one too many; a call is none.
        actions.give_up(notice, _UNSURE)
    elif _must_be_called(notice):
        actions.ask_for_call(notice, _NO_REPORT)
    elif rung and _lasts(last) and (notice.sets_out or last.state == DeliveryState.WAITING):
        cancel_waiting(notice)
        _deliver(notice, rung)
    elif last.state == DeliveryState.SENT and clock.now() - last.last_moved_at > _SETTLED_AFTER:
        take(notice, "settle", by=SYSTEM)
    else:
        notice.not_before = _next_look(notice, last)
        notice.save(update_fields=["not_before"])


def _next_look(notice: Notice, last: Delivery) -> datetime:
    """Return when something is to be done about a notice of which nothing is heard."""
    climbs = last.last_moved_at + timedelta(minutes=policy.value("notices.climb_after"), seconds=1)
    looks = [climbs, last.last_moved_at + _SETTLED_AFTER, clock.now() + _LOOKS_AGAIN]
    if notice.sets_out:
        looks.append(hours.call_from(notice.sets_out))
    return min(look for look in looks if look > clock.now())


def _next(notice: Notice, rung: Rung | None, why: Promise) -> None:
    if rung:
        _deliver(notice, rung)
    else:
        actions.give_up(notice, why)


def _must_be_called(notice: Notice) -> bool:
    return notice.sets_out is not None and clock.now() >= hours.call_from(notice.sets_out)


def _lasts(delivery: Delivery) -> bool:
    """Whether nothing was heard of a message for so long that another channel is tried."""
    return clock.now() - delivery.last_moved_at > timedelta(minutes=policy.value("notices.climb_after"))
