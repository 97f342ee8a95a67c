"""Faces go to a real CUPS queue, one card at a time, and what became of them is read back."""

import subprocess
from datetime import timedelta

import pytest

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.words import Words
from pasti.printing import actions, ipp, printers, printouts, queries, sending
from pasti.printing.models import Job, Printer, Printout
from pasti.stock.queries import ledger


def states() -> list[str]:
    return list(Printout.objects.order_by("pk").values_list("state", flat=True))


def state(serial: str) -> str:
    return Printout.objects.exclude(state="withdrawn").get(serial=serial).state


@pytest.fixture
def run(ready, joko, printer):
    ready(3)
    return actions.start_run(3, printer=printer, by=joko)


def test_each_card_is_a_job_of_its_own_in_the_order_of_the_blanks(run, machine, joko, turn):
    assert states() == ["waiting"] * 3, "known before anything is sent"
    turn(lambda: states() == ["done"] * 3)
    assert machine.tray() == ["BK00000001", "BK00000002", "BK00000003"]
    for serial in machine.tray():
        actions.confirm(run, serial, by=joko)
    run.refresh_from_db()
    assert (run.state, ledger().used, ledger().loaded) == ("finished", 3, 0)
    assert [entry.facts["serial"] for entry in Entry.objects.filter(kind="job.face").order_by("id")] == machine.tray()


def test_one_card_is_in_the_machine_at_a_time_and_what_is_wrong_with_it_is_said(run, machine, printer, turn):
    machine.suffer("media-empty")
    turn(lambda: "media-empty" in Printer.objects.get().reasons)
    for _ in range(3):
        sending.send_next()
    assert states() == ["printing", "waiting", "waiting"]
    assert printers.how(Printer.objects.get()) == ("degraded", "Blangko di mesin habis")
    machine.recover("media-empty")
    machine.suffer("marker-supply-empty")
    turn(lambda: printers.how(Printer.objects.get())[1] == "Pita habis")
    assert machine.tray() in ([], ["BK00000001"])
    machine.recover("marker-supply-empty")
    turn(lambda: states() == ["done"] * 3)


def test_what_the_machine_gives_up_holds_up_the_next_until_somebody_has_looked(run, machine, joko, turn):
    machine.suffer("fails")
    turn(lambda: state("BK00000001") == "failed")
    sending.send_next()
    assert states() == ["failed", "waiting", "waiting"]
    # The blank is clean: it is printed after all, and by another name.
    first = Printout.objects.get(serial="BK00000001")
    again = sending.again(first, by=joko)
    assert again.key != first.key
    turn(lambda: states() == ["done"] * 3)
    assert machine.tray() == ["BK00000001", "BK00000002", "BK00000003"]


def test_a_spoiled_card_is_printed_last_on_the_blank_that_comes_then(run, machine, joko, turn):
    """The blanks lie in the machine one after the other: the next one belongs to the next card."""
    machine.suffer("fails")
    turn(lambda: state("BK00000001") == "failed")
    job = actions.spoil(Job.objects.get(serial="BK00000001"), "macet", by=joko)
    assert (job.serial, job.position) == ("BK00000004", 1)
    turn(lambda: state("BK00000004") == "done")
    assert machine.tray() == ["BK00000002", "BK00000003", "BK00000004"]


def test_a_card_that_is_spoiled_in_the_machine_is_taken_out_of_its_queue(run, machine, joko, turn):
    machine.suffer("media-jam")
    turn(lambda: state("BK00000001") == "printing")
    actions.spoil(Job.objects.get(serial="BK00000001"), "macet", by=joko)
    turn(lambda: state("BK00000001") == "done")
    machine.recover("media-jam")
    turn(lambda: state("BK00000004") == "done")
    assert machine.tray() == ["BK00000002", "BK00000003", "BK00000004"], "its face came on no blank at all"


def test_a_machine_that_stops_its_queue(run, machine, printer, turn):
    machine.suffer("breaks")
    turn(lambda: state("BK00000001") == "stopped")
    kind, said = printers.how(Printer.objects.get())
    assert kind == "down"
    assert "dihentikan" in said
    accept_again(machine)
    turn(lambda: states() == ["done"] * 3)


def accept_again(machine) -> None:
    host = machine.address.split("/")[2]
    subprocess.run(["/usr/sbin/cupsenable", "-h", host, "kartu"], check=True)


