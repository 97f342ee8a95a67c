"""Blanks that leave otherwise than as a card: nobody does that alone, and nobody prints on them meanwhile."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from pasti.kit.errors import NotAllowed, Refused
from pasti.stock import actions, papers, queries, removing
from pasti.stock.models import Blank, Removal

WITNESSES = "Bambang Sutrisno, Satpol PP\nLestari Wulandari, Inspektorat"


@pytest.fixture
def joko(office):
    return office.joko.actor


@pytest.fixture
def head(office):
    return office.agus.actor


def destroy(by):
    actions.spoil("BK00000002", "terkelupas", by=by)
    actions.spoil("BK00000003", "cetak miring", by=by)
    return removing.propose("destroyed", "BK00000002-BK00000003", reason="Rusak", witnesses=WITNESSES, by=by)


def test_what_is_spoiled_is_destroyed_by_two_with_witnesses(joko, head):
    removal = destroy(joko)
    assert (queries.ledger().held, queries.ledger().spoiled) == (2, 0)
    with pytest.raises(NotAllowed):
        removing.confirm(removal, by=joko)
    removing.confirm(removal, by=head)
    ledger = queries.ledger()
    assert (ledger.destroyed, ledger.held, ledger.received) == (2, 0, 20)
    with pytest.raises(NotAllowed):
        removing.confirm(removal, by=head)
    with pytest.raises(NotAllowed):
        removing.withdraw(removal, by=head)


def test_what_is_stolen_cannot_be_printed_from_the_moment_it_is_said(joko, head):
    removal = removing.propose(
        "lost", "BK00000001", reason="Laci dibobol", letter="LP/12/XI/2026", by=joko
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.load(1, first_serial="BK00000001", by=joko)
    removing.confirm(removal, by=head)
    assert (queries.ledger().lost, queries.ledger().in_stock) == (1, 19)
    # Sold and brought back as new, it is known.
    with pytest.raises(Refused, match="BK00000001"):
        actions.receive_delivery(first_serial="BK00000001", count=1, letter="9", by=joko)


def test_found_again_it_is_where_it_was(joko, head):
    removing.withdraw(destroy(joko), by=head)
    assert queries.ledger().spoiled == 2
    lost = removing.propose("lost", "BK00000001", reason="Tidak ada", letter="LP/1", by=joko)
    removing.withdraw(lost, by=joko)
    assert (queries.ledger().in_stock, queries.ledger().held) == (18, 0)


@pytest.mark.parametrize(
    ("kind", "serials", "other"),
    [
        ("destroyed", "BK00000001", {"witnesses": WITNESSES}),  # not spoiled
        ("destroyed", "BK00000004", {"witnesses": "Bambang, Satpol PP"}),
        ("lost", "BK00000001", {}),  # the police's letter lacks
        ("returned", "BK00000001", {}),
        ("lost", "BK00000021", {"letter": "LP/1"}),
        ("lost", "", {"letter": "LP/1"}),
        ("lost", "BK00000001", {"letter": "LP/1", "reason": " "}),
        ("lost", "BK00000001", {"letter": "LP/1", "reason": "NIK 3275015206099001"}),
        ("lost", "BK00000005", {"letter": "LP/1"}),  # in the printer
    ],
)
def test_what_cannot_leave_so_is_refused_and_nothing_changes(joko, kind, serials, other):
    actions.spoil("BK00000004", "patah", by=joko)
    actions.load(1, first_serial="BK00000005", by=joko)
    before = dict(Blank.objects.values_list("serial", "state"))
    with pytest.raises(Refused):
        removing.propose(kind, serials, by=joko, **{"reason": "x", **other})
    assert dict(Blank.objects.values_list("serial", "state")) == before
    assert not Removal.objects.exists()


def test_the_database_knows_none_that_left_without_minutes(office):
    for state in ("lost", "destroyed", "returned", "held", "travelling", "elsewhere"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Blank.objects.filter(serial="BK00000001").update(state=state)


def test_the_minutes_name_every_serial_and_the_witnesses(joko):
    pages = PdfReader(BytesIO(papers.draw_minutes(destroy(joko)))).pages
    words = " ".join(word for page in pages for word in page.extract_text().split())
    for said in ("Pemusnahan", "BK00000002", "BK00000003", "terkelupas", "Bambang Sutrisno", "Inspektorat", "2 keping"):
        assert said in words


@pytest.mark.parametrize("other", [{"reason": "x" * 301}, {"letter": "x" * 81}])
def test_nothing_that_was_written_is_cut(joko, other):
    said = {"reason": "Laci dibobol", "letter": "LP/12/XI/2026"} | other
    with pytest.raises(Refused, match=r"^Paling panjang (300|80) huruf"):
        removing.propose("lost", "BK00000001", **said, by=joko)
    assert not Removal.objects.exists()
