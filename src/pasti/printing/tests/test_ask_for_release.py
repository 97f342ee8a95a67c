"""Who was recorded before is asked for at the centre once the papers are complete; a recording asks by itself."""

from tests.cast import accepted, submitted

from pasti.journal import chain, followers
from pasti.link.models import Envelope
from pasti.printing.actions import ask_for_release
from pasti.printing.tests.released import waits_for_the_centre


def follow() -> None:
    chain.seal_new()
    followers.catch_up(followers.followers.get("printing"))


def asked() -> list[str]:
    return list(Envelope.objects.filter(kind="print.request").values_list("key", flat=True))


def test_complete_papers_ask_the_centre(office):
    case = waits_for_the_centre(office)
    follow()
    assert asked() == [case.number]
    body = Envelope.objects.get(kind="print.request").body
    assert (body["application"], body["service"]) == (case.number, "LOST")
    assert (body["biodata"]["nik"], body["biodata"]["religion"]) == (case.nik, "Islam")


def test_asking_twice_is_harmless(office):
    case = waits_for_the_centre(office)
    follow()
    follow()
    ask_for_release(case)
    assert asked() == [case.number]


def test_a_recording_and_a_paper_ask_for_nothing(office):
    accepted(office.budi.actor)
    accepted(office.budi.actor, "KK", {})
    submitted("LOST", {"loss_letter": "yes", "loss_letter_date": "2026-11-20"})
    follow()
    assert asked() == []
