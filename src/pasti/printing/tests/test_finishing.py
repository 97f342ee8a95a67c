"""A card that came out: its chip, its look, its serial, in one act; the ribbon by its count; the order kept."""

import pytest
from tests.cast import MONDAY

from pasti.accounts.roles import Role
from pasti.audit.models import Look
from pasti.journal.actors import Actor
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import decide
from pasti.printing import actions, chips, finishing, printers, printouts, queries
from pasti.printing.models import Job, Printout
from pasti.printing.tests.encoder import Encoder, encoder
from pasti.stock import ribbons
from pasti.stock.queries import ledger

RUN = "/cetak/2026-11-23/1/"


@pytest.fixture
def device():
    with encoder() as one:
        yield one


@pytest.fixture
def run(office, ready, joko, device: Encoder):
    """Two cards that came out of a machine with an encoder beside it."""
    ready(2)
    printer = printers.add_printer(
        "Lantai 1", address="ipp://127.0.0.1:1/printers/kartu", encoder=device.url, by=office.nur.actor
    )
    run = actions.start_run(2, printer=printer, by=joko)
    came_out()
    return run


def came_out() -> None:
    Job.objects.filter(state="in_run").update(face_at=clock.now())
    Printout.objects.filter(state="waiting").update(state="done")


def job(serial: str = "BK00000001") -> Job:
    return Job.objects.select_related("application", "run__printer").get(serial=serial)


def test_one_scan_writes_the_chip_and_confirms_the_card(run, joko, device):
    device.card = "BK00000001"
    finishing.finish(run, " bk00000001", by=joko)
    card = job()
    assert (card.state, card.chip, card.chip_at) == ("printed", device.written["BK00000001"], MONDAY)
    assert [entry.kind for entry in Entry.objects.filter(subject=card.subject)][-2:] == ["job.encode", "job.print"]


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (None, "Tidak ada kartu di alat"),
        ("broken", "Chip tidak dapat ditulis"),
        ("silent", "tidak menjawab"),
        ("BK00000002", "Di alat chip ada kartu BK00000002"),
    ],
)
def test_what_the_device_cannot_do_leaves_the_card_where_it_was(run, joko, device, card, said):
    device.card = card
    with pytest.raises(Refused, match=said):
        finishing.finish(run, "BK00000001", by=joko)
    assert (job().state, job().chip_at, ledger().used) == ("in_run", None, 0)
    device.card = "BK00000001"
    finishing.finish(run, "BK00000001", by=joko)
    assert job().state == "printed"


def test_no_card_counts_without_its_chip_by_whatever_door(run, joko, device):
    with pytest.raises(Refused, match="Chip kartu BK00000001 belum aktif"):
        actions.confirm(run, "BK00000001", by=joko)
    with pytest.raises(Refused, match="belum aktif"):
        actions.mark_printed(job(), serial="BK00000001", by=joko)
    assert device.asked == 0


def test_a_chip_that_was_written_is_not_written_again(run, joko, device, office):
    """The node was killed after the device had answered, or between the two steps."""
    device.card = "BK00000001"
    chips.activate(job(), by=joko)
    assert (job().state, device.asked) == ("in_run", 1)
    finishing.finish(run, "BK00000001", by=joko)
    assert (job().state, device.asked) == ("printed", 1)


def test_a_chip_belongs_to_its_blank(run, joko, device):
    device.card = "BK00000001"
    chips.activate(job(), by=joko)
    again = actions.spoil(job(), "foto buram", by=joko)
    assert (again.serial, again.chip, again.chip_at, again.position) == ("BK00000003", "", None, 1)
    came_out()
    with pytest.raises(Refused, match="Di alat chip ada kartu BK00000001"):
        finishing.finish(run, "BK00000003", by=joko)


def test_what_may_not_be_confirmed_is_not_asked_of_the_device(run, joko, office, device):
    for by, serial in ((office.budi.actor, "BK00000001"), (joko, "BK00000009"), (joko, "")):
        with pytest.raises(Refused):
            finishing.finish(run, serial, by=by)
    assert device.asked == 0


