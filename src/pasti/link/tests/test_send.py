"""Putting something into the outbox: in the transaction of the fact, once for each fact."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import actions
from pasti.link.models import Envelope, Parcel, Peer
from pasti.link.schema import CardProgress, Said, Void
from pasti.link.tests.other_side import progress, status

SAID = CardProgress.model_validate(progress(1).body)


def test_an_envelope_waits_with_what_it_tells(office):
    envelope = actions.send(Said.CARD_PROGRESS, SAID, key="k", happened_at=MONDAY - timedelta(days=1))
    envelope.refresh_from_db()
    assert (envelope.state, envelope.number, envelope.kind, envelope.key) == ("waiting", None, "card.progress", "k")
    assert envelope.body == {
        "application": "327500000001",
        "code": "CARD_PRINTED",
        "serial": "BK1",
        "at": "2026-11-23T08:30:00+07:00",
    }
    assert (envelope.happened_at, envelope.created_at) == (MONDAY - timedelta(days=1), MONDAY)
    assert envelope.peer == Peer.objects.get()


def test_sending_the_same_fact_again_changes_nothing(office):
    first = actions.send(Said.CARD_PROGRESS, SAID, key="k")
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        again = actions.send(Said.CARD_PROGRESS, SAID, key="k")
    assert (again.pk, again.happened_at) == (first.pk, MONDAY)
    assert Envelope.objects.count() == 1


def test_the_same_fact_noted_at_another_moment_is_the_same(office):
    first = actions.send(Said.CARD_PROGRESS, SAID, key="k")
    later = SAID.model_copy(update={"at": MONDAY + timedelta(hours=1)})
    assert actions.send(Said.CARD_PROGRESS, later, key="k").pk == first.pk
    Envelope.objects.update(body={})  # forgotten after it was delivered
    assert actions.send(Said.CARD_PROGRESS, SAID, key="k").pk == first.pk


def test_the_same_key_with_other_content_is_sent_too_and_nothing_is_swallowed(office, caplog):
    first = actions.send(Said.CARD_PROGRESS, SAID, key="k")
    other = SAID.model_copy(update={"serial": "BK2"})
    second = actions.send(Said.CARD_PROGRESS, other, key="k")
    assert second.pk != first.pk
    assert (first.key, first.body["serial"], second.body["serial"]) == ("k", "BK1", "BK2")
    assert second.key.startswith("k#")
    assert "card.progress k was said before with other content; both are sent" in caplog.text
    assert actions.send(Said.CARD_PROGRESS, other, key="k").pk == second.pk
    assert actions.send(Said.CARD_PROGRESS, SAID, key="k").pk == first.pk
    third = actions.send(Said.CARD_PROGRESS, SAID.model_copy(update={"code": "CARD_ISSUED"}), key="k" * 120)
    fourth = actions.send(Said.CARD_PROGRESS, SAID, key="k" * 120)
    assert (len(third.key), len(fourth.key), Envelope.objects.count()) == (120, 120, 4)


def test_another_fact_or_another_kind_is_another_envelope(office):
    actions.send(Said.CARD_PROGRESS, SAID, key="k")
    actions.send(Said.CARD_PROGRESS, SAID, key="k2")
    actions.send(Said.VOID, Void(), key="k")
    assert Envelope.objects.count() == 3


def test_a_body_of_another_kind_is_a_fault_of_ours(office):
    with pytest.raises(TypeError, match=r"card\.progress wants a CardProgress"):
        actions.send(Said.CARD_PROGRESS, status("X"), key="k")
    assert not Envelope.objects.exists()


def test_without_a_centre_nothing_can_be_sent(db):
    with pytest.raises(Refused, match="belum disambungkan ke pusat"):
        actions.send(Said.CARD_PROGRESS, SAID, key="k")
    with pytest.raises(Refused, match="belum disambungkan ke pusat"):
        actions.send_parcel("0" * 64, 10)


def test_sending_to_somebody_named_goes_to_them(centre):
    assert actions.send(Said.RECORD_STATUS, status("X"), key="k", to=centre).peer == centre


def test_a_parcel_is_sent_once(office):
    first = actions.send_parcel("ab" * 32, 10)
    assert actions.send_parcel("ab" * 32, 10).pk == first.pk
    parcel = Parcel.objects.get()
    assert (parcel.size, parcel.sent, parcel.stored_at, parcel.peer) == (10, 0, None, Peer.objects.get())


def test_a_parcel_of_the_same_content_has_the_same_size(office):
    actions.send_parcel("ab" * 32, 10)
    with pytest.raises(ValueError, match="10 bytes, not 11"):
        actions.send_parcel("ab" * 32, 11)


def test_only_what_needs_a_person_is_sent_again_and_by_an_administrator_only(office):
    envelope = actions.send(Said.CARD_PROGRESS, SAID, key="k")
    with pytest.raises(NotAllowed, match="menunggu dikirim"):
        actions.resend(envelope, by=office.nur.actor)
    Envelope.objects.update(state="needs_person", number=4, needs_person="no application here")
    envelope.refresh_from_db()
    with pytest.raises(NotAllowed, match="bukan wewenang"):
        actions.resend(envelope, by=office.agus.actor)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        again = actions.resend(envelope, by=office.nur.actor)
    assert (again.state, again.number, again.needs_person) == ("waiting", 4, "")
    assert again.not_before == MONDAY + timedelta(hours=1)
    entry = Entry.objects.get(kind="envelope.resend")
    assert (entry.by_name, entry.facts) == ("Nur Aini", {"number": 4, "what": "card.progress"})


def test_nobody_resends_for_the_system(office):
    envelope = actions.send(Said.CARD_PROGRESS, SAID, key="k")
    Envelope.objects.update(state="needs_person", number=1)
    for by in (SYSTEM, Actor("x", "x", frozenset())):
        with pytest.raises(NotAllowed):
            actions.resend(envelope, by=by)
