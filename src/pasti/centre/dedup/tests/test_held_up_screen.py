"""What does not go on by itself is shown, and an operator lets it be done again."""

import pytest
from tests.cast import MONDAY, account

from pasti.accounts.roles import Role
from pasti.centre.dedup.actions import ask
from pasti.centre.dedup.duties import ping
from pasti.centre.dedup.models import Gallery, Reference, Search
from pasti.centre.dedup.tests.flow import screened, work
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import received, sealed
from pasti.centre.release.models import Release
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry

HELD_UP = "/pusat/tertahan/"


@pytest.fixture
def maya(centre, signed_in):
    return signed_in(account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR))


@pytest.fixture
def failed(centre) -> Search:
    ask(received(centre))
    Search.objects.update(state="failed", problem="ConnectionError")
    return Search.objects.get()


@pytest.fixture
def stalled(centre) -> Record:
    row = screened(received(centre, "p2", "327500000002", nik="3275015206099002", name="Orang Lain"))
    Record.objects.filter(pk=row.pk).update(state="stalled", problem="FileNotFoundError")
    Release.objects.filter(record=row).update(sealed_at=None, problem="FileNotFoundError", tries=5)
    return row


def test_nothing_is_held_up(maya):
    assert maya.get(HELD_UP).content.decode().count("Tidak ada.") == 3


def test_a_search_is_done_again(maya, failed):
    assert "ConnectionError" in maya.get(HELD_UP).content.decode()
    assert maya.post(f"{HELD_UP}cari/{failed.pk}/")["Location"] == HELD_UP
    work()
    assert Record.objects.get().state == "released"
    assert "Pencarian diulang" in maya.get(HELD_UP).content.decode()


def test_a_card_is_made_again(maya, stalled, centre):
    assert "FileNotFoundError" in maya.get(HELD_UP).content.decode()
    maya.post(f"{HELD_UP}siapkan/{stalled.pk}/")
    work()
    stalled.refresh_from_db()
    assert (stalled.state, stalled.problem) == ("released", "")


def test_what_goes_on_by_itself_is_not_done_again(maya, centre):
    row = screened(received(centre))
    maya.post(f"{HELD_UP}siapkan/{row.pk}/")
    maya.post(f"{HELD_UP}cari/{row.search.pk}/")
    row.refresh_from_db()
    assert (row.state, row.search.state) == ("released", "decided")


def test_what_the_engine_did_not_take_is_put_in_again(maya, centre):
    old = intake.adopt(sealed("archive-1", ""), centre, by=SYSTEM)
    Reference.objects.update(problem="TimeoutError: no answer")
    assert "TimeoutError" in maya.get(HELD_UP).content.decode()
    assert maya.post(f"{HELD_UP}masukkan/{old.pk}/")["Location"] == HELD_UP
    work()
    assert Reference.objects.get().done
    assert Entry.objects.get(kind="gallery.try_again").subject == old.subject
    maya.post(f"{HELD_UP}masukkan/{old.pk}/")
    assert Entry.objects.filter(kind="gallery.try_again").count() == 1


def test_an_engine_that_is_away_is_said(maya, centre):
    ping()
    assert "demographic" in maya.get(HELD_UP).content.decode()
    Gallery.objects.update(down_since=MONDAY)
    ask(received(centre))
    assert "demographic tidak menjawab sejak" in " ".join(maya.get(HELD_UP).content.decode().split())


def test_two_people_of_one_nik_are_shown(maya, centre):
    for number, name in enumerate(("Siti Nurjanah", "Wati Rahmawati")):
        intake.adopt(sealed(f"archive-{number}", "", name=name), centre, by=SYSTEM)
    shown = maya.get(HELD_UP).content.decode()
    assert "Wati Rahmawati" in shown
    assert shown.count("3275********9001") == 2
    assert "3275015206099001" not in shown


@pytest.mark.parametrize("path", ["cari/999/", "siapkan/999/", "masukkan/999/"])
def test_what_is_not_there_is_not_found(maya, path):
    assert maya.post(HELD_UP + path).status_code == 404


def test_an_administrator_looks_and_does_not_act(failed, signed_in):
    tono = signed_in(account("tono", "Tono", Role.CENTRE_ADMIN))
    assert "Cari lagi" not in tono.get(HELD_UP).content.decode()
    assert tono.post(f"{HELD_UP}cari/{failed.pk}/").status_code == 403