def test_another_person_looks_where_the_office_wants_it(run, joko, office, device):
    decide("printing.second_look", value=1, valid_from=MONDAY.date(), legal_basis="SK", by=office.nur.actor)
    device.card = "BK00000001"
    with pytest.raises(NotAllowed, match="orang lain"):
        finishing.finish(run, "BK00000001", by=joko)
    assert device.asked == 0
    finishing.finish(run, "BK00000001", by=Actor("account:77", "Sari", frozenset({Role.PRINTER})))
    assert job().state == "printed"


def test_a_run_ends_when_every_blank_of_it_is_accounted_for(run, joko, device):
    device.card = "BK00000001"
    finishing.finish(run, "BK00000001", by=joko)
    actions.spoil(job("BK00000002"), "macet", by=joko)
    run.refresh_from_db()
    assert (run.state, ledger().loaded) == ("open", 1)
    came_out()
    device.card = "BK00000003"
    finishing.finish(run, "BK00000003", by=joko)
    run.refresh_from_db()
    assert (run.state, ledger().loaded, ledger().used, ledger().spoiled) == ("finished", 0, 2, 1)


# ── the ribbon ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_ribbon_runs_out_by_its_count_and_the_next_card_waits_for_another(office, ready, joko):
    ready(3)
    printer = printers.add_printer("Lantai 1", address="ipp://127.0.0.1:1/printers/kartu", by=office.nur.actor)
    ribbons.mount(ribbons.receive("P1", made_for=2, by=joko), by=joko)
    second = ribbons.receive("P2", made_for=500, by=joko)
    actions.start_run(3, printer=printer, by=joko)
    first, _second, third = Printout.objects.order_by("serial")
    assert printouts.next_of(printer.pk) == first
    Printout.objects.exclude(pk=third.pk).update(state="done")
    assert printouts.is_ribbon_empty(printer.pk), "two came out, though nobody has scanned them yet"
    assert printouts.next_of(printer.pk) is None
    ribbons.mount(second, by=joko)
    assert printouts.next_of(printer.pk) == third


# ── on the screen ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def browser(office, signed_in):
    return signed_in(office.joko)


def test_the_scan_on_the_screen(browser, run, device):
    refused = browser.post(RUN + "tercetak/", {"serial": "BK00000001"})
    assert refused.status_code == 422
    assert "Tidak ada kartu di alat" in refused.content.decode()
    assert 'value="BK00000001"' in refused.content.decode()
    device.card = "BK00000001"
    assert browser.post(RUN + "tercetak/", {"serial": "BK00000001"})["Location"] == RUN


def test_the_photo_lies_beside_the_card_in_the_hand(browser, office, signed_in, run):
    card = job()
    assert f"/cetak/kartu/{card.pk}/foto.jpg" in browser.get(RUN).content.decode()
    answer = browser.get(f"/cetak/kartu/{card.pk}/foto.jpg")
    assert answer.content[:2] == b"\xff\xd8"
    assert answer["Cache-Control"] == "no-store"
    assert Look.objects.filter(what="card faces", subject=card.application.subject).exists()
    assert signed_in(office.agus).get(f"/cetak/kartu/{card.pk}/foto.jpg").status_code == 403
    actions.spoil_rest(run, "macet", serials=["BK00000001", "BK00000002"], by=office.joko.actor)
    assert browser.get(f"/cetak/kartu/{card.pk}/foto.jpg").status_code == 404


def test_another_ribbon_on_the_screen(browser, office, ready, joko):
    ready(1)
    printer = printers.add_printer("Lantai 1", address="ipp://127.0.0.1:1/printers/kartu", by=office.nur.actor)
    actions.start_run(1, printer=printer, by=joko)
    ribbons.mount(ribbons.receive("P1", made_for=1, by=joko), by=joko)
    second = ribbons.receive("P2", made_for=500, by=joko)
    assert "Pita P2" not in browser.get(RUN).content.decode()
    Printout.objects.update(state="done")
    assert "Pita P2 sudah terpasang" in browser.get(RUN).content.decode()
    assert browser.post(f"/cetak/pita/{second.pk}/pasang/", {"next": RUN})["Location"] == RUN
    mounted = ribbons.mounted()
    assert mounted is not None
    assert mounted.code == "P2"
    assert list(queries.open_runs())
