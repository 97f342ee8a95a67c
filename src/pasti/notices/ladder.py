"""By which channel somebody is told: what is set up, what they agreed to, and what was not tried yet."""

from dataclasses import dataclass

from pasti.applications.models import Application
from pasti.notices.channels.port import channels
from pasti.notices.models import Contact, Notice, Stopped, Via, Wish
from pasti.notices.states import DeliveryState


@dataclass(frozen=True)
class Rung:
    """A channel, and the number or address there."""

    via: Via
    to: str


def rungs(application: Application) -> list[Rung]:
    """Return how the person of a case may be told, the first to be tried first. Without their consent: in no way."""
    contact = Contact.objects.filter(application=application).first()
    if contact is None:
        return []
    wished = {Wish.ANY: (Via.WHATSAPP, Via.SMS), Wish.SMS: (Via.SMS,), Wish.NONE: ()}[Wish(contact.wish)]
    found = [Rung(via, application.phone) for via in wished] + [Rung(Via.EMAIL, contact.email)]
    given = [rung for rung in found if rung.to and channels.get(rung.via).is_on()]
    stopped = set(Stopped.objects.filter(to__in=[rung.to for rung in given]).values_list("to", flat=True))
    return [rung for rung in given if rung.to not in stopped]


def is_stopped(to: str) -> bool:
    """Whether the owner of a number or address wants no message any more."""
    return Stopped.objects.filter(to=to).exists()


def next_rung(notice: Notice) -> Rung | None:
    """Return the first channel that was not tried with a notice."""
    tried = set(notice.deliveries.exclude(state=DeliveryState.CANCELLED).values_list("via", flat=True))
    return next((rung for rung in rungs(notice.application) if rung.via not in tried), None)


def language_of(application: Application) -> str:
    """Return the language in which somebody applied, as far as is known."""
    contact = Contact.objects.filter(application=application).first()
    return contact.language if contact else "id"
