"""Printing from a PDF, past the machines' queues: where the cards come out, why, and when that is open.

While no queue stands a card is printed all the same, at the machine itself: a reason is on record, the ribbon in that
machine is counted, and its queue gets nothing until the run by hand is finished (docs/adr/0080).
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pasti.catalogue import steps
from pasti.catalogue.steps import StepCode
from pasti.journal.actors import Actor
from pasti.kit import free_text
from pasti.kit.errors import Refused
from pasti.printing import printouts
from pasti.printing.models import Printer, Run
from pasti.readiness.needs import Need
from pasti.readiness.queries import Going, can_go_on


@dataclass(frozen=True)
class ByHand:
    """A run that goes past the queues: at which machine its cards come out (none: at one without a queue), and why."""

    at: Printer | None = None
    why: str = ""


def going_without_queue(going: Going) -> Going:
    """Return how a step goes on for whoever prints from a PDF: what the queues say does not stand in the way."""
    return Going([one for one in going.standings if one.need != Need.PRINTER], going.instead)


def is_only_way(going: Going) -> bool:
    """Whether cards can be printed from a PDF and by no queue."""
    return not going.ok and going_without_queue(going).ok


def refusal(by_hand: ByHand | None, *, by: Actor) -> str:
    """Return why a run cannot be begun by what printing rests on, as a sentence; nothing when it can.

    Without a queue the reason must be said where the queues do not stand.
    """
    going = can_go_on(steps.of(StepCode.PRINTING), by=by)
    past = going_without_queue(going)
    if going.ok or (past.ok and by_hand and by_hand.why.strip()):
        return ""
    if past.ok:
        return _("Antrean mesin cetak tidak dapat dipakai. Pilih cetak dari PDF, dan tuliskan alasannya.")
    return _("Belum dapat dilakukan sekarang: %s.") % (past if by_hand else going).reason


def checked(by_hand: ByHand | None) -> ByHand:
    """Return what is noted of a run. Raises Refused for a reason with a NIK in it, and while its machine has a card."""
    if by_hand is None:
        return ByHand()
    why = free_text.checked(by_hand.why, most=160)
    if by_hand.at and (card := printouts.unsettled().filter(printer=by_hand.at).first()):
        raise Refused(printouts.still_there(card))
    return ByHand(by_hand.at, why)


def machine_of(run: Run | None) -> str:
    """Return the name of the machine out of which the cards of a run come; one without a queue has none."""
    at = run and (run.printer or run.by_hand_at)
    return at.name if at else ""
