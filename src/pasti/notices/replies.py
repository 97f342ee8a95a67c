"""What comes back: answers (YA, PINDAH, BATAL, AMBIL, STOP and others) and reports. Each may come twice, and late."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.answers import opening
from pasti.kit import clock, phones
from pasti.kit.errors import Refused
from pasti.kit.limits import TooOften
from pasti.notices import actions, meaning, sending
from pasti.notices.answering import Writer, about, say
from pasti.notices.channels import sms, whatsapp
from pasti.notices.channels.sms import Standing
from pasti.notices.meaning import Meaning, Meant
from pasti.notices.models import Delivery, Heard, Via
from pasti.notices.states import DeliveryState

# What is done for a case, and counts with what is answered by its link.
_FOR_A_CASE = {
    Meaning.MOVE, Meaning.CANCEL, Meaning.CANNOT, Meaning.TAKE, Meaning.DECLINE, Meaning.STRANGER,
}  # fmt: skip
_STOPPED = _("Baik, kami tidak mengirim pesan lagi ke nomor ini. Balas MULAI bila ingin dikabari lagi.")
_STARTED = _("Baik, kami mengirim kabar lagi ke nomor ini. Balas STOP untuk berhenti.")
# A network reports within days, or never.
_REPORTED = timedelta(days=5)


def take_in(key: str, sender: str, text: str, via: Via) -> bool:
    """Deal with an answer; return whether it was new. The same message (`key`) twice is one answer.

    What changes something and comes again and again is heard, and no more is done or said; STOP holds all the same.
    """
    key = key[:200]
    if Heard.objects.filter(key=key).exists():
        return False
    number, meant = _number(sender), meaning.meant(text)
    return _deal(key, number, meant, via, quietly=_too_often(number, meant))


def _too_often(number: str, meant: Meant) -> bool:
    """Count what changes something: an answer for its case, with those by the link; STOP and MULAI for the number."""
    notice = about(number, meant) if meant.meaning in _FOR_A_CASE else None
    try:
        if notice:
            opening.count_answer(notice.application)
        elif meant.meaning in (Meaning.STOP, Meaning.START):
            opening.count_word(number)
    except TooOften:
        return True
    return False


@transaction.atomic
def _deal(key: str, number: str, meant: Meant, via: Via, *, quietly: bool) -> bool:
    _heard, new = Heard.objects.get_or_create(key=key, defaults={"at": clock.now()})
    if not new:
        return False
    notice = about(number, meant)
    if meant.meaning == Meaning.STOP:
        if actions.stop(number) and not quietly:
            say(number, via, notice, _STOPPED)
    elif quietly:
        pass
    elif meant.meaning == Meaning.START and actions.start_again(number):
        say(number, via, notice, _STARTED)
    elif notice and meant.said:
        # Others are nobody whom we know: a stranger, or a machine.
        Writer(notice, key, number, meant, via).deal()
    return True


def _number(sender: str) -> str:
    try:
        return phones.read(sender)
    except Refused:
        return sender


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
