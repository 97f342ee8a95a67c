"""“Is this right?” has a no: what is put right at recording is sealed, and what was confirmed begins."""

import pytest

from pasti.applications import actions as applications
from pasti.applications import corrections
from pasti.applications.held import record_again
from pasti.applications.models import Application
from pasti.journal.actors import node
from pasti.kit import blobs
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import packet
from pasti.recording import actions
from pasti.recording.models import Recording
from pasti.recording.tests.pictures import fill


def correct(case: Application, by, **fields: object) -> Application:
    screen = corrections.Confirmed.SCREEN
    return corrections.correct(case, fields, reason="Salah ketik", confirmed=screen, by=by)


def test_what_is_sealed_is_what_was_put_right(case, rini, centre_node, monkeypatch):
    recording = fill(actions.open_recording(case, by=rini), rini)
    correct(case, rini, name="Siti Nurjannah", address="Jl. Kenanga No. 9")
    sealed = actions.seal(recording, by=rini)
    monkeypatch.setattr("pasti.link.keys.unseal", centre_node.unseal)
    said = packet.read(blobs.read(sealed.sha256)).content.biodata
    assert (said.name, said.address) == ("Siti Nurjannah", "Jl. Kenanga No. 9")


def test_after_sealing_it_is_too_late(case, rini):
    actions.seal(fill(actions.open_recording(case, by=rini), rini), by=rini)
    with pytest.raises(NotAllowed):
        correct(case, rini, name="Siti Nurjannah")


def test_what_was_confirmed_is_what_begins(office, signed_in, case, rini):
    page = signed_in(office.rini)
    address = f"/perekaman/{case.number}/"
    seen = corrections.digest(case)
    assert f'name="seen" value="{seen}"' in page.get(address).content.decode()
    correct(case, office.budi.actor, name="Siti Nurjannah")
    answer = page.post(f"{address}mulai/", {"seen": seen}, follow=True)
    assert "sudah diubah di loket lain" in answer.content.decode()
    assert not Recording.objects.exists()
    page.post(f"{address}mulai/", {"seen": corrections.digest(Application.objects.get())})
    assert Recording.objects.exists()


@pytest.mark.parametrize("seen", ["", "x"])
def test_it_does_not_begin_with_data_that_nobody_has_seen(case, rini, seen):
    with pytest.raises(Refused):
        actions.open_recording(case, seen=seen, by=rini)


def test_the_no_stands_beside_the_yes(office, signed_in, case):
    page = signed_in(office.rini).get(f"/perekaman/{case.number}/").content.decode()
    assert f'href="/permohonan/{case.number}/perbaikan/?back=/perekaman/{case.number}/"' in page
    assert 'data-key="t"' in page


def test_a_case_that_is_recorded_again_can_be_put_right_again(office, case, rini):
    actions.seal(fill(actions.open_recording(case, by=rini), rini), by=rini)
    held = applications.hold(Application.objects.get(), "Periksa", by=node("centre-1", "Pusat"))
    record_again(held, by=rini)
    assert correct(Application.objects.get(), rini, name="Siti Nurjannah").name == "Siti Nurjannah"
