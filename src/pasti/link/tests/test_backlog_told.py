"""An office tells the centre, now and then, what waits for it there."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, account

from pasti.accounts.roles import Role
from pasti.kit import clock
from pasti.link import actions, backlog, exchange
from pasti.link.models import Envelope, Parcel, Peer
from pasti.link.schema import CardProgress, Said
from pasti.link.tests.other_side import hear, progress, say
from pasti.link.tests.test_rejections import message, post


@pytest.fixture(autouse=True)
def nothing_was_told(monkeypatch):
    monkeypatch.setattr(backlog, "_told_at", {})


def test_what_waits_is_told_with_its_age_and_not_in_every_message(office):
    peer = Peer.objects.get()
    assert backlog.to_tell(peer) == backlog.Backlog()
    for key in "abc":
        actions.send(Said.CARD_PROGRESS, CardProgress.model_validate(progress(1).body), key=key)
    actions.send_parcel("ab" * 32, 1000)
    Envelope.objects.filter(key="c").update(state="needs_person", needs_person="x")
    Parcel.objects.update(sent=400)
    assert backlog.to_tell(peer) is None
    backlog._told_at.clear()
    with clock.stopped_at(MONDAY + timedelta(minutes=5)):
        told = exchange.compose(peer).backlog
    assert told == backlog.Backlog(envelopes=3, files=1, bytes=600, stuck=1, oldest=300)


def test_a_centre_tells_none(centre):
    assert backlog.to_tell(centre) is None


def test_the_centre_keeps_and_shows_it(client, centre, bekasi, signed_in):
    assert backlog.last_told(Peer.objects.get()) is None
    said = {"envelopes": 12, "files": 3, "bytes": 5_000_000, "stuck": 2, "oldest": 3600}
    post(client, say(bekasi, message(backlog=said)))
    told = backlog.last_told(Peer.objects.get())
    assert (told.at, told.oldest_at) == (MONDAY, MONDAY - timedelta(hours=1))
    page = signed_in(account("x", "X", Role.CENTRE_OPERATOR)).get("/pusat/kantor/").content.decode()
    for words in (
        "12 kiriman, 3 rekaman (4,8 MB)",
        "2 perlu ditangani di sana",
        "tertua sejak 23 Nov 07.30",
        "kabar 23 Nov 08.30",
    ):
        assert words in page.replace("\xa0", " ")
    request = say(bekasi, message())
    hear(post(client, request).content, bekasi, answering=request)
    assert backlog.last_told(Peer.objects.get()) == told


@pytest.mark.parametrize("wrong", [{"envelopes": -1}, {"oldest": -1}, {"bytes": "x"}, 7])
def test_what_is_no_backlog_is_refused(client, centre, bekasi, wrong):
    assert post(client, say(bekasi, message(backlog=wrong))).status_code == 400
