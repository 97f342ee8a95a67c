"""Whether whoever collects a card is who they say: by the reader at the counter, by eye, in doubt by two people.

docs/adr/0073. The office cannot open what it recorded: what is compared is on the card, and in the reader beside it.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.handover import reader
from pasti.handover.models import Comparison, Means, Part, Recognition, Relation, Result, Surrendered, Whom
from pasti.handover.reader import Said
from pasti.handover.states import RecognitionState
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import check, ended, take
from pasti.kit import clock, free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.words import Words, filled
from pasti.offices import policy, readers
from pasti.offices.models import Counter

_R = RecognitionState
LIVE = (_R.OPEN, _R.DOUBTED, _R.RECOGNISED)
# Who was recognised is still standing there.
_HOLDS = timedelta(minutes=30)


def whom_of(relation: Relation) -> Whom:
    """Return with whose card somebody of this relation is compared."""
    return Whom.HOLDER if relation == Relation.SELF else Whom.OTHER


def live(application: Application) -> Recognition | None:
    """Return how far it is known who collects this case now; nothing of another day, and of who left long ago."""
    row = Recognition.objects.filter(application=application, state__in=LIVE).first()
    return row if row and not _is_over(row) else None


def _is_over(row: Recognition) -> bool:
    if row.state == _R.RECOGNISED and row.ended_at:
        return clock.now() - row.ended_at > _HOLDS
    return clock.local_day(row.began_at) != clock.today()


def needs_two(application: Application, counter: Counter | None) -> bool:
    """Whether one pair of eyes is not enough: the head requires the reader here, or somebody was turned away today."""
    return readers.is_required(counter) or turned_away_today(application) is not None


def turned_away_today(application: Application) -> Recognition | None:
    """Return that somebody who was not the one they said came for this card today."""
    today = Recognition.objects.filter(
        application=application, state=_R.TURNED_AWAY, ended_at__gte=clock.at(clock.today())
    )
    return today.order_by("-id").first()


def tries_left(row: Recognition | None) -> int:
    """Return how often the reader may say once more that it is not they, before a second person looks."""
    used = row.comparisons.filter(result=Result.NO_MATCH).count() if row else 0
    return max(0, policy.value("handover.reader_tries") - used)


def compare(application: Application, part: Part, whom: Whom, *, by: Actor) -> Comparison:
    """Let the reader at one's counter compare who collects with the card on it; in no transaction. It takes a while.

    What it says is kept; a match settles it, and as many as rule `handover.reader_tries` that do not agree call a
    second person. Raises Refused for a counter without a reader, for a case that is not ready, and when another card
    lies there than is meant; NotAllowed for who is no clerk and while a second person is waited for.
    """
    counter = readers.counter_of(by)
    if counter is None or not counter.check_url:
        raise Refused(_("Loket Anda tidak punya alat pencocok."))
    _ensure_ready(application)
    known = live(application)
    if known and known.state != _R.OPEN and not (known.state == _R.RECOGNISED and known.whom != whom):
        check(known, "match", by)
    serial = application.product if whom == Whom.HOLDER else ""
    said = reader.compare(counter.check_url, part, serial=serial)
    if said.result != Result.SILENT:
        _check_card(application, whom, said.serial)
    return _note(application, part, whom, said, counter, by)


def _check_card(application: Application, whom: Whom, serial: str) -> None:
    if whom == Whom.HOLDER and serial != application.product:
        # The right serial is not said: it is read from the card.
        raise Refused(_("Di alat ada kartu %s, bukan kartu permohonan ini. Tukar kartunya.") % (serial or "–"))
    if whom == Whom.OTHER and serial == application.product:
        raise Refused(_("Di alat ada kartu yang akan diserahkan. Letakkan KTP-el orang yang mengambil."))
    if Surrendered.objects.filter(serial=serial).exclude(serial="").exists():
        raise Refused(_("%s adalah kartu lama yang sudah ditarik. Minta KTP-el yang berlaku.") % serial)


@transaction.atomic
def _note(application: Application, part: Part, whom: Whom, said: Said, counter: Counter, by: Actor) -> Comparison:
    fresh = applications.lock(application)
    _ensure_ready(fresh)
    row = _live_or_new(fresh, whom, counter, by)
    check(row, "match", by)
    one = Comparison.objects.create(
        recognition=row, part=part, result=said.result, said=said.problem, at=clock.now(), by=by.name
    )
    facts: dict[str, Any] = {"whom": str(whom), "part": str(part)}
    if said.result == Result.MATCH:
        take(row, "match", by=by, changes={"means": Means.DEVICE, "whom": whom, **ended(by)}, **facts)
        return one
    record("recognition.compare", subject=row.subject, case=fresh.number, by=by, result=str(said.result), **facts)
    if not tries_left(row):
        tries = row.comparisons.filter(result=Result.NO_MATCH).count()
        _doubt(row, whom, Words(filled(gettext_lazy("%(tries)s kali tidak cocok menurut alat"), tries=tries)), by)
    return one


def _ensure_ready(application: Application) -> None:
    if application.state != State.READY or not application.service.makes_card:
        raise Refused(_("Belum dapat diserahkan: %s.") % application.state_label)


def _live_or_new(application: Application, whom: Whom, counter: Counter | None, by: Actor) -> Recognition:
    """Return how far it is, in the caller's transaction, which holds the case; a new visit begins anew."""
    row = Recognition.objects.filter(application=application, state__in=LIVE).first()
    another = row and row.state == _R.RECOGNISED and row.whom != whom
    if row and (another or _is_over(row)):
        take(row, "leave", by=by)
        row = None
    return row or Recognition.objects.create(
        application=application,
        whom=whom,
        counter=counter.number if counter else None,
        state=_R.OPEN,
        began_at=clock.now(),
    )


