"""What becomes of blanks: loaded in order, used, put back or spoiled."""

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.accounts.roles import Role
from pasti.journal.actors import Actor
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import decide
from pasti.stock import actions, queries
from pasti.stock.models import Blank

CLERK = Actor("account:0", "Budi", frozenset({str(Role.CLERK)}))


@pytest.fixture
def box(db) -> None:
    actions.receive_delivery(first_serial="BK0001", count=5, letter="1", by=ANYBODY)


def states() -> str:
    """The first letter of each blank's state, by serial."""
    return "".join(state[0] for state in Blank.objects.order_by("serial").values_list("state", flat=True))


def load(count: int, first: str = "") -> list[str]:
    return [blank.serial for blank in actions.load(count, first_serial=first, by=ANYBODY)]


def test_they_are_loaded_in_the_order_of_their_serials(box):
    assert load(2) == ["BK0001", "BK0002"]
    assert load(1) == ["BK0003"]
    assert states() == "lllii"


def test_every_blank_is_written_down(box):
    load(2)
    entries = Entry.objects.filter(kind="blank.load").order_by("id")
    assert [(entry.subject, entry.facts) for entry in entries] == [
        ("blank:BK0001", {"serial": "BK0001"}), ("blank:BK0002", {"serial": "BK0002"}),
    ]  # fmt: skip


@pytest.mark.parametrize("first", ["BK0003", " bk0003 "])
def test_they_are_loaded_from_the_one_that_lies_on_top(box, first):
    assert load(2, first) == ["BK0003", "BK0004"]
    assert load(2) == ["BK0001", "BK0002"]


def test_those_between_that_are_gone_are_left_out(box):
    actions.spoil("BK0002", "patah", by=ANYBODY)
    assert load(3) == ["BK0001", "BK0003", "BK0004"]


def test_fewer_are_never_given_silently(box):
    with pytest.raises(Refused, match=r"5.*6"):
        load(6)
    with pytest.raises(Refused, match=r"2.*3"):
        load(3, "BK0004")
    assert states() == "iiiii"
    assert not Entry.objects.filter(kind="blank.load").exists()


@pytest.mark.parametrize("first", ["BK0009", "BK9999999999", "XX0001"])
def test_one_that_is_not_in_stock_is_not_on_top(box, first):
    with pytest.raises(Refused, match=first):
        load(1, first)


@pytest.mark.parametrize("first", ["x", "\x00", "BK", "BK0001 BK0002"])
def test_what_is_no_serial_is_said_so(box, first):
    with pytest.raises(Refused, match="Nomor seri"):
        load(1, first)


def test_one_that_is_loaded_already_is_not_on_top(box):
    load(1)
    with pytest.raises(Refused, match="BK0001"):
        load(1, "BK0001")


def test_a_loaded_blank_becomes_a_card_or_goes_back(box):
    load(2)
    assert actions.use("BK0001", by=ANYBODY).state == "used"
    assert actions.put_back("BK0002", by=ANYBODY).state == "in_stock"
    assert states() == "uiiii"
    assert load(1) == ["BK0002"], "it is the next again"


@pytest.mark.parametrize("verb", ["use", "put_back"])
def test_twice_is_refused_and_changes_nothing(box, verb):
    load(1)
    act = getattr(actions, verb)
    act("BK0001", by=ANYBODY)
    before = states(), Entry.objects.count()
    with pytest.raises(NotAllowed):
        act("BK0001", by=ANYBODY)
    assert (states(), Entry.objects.count()) == before