def test_a_card_cannot_be_put_back_once_the_machine_has_its_face(run, machine, joko, turn):
    turn(lambda: state("BK00000001") == "done")
    with pytest.raises(Refused, match="BK00000001"):
        actions.put_back(Job.objects.get(serial="BK00000001"), by=joko)
    machine.suffer("media-empty")
    actions.put_back(Job.objects.get(serial="BK00000003"), by=joko)
    assert "withdrawn" in states()
    machine.recover("media-empty")
    turn(lambda: states() == ["done", "done", "withdrawn"])
    assert machine.tray() == ["BK00000001", "BK00000002"]


def test_a_paused_run_sends_nothing_more(run, machine, joko, turn):
    printouts.pause(run, by=joko)
    assert sending.send_next() is False
    assert list(queries.open_runs()) == [run]
    with pytest.raises(NotAllowed):
        printouts.pause(run, by=joko)
    printouts.go_on(run, by=joko)
    turn(lambda: states() == ["done"] * 3)


# ── sent, and nobody heard what became of it ────────────────────────────────────────────────────────────────────────


def claimed(serial: str) -> Printout:
    printout = Printout.objects.select_related("job", "printer").get(serial=serial)
    assert sending.claim(printout)
    return Printout.objects.select_related("printer").get(pk=printout.pk)


def later():
    return clock.stopped_at(clock.now() + sending.STALE_AFTER + timedelta(seconds=1))


def test_killed_after_sending_it_is_found_again_in_the_queue(run, machine, turn):
    first = claimed("BK00000001")
    ipp.send(first.printer.address, first.name, b"%PDF-1.4")
    # Here the process was killed: its row says only that it was being sent.
    turn(lambda: states() == ["done"] * 3)
    assert machine.tray() == ["BK00000001", "BK00000002", "BK00000003"]


def test_killed_before_sending_a_person_looks_and_says_so(office, run, machine, joko, turn):
    claimed("BK00000001")
    sending.send_next()
    sending.watch()
    assert states() == ["sending", "waiting", "waiting"], "it may be on its way still"
    with later():
        turn(lambda: state("BK00000001") == "unsure")
        sending.send_next()
        assert states() == ["unsure", "waiting", "waiting"], "never sent again by itself"
        with pytest.raises(NotAllowed):
            sending.again(Printout.objects.get(serial="BK00000001"), by=office.budi.actor)
        sending.again(Printout.objects.get(serial="BK00000001"), by=joko)
        turn(lambda: states() == ["done"] * 3)
    assert machine.tray() == ["BK00000001", "BK00000002", "BK00000003"]


def test_nothing_is_sent_again_while_the_queue_has_it_or_does_not_answer(run, machine, joko):
    first = claimed("BK00000001")
    with later():
        sending.watch()
    unsure = Printout.objects.select_related("printer").get(serial="BK00000001")
    assert unsure.state == "unsure"
    # What had been sent arrives at last.
    machine.suffer("media-empty")
    ipp.send(first.printer.address, first.name, b"%PDF-1.4")
    with pytest.raises(Refused, match="ada di antrean"):
        sending.again(unsure, by=joko)
    Printer.objects.update(address="ipp://127.0.0.1:1/printers/kartu")
    with pytest.raises(Refused, match="tidak menjawab"):
        sending.again(Printout.objects.get(serial="BK00000001"), by=joko)
    assert states() == ["unsure", "waiting", "waiting"]
    Printer.objects.update(address=first.printer.address)
    machine.recover("media-empty")


def test_a_card_that_nobody_knew_of_is_in_the_tray(run, machine, joko, turn):
    claimed("BK00000001")
    with later():
        turn(lambda: state("BK00000001") == "unsure")
    actions.confirm(run, "BK00000001", by=joko)
    turn(lambda: states() == ["done"] * 3)
    assert machine.tray() == ["BK00000002", "BK00000003"]


def test_what_a_person_has_said_of_a_blank_is_no_question_any_more(run, machine, joko, turn):
    """Killed after sending; the card was scanned before anybody looked into the queue, which has forgotten it."""
    claimed("BK00000001")
    actions.confirm(run, "BK00000001", by=joko)
    with later():
        turn(lambda: states() == ["done"] * 3)
    assert machine.tray() == ["BK00000002", "BK00000003"]


