"""A hostile administrator, and somebody who stole a password, at a really running office."""

import re
from pathlib import Path

import pytest

from tests.attacks.real_office import PASSWORD, Office, Person, made

pytestmark = pytest.mark.processes
LINK = re.compile(r"/kata-sandi/tautan/[\w-]{43}/")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("office")
    with made(folder) as running:
        yield running


@pytest.fixture(scope="module")
def nur(office: Office) -> Person:
    """The first administrator, with a second factor."""
    return Person(office, "nur").sign_in().set_up_authenticator()


def join(office: Office, by: Person, username: str, name: str, *roles: str) -> Person:
    """Somebody whose account is opened, and who sets a password by the link."""
    page = by.post("/petugas/baru/", username=username, name=name, roles=roles)
    found = LINK.search(page)
    assert found, page
    person = Person(office, username)
    person.get(found.group())
    person.post("/kata-sandi/tautan/", password=PASSWORD, again=PASSWORD)
    return person.sign_in()


@pytest.fixture(scope="module")
def tuti(office: Office, nur: Person) -> Person:
    """A second administrator: opened by the first, confirmed by whoever holds the server."""
    tuti = join(office, nur, "tuti", "Tuti Alawiyah", "admin", "clerk")
    [waiting] = re.findall(r"waiting (\d+): tuti", office.pasti("account", "list"))
    assert "admin" not in roles(office, "tuti")
    office.pasti("account", "confirm", waiting)
    assert not tuti.is_in(), "whoever gets rights signs in anew"
    return tuti.sign_in().set_up_authenticator()


@pytest.fixture(scope="module")
def siti(office: Office, nur: Person) -> Person:
    return join(office, nur, "siti", "Siti Nurjanah", "clerk")


def roles(office: Office, username: str) -> set[str]:
    [line] = [line for line in office.pasti("account", "list").splitlines() if line.startswith(username)]
    return set(re.findall(r"[a-z-]+", line[52:].split("  ")[0]))


def number(page: str, username: str) -> str:
    """The number of an account, as the list of staff links to it."""
    row = page.split(f">{username}</td>")[1]
    found = re.search(r'href="/petugas/(\d+)/"', row)
    assert found
    return found[1]


def test_nobody_does_anything_before_the_second_factor_is_set_up(office):
    somebody = Person(office, "nur").sign_in()
    for path in ("/petugas/", "/jurnal/", "/kantor/", "/tugas/"):
        somebody.get(path)
        assert somebody.where == "/dua-langkah/", path


def test_a_stolen_password_opens_nothing(office, nur):
    thief = Person(office, "nur")
    thief.sign_in()
    assert thief.where == "/dua-langkah/masuk/"
    for path in ("/petugas/", "/jurnal/", "/dua-langkah/aplikasi/", "/kata-sandi/"):
        thief.get(path)
        assert thief.where in ("/masuk/", "/dua-langkah/masuk/"), path


def test_rights_given_to_oneself(office, nur):
    own = number(nur.get("/petugas/"), "nur")
    page = nur.post(f"/petugas/{own}/", name="Nur Aini", roles=["admin", "clerk", "head"])
    assert "Menunggu orang kedua untuk nur" in page
    assert roles(office, "nur") == {"admin"}
    nur.get("/meja/")
    assert nur.status == 403
    [waiting] = re.findall(r"waiting (\d+): nur", office.pasti("account", "list"))
    page = nur.post(f"/petugas/usulan/{waiting}/setujui/", form="/petugas/usulan/")
    assert "orang lain yang harus menyetujui" in page
    assert roles(office, "nur") == {"admin"}
    nur.post(f"/petugas/usulan/{waiting}/tolak/", form="/petugas/usulan/")


