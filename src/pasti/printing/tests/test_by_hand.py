"""With every queue down cards are printed from a PDF all the same: with a reason, at a machine, on its ribbon."""

import pytest
from tests.cast import MONDAY

from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.printing import actions, printouts, queries, sending
from pasti.printing.by_hand import ByHand
from pasti.printing.models import Job, Printer, Printout, Run
from pasti.stock import ribbons
from pasti.stock.queries import ledger

WHY = "Komputer antrean mati"
ROOM = "/cetak/"


def machine(name: str, **other: object) -> Printer:
    given = {"address": "ipp://127.0.0.1:1/printers/x", "looked_at": MONDAY} | other
    return Printer.objects.create(name=name, **given)


@pytest.fixture
def down(office) -> Printer:
    """The office's one queue has stopped."""
    return machine("Lantai 1", stopped=True)


def print_all(run: Run, by) -> None:
    actions.fetch_faces(list(queries.jobs_of(run)), by=by)
    for job in queries.jobs_of(run):
        actions.confirm(run, job.serial, by=by)


def test_only_with_a_reason_and_past_the_queue(ready, down, joko):
    ready(2)
    for given in ({"printer": down}, {}, {"hand": ByHand(down)}, {"printer": down, "hand": ByHand(down, WHY)}):
        with pytest.raises(Refused, match="Pilih cetak dari PDF, dan tuliskan alasannya"):
            actions.start_run(2, by=joko, **given)
    with pytest.raises(Refused, match="NIK"):
        actions.start_run(2, hand=ByHand(down, "untuk 3275015206090001"), by=joko)
    assert not Run.objects.exists()
    assert ledger().loaded == 0
    run = actions.start_run(2, hand=ByHand(down, WHY), by=joko)
    assert (run.printer, run.by_hand_at, run.by_hand_why) == (None, down, WHY)
    assert Entry.objects.get(kind="run.without_queue").facts["reason"] == WHY
    assert not Printout.objects.exists()
    print_all(run, joko)
    run.refresh_from_db()
    assert (run.state, ledger().used, ledger().loaded) == ("finished", 2, 0)


def test_what_else_does_not_stand_holds_it_up_all_the_same(ready, down, joko):
    ready(1)
    ribbons.spoil(ribbons.receive("P1", made_for=500, by=joko), by=joko)
    with pytest.raises(Refused, match=r"Belum dapat dilakukan sekarang: (?!.*Lantai 1)"):
        actions.start_run(1, hand=ByHand(down, WHY), by=joko)


def test_the_ribbon_in_that_machine_is_counted_good_or_bad(ready, joko):
    first, second = machine("Lantai 1"), machine("Lantai 2")
    ready(2)
    for place in (first, second):
        ribbons.mount(ribbons.receive(place.name, made_for=500, by=joko), machine=place.name, by=joko)
    run = actions.start_run(2, hand=ByHand(second), by=joko)
    actions.fetch_faces(list(queries.jobs_of(run)), by=joko)
    actions.spoil(Job.objects.order_by("position")[0], "buram", by=joko)
    print_all(run, joko)
    assert [ribbons.left_in_machine(one.name) for one in (first, second)] == [500, 497]


def test_the_rest_of_a_run_takes_the_ribbon_of_the_machine_it_was_sent_to(ready, joko):
    place = machine("Lantai 1")
    ready(1)
    ribbons.mount(ribbons.receive("P1", made_for=500, by=joko), machine=place.name, by=joko)
    print_all(printouts.go_on_by_hand(actions.start_run(1, printer=place, by=joko), by=joko), joko)
    assert ribbons.left_in_machine(place.name) == 499


def sent_to(place: Printer, joko) -> Printout:
    """A card of a run of two is in the machine; its queue is silent from now on."""
    actions.start_run(2, printer=place, by=joko)
    first = Printout.objects.select_related("job", "printer").order_by("serial")[0]
    assert sending.claim(first)
    Printout.objects.filter(pk=first.pk).update(state="printing", queue_id=7, in_flight_since=None)
    return Printout.objects.get(pk=first.pk)


def test_a_card_that_the_machine_has_is_settled_first_and_no_queue_is_needed_for_that(ready, joko):
    place = machine("Lantai 1")
    ready(3)
    first = sent_to(place, joko)
    place.stopped = True
    place.save()
    with pytest.raises(Refused, match=first.serial):
        actions.start_run(1, hand=ByHand(place, WHY), by=joko)
    with pytest.raises(Refused, match=first.serial):
        printouts.go_on_by_hand(first.run, by=joko)
    actions.spoil(Job.objects.get(serial=first.serial), "macet", by=joko)
    rest = printouts.go_on_by_hand(first.run, by=joko)
    print_all(rest, joko)
    print_all(actions.start_run(1, hand=ByHand(place, WHY), by=joko), joko)
    printed = list(Job.objects.values_list("state", "serial"))
    assert len({serial for state, serial in printed if state == "printed"}) == 3
    assert first.serial not in {serial for _state, serial in printed}
    assert (ledger().used, ledger().spoiled, ledger().loaded) == (3, 1, 0)


def test_a_queue_waits_for_what_is_printed_by_hand_at_its_machine(ready, joko):
    place = machine("Lantai 1")
    ready(2)
    by_hand = actions.start_run(1, hand=ByHand(place), by=joko)
    actions.start_run(1, printer=place, by=joko)
    assert printouts.next_of(place.pk) is None
    print_all(by_hand, joko)
    found = printouts.next_of(place.pk)
    assert found is not None
    assert found.state == "waiting"


def test_the_room_says_which_way_is_open(ready, down, office, signed_in):
    ready(1)
    browser = signed_in(office.joko)
    shown = browser.get(ROOM).content.decode()
    assert "Kartu tetap dapat dicetak dari PDF" in shown
    assert f'<option value="{down.pk}"' not in shown
    assert f'<option value="h{down.pk}"' in shown
    sent = {"count": "1", "first_serial": "", "printer": f"h{down.pk}"}
    refused = browser.post(ROOM, sent)
    assert refused.status_code == 422
    assert "Tuliskan alasannya" in refused.content.decode()
    begun = browser.post(ROOM, sent | {"why": WHY}, follow=True).content.decode()
    assert "Dicetak dari PDF di Lantai 1" in begun
    assert WHY in begun