# ── what never got there ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_queue_that_is_silent_is_tried_again_later(run, machine, joko, turn):
    right = machine.address
    Printer.objects.update(address="ipp://127.0.0.1:1/printers/kartu")
    assert sending.send_next() is False
    first = Printout.objects.get(serial="BK00000001")
    assert (first.state, first.tries) == ("waiting", 1)
    assert "tidak menjawab" in str(first.problem)
    assert Job.objects.get(serial="BK00000001").face_at is None
    with pytest.raises(Refused, match="Muka kartu"):
        actions.confirm(run, "BK00000001", by=joko)
    sending.watch()
    assert printers.how(Printer.objects.get()) == ("down", "tidak menjawab sejak 23 Nov 08.30")
    Printer.objects.update(address=right)
    with clock.stopped_at(clock.now() + timedelta(minutes=2)):
        turn(lambda: states() == ["done"] * 3)


def test_a_blank_that_is_spoiled_while_its_card_cannot_be_sent_holds_up_no_other(run, machine, joko, turn):
    first = claimed("BK00000001")
    actions.spoil(Job.objects.get(serial="BK00000001"), "tergores", by=joko)
    sending.not_sent(first, Words("mesin mati"))
    turn(lambda: state("BK00000004") == "done")
    assert machine.tray() == ["BK00000002", "BK00000003", "BK00000004"]


def test_a_queue_that_is_not_there(run, machine):
    Printer.objects.update(address=machine.address.replace("kartu", "lain"))
    assert sending.send_next() is False
    assert "Antrean itu tidak ada" in str(Printout.objects.get(serial="BK00000001").problem)
    assert machine.tray() == []


def test_without_the_queue_the_rest_is_printed_by_hand(run, machine, joko, turn):
    with pytest.raises(NotAllowed, match="tanpa antrean"):
        actions.fetch_faces(list(queries.jobs_of(run)), by=joko)
    turn(lambda: state("BK00000001") == "done")
    machine.suffer("media-empty")
    turn(lambda: state("BK00000002") == "printing")
    with pytest.raises(Refused, match="BK00000002"):
        printouts.go_on_by_hand(run, by=joko)
    machine.recover("media-empty")
    printouts.pause(run, by=joko)
    turn(lambda: state("BK00000002") == "done")
    by_hand = printouts.go_on_by_hand(run, by=joko)
    assert printouts.go_on_by_hand(run, by=joko).printer is None
    third = Job.objects.select_related("application", "run").get(serial="BK00000003")
    assert actions.fetch_faces([third], by=joko).startswith(b"%PDF")
    for serial in ("BK00000001", "BK00000002", "BK00000003"):
        actions.confirm(by_hand, serial, by=joko)
    assert machine.tray() == ["BK00000001", "BK00000002"]


def test_a_run_without_a_machine_goes_by_hand_as_ever(ready, joko, printer):
    ready(1)
    run = actions.start_run(1, by=joko)
    assert (run.printer, Printout.objects.count()) == (None, 0)
    assert actions.fetch_faces(list(queries.jobs_of(run)), by=joko).startswith(b"%PDF")


# ── the machines themselves ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "address",
    ["", "kartu", "http://localhost/printers/kartu", "ipp://", "ipp://localhost", "ipp://joko:rahasia@localhost/printers/k",
     "ipp://localhost/printers/a b", 'ipp://localhost/p"x', "ipp://[::1/printers/x", "ipp://localhost:x/printers/k",
     "ipp://h/" + "x" * 300],
)  # fmt: skip
def test_what_is_no_address_of_a_queue(office, address):
    with pytest.raises(Refused):
        printers.add_printer("Lantai 1", address=address, by=office.nur.actor)
    assert not Printer.objects.exists()


def test_a_machine_is_noted_by_administrator_and_head_and_closed_when_no_run_goes_to_it(office, run, printer, joko):
    with pytest.raises(NotAllowed):
        printers.add_printer("Lantai 2", address=printer.address, by=joko)
    with pytest.raises(Refused):
        printers.add_printer(" Lantai 1 ", address=printer.address, by=office.agus.actor)
    with pytest.raises(Refused, match="berjalan"):
        printers.close_printer(printer, by=office.agus.actor)
    with pytest.raises(NotAllowed):
        printers.close_printer(printer, by=joko)
    printouts.go_on_by_hand(run, by=joko)
    for _ in range(2):
        printers.close_printer(printer, by=office.agus.actor)
    assert not printers.printers().exists()
    again = printers.add_printer("Lantai 1", address=printer.address, by=office.agus.actor)
    assert again.pk == printer.pk
