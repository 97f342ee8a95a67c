"""What comes back: answers (YA, PINDAH, AMBIL, TIDAK, STOP, MULAI) and reports. Each may come twice, and late."""

import re
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.answers import actions as answers
from pasti.answers import opening
from pasti.answers import queries as expected
from pasti.answers.models import Via as Way
from pasti.answers.states import Choice
from pasti.applications import actions as applications
from pasti.appointments import queries as appointments
from pasti.appointments import waitlist
from pasti.kit import clock, phones
from pasti.kit import text as words
from pasti.kit.errors import Refused
from pasti.kit.limits import TooOften
from pasti.kit.words import filled
from pasti.notices import actions, ladder, link, sending
from pasti.notices.channels import sms, whatsapp
from pasti.notices.channels.sms import Standing
from pasti.notices.models import Delivery, Heard, Notice, Via
from pasti.notices.registry import Topic
from pasti.notices.states import DeliveryState

_YES = {"YA", "YES", "OK", "SUDAH"}
_MOVE = {"PINDAH", "MOVE", "GANTI"}
_TAKE = {"AMBIL", "TAKE"}
_DECLINE = {"TIDAK", "NO"}
_STOP = {"STOP", "BERHENTI", "UNREG"}
_START = {"MULAI", "START"}

_STOPPED = _("Baik, kami tidak mengirim pesan lagi ke nomor ini. Balas MULAI bila ingin dikabari lagi.")
_STARTED = _("Baik, kami mengirim kabar lagi ke nomor ini. Balas STOP untuk berhenti.")
_MOVED = _("Baik, jadwal Anda sekarang %(when)s. Untuk jadwal lain: %(where)s")
_GONE = _("Maaf, tempat itu sudah diberikan kepada yang lain. Jadwal Anda tidak berubah: %(where)s")
_RUNG_UP = _("Baik, petugas menghubungi Anda tentang jadwal lain. Anda juga dapat memilihnya sendiri: %(where)s")
_KNOWN = _("Balas YA bila sudah dibaca, PINDAH untuk jadwal lain, atau STOP untuk berhenti. Lainnya: %(where)s")
_WANTS_ANOTHER = _("Minta jadwal lain lewat pesan.")
_ANSWERED = _("dijawab %(word)s")
_WAYS = {Via.SMS: Way.SMS, Via.WHATSAPP: Way.WHATSAPP}

# So long an answer belongs to what was said; a machine that answers is answered once in that time at most.
_BELONGS, _ONCE = timedelta(days=14), timedelta(hours=20)
# A network reports within days, or never.
_REPORTED = timedelta(days=5)


def take_in(key: str, sender: str, text: str, via: Via) -> bool:
    """Deal with an answer; return whether it was new. The same message (`key`) twice is one answer.

    What changes something and comes again and again is heard, and no more is done or said; STOP holds all the same.
    """
    key = key[:200]
    if Heard.objects.filter(key=key).exists():
        return False
    number = _number(sender)
    found = re.match(r"[\W_]*(\w+)", text)
    word = found[1].upper() if found else ""
    return _deal(key, number, word, via, quietly=_too_often(number, word))


def _too_often(number: str, word: str) -> bool:
    """Count what changes something: an answer for its case, with those by the link; STOP and MULAI for the number."""
    notice = _latest(number) if word in _MOVE | _TAKE | _DECLINE else None
    try:
        if notice:
            opening.count_answer(notice.application)
        elif word in _STOP | _START:
            opening.count_word(number)
    except TooOften:
        return True
    return False


@transaction.atomic
def _deal(key: str, number: str, word: str, via: Via, *, quietly: bool) -> bool:
    _heard, new = Heard.objects.get_or_create(key=key, defaults={"at": clock.now()})
    if not new:
        return False
    notice = _latest(number)
    if word in _STOP:
        if actions.stop(number) and not quietly:
            _answer(number, via, notice, _STOPPED)
    elif quietly:
        pass
    elif word in _START:
        if actions.start_again(number):
            _answer(number, via, notice, _STARTED)
    elif word and notice:
        # Others are nobody whom we know: a stranger, or a machine.
        _deal_with_case(notice, key, number, word, via)
    return True


def _deal_with_case(notice: Notice, key: str, number: str, word: str, via: Via) -> None:
    if (word in _DECLINE | _TAKE and _offers(notice)) or (word in _YES and _only_offers(notice)):
        _answer_offer(notice, key, number, word, via)
    elif word in _YES:
        # Where no visit is ahead, that it was read chooses nothing.
        if expected.awaits_visit(notice.application):
            _choose(notice, Choice.KEEP, via, key)
        _reached(notice, word)
    elif word in _MOVE:
        moved = _choose(notice, Choice.MOVE, via, key)
        _reached(notice, word, has_another=moved)
        _answer(number, via, notice, _moved(notice) if moved else _rung_up(notice))
    elif not _answered_lately(number) and not ladder.is_stopped(number):
        _answer(number, via, notice, filled(_KNOWN, where=link.link_of(notice.application)))


def _offers(notice: Notice) -> bool:
    """Whether an earlier place was offered in it, or is held now: else these words would speak of what nobody said."""
    return _told_of_a_place(notice) or waitlist.offer_of(notice.application) is not None


