"""From facts to a message: in the reader's language, and for an SMS in as few parts as sensible."""

from collections.abc import Iterable
from dataclasses import dataclass

from anyascii import anyascii
from django.utils import translation
from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.notices import link
from pasti.notices.models import Fact, Notice, Via
from pasti.notices.registry import Said, tellings
from pasti.notices.tellings import thing
from pasti.offices import queries as offices

# GSM 03.38, the letters that take one place each.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ONE, _EACH = 160, 153
# So many parts at most, unless the sentences themselves need more.
_PARTS = 2


@dataclass(frozen=True)
class Message:
    """What is sent: the sentences (`body`), and all of it as one text."""

    subject: str
    body: str
    text: str


def said_of(facts: Iterable[Fact], application: Application) -> list[Said]:
    """Return what is said of facts, in their order."""
    found = []
    for fact in facts:
        say = tellings.get(fact.entry.kind).say
        said = say(application, fact.entry) if say else None
        if said:
            found.append(said)
    return found


def sentences(facts: Iterable[Fact], application: Application) -> str:
    """Return all that is said of facts, in the reader's language; nothing else that a message has, and no link."""
    return _whole(said_of(facts, application))


def _whole(said: Iterable[Said]) -> str:
    return " ".join(filter(None, (f"{one.sentence} {one.more}".strip() for one in said)))


def message(facts: Iterable[Fact], application: Application, via: str, language: str, *, asks: bool) -> Message:
    """Return the message for a channel in a language. `asks`: an answer tells us that it was read."""
    facts = list(facts)
    with translation.override(language):
        said = said_of(facts, application)
        head = f"{offices.office().name}: {thing(application)}."
        short = " ".join(str(one.sentence) for one in said)
        long = _whole(said)
        where = link.link_of(application)
        tails = [_("Balas YA bila sudah dibaca.")] if asks else []
        tails += [_("Balas STOP untuk berhenti.")]
        subject = _("Kabar permohonan %s") % thing(application)
        if via == Via.SMS:
            if any(tellings.get(fact.entry.kind).moves for fact in facts):
                where = f"{where} {_('Balas PINDAH untuk jadwal lain.')}"
            if phone := offices.office().phone:
                tails.append(_("Tanya: %s") % phone)
            return Message(subject, short, sms(head, short, long, where, tails))
        if via == Via.EMAIL:
            return Message(subject, long, "\n\n".join(filter(None, [head, long, where])))
        return Message(subject, long, long)


def of_notice(notice: Notice, via: str, language: str) -> Message:
    """Return the message that says what is current of a notice."""
    facts = notice.facts.filter(current=True).select_related("entry")
    return message(facts, notice.application, via, language, asks=notice.sets_out is not None)


def sms(head: str, short: str, long: str, where: str, tails: Iterable[str]) -> str:
    """Return a text for an SMS: the sentences always, and what else fits without another part."""
    said = plain(" ".join(filter(None, [head, short, where])))
    most = max(_PARTS, parts(said))
    fuller = plain(" ".join(filter(None, [head, long, where])))
    if parts(fuller) <= most:
        said = fuller
    for tail in tails:
        more = f"{said} {plain(tail)}"
        if parts(more) <= most:
            said = more
    return said


def plain(words: str) -> str:
    """Return words in the letters of an SMS: anything else would make each part less than half as long."""
    return "".join(letter if letter in _GSM else _known(letter) for letter in words)


def _known(letter: str) -> str:
    return "".join(each for each in anyascii(letter) if each in _GSM)


def parts(words: str) -> int:
    """Return in how many parts a plain text travels."""
    return 1 if len(words) <= _ONE else -(-len(words) // _EACH)
