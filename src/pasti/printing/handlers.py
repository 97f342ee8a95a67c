"""Accepted papers of somebody who was recorded before ask the centre for a release; a release enters the print list."""

from django.utils.translation import gettext_lazy

from pasti.applications import portraits as photos
from pasti.applications import queries as applications
from pasti.applications.hooks import when
from pasti.applications.models import Application
from pasti.journal.actors import SYSTEM, Actor, node
from pasti.journal.followers import Starts, follow
from pasti.journal.models import Entry
from pasti.kit.words import filled
from pasti.link.models import Peer
from pasti.link.registry import NeedsPerson, applies
from pasti.link.schema import Release, Said
from pasti.printing import losing, nights, portraits, printers, queries, standing
from pasti.printing.actions import ask_for_release, take_release
from pasti.printing.states import JobState
from pasti.readiness.needs import Need
from pasti.readiness.probes import Answer, probe
from pasti.stock import ribbons
from pasti.stock.demand import wants_blanks
from pasti.stock.reconciling import Held, holds_blanks


@follow(
    "printing", "application.accept", starts=Starts.NOW,
    does=gettext_lazy("Meminta persetujuan cetak ke pusat untuk yang pernah direkam"),
)  # fmt: skip
def ask_the_centre(entry: Entry) -> None:
    application = applications.by_number(entry.case)
    # A recording speaks for itself: its packet asks for the release, however late this is read.
    if application and application.service.makes_card and not application.records:
        ask_for_release(application)


@follow(
    "printing.night", "need.rose", "job.ready", starts=Starts.NOW, does=gettext_lazy("Mengusulkan cetak di luar jam")
)
def propose_a_night(entry: Entry) -> None:
    """Cards can be printed again, or have come, while the office is closed: a run is proposed."""
    if entry.kind == "need.rose":
        if entry.facts["need"] not in (Need.LINK, Need.MAY_PRINT, Need.BLANKS):
            return
        nights.propose(gettext_lazy("Gangguan sudah selesai dan ada kartu yang siap cetak."), by=SYSTEM)
    else:
        nights.propose(gettext_lazy("Kartu siap cetak datang dari pusat."), by=SYSTEM)


@when("lost")
def print_it_again(application: Application, by: Actor) -> None:
    losing.print_again(application, by=by)


@probe(Need.PRINTER)
def card_machines() -> Answer | None:
    return standing.answer()


@wants_blanks
def cards_that_wait() -> int:
    return queries.waiting().count()


@holds_blanks
def cards_by_serial() -> Held:
    return Held(queries.serials(JobState.IN_RUN), queries.serials(JobState.PRINTED))


@applies(Said.RELEASE)
def release(said: Release, peer: Peer) -> None:
    application = applications.by_number(said.application)
    if application is None:
        raise NeedsPerson(
            filled(gettext_lazy("Permohonan %(number)s tidak ada di kantor ini."), number=said.application)
        )
    take_release(application, said.content, at=said.at, by=node(peer.node_id, peer.name))


photos.owner(portraits.portrait)
ribbons.machines_of(printers.names)
