"""Another node's history that does not agree: told on the journal's screen, settled by the head with what was found."""

import pytest

from pasti.journal import chain, heads
from pasti.journal.heads import Place, Words
from pasti.journal.models import Entry, Head


@pytest.fixture
def agus(office, signed_in):
    return signed_in(office.agus)


@pytest.fixture
def trouble(office) -> Head:
    for letter in "ab":
        heads.hear("centre-1", "Pusat Data", Words(Place(7, letter * 64)))
    return heads.troubles().get()


def journal(client) -> str:
    return " ".join(client.get("/jurnal/").content.decode().split())


def test_it_stands_on_the_journals_screen_until_it_is_settled(agus, trouble):
    address = f"/jurnal/riwayat/{trouble.pk}/"
    assert "Pusat Data: riwayat ditulis ulang." in journal(agus)
    assert address in journal(agus)
    assert "a" * 64 in agus.get(address).content.decode()
    refused = agus.post(address, {"reason": " "})
    assert (refused.status_code, "Tuliskan hasil pemeriksaannya." in refused.content.decode()) == (422, True)
    assert agus.post(address, {"reason": "Dipulihkan dari cadangan, 21 November."}).url == "/jurnal/"
    assert 'role="alert"' not in journal(agus).partition('id="gone"')[0]
    [told] = Entry.objects.filter(kind="chain.settled")
    assert (told.by_name, told.facts["node"]) == ("Agus Hermawan", "Pusat Data")
    assert agus.post(address, {"reason": "Lagi"}).url == "/jurnal/", "the same button once more"


def test_the_administrator_reads_it_and_the_head_settles_it(office, signed_in, trouble):
    nur = signed_in(office.nur)
    assert "riwayat ditulis ulang" in journal(nur)
    assert nur.post(f"/jurnal/riwayat/{trouble.pk}/", {"reason": "Tidak apa-apa."}).status_code == 403
    assert heads.troubles().exists()


def test_that_others_remember_us_otherwise_is_told_and_cannot_be_settled_here(agus):
    chain.seal_new()
    heads.hear("centre-1", "Pusat Data", Words(Place(0, "0" * 64), kept=[Place(2, "a" * 64)]))
    assert "Pusat Data mencatat riwayat kita yang lain." in journal(agus)
    assert "/jurnal/riwayat/" not in journal(agus)


def test_who_remembers_us_is_shown_and_the_head_is_printed(agus):
    assert "Belum ada simpul lain yang mengingat jurnal kita." in journal(agus)
    chain.seal_new()
    end = heads.head()
    heads.hear("centre-1", "Pusat Data", Words(Place(0, "0" * 64), kept=[end]))
    assert f"mengingat jurnal kita sampai posisi {end.position}" in journal(agus)
    paper = agus.get("/jurnal/kepala.pdf")
    assert paper["Content-Type"] == "application/pdf"

    from io import BytesIO

    from pypdf import PdfReader

    written = " ".join(PdfReader(BytesIO(paper.content)).pages[0].extract_text().split())
    assert heads.spoken(end) in written
    assert str(end.position) in written
    [command] = [part for part in written.split("'") if ":" in part and part.startswith(str(end.position))]
    assert heads.read(command) == end
