"""The machines on the screen: noted by who may, one chosen for a run, what it does said in an operator's words."""

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from pasti.kit.errors import Refused
from pasti.printing import actions, printers, queries, sending
from pasti.printing.models import Printer, Printout, Run

RUN = "/cetak/2026-11-23/1/"


@pytest.fixture
def printer(office):
    """A machine that nobody answers for."""
    return printers.add_printer("Lantai 1", address="ipp://127.0.0.1:1/printers/kartu", by=office.nur.actor)


@pytest.fixture
def run(ready, joko, printer):
    ready(2)
    return actions.start_run(2, printer=printer, by=joko)


@pytest.fixture
def browser(office, signed_in):
    return signed_in(office.joko)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_machine_is_noted_and_closed(office, signed_in):
    nur = signed_in(office.nur)
    wrong = nur.post("/cetak/mesin/", {"name": "Lantai 1", "address": "kartu"})
    assert wrong.status_code == 422
    assert 'value="Lantai 1"' in wrong.content.decode(), "what was typed is still there"
    given = {"name": "Lantai 1", "address": "ipp://localhost/printers/kartu"}
    assert nur.post("/cetak/mesin/", given)["Location"] == "/cetak/mesin/"
    assert "<b>Lantai 1</b>" in page(nur, "/cetak/mesin/")
    nur.post(f"/cetak/mesin/{Printer.objects.get().pk}/tutup/")
    assert "<b>Lantai 1</b>" not in page(nur, "/cetak/mesin/")


@pytest.mark.parametrize(
    "encoder", ["ftp://localhost", "http://joko:rahasia@localhost:8030", "http://", "http://h:x", "chip"]
)
def test_what_is_no_address_of_an_encoder(office, encoder):
    with pytest.raises(Refused, match="Alamat alat chip"):
        printers.add_printer("Lantai 1", address="ipp://localhost/printers/k", encoder=encoder, by=office.nur.actor)
    assert not Printer.objects.exists()


@pytest.mark.parametrize("who", ["joko", "budi", "stranger"])
def test_others_do_not_note_machines(office, signed_in, printer, who):
    other = signed_in(getattr(office, who))
    assert other.get("/cetak/mesin/").status_code == 403
    assert other.post(f"/cetak/mesin/{printer.pk}/tutup/").status_code == 403
    assert printers.printers().count() == 1


def test_a_run_goes_to_the_machine_that_was_chosen_or_to_none(browser, ready, printer):
    ready(2)
    assert 'name="printer"' in page(browser, "/cetak/")
    assert browser.post("/cetak/", {"count": "1", "printer": "77"}).status_code == 422
    assert browser.post("/cetak/", {"count": "1", "printer": str(printer.pk)}).status_code == 302
    assert browser.post("/cetak/", {"count": "1", "printer": "0"}).status_code == 302
    assert list(Run.objects.order_by("sequence").values_list("printer", flat=True)) == [printer.pk, None]


def test_where_there_is_no_machine_nobody_is_asked(browser, ready):
    ready(1)
    assert 'name="printer"' not in page(browser, "/cetak/")
    assert browser.post("/cetak/", {"count": "1"}).status_code == 302


def test_what_the_machine_does_is_on_the_page_and_fetched_again(browser, run):
    sending.send_next()
    sending.watch()
    shown = page(browser, RUN)
    assert "Lantai 1" in shown
    assert "tidak menjawab sejak" in shown
    assert RUN + "kartu.pdf" not in shown, "from a PDF they would be printed twice"
    first = browser.get(RUN + "mesin/")
    assert "BK00000001" in first.content.decode()
    assert browser.get(RUN + "mesin/", headers={"X-Version": first["X-Version"]}).status_code == 204
    browser.post(RUN + "jeda/")
    assert browser.get(RUN + "mesin/", headers={"X-Version": first["X-Version"]}).status_code == 200


def test_the_reasons_of_a_machine_in_an_operators_words(browser, run):
    reasons = ["marker-supply-empty-error", "media-low-warning", "com.example-curl"]
    Printer.objects.update(looked_at=run.started_at, stopped=True, reasons=reasons)
    assert "Pita habis, Blangko di mesin hampir habis, Mesin melaporkan: com.example-curl" in page(browser, RUN)


def test_paused_and_gone_on_with_by_hand(browser, run):
    assert browser.post(RUN + "jeda/")["Location"] == RUN
    assert Run.objects.get().state == "paused"
    assert "dijeda" in page(browser, RUN)
    browser.post(RUN + "lanjut/")
    assert Run.objects.get().state == "open"
    browser.post(RUN + "tanpa-antrean/")
    assert Run.objects.get().printer is None
    assert set(Printout.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert browser.get(RUN + "kartu.pdf").status_code == 200


def test_what_came_out_of_the_machine_is_not_printed_again_by_hand(browser, run, joko):
    Printout.objects.filter(serial="BK00000001").update(state="done")
    browser.post(RUN + "tanpa-antrean/")
    assert "keluar dari mesin" in page(browser, RUN)
    [_front, back] = PdfReader(BytesIO(browser.get(RUN + "kartu.pdf").content)).pages
    assert "BK00000002" in back.extract_text()
    with pytest.raises(Refused, match="BK00000001 sudah keluar"):
        actions.fetch_faces(list(queries.jobs_of(Run.objects.get())), by=joko)
    assert {job.serial for job in queries.jobs_of(run) if job.face_at} == {"BK00000002"}


def test_a_card_that_the_machine_has_had_is_not_offered_to_go_back_into_the_list(browser, run):
    back = [f"/cetak/kartu/{job.pk}/tunda/" for job in queries.jobs_of(run)]
    assert all(one in page(browser, RUN) for one in back)
    Printout.objects.filter(serial="BK00000001").update(state="done")
    shown = page(browser, RUN)
    assert [one in shown for one in back] == [False, True]


def test_the_card_of_which_nobody_knows_asks_for_a_look(browser, run, office):
    Printout.objects.filter(serial="BK00000001").update(state="unsure")
    printout = Printout.objects.get(serial="BK00000001")
    shown = page(browser, RUN)
    assert "Tidak pasti apakah kartu ini tercetak" in shown
    assert f"/cetak/kiriman/{printout.pk}/lagi/" in shown
    answer = browser.post(f"/cetak/kiriman/{printout.pk}/lagi/", follow=True)
    assert "Antrean mesin tidak menjawab" in answer.content.decode()
    assert Printout.objects.get(pk=printout.pk).state == "unsure"


def test_a_head_looks_on(office, signed_in, run):
    agus = signed_in(office.agus)
    assert "Lantai 1" in page(agus, RUN)
    for verb in ("jeda", "lanjut", "tanpa-antrean"):
        assert f"{RUN}{verb}/" not in page(agus, RUN)
        assert agus.post(f"{RUN}{verb}/").status_code == 403
    assert agus.post(f"/cetak/kiriman/{Printout.objects.order_by('pk')[0].pk}/lagi/").status_code == 403
    assert agus.get(RUN + "mesin/").status_code == 200
