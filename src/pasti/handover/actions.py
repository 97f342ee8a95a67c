"""Slips and handing over."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.whereabouts import whereabouts
from pasti.handover import queries, receipts, recognising, shelf
from pasti.handover.models import Handover, OldCard, Relation, Shown, Slip, Surrendered
from pasti.handover.receipts import Received
from pasti.handover.states import OldCardState
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import clock, free_text, text
from pasti.kit.errors import Refused
from pasti.kit.taken import refused_when_taken
from pasti.link import actions as link
from pasti.link import queries as links
from pasti.link.schema import CardProgress, Said
from pasti.link.statuses import Status


@dataclass(frozen=True)
class Collector:
    """Who stands at the counter: name, relation to the holder, and by what they and their right were recognised.

    `slip_code` is the secret of the slip that was scanned; `proof_seen`: the original proof was seen on paper.
    `why_by_eye`: why they were not compared by the reader, where there is one (`recognising`).
    """

    name: str
    relation: Relation
    shown: Shown
    slip_code: str = ""
    proof_seen: bool = False
    why_by_eye: str = ""


@dataclass(frozen=True)
class Given:
    """What is given and taken: the serial read from the card itself, what shows it, and the old card.

    `old_serial` is the serial of the old card, where it can be read.
    """

    serial: str = ""
    received: Received = field(default_factory=Received)
    old_card: OldCard = OldCard.NONE
    old_serial: str = ""


@transaction.atomic
def issue_slip(application: Application) -> Slip:
    """Issue the slip of a case that is ready. Issuing it twice is harmless."""
    slip, new = Slip.objects.get_or_create(application=application, defaults={"issued_at": clock.now()})
    if new:
        record("slip.issue", subject=f"slip:{slip.pk}", case=application.number, by=SYSTEM)
    return slip


@transaction.atomic
def hand_over(application: Application, collector: Collector, given: Given, *, by: Actor) -> Handover:
    """Hand a card or document over and close the case. The same twice is harmless.

    Raises Refused for a NIK in the collector's name, when somebody else has it already, when it is not ready or not
    here, when the card that was scanned is another one, when the office does not let such a person collect or they
    have not shown what they must, when the slip is not this case's, when what shows that it was received is lacking,
    when an old card that must be handed in was not (no new card without it), and as `recognising.settle` does.
    """
    taken_by = free_text.checked(collector.name)
    fresh = applications.lock(application)
    if done := _done_before(fresh, taken_by, collector, given):
        return done
    if fresh.state != State.READY:
        raise Refused(_("Belum dapat diserahkan: %s.") % fresh.state_label)
    if fresh.service.makes_card:
        applications.ensure_permit(fresh)
        _check_card(fresh, given.serial)
    if not taken_by:
        raise Refused(_("Tuliskan nama yang mengambil."))
    if reason := queries.why_not(collector.relation, collector.shown, proof=_proof(fresh, collector)):
        raise Refused(reason)
    if given.old_card != OldCard.TAKEN and (owed := queries.to_be_surrendered(fresh)):
        raise Refused(_("Terima dahulu: %s.") % ", ".join(owed))
    recognised = None
    if fresh.service.makes_card:
        recognised = recognising.settle(fresh, collector.relation, collector.why_by_eye, by=by)
    handover = Handover.objects.create(
        application=fresh,
        recognition=recognised,
        taken_by=taken_by,
        relation=collector.relation,
        shown=collector.shown,
        old_card=given.old_card,
        with_slip=bool(collector.slip_code),
        proof_seen=collector.proof_seen,
        receipt=given.received.how,
        content=receipts.keep(given.received),
        at=clock.now(),
        by=by.name,
    )
    if given.old_card == OldCard.TAKEN:
        _take_in(fresh, given.old_serial, by)
    to = str(collector.relation)
    applications.finish_step(fresh, "handover", by=by, changes={"closed_at": handover.at}, to=to)
    _tell_centre(fresh, handover)
    return handover


def _done_before(application: Application, taken_by: str, collector: Collector, given: Given) -> Handover | None:
    """Return how a case was handed over, if it was. Raises Refused unless what is said now is the same."""
    done = Handover.objects.filter(application=application).first()
    if done is None:
        return None
    noted = (taken_by, collector.relation, collector.shown, given.old_card, bool(collector.slip_code))
    if (done.taken_by, done.relation, done.shown, done.old_card, done.with_slip) != noted:
        raise Refused(
            _("Sudah diserahkan %(when)s kepada %(to)s (%(relation)s).")
            % {"when": text.moment(done.at), "to": done.taken_by, "relation": done.get_relation_display()}
        )
    # Whoever asks once more, because no answer came, may have another card or slip in hand by now.
    _proof(application, collector)
    if application.service.makes_card:
        _check_serial(application, given.serial)
    return done


def _check_card(application: Application, scanned: str) -> None:
    """Raise Refused unless this is the case's own card, as read from it, and it is where it may be handed over."""
    card = shelf.card_of(application)
    if card and not card.open_to_hand_over:
        raise Refused(whereabouts(application).why_not)
    _check_serial(application, scanned)


def _check_serial(application: Application, scanned: str) -> None:
    """Raise Refused, with what the scanned card is, unless it is the case's own."""
    read = queries.plain_serial(scanned)
    if not read:
        raise Refused(_("Pindai atau ketik nomor seri di kartu yang diserahkan."))
    if read == application.product:
        return
    if Surrendered.objects.filter(serial=read).exists():
        raise Refused(_("%s adalah kartu lama yang sudah ditarik; kartu itu tidak boleh diserahkan lagi.") % read)
    if (other := shelf.with_serial(read)) and other.lost_by:
        raise Refused(_("Kartu %s sudah dinyatakan hilang dan diganti. Jangan diserahkan; catat di Rak.") % read)
    if other:
        raise Refused(_("Kartu %s milik permohonan lain. Kembalikan ke tempatnya.") % read)
    # The right serial is not said: it is read from the card.
    raise Refused(_("Kartu %s bukan kartu permohonan ini. Periksa nomor seri di kartunya.") % read)


def _proof(application: Application, collector: Collector) -> bool:
    """Whether the original proof was seen. Raises Refused for another case's slip."""
    slip = Slip.objects.filter(application=application).first()
    if collector.slip_code and (slip is None or slip.code != collector.slip_code):
        raise Refused(_("Slip ini milik permohonan lain."))
    return bool(collector.slip_code) or collector.proof_seen


def _take_in(application: Application, serial: str, by: Actor) -> None:
    """Keep the old card for its destruction: who hands in the new one, or one that was handed in before, cheats."""
    read = queries.plain_serial(serial)
    if read and read == application.product:
        raise Refused(_("Itu nomor seri kartu yang baru. Pindai kartu lamanya, atau kosongkan."))
    taken = _("Kartu lama %s sudah pernah ditarik. Periksa kartunya dan laporkan kepada kepala.") % read
    if read and Surrendered.objects.filter(serial=read).exists():
        raise Refused(taken)
    with refused_when_taken(taken):
        Surrendered.objects.create(application=application, serial=read, by=by.name, state=OldCardState.KEPT)
    record("handover.old_card", subject=application.subject, case=application.number, by=by)


def _tell_centre(application: Application, handover: Handover) -> None:
    if application.service.makes_card and links.centre():
        said = CardProgress(
            application=application.number, code=Status.CARD_ISSUED, serial=application.product, at=handover.at
        )
        link.send(Said.CARD_PROGRESS, said, key=f"{application.number}/CARD_ISSUED", happened_at=handover.at)
