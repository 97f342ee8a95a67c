"""What is set up is kept clean by the action itself, whether a form or a command gives it."""

from tests.cast import ANYBODY, MONDAY

from pasti.journal.models import Entry
from pasti.kit.tests.test_typed import INVISIBLE, SPACES
from pasti.offices import actions
from pasti.offices.models import GivenBlock, Holiday

MARK = INVISIBLE[0]
SPACE = next(space for space in SPACES if space not in " \n\r\t")


def disguised(words: str) -> str:
    return MARK + words.replace(" ", SPACE).replace("'", "\u2019") + SPACE


def test_the_office(office):
    kept = actions.change_office(
        name=disguised("Dinas Ju'at"), address=disguised("Jalan Satu 1"), phone=disguised("021 555"), by=ANYBODY
    )
    assert (kept.name, kept.address, kept.phone) == ("Dinas Ju'at", "Jalan Satu 1", "021 555")


def test_a_day_and_hours_for_a_while(office):
    day = MONDAY.date()
    actions.set_holiday(day, name=disguised("Jum'at Agung"), source="local", closed=False, by=ANYBODY, seen=None)
    assert Holiday.objects.get(day=day).name == "Jum'at Agung"
    assert Entry.objects.filter(kind="holiday.set").latest("id").facts["name"] == "Jum'at Agung"
    table = actions.set_hours({}, valid_from=day, valid_until=day, name=disguised("Ramadan 1448 H"), by=ANYBODY)
    assert table.name == "Ramadan 1448 H"


def test_a_lane_and_a_counter(office):
    names, purposes = (disguised("Kartu"), disguised("Cards")), (disguised("Mengurus kartu"), disguised("For cards"))
    lane = actions.set_lane("E", names=names, purposes=purposes, serves=[], by=ANYBODY)
    assert (lane.name_id, lane.name_en) == ("Kartu", "Cards")
    assert (lane.purpose_id, lane.purpose_en) == ("Mengurus kartu", "For cards")
    counter = actions.set_counter(9, lanes=[lane], name=disguised("Dekat pintu"), by=ANYBODY)
    assert counter.name == "Dekat pintu"


def test_who_was_given_a_block(office):
    actions.give_block(disguised("Laptop satu"), by=ANYBODY)
    assert GivenBlock.objects.get().given_to == "Laptop satu"
