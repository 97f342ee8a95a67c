"""By hand: what waits is held back, or tried at once."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, account

from pasti.accounts.roles import Role
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import actions, outbox
from pasti.link.models import Envelope, Parcel, Peer


@pytest.fixture
def admin(centre):
    return account("tono", "Tono", Role.CENTRE_ADMIN).actor


def test_what_is_held_back_goes_no_further(centre, tell, admin):
    first, second = tell("a"), tell("b")
    held = actions.hold(Envelope.objects.get(pk=first.pk), reason="Salah kantor", by=admin)
    assert (held.state, held.number, str(held.needs_person)) == ("needs_person", None, "Salah kantor")
    assert Entry.objects.latest("id").kind == "envelope.hold"
    assert [e.pk for e in outbox.claim(centre)] == [second.pk]
    assert actions.resend(held, by=admin).state == "waiting"


def test_what_was_sent_and_may_have_arrived_is_not_said_to_be_held_back(centre, tell, admin, signed_in):
    sent = tell("a")
    outbox.put_back(centre, [e.number for e in outbox.claim(centre)], "no answer")
    with pytest.raises(NotAllowed, match="mungkin sudah diterima"):
        actions.hold(sent, reason="Salah kantor", by=admin)
    row = Envelope.objects.get()
    assert (row.state, row.number) == ("waiting", 1)
    page = signed_in(account("tini", "Tini", Role.CENTRE_ADMIN)).get(f"/sambungan/keluar/{row.pk}/").content.decode()
    assert "Tahan di sini" not in page


def test_not_while_it_is_on_its_way_without_a_reason_or_by_others(centre, tell, admin):
    envelope = tell("a")
    with pytest.raises(Refused):
        actions.hold(envelope, reason=" ", by=admin)
    with pytest.raises(NotAllowed):
        actions.hold(envelope, reason="x", by=account("maya", "Maya", Role.CENTRE_OPERATOR).actor)
    outbox.claim(centre)
    with pytest.raises(NotAllowed):
        actions.hold(envelope, reason="x", by=admin)


def test_all_that_waits_is_tried_at_once(centre, tell, admin):
    tell("a")
    actions.send_parcel("ab" * 32, 10, to=centre)
    later = MONDAY + timedelta(minutes=1)
    Envelope.objects.update(attempts=5, not_before=later)
    Parcel.objects.update(attempts=5, not_before=later)
    with pytest.raises(NotAllowed):
        actions.try_now(by=account("maya", "Maya", Role.CENTRE_OPERATOR).actor)
    actions.try_now(by=admin)
    assert (Envelope.objects.get().not_before, Parcel.objects.get().not_before) == (MONDAY, MONDAY)


def test_on_the_screen(centre, tell, signed_in):
    envelope = tell("a")
    tono = signed_in(account("tono", "Tono", Role.CENTRE_ADMIN))
    assert "Coba kirim sekarang" in tono.get("/sambungan/").content.decode()
    assert "dicoba sekarang" in tono.post("/sambungan/coba-sekarang/", follow=True).content.decode()
    at = f"/sambungan/keluar/{envelope.pk}/"
    assert "Tahan di sini" in tono.get(at).content.decode()
    assert tono.post(f"{at}tahan/", {"reason": ""}).status_code == 422
    assert "Ditahan di sini." in tono.post(f"{at}tahan/", {"reason": "Salah"}, follow=True).content.decode()
    assert Envelope.objects.get(pk=envelope.pk).state == "needs_person"
    maya = signed_in(account("maya", "Maya", Role.CENTRE_OPERATOR))
    assert maya.post("/sambungan/coba-sekarang/").status_code == 403
    assert Peer.objects.count() == 1
