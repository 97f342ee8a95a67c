"""Numbers on paper, from a printer beside the kiosk: a row first, then the printer; never twice without saying so.

A person stands there: what is not on paper within seconds is not printed at all, and the screen says so. Where no
printer is noted, the browser prints (docs/adr/0057). Why: docs/adr/0075.
"""

from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock, text
from pasti.kit.errors import Refused
from pasti.kit.prepared import Rows
from pasti.offices import halls
from pasti.offices import queries as offices
from pasti.offices.models import Hall
from pasti.queue import escpos
from pasti.queue.models import Stub, StubPrinter, Ticket

# So long a printer that does not answer is tried; then nobody stands there any more.
_TRIED_FOR = timedelta(seconds=8)
# Whoever began to send it has died.
_SENT_WITHIN = timedelta(seconds=15)
# So long after it was given a person has another one printed, and so many of one number there are at most.
AGAIN_WITHIN, _MOST = timedelta(minutes=3), 6
_MOST_OF_A_PERSON = 3
_KEPT_FOR = timedelta(days=7)
_UNDER_WAY = (Stub.State.ASKED, Stub.State.SENDING)
_PERHAPS = (Stub.State.PRINTED, Stub.State.UNKNOWN)


_PRINTERS = Rows(StubPrinter.objects.all)
_OPEN = Rows(
    lambda: Stub.objects.filter(state__in=_UNDER_WAY).select_related("ticket__lane").order_by("asked_at", "pk")
)


def printers() -> dict[int, StubPrinter]:
    """Return the printers by the key of their hall; 0: of all kiosks in none that has its own."""
    return {printer.hall_id or 0: printer for printer in _PRINTERS.all()}


def printer_in(hall: Hall | None) -> StubPrinter | None:
    """Return the printer of a kiosk in a hall: the hall's own, else the one of all kiosks, else none."""
    found = printers()
    return found.get(hall.pk if hall else 0) or found.get(0)


@transaction.atomic
def set_printer(hall: Hall | None, *, host: str, port: int, width: int, by: Actor) -> None:
    """Note the printer of a hall's kiosks, or of all (None). Without a `host` there is none any more."""
    if host:
        StubPrinter.objects.update_or_create(hall=hall, defaults={"host": host, "port": port, "width": width})
    else:
        StubPrinter.objects.filter(hall=hall).delete()
    where = hall.name if hall else "–"
    record("stubprinter.set", subject="stubprinter", by=by, where=where, address=f"{host}:{port}" if host else "–")


@dataclass(frozen=True)
class OnPaper:
    """What is known of a number on paper, for the screen in front of which its holder stands."""

    # What became of the last one that was asked for; empty: none was.
    state: str
    # Whether another one may be asked for here, as which, and whether it will say that it is a copy.
    may_ask: bool
    nth: int
    is_copy: bool

    @property
    def under_way(self) -> bool:
        return self.state in _UNDER_WAY


def on_paper(ticket: Ticket, *, at_the_door: bool) -> OnPaper:
    """Return what is known; `at_the_door`: a guard looks, who may have it printed later, too."""
    states = [_known(stub) for stub in ticket.stubs.order_by("nth")]
    may_ask, nth = not _obstacle(ticket, states, at_the_door=at_the_door), len(states) + 1
    return OnPaper(states[-1] if states else "", may_ask, nth, _may_be_out(states))


def _known(stub: Stub) -> Stub.State:
    """Return what is known of one: that it is under way no longer than anybody prints it, should the worker be gone."""
    state = Stub.State(stub.state)
    if state not in _UNDER_WAY or clock.now() - stub.asked_at <= _TRIED_FOR + _SENT_WITHIN:
        return state
    return Stub.State.FAILED if state == Stub.State.ASKED else Stub.State.UNKNOWN


def _may_be_out(states: Iterable[Stub.State]) -> bool:
    return any(state in _PERHAPS for state in states)


def _obstacle(ticket: Ticket, states: list[Stub.State], *, at_the_door: bool) -> str:
    if not ticket.of_today:
        return _("Nomor ini untuk hari lain.")
    if states and states[-1] in _UNDER_WAY:
        return _("Nomor ini sedang dicetak.")
    nth, late = len(states) + 1, clock.now() - ticket.issued_at > AGAIN_WITHIN
    if nth > _MOST or (not at_the_door and (late or nth > _MOST_OF_A_PERSON)):
        return _("Minta petugas di pintu untuk mencetaknya lagi, atau foto nomor di layar.")
    return ""


