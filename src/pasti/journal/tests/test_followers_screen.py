"""Where each follower is, as the administrator sees it; what was set aside is tried again, or left."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, submitted

from pasti.journal import chain, followers
from pasti.journal.models import Cursor, Entry, Snag
from pasti.kit.models import Beat

PAGE = "/jurnal/tindak-lanjut/"


@pytest.fixture
def nur(office, signed_in):
    return signed_in(office.nur)


@pytest.fixture
def snag(office, monkeypatch) -> Snag:
    """Something that the print room could not do, and that can be done now."""
    case = submitted()
    chain.seal_new()
    entry = Entry.objects.get(kind="application.submit", case=case.number)
    return Snag.objects.create(
        follower="printing", entry=entry, error="RuntimeError: pusat", attempts=3,
        not_before=MONDAY + timedelta(minutes=4),
    )  # fmt: skip


def box(page: str, name: str) -> str:
    return page.split(f'id="{name}"')[1].split("</section>", maxsplit=1)[0]


def page(client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_every_follower_says_what_it_does_and_where_it_is(nur):
    said = page(nur)
    for follower in followers.followers:
        assert str(follower.does) in box(said, follower.name)
        assert "semua (0)" in box(said, follower.name)
        assert "belum pernah" in box(said, follower.name)


def test_one_that_is_behind_says_by_how_much_and_since_when(nur):
    case = submitted()
    from pasti.journal.actions import record
    from pasti.journal.actors import SYSTEM

    for _ in range(3):
        record("application.accept", subject=case.subject, case=case.number, by=SYSTEM)
    chain.seal_new()
    length = Entry.objects.count()
    said = page(nur)
    assert f"sampai 0 dari {length}; tertinggal 3, yang terlama sejak Senin, 23 November 2026" in box(said, "printing")
    assert f"semua ({length})" in box(said, "appointments")


def test_one_whose_duty_fails_says_since_when_and_why(nur):
    Beat.objects.create(
        duty="printing.follow", last_run_at=MONDAY, failing_since=MONDAY - timedelta(hours=1), last_error="OSError: x"
    )
    said = box(page(nur), "printing")
    assert "Gagal sejak" in said
    assert "pukul 07.30 WIB: OSError: x" in said


def test_one_that_has_no_place_says_what_to_do(nur):
    Cursor.objects.filter(pk="printing").delete()
    assert "pasti migrate" in box(page(nur), "printing")


def test_what_was_set_aside_is_shown_with_its_sentence_and_its_error(nur, snag):
    said = box(page(nur), "printing")
    assert snag.entry.sentence in said
    assert "RuntimeError: pusat" in said
    assert "3 kali dicoba" in said
    one = " ".join(nur.get(f"{PAGE}{snag.pk}/").content.decode().split())
    assert "pukul 08.34 WIB" in one
    assert "Meminta persetujuan cetak" in one


def test_it_is_tried_again_at_once(nur, snag):
    answer = nur.post(f"{PAGE}{snag.pk}/lagi/", follow=True)
    assert "Sudah diproses." in answer.content.decode()
    assert not Snag.objects.exists()
    assert Entry.objects.filter(kind="snag.again").get().by_name == "Nur Aini"
    # The same button once more, in another tab.
    assert nur.post(f"{PAGE}{snag.pk}/lagi/", follow=True).status_code == 200


def test_what_still_fails_says_so_and_stays(nur, snag, monkeypatch):
    def act(entry: Entry) -> None:
        raise ValueError("NIK 3275015206099001 tidak terbaca")

    broken = followers.Follower("printing", frozenset(), act, does="x")
    monkeypatch.setitem(followers.followers._items, "printing", broken)
    said = nur.post(f"{PAGE}{snag.pk}/lagi/", follow=True).content.decode()
    assert "Masih belum dapat diproses: ValueError: NIK 3275********9001 tidak terbaca" in said
    assert Snag.objects.get().attempts == 4


def test_it_is_left_with_a_reason_and_can_be_taken_up_again(nur, snag):
    address = f"{PAGE}{snag.pk}/"
    refused = nur.post(address, {"reason": ""})
    assert (refused.status_code, "Tuliskan alasannya." in refused.content.decode()) == (422, True)
    refused = nur.post(address, {"reason": "NIK 3275015206099001 salah"})
    assert (refused.status_code, 'value="NIK 3275015206099001 salah"' in refused.content.decode()) == (422, True)
    assert nur.post(address, {"reason": "Sudah diurus lewat telepon."}).url == PAGE
    said = page(nur)
    assert snag.entry.sentence not in box(said, "printing")
    assert snag.entry.sentence in said.split("Dibiarkan")[1]
    [told] = Entry.objects.filter(kind="snag.left")
    assert (told.by_name, told.facts["reason"]) == ("Nur Aini", "Sudah diurus lewat telepon.")
    nur.post(f"{PAGE}{snag.pk}/lagi/")
    assert not Snag.objects.exists()


def test_what_is_gone_meanwhile_is_no_fault(nur, snag):
    address = f"{PAGE}{snag.pk}/"
    snag.delete()
    assert nur.get(address).status_code == 404
    assert nur.post(address, {"reason": "x"}).url == PAGE


def test_only_who_keeps_the_node_sees_it(office, signed_in):
    assert signed_in(office.budi).get(PAGE).status_code == 403
    assert signed_in(office.agus).get(PAGE).status_code == 200
