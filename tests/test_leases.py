"""What the centre allows: renewed with every contact, over by itself without one, withdrawn with a reason."""

from datetime import timedelta

import pytest

from pasti.applications import actions as applications
from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.kit.errors import Refused
from pasti.link import actions, exchange, leases, outbox, parcels, queries
from pasti.link.exchange import Message
from pasti.link.leases import May, WireLease
from pasti.link.models import Lease, Peer
from pasti.link.schema import CardProgress, PacketAnnounced, Said
from pasti.link.tests.other_side import CASE
from pasti.printing import actions as printing
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Need
from pasti.recording import actions as recording
from tests.cast import MONDAY, accepted

HOUR = 3600


def lease(*allows: str, number: int = 0, hours: float = 72, **other: object) -> WireLease:
    until = clock.now() + timedelta(hours=hours)
    given = {"service": "ektp", "number": number, "allows": list(allows), "seconds": int(hours * HOUR), "until": until}
    return WireLease.model_validate(given | other)


ALL = ("record", "send", "print")
STOPPED = {"number": 1, "reason": "Penyalahgunaan hak akses", "letter": "470/12/Dukcapil"}


@pytest.fixture
def hear(office):
    """The centre says in an answer, or in a carried file, what it allows."""
    peer = queries.above()
    assert peer is not None

    def say(*said: WireLease, fresh: bool = True) -> None:
        exchange.take_in(peer, Message(leases=list(said)), known=0 if fresh else None)

    return say


def test_what_was_never_regulated_is_allowed(office):
    assert all(leases.may(what).ok for what in May)


def test_a_lease_is_renewed_with_every_contact_and_is_over_without(hear):
    hear(lease(*ALL))
    with clock.stopped_at(MONDAY + timedelta(hours=71)):
        hear(lease(*ALL))
    with clock.stopped_at(MONDAY + timedelta(hours=71 + 72) - timedelta(seconds=1)):
        assert leases.may(May.PRINT).ok
    with clock.stopped_at(MONDAY + timedelta(hours=71 + 72)):
        assert leases.may(May.PRINT).why == "masa berlakunya habis karena pusat tidak terhubung"
        assert not readiness.stands(Need.MAY_PRINT).stands
    assert Entry.objects.filter(kind="lease.granted").count() == 1


def test_only_while_connected_outlives_the_time_between_two_contacts(hear):
    hear(lease(*ALL, hours=0))
    with clock.stopped_at(MONDAY + timedelta(seconds=50)):
        assert leases.may(May.RECORD).ok
    with clock.stopped_at(MONDAY + timedelta(minutes=2)):
        assert not leases.may(May.RECORD).ok


def test_a_centre_whose_clock_is_wrong_shortens_nothing(hear):
    hear(lease(*ALL, until=MONDAY - timedelta(days=3)))
    assert leases.may(May.RECORD).ok


@pytest.mark.parametrize("stopped", list(May))
def test_what_is_withdrawn_stops_and_nothing_else(hear, stopped):
    hear(lease(*ALL))
    hear(lease(*(what for what in ALL if what != stopped), **STOPPED))
    assert {what: leases.may(what).ok for what in May} == {what: what != stopped for what in May}
    said = Entry.objects.get(kind="lease.stopped").sentence
    assert f"untuk {stopped.label}: Penyalahgunaan hak akses (surat 470/12/Dukcapil)" in said
    hear(lease(*ALL, number=2))
    assert leases.may(stopped).ok


def test_recording_is_refused_with_the_reason_and_papers_and_family_cards_go_on(hear, office):
    case = accepted(office.budi.actor)
    hear(lease("send", "print", **STOPPED))
    with pytest.raises(Refused, match="Izin merekam KTP-el dari pusat tidak berlaku: dicabut pusat: Penyalahgunaan"):
        recording.open_recording(case, by=office.rini.actor)
    accepted(office.budi.actor)
    family = accepted(office.budi.actor, "KK", {})
    applications.finish_step(family, "issuing", by=office.budi.actor, changes={"product": "3275011201180006"})


def test_who_is_being_recorded_is_recorded_to_the_end(hear, office):
    case = accepted(office.budi.actor)
    begun = recording.open_recording(case, by=office.rini.actor)
    hear(lease("send", "print", **STOPPED))
    assert recording.open_recording(case, by=office.rini.actor) == begun


def test_printing_is_refused(hear, office):
    hear(lease("record", "send", **STOPPED))
    with pytest.raises(Refused, match="Izin mencetak KTP-el dari pusat tidak berlaku"):
        printing.start_run(1, by=office.joko.actor)


def test_what_is_sent_by_leave_waits_and_all_else_is_said(hear, office):
    blob = blobs.keep(b"sealed")
    packet = PacketAnnounced(
        packet="p1", application=CASE, service="NEW", sha256=blob.sha256, size=blob.size, captured_at=MONDAY
    )
    actions.send(Said.PACKET, packet, key="p1")
    actions.send_parcel(blob.sha256, blob.size)
    actions.send(Said.CARD_PROGRESS, CardProgress(application=CASE, code="X", serial="B", at=MONDAY), key="c")
    hear(lease("record", "print", **STOPPED))
    peer = Peer.objects.get()
    assert [envelope.key for envelope in outbox.claim(peer)] == ["c"]
    assert parcels.due() == []
    hear(lease(*ALL, number=2))
    assert [envelope.key for envelope in outbox.claim(peer)] == ["p1"]
    assert len(parcels.due()) == 1


def test_a_file_that_was_carried_brings_a_newer_decision_and_no_older_one(hear):
    hear(lease(*ALL, number=3))
    hear(lease("send", number=2), fresh=False)
    assert leases.may(May.RECORD).ok
    hear(lease("send", number=4, hours=5), fresh=False)
    assert not leases.may(May.RECORD).ok
    assert Lease.objects.get().until == MONDAY + timedelta(hours=5)


def test_an_office_grants_nobody_anything(centre):
    exchange.take_in(centre, Message(leases=[lease()]), known=0)
    assert not Lease.objects.exists()