def _only_offers(notice: Notice) -> bool:
    """Whether a place was offered and nothing else said for which YA means that it was read."""
    return notice.sets_out is None and _told_of_a_place(notice)


def _told_of_a_place(notice: Notice) -> bool:
    return notice.facts.filter(topic=Topic.OFFER).exists()


def _answer_offer(notice: Notice, key: str, number: str, word: str, via: Via) -> None:
    """Take or leave the earlier place that is held; who comes too late for it is told so."""
    done = _choose(notice, Choice.DECLINE if word in _DECLINE else Choice.TAKE, via, key)
    _reached(notice, word)
    if word not in _DECLINE:
        _answer(number, via, notice, _moved(notice) if done else filled(_GONE, where=link.link_of(notice.application)))


def _number(sender: str) -> str:
    try:
        return phones.read(sender)
    except Refused:
        return sender


def _latest(number: str) -> Notice | None:
    """Return what was last sent to a number: an answer is about that."""
    sent = Delivery.objects.filter(to=number, notice__isnull=False, made_at__gte=clock.now() - _BELONGS)
    sent = sent.exclude(state__in=[DeliveryState.WAITING, DeliveryState.CANCELLED])
    last = sent.select_related("notice__application").order_by("-pk").first()
    return last.notice if last else None


def _choose(notice: Notice, choice: Choice, via: Via, key: str) -> bool:
    """Answer what the case asks now, as one tap on the link would; return whether that could be done."""
    case, way = notice.application, _WAYS[via]
    try:
        answers.answer(case, choice, by=answers.holder(case, way), via=way, message=key[:80])
    except Refused:
        return False
    return True


def _reached(notice: Notice, word: str, *, has_another: bool = False) -> None:
    applications.lock(notice.application)
    actions.reached(notice, filled(_ANSWERED, word=word), has_another=has_another)


def _moved(notice: Notice) -> Promise:
    """Say when they are expected now."""
    case, standing = notice.application, appointments.standing(notice.application)
    if standing.booking is None:
        return _rung_up(notice)
    starts_at = standing.booking.session.starts_at
    return filled(_MOVED, when=lambda: words.moment(starts_at), where=lambda: link.link_of(case))


def _rung_up(notice: Notice) -> Promise:
    """Let somebody ring up who wants another appointment where there is none to be taken by message; say so."""
    actions.ask_for_call(notice, _WANTS_ANOTHER)
    return filled(_RUNG_UP, where=link.link_of(notice.application))


def _answered_lately(number: str) -> bool:
    return Delivery.objects.filter(to=number, notice=None, made_at__gte=clock.now() - _ONCE).exists()


def _answer(number: str, via: Via, notice: Notice | None, said: str | Promise) -> None:
    """Answer on the way on which somebody wrote, once; also to who wants no more messages after this one."""
    with translation.override(ladder.language_of(notice.application) if notice else "id"):
        words = str(said)
    Delivery.objects.create(
        notice=None, via=via, to=number, text=words, key=f"pasti{secrets.token_hex(8)}", made_at=clock.now(),
        not_before=clock.now(), state=DeliveryState.WAITING,
    )  # fmt: skip


# ── SMS ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_sms() -> None:
    """Deal with what came by SMS, message by message; what was dealt with is put away afterwards."""
    for message in sms.came():
        take_in(message.key, message.sender, message.text, Via.SMS)
        sms.put_away(message)


def ask_reports(at_once: int = 500) -> None:
    """Ask what became of messages that were handed over to smsd, of all of them, so many at once."""
    since = clock.now() - _REPORTED
    # Of one that nobody knew to be sent there is no hour at which it was.
    lately = Q(sent_at__gte=since) | Q(sent_at=None, made_at__gte=since)
    handed = Delivery.objects.filter(lately, via=Via.SMS, state__in=[DeliveryState.SENT, DeliveryState.UNSURE])
    handed, last = handed.select_related("notice__application").order_by("pk"), 0
    while known := list(handed.filter(pk__gt=last)[:at_once]):
        last = known[-1].pk
        _hear_of(known)


def _hear_of(known: list[Delivery]) -> None:
    said = sms.standings([delivery.key for delivery in known])
    for delivery in known:
        if said.get(delivery.key) == Standing.DELIVERED:
            sending.arrived(delivery)
        elif said.get(delivery.key) == Standing.FAILED:
            sending.fail(delivery, "the network refused it, or the number cannot be reached")


# ── WhatsApp ────────────────────────────────────────────────────────────────────────────────────────────────────────


def told_by_whatsapp(said: "whatsapp.Report | whatsapp.Came") -> None:
    """Deal with one thing that Meta tells: a report of a message of ours, or an answer."""
    if isinstance(said, whatsapp.Came):
        take_in(said.key, said.sender, said.text, Via.WHATSAPP)
        return
    ours = Delivery.objects.filter(via=Via.WHATSAPP).select_related("notice__application")
    delivery = ours.filter(key=said.key).first() if said.key else None
    delivery = delivery or ours.filter(their_id=said.their_id).exclude(their_id="").first()
    if delivery is None:
        return
    if said.status in ("delivered", "read"):
        sending.arrived(delivery, read=said.status == "read")
    elif said.status == "failed":
        sending.fail(delivery, said.error)
