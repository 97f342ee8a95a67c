"""The screen of the link: how it is, what waits, what needs somebody; and two buttons."""

import pytest
from tests.cast import MONDAY

from pasti.journal.models import Entry
from pasti.link import actions, cards, exchange, queries
from pasti.link.caller import note_contact
from pasti.link.models import Envelope, Peer, Received
from pasti.link.registry import NeedsPerson
from pasti.link.schema import CardProgress, Said
from pasti.link.tests.other_side import progress, status

SAID = CardProgress.model_validate(progress(1).body)


@pytest.fixture
def nur(office, signed_in):
    return signed_in(office.nur)


def page(client) -> str:
    answer = client.get("/sambungan/")
    assert answer.status_code == 200
    content: str = answer.content.decode()
    return content


@pytest.mark.parametrize("who", ["nur", "agus", "joko"])
def test_those_who_depend_on_it_may_look(office, signed_in, who):
    assert signed_in(getattr(office, who)).get("/sambungan/").status_code == 200


@pytest.mark.parametrize("who", ["budi", "rini", "stranger"])
def test_others_may_not(office, signed_in, who):
    assert signed_in(getattr(office, who)).get("/sambungan/").status_code == 403


def test_it_shows_our_card_and_its_fingerprint(nur):
    ours = cards.ours(queries.this_node())
    assert ours.text() in page(nur)
    assert ours.fingerprint in page(nur)


def test_it_shows_how_the_link_is(nur):
    assert "terputus" in page(nur)
    note_contact(Peer.objects.get(), 180)
    assert "180 ms" in page(nur)
    assert "Kosong: semuanya sudah diterima." in page(nur)


def test_a_node_that_knows_nobody_is_told_what_to_do(nur):
    Peer.objects.all().delete()
    assert "pasti link trust" in page(nur)


def test_it_shows_what_waits_and_what_is_on_its_way(nur):
    actions.send(Said.CARD_PROGRESS, SAID, key="k")
    actions.send_parcel("ab" * 32, 2_000_000)
    assert "card.progress" in page(nur)
    assert "abababababab" in page(nur)


def refused(reason: str = "no application here") -> Envelope:
    envelope = actions.send(Said.CARD_PROGRESS, SAID, key="k")
    Envelope.objects.update(state="needs_person", number=1, needs_person=reason)
    return envelope


def test_what_the_centre_refused_is_sent_again_by_one_button(nur):
    envelope = refused()
    assert "no application here" in page(nur)
    answer = nur.post(f"/sambungan/kirim-ulang/{envelope.pk}/", follow=True)
    assert answer.redirect_chain == [("/sambungan/", 302)]
    assert "Dikirim ulang." in answer.content.decode()
    envelope.refresh_from_db()
    assert (envelope.state, Entry.objects.get(kind="envelope.resend").by_name) == ("waiting", "Nur Aini")


def test_sending_again_what_is_delivered_by_now_is_refused_with_a_sentence(nur):
    envelope = refused()
    Envelope.objects.update(state="delivered")
    answer = nur.post(f"/sambungan/kirim-ulang/{envelope.pk}/", follow=True)
    assert "keadaannya sudah “diterima”" in answer.content.decode()


def test_looking_at_the_button_does_nothing(nur):
    envelope = refused()
    assert nur.get(f"/sambungan/kirim-ulang/{envelope.pk}/").status_code == 405
    assert nur.post("/sambungan/kirim-ulang/999/").status_code == 404


@pytest.mark.parametrize("who", ["agus", "joko", "budi"])
def test_only_an_administrator_sends_again(office, signed_in, who):
    envelope = refused()
    assert signed_in(getattr(office, who)).post(f"/sambungan/kirim-ulang/{envelope.pk}/").status_code == 403
    envelope.refresh_from_db()
    assert envelope.state == "needs_person"


@pytest.fixture
def row(office, room) -> Received:
    """Something of the centre that could not be applied."""
    room.trouble["T1"] = NeedsPerson("no application 327500000001 here")
    said = progress(1, kind=Said.RECORD_STATUS, body=status("T1").model_dump(mode="json"))
    exchange.receive(Peer.objects.get(), [said])
    return Received.objects.get()


def test_what_could_not_be_applied_is_shown_with_its_reason(nur, row):
    assert "Disisihkan: perlu ditangani petugas" in page(nur)
    assert "no application 327500000001 here" in page(nur)


def test_it_is_applied_again_by_one_button(nur, row, room):
    room.trouble.clear()
    answer = nur.post(f"/sambungan/terapkan/{row.pk}/", follow=True)
    assert "Sudah diproses." in answer.content.decode()
    row.refresh_from_db()
    assert (row.set_aside, row.applied_at, room.applied()) == ("", MONDAY, ["T1"])
    entry = Entry.objects.get(kind="received.applied")
    assert (entry.by_name, entry.facts["number"]) == ("Nur Aini", 1)


def test_what_still_cannot_be_applied_says_why(nur, row, room):
    room.trouble["T1"] = NeedsPerson("it is closed")
    answer = nur.post(f"/sambungan/terapkan/{row.pk}/", follow=True)
    assert "Masih belum dapat diproses: it is closed" in answer.content.decode()
    row.refresh_from_db()
    assert row.set_aside == "it is closed"


@pytest.mark.parametrize("who", ["agus", "joko", "budi"])
def test_only_an_administrator_applies_again(office, signed_in, row, room, who):
    room.trouble.clear()
    assert signed_in(getattr(office, who)).post(f"/sambungan/terapkan/{row.pk}/").status_code == 403
    assert room.applied() == []


def test_no_nik_is_on_the_screen(nur, row, room):
    room.trouble["T1"] = NeedsPerson("3275015206099001 is unknown")
    nur.post(f"/sambungan/terapkan/{row.pk}/")
    assert "3275015206099001" not in page(nur)
    assert "3275********9001" in page(nur)