@transaction.atomic
def ask(ticket: Ticket, printer: StubPrinter, *, nth: int, at_the_door: bool = False, by: Actor) -> Stub:
    """Have a number printed as the `nth` of its papers; who asks for the same one twice has asked once.

    Raises Refused for a number of another day, while one is under way, and for too many or too late. One after another
    that is on paper, or may be, says that it is a copy.
    """
    Ticket.objects.select_for_update().get(pk=ticket.pk)
    found = list(ticket.stubs.order_by("nth"))
    if nth <= len(found):
        return found[nth - 1]
    nth, states = len(found) + 1, [_known(stub) for stub in found]
    if why := _obstacle(ticket, states, at_the_door=at_the_door):
        raise Refused(why)
    if nth > 1:
        # One that nobody is printing any more is under way no longer.
        ticket.stubs.filter(pk=found[-1].pk, state__in=_UNDER_WAY).update(state=states[-1])
        record("ticket.print_again", subject=ticket.subject, case=ticket.case_number, by=by, ticket=ticket.number)
    return ticket.stubs.create(
        nth=nth, is_copy=_may_be_out(states), host=printer.host, port=printer.port, width=printer.width,
        language=translation.get_language() or "id",
    )  # fmt: skip


def print_waiting() -> None:
    """Send what is asked for to the printers, side by side. Harmless when two workers do it.

    What nobody answers is tried again for some seconds; what may be on paper is never sent again.
    """
    taken: dict[tuple[str, int], list[Stub]] = defaultdict(list)
    for stub in _OPEN.all():
        if _taken(stub, clock.now()):
            taken[stub.host, stub.port].append(stub)
    if not taken:
        return
    papers = {stub.pk: paper(stub) for stubs in taken.values() for stub in stubs}
    with ThreadPoolExecutor(len(taken)) as sending:
        ends = sending.map(lambda stubs: [(stub, _sent(stub, papers[stub.pk])) for stub in stubs], taken.values())
        for stub, state in (end for of_one in ends for end in of_one):
            changed = {"state": state} | ({"sent_at": None} if state == Stub.State.ASKED else {})
            Stub.objects.filter(pk=stub.pk, state=Stub.State.SENDING).update(**changed)


def _taken(stub: Stub, now: datetime) -> bool:
    """Take one that is to be sent; give up what took too long. Of two workers one does it."""
    same = Stub.objects.filter(pk=stub.pk, state=stub.state)
    if stub.state == Stub.State.SENDING:
        if stub.sent_at and now - stub.sent_at > _SENT_WITHIN:
            same.update(state=Stub.State.UNKNOWN)
        return False
    if now - stub.asked_at > _TRIED_FOR:
        same.update(state=Stub.State.FAILED)
        return False
    return bool(same.update(state=Stub.State.SENDING, sent_at=now))


def _sent(stub: Stub, content: bytes) -> Stub.State:
    """Send one. Asks no database: it is done in a thread beside others."""
    try:
        escpos.send(stub.host, stub.port, content)
    except escpos.NotPrinted:
        return Stub.State.ASKED
    except escpos.Unknown:
        return Stub.State.UNKNOWN
    return Stub.State.PRINTED


def print_example(hall: Hall | None) -> None:
    """Let the printer of a hall's kiosks show how a number looks. Raises Refused when it does not answer."""
    printer = printer_in(hall)
    if printer is None:
        raise Refused(_("Belum ada printer untuk anjungan ini."))
    above = [escpos.Line(_("CONTOH"), size=2, bold=True), escpos.Line("A-001", size=_big(printer.width), bold=True)]
    content = escpos.written(
        above, settings.PUBLIC_URL, [escpos.Line(text.short_moment(clock.now()))], width=printer.width
    )
    try:
        escpos.send(printer.host, printer.port, content)
    except (escpos.NotPrinted, escpos.Unknown) as failure:
        raise Refused(_("Printer tidak menjawab: %s") % failure) from failure


def _big(width: int) -> int:
    return 5 if width == StubPrinter.Width.NARROW else 7


def forget() -> None:
    """Forget the papers of days gone by."""
    Stub.objects.filter(asked_at__lt=clock.now() - _KEPT_FOR).delete()


def paper(stub: Stub) -> bytes:
    """Return a number as it is printed."""
    ticket = stub.ticket
    with translation.override(stub.language):
        office = offices.office_if_any()
        above = [escpos.Line(office.name if office else "", bold=True), escpos.Line(_("Nomor antrean Anda"))]
        if stub.is_copy:
            above.append(escpos.Line(_("SALINAN"), size=2, bold=True))
        above.append(escpos.Line(ticket.number, size=_big(stub.width), bold=True))
        lane = _("Lajur %(letter)s: %(name)s") % {"letter": ticket.lane.letter, "name": ticket.lane.name}
        above.append(escpos.Line(lane))
        if where := halls.where(ticket.lane):
            above.append(escpos.Line(_("Tunggu di %(where)s") % {"where": where}))
        issued = text.short_moment(ticket.issued_at)
        below = [escpos.Line(_("Pindai: giliran Anda di HP")), escpos.Line(issued)]
    address = settings.PUBLIC_URL + reverse("queue:phone", args=[ticket.token])
    return escpos.written(above, address, below, width=stub.width)