def test_a_colleagues_password_reset_and_signed_in_with(office, nur, tuti):
    theirs = number(nur.get("/petugas/"), "tuti")
    page = nur.post(f"/petugas/{theirs}/tautan/", form=f"/petugas/{theirs}/")
    assert not LINK.search(page)
    nur.post(f"/petugas/{theirs}/", name="Tuti Alawiyah", roles=["admin", "clerk"], password="kuda lain sekali")
    thief = Person(office, "tuti")
    thief.sign_in("kuda lain sekali")
    assert thief.where == "/masuk/"
    nur.post(f"/petugas/{theirs}/dua-langkah/", form=f"/petugas/{theirs}/")
    for waiting in re.findall(r"waiting (\d+): tuti", office.pasti("account", "list")):
        assert not LINK.search(nur.post(f"/petugas/usulan/{waiting}/setujui/", form="/petugas/usulan/"))
        nur.post(f"/petugas/usulan/{waiting}/tolak/", form="/petugas/usulan/")
    assert tuti.is_in()
    # And Tuti reads what was tried.
    assert "Diusulkan untuk akun tuti: membuat tautan kata sandi." in tuti.get("/petugas/")


def test_a_clerks_reset_tells_the_clerk_and_ends_every_session(office, nur, siti):
    theirs = number(nur.get("/petugas/"), "siti")
    found = LINK.search(nur.post(f"/petugas/{theirs}/tautan/", form=f"/petugas/{theirs}/"))
    assert found
    assert siti.is_in()
    thief = Person(office, "siti")
    thief.get(found.group())
    thief.post("/kata-sandi/tautan/", password="kuda lain sekali", again="kuda lain sekali")
    assert not siti.is_in()
    siti.sign_in()
    assert not siti.is_in(), "the old password is gone, which the owner notices at once"
    page = thief.sign_in("kuda lain sekali").get("/dua-langkah/")
    assert "Tautan kata sandi untuk akun siti dibuat." in page
    assert "Oleh Nur Aini" in page
    # The same link is good for nothing more.
    again = Person(office, "siti")
    again.get(found.group())
    assert again.status == 410


def test_two_administrators_removing_each_other(office, nur, tuti):
    numbers = {name: number(nur.get("/petugas/"), name) for name in ("nur", "tuti")}
    nur.post(f"/petugas/{numbers['tuti']}/", name="Tuti Alawiyah", roles=["clerk"])
    tuti.post(f"/petugas/{numbers['nur']}/tutup/", form=f"/petugas/{numbers['nur']}/", do="close")
    waiting = re.findall(r"waiting (\d+): ", office.pasti("account", "list"))
    assert len(waiting) == 2
    for proposal in waiting:
        for who in (nur, tuti):
            page = who.post(f"/petugas/usulan/{proposal}/setujui/", form="/petugas/usulan/")
            assert "orang lain yang harus menyetujui" in page
    assert nur.is_in()
    assert tuti.is_in()
    assert {"admin"} <= roles(office, "nur")
    assert {"admin"} <= roles(office, "tuti")
    for proposal in waiting:
        nur.post(f"/petugas/usulan/{proposal}/tolak/", form="/petugas/usulan/")


def test_easy_passwords(office, nur):
    found = LINK.search(nur.post("/petugas/baru/", username="dewi", name="Dewi Anggraini", roles=["clerk"]))
    assert found
    dewi = Person(office, "dewi")
    dewi.get(found.group())
    for easy in ("bismillah123", "dukcapil2026", "Anggraini1990", "disdukcapil-uji"):
        dewi.post("/kata-sandi/tautan/", password=easy, again=easy)
        assert (dewi.where, dewi.status) == ("/kata-sandi/tautan/", 422), easy


def test_a_clerk_who_leafs_through_what_is_not_theirs_is_on_record(office, nur):
    join(office, nur, "wati", "Wati Suryani", "clerk").get("/permohonan/")
    theirs = number(nur.get("/petugas/"), "wati")
    page = nur.get(f"/jejak/petugas/{theirs}/")
    assert "daftar permohonan" in page
    own = nur.get(f"/jejak/petugas/{number(nur.get('/petugas/'), 'nur')}/")
    assert f"looks-by:account:{theirs}" in own


def test_guessing_the_second_step(office, tuti):
    """Last: it keeps everybody out of this account's second step for five minutes, whoever they are."""
    for _try in range(5):
        thief = Person(office, "tuti")
        thief.sign_in()
        thief.post("/dua-langkah/masuk/", code="123456")
    thief = Person(office, "tuti", tuti.secret)
    page = thief.sign_in().get("/dua-langkah/masuk/")
    thief.post("/dua-langkah/masuk/", code=thief.code())
    assert "Ketik kode" in page
    assert not thief.is_in()
    assert tuti.is_in(), "whoever is in stays in"