@transaction.atomic
def ask_second(application: Application, whom: Whom, why: str = "", *, by: Actor) -> Recognition:
    """Ask a second person to look at who collects: the face is in doubt, or nobody may say so alone. Twice is harmless.

    `why` in the clerk's own words; without any it is what the reader said last. Raises NotAllowed for who is no clerk,
    Refused for a case that is not ready, and for a NIK in the reason.
    """
    written = free_text.checked(why.strip())
    fresh = applications.lock(application)
    _ensure_ready(fresh)
    row = _live_or_new(fresh, whom, readers.counter_of(by), by)
    if row.state == _R.DOUBTED:
        return row
    return _doubt(row, whom, Words(written) or _last_said(row) or Words(gettext_lazy("wajahnya diragukan")), by)


def _doubt(row: Recognition, whom: Whom, why: Words, by: Actor) -> Recognition:
    changes = {"whom": whom, "why": why, "first_id": by.id, "first_by": by.name}
    return take(row, "doubt", by=by, changes=changes, whom=str(whom), why=why.kept)


@transaction.atomic
def decide(row: Recognition, *, same: bool, by: Actor) -> Recognition:
    """Say, as the second person, whether it is the one they say they are. Both names stay on record.

    Raises NotAllowed for the first person, who is neither clerk nor head, when it is decided, and on another day.
    """
    applications.lock(row.application)
    fresh = Recognition.locked(row.pk)
    name = "vouch" if same else "turn_away"
    check(fresh, name, by)
    if fresh.first_id == by.id:
        raise NotAllowed(_("Yang mencocokkan harus orang lain daripada %s.") % fresh.first_by)
    if _is_over(fresh):
        raise NotAllowed(_("Itu bukan hari ini. Orangnya dicocokkan lagi saat ia datang."))
    return take(fresh, name, by=by, changes={"means": Means.TWO, **ended(by)}, first=fresh.first_by)


def settle(application: Application, relation: Relation, why: str, *, by: Actor) -> Recognition:
    """Return that whoever collects is recognised, in the transaction that hands the card over and holds the case.

    Nothing else said, the clerk says so by handing it over: that is by eye, and kept with why. Raises Refused, with
    what to do, when it is in doubt, when another was compared than who collects, and where one pair of eyes is not
    enough.
    """
    whom, counter = whom_of(relation), readers.counter_of(by)
    row = live(application) or _live_or_new(application, whom, counter, by)
    if row.state == _R.DOUBTED:
        raise Refused(_("Orang kedua harus mencocokkan dahulu: %s.") % row.why)
    if row.state == _R.RECOGNISED and row.whom != whom:
        raise Refused(_("Yang sudah dicocokkan: %s. Cocokkan dahulu orang yang mengambil.") % row.get_whom_display())
    if row.state == _R.RECOGNISED:
        return row
    reason = _why_by_eye(row, counter, why)
    changes = {"means": Means.EYE, "whom": whom, "why": reason, **ended(by)}
    return take(row, "look", by=by, changes=changes, whom=str(whom), why=reason.kept)


def _why_by_eye(row: Recognition, counter: Counter | None, why: str) -> Words:
    if row.comparisons.filter(result=Result.NO_MATCH).exists():
        raise Refused(_("Menurut alat tidak cocok. Coba jari lain atau wajah, atau minta orang kedua."))
    if needs_two(row.application, counter):
        raise Refused(_("Di sini orang dicocokkan dengan alat; dengan mata harus oleh dua orang. Minta orang kedua."))
    if counter is None or not counter.check_url:
        return Words(gettext_lazy("tanpa alat di loket ini"))
    reason = _last_said(row) or Words(free_text.checked(why.strip()))
    if not reason:
        raise Refused(_("Cocokkan dahulu dengan alat, atau tuliskan mengapa dengan mata."))
    return reason


def _last_said(row: Recognition) -> Words:
    last = row.comparisons.last()
    return Words(text.both(lambda: str(Result(last.result).label))) if last else Words()


def waiting() -> QuerySet[Recognition]:
    """Return the recognitions of today that wait for a second person, the oldest first."""
    today = Recognition.objects.filter(state=_R.DOUBTED, began_at__gte=clock.at(clock.today()))
    return today.select_related("application__service").order_by("began_at")


def told() -> QuerySet[Recognition]:
    """Return how everybody was recognised, the newest first."""
    rows = Recognition.objects.exclude(state=_R.LEFT).select_related("application__service")
    return rows.prefetch_related("comparisons").order_by("-id")


def how(row: Recognition) -> str:
    """Return by what somebody was recognised, by whom, in the reader's language."""
    if row.means == Means.DEVICE:
        parts = [one.get_part_display() for one in row.comparisons.all() if one.result == Result.MATCH]
        return _("alat pencocok (%(part)s), %(by)s") % {"part": parts[-1] if parts else "–", "by": row.ended_by}
    if row.means == Means.TWO:
        return _("mata dua petugas: %(first)s dan %(second)s (%(why)s)") % {
            "first": row.first_by, "second": row.ended_by, "why": row.why
        }  # fmt: skip
    return _("mata petugas: %(by)s (%(why)s)") % {"by": row.ended_by, "why": row.why}