@pytest.mark.parametrize("serial", ["BK0001", " bk0001 "])
@pytest.mark.parametrize("loaded", [False, True])
def test_a_spoiled_blank_says_why(box, serial, loaded):
    if loaded:
        load(1)
    blank = actions.spoil(serial, " patah di sudut ", by=ANYBODY)
    assert (blank.state, blank.reason) == ("spoiled", "patah di sudut")
    assert list(queries.spoiled()) == [blank]
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.facts) == ("blank.spoil", {"serial": "BK0001", "reason": "patah di sudut"})


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nothing_is_spoiled(box, reason):
    with pytest.raises(Refused, match="mengapa"):
        actions.spoil("BK0001", reason, by=ANYBODY)
    assert states() == "iiiii"


def test_a_reason_names_nobody(box):
    with pytest.raises(Refused, match="NIK"):
        actions.spoil("BK0001", "salah orang, 3275015206099001", by=ANYBODY)
    assert states() == "iiiii"


@pytest.mark.parametrize("serial", ["", "BK9999", "x", "BK0001 BK0002"])
def test_only_what_is_in_the_ledger_is_spoiled(box, serial):
    for act in (actions.spoil, actions.write_off):
        with pytest.raises(Refused):
            act(serial, "patah", by=ANYBODY)
    assert states() == "iiiii"


def test_a_spoiled_or_used_blank_stays_so(box):
    load(1)
    actions.use("BK0001", by=ANYBODY)
    actions.spoil("BK0002", "patah", by=ANYBODY)
    for serial in ("BK0001", "BK0002"):
        for act in (actions.use, actions.put_back):
            with pytest.raises(NotAllowed):
                act(serial, by=ANYBODY)
        for spoil in (actions.spoil, actions.write_off):
            with pytest.raises(NotAllowed):
                spoil(serial, "patah lagi", by=ANYBODY)
    assert states() == "usiii"
    assert Blank.objects.get(serial="BK0002").reason == "patah"


def test_a_blank_that_belongs_to_a_card_is_spoiled_in_the_print_room_only(box):
    load(1)
    with pytest.raises(Refused, match="BK0001"):
        actions.write_off("BK0001", "patah", by=ANYBODY)
    assert states() == "liiii"
    assert actions.write_off(" bk0002", "patah", by=ANYBODY).state == "spoiled"


def test_only_print_operators_touch_blanks(box):
    for act in (
        lambda: actions.load(1, by=CLERK),
        lambda: actions.spoil("BK0001", "patah", by=CLERK),
        lambda: actions.write_off("BK0001", "patah", by=CLERK),
    ):
        with pytest.raises(NotAllowed, match="wewenang"):
            act()
    assert states() == "iiiii"


# ── what is asked ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_ledger_adds_up(box):
    load(3)
    actions.use("BK0001", by=ANYBODY)
    actions.spoil("BK0002", "patah", by=ANYBODY)
    ledger = queries.ledger()
    assert (ledger.in_stock, ledger.loaded, ledger.used, ledger.spoiled, ledger.received) == (2, 1, 1, 1, 5)


def test_an_empty_ledger(db):
    assert queries.ledger().received == 0
    assert queries.next_serial() == ""
    assert queries.running_low()


def test_the_next_serial_is_the_one_that_is_loaded_next(box):
    assert [queries.next_serial(), *load(1)] == ["BK0001", "BK0001"]
    load(4)
    assert queries.next_serial() == ""


@pytest.mark.parametrize(("wanted", "low"), [(0, False), (4, False), (5, False), (6, True)])
def test_the_office_decides_when_to_be_warned(office, wanted, low):
    decide("stock.warn_below", value=wanted, valid_from=MONDAY.date(), legal_basis="SOP", by=office.nur.actor)
    actions.load(15, by=ANYBODY)
    assert queries.ledger().in_stock == 5
    assert queries.running_low() is low


def test_each_delivery_says_what_is_left_of_it(box):
    other = actions.receive_delivery(first_serial="BL0001", count=2, letter="2", by=ANYBODY)
    load(6)
    assert [(d.first_serial, queries.left_of(d)) for d in queries.deliveries()] == [("BL0001", 1), ("BK0001", 0)]
    assert str(other) == "BL0001 × 2"
