"""The print room: bad input is said and loses nothing, looks at faces are noted, a head looks on."""

from collections.abc import Callable

import pytest
from django.test import Client

from pasti.audit.models import Look
from pasti.kit import blobs
from pasti.printing import actions
from pasti.printing.models import Job, Run
from pasti.stock.queries import ledger

RUN = "/cetak/2026-11-23/1/"


@pytest.fixture
def browser(office, signed_in) -> Client:
    client: Client = signed_in(office.joko)
    return client


@pytest.fixture
def running(ready, joko) -> Callable[[int], list[Job]]:
    def start(count: int) -> list[Job]:
        jobs = ready(count)
        actions.start_run(count, by=joko)
        return [Job.objects.get(pk=job.pk) for job in jobs]

    return start


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def states() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("state", flat=True))


def test_the_room_proposes_what_can_be_printed(browser, ready):
    jobs = ready(2)
    shown = page(browser, "/cetak/")
    assert 'value="2"' in shown
    assert 'value="BK00000001"' in shown
    assert shown.index(jobs[0].application.shown_number) < shown.index(jobs[1].application.shown_number)


def test_an_empty_room(browser):
    assert "BK00000001" not in page(browser, "/cetak/")
    assert browser.post("/cetak/", {"count": "1"}).status_code == 422


def test_a_run_from_start_to_finish(browser, ready):
    ready(2)
    assert browser.post("/cetak/", {"count": "2", "first_serial": "BK00000001"})["Location"] == RUN
    assert "BK00000002" in page(browser, RUN)
    assert browser.get(RUN + "kartu.pdf").status_code == 200
    for serial in ("BK00000001", "BK00000002"):
        assert browser.post(RUN + "tercetak/", on(serial))["Location"] == RUN
    assert states() == ["printed", "printed"]
    assert browser.get(RUN).status_code == 200


def test_the_button_pressed_twice_starts_one_run(browser, ready):
    """The form names the first blank; the second time it is loaded already."""
    ready(4)
    form = {"count": "2", "first_serial": "BK00000001"}
    assert browser.post("/cetak/", form).status_code == 302
    assert browser.post("/cetak/", form).status_code == 422
    assert (Run.objects.count(), ledger().loaded) == (1, 2)


@pytest.mark.parametrize("count", ["", "0", "-3", "dua", "1.5", "1e9", "9" * 40, "٢x", "\x00"])
@pytest.mark.parametrize("serial", ["", "BK00000001"])
def test_a_number_of_cards_that_is_none(browser, ready, count, serial):
    ready(1)
    answer = browser.post("/cetak/", {"count": count, "first_serial": serial})
    assert answer.status_code == 422
    assert (states(), Run.objects.count()) == (["waiting"], 0)


@pytest.mark.parametrize("serial", ["x", "BK99999999", "B" * 300, "<script>"])
def test_a_first_blank_that_is_none_keeps_what_was_typed(browser, ready, serial):
    ready(1)
    answer = browser.post("/cetak/", {"count": "1", "first_serial": serial})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().partition("error-summary")[2]
    assert 'value="1"' in answer.content.decode()
    assert states() == ["waiting"]


@pytest.mark.parametrize(
    "address",
    ["/cetak/2026-11-23/9/", "/cetak/x/1/", "/cetak/2026-13-40/1/", "/cetak/2026-11-23/99999999999999999999/",
     "/cetak/%00/1/", "/cetak/2026-11-23/9/kartu.pdf", "/cetak/kartu/99999999999999999999/kartu.pdf"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(browser, address):
    assert browser.get(address).status_code == 404


# ── one card ────────────────────────────────────────────────────────────────────────────────────────────────────────


def on(serial: str, **other: str) -> dict[str, str]:
    """What the form says of the blank that it showed."""
    return {"serial": serial, **other}


def of(job: Job, verb: str) -> str:
    return f"/cetak/kartu/{job.pk}/{verb}/"


def test_a_card_that_came_out_badly(browser, running):
    job = running(1)[0]
    assert browser.post(of(job, "gagal"), on("BK00000001", reason="buram"))["Location"] == RUN
    assert Job.objects.get().serial == "BK00000002"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 161])
def test_without_a_reason_no_blank_is_spoiled(browser, running, reason):
    job = running(1)[0]
    answer = browser.post(of(job, "gagal"), {"reason": reason})
    assert answer.status_code == 422
    assert "govuk-error-message" in answer.content.decode()
    assert (Job.objects.get().serial, ledger().spoiled) == ("BK00000001", 0)
    assert f'name="reason" value="{reason}"' in answer.content.decode(), "what was typed is still there"


def test_a_reason_that_was_typed_stays_when_the_card_is_another_by_now(browser, running):
    job = running(1)[0]
    answer = browser.post(of(job, "gagal"), on("BK00000009", reason="buram"))
    page = answer.content.decode()
    assert (answer.status_code, ledger().spoiled) == (422, 0)
    assert "sekarang dicetak di blangko BK00000001" in page
    assert 'name="reason" value="buram"' in page


def test_a_card_that_is_in_no_run_any_more(browser, running):
    """Two windows: in the other one the card was put back already."""
    job = running(1)[0]
    browser.post(of(job, "tunda"), on("BK00000001"))
    for verb, form in (("gagal", {"reason": "buram"}), ("gagal", {}), ("tunda", {})):
        assert browser.post(of(job, verb), form)["Location"] == "/cetak/", verb
    assert (states(), ledger().spoiled) == (["waiting"], 0)


def test_printed_once_and_again(browser, running):
    running(2)
    browser.get(RUN + "kartu.pdf")
    assert browser.post(RUN + "tercetak/", on("BK00000001"))["Location"] == RUN
    again = browser.post(RUN + "tercetak/", on("BK00000001"))
    assert again.status_code == 422
    assert "tercetak" in again.content.decode().partition("govuk-error-message")[2][:200]
    assert states() == ["printed", "in_run"]


def test_a_button_pressed_on_a_page_that_is_no_longer_true(browser, running):
    """Two operators: the other one noted first that the card came out badly; it is on the next blank now."""
    jobs = running(2)
    for _ in range(2):
        browser.post(of(jobs[0], "gagal"), on("BK00000001", reason="buram"))
    browser.post(of(jobs[0], "tunda"), on("BK00000001"))
    browser.post(RUN + "sisa-gagal/", {"serial": ["BK00000001", "BK00000002"], "reason": "macet"})
    assert (states(), Job.objects.get(pk=jobs[0].pk).serial) == (["in_run", "in_run"], "BK00000003")
    assert (ledger().spoiled, ledger().used) == (1, 0)
    assert browser.post(RUN + "tercetak/", on("BK00000001")).status_code == 422
    assert "BK00000003" in page(browser, RUN).partition("message")[2]


@pytest.mark.parametrize("verb", ["gagal", "tunda"])
def test_looking_at_an_address_changes_nothing(browser, running, verb):
    assert browser.get(of(running(1)[0], verb)).status_code in (302, 405)
    for rest in ("tercetak/", "sisa-gagal/"):
        assert browser.get(RUN + rest).status_code in (302, 405)
    assert states() == ["in_run"]


# ── faces ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def looks() -> list[tuple[str, str, str]]:
    return list(Look.objects.order_by("id").values_list("by_name", "what", "subject"))


def test_the_faces_of_a_run_and_who_looked_at_them(browser, running):
    jobs = running(2)
    answer = browser.get(RUN + "kartu.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert looks() == [("Joko Prasetyo", "card faces", job.application.subject) for job in jobs]


def test_the_faces_of_one_card_and_who_looked_at_them(browser, running):
    job = running(1)[0]
    assert browser.get(f"/cetak/kartu/{job.pk}/kartu.pdf").content.startswith(b"%PDF")
    assert looks() == [("Joko Prasetyo", "card faces", job.application.subject)]


def test_faces_are_not_to_be_had_after_printing(browser, running):
    job = running(1)[0]
    browser.get(RUN + "kartu.pdf")
    Look.objects.all().delete()
    browser.post(RUN + "tercetak/", on("BK00000001"))
    assert browser.get(RUN + "kartu.pdf")["Location"] == RUN
    assert browser.get(f"/cetak/kartu/{job.pk}/kartu.pdf")["Location"] == "/cetak/"
    assert looks() == []


def test_one_broken_card_is_named_and_the_others_go_on_without_it(browser, running):
    good, bad = running(2)
    blobs.path_of(bad.content).unlink()
    answer = browser.get(RUN + "kartu.pdf", follow=True)
    assert answer.redirect_chain == [(RUN, 302)]
    assert bad.application.shown_number in answer.content.decode().partition("<table>")[0]
    browser.post(of(bad, "tunda"), on("BK00000002"))
    assert browser.get(RUN + "kartu.pdf").content.startswith(b"%PDF")
    assert good.application_id


# ── who may ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_head_looks_and_does_not_print(office, signed_in, running, ready):
    job = running(1)[0]
    ready(1)
    agus = signed_in(office.agus)
    for address in ("/cetak/", RUN):
        shown = agus.get(address)
        assert shown.status_code == 200
        assert 'action="/cetak/' not in shown.content.decode()
        assert 'name="count"' not in shown.content.decode()
    assert agus.post("/cetak/", {"count": "1"}).status_code == 422
    assert agus.get(RUN + "kartu.pdf").status_code == 403
    for address in (of(job, "gagal"), of(job, "tunda"), RUN + "tercetak/", RUN + "sisa-gagal/"):
        assert agus.post(address, {"reason": "x"}).status_code == 403
    assert sorted(states()) == ["in_run", "waiting"]


@pytest.mark.parametrize("who", ["budi", "rini", "nur", "stranger"])
def test_others_do_not_come_in(office, signed_in, running, who):
    job, client = running(1)[0], signed_in(getattr(office, who))
    for address in ("/cetak/", RUN, RUN + "kartu.pdf", f"/cetak/kartu/{job.pk}/kartu.pdf"):
        assert client.get(address).status_code == 403
    assert client.post(RUN + "tercetak/", on("BK00000001")).status_code == 403
    assert states() == ["in_run"]


def test_nobody_comes_in_without_signing_in(running, client):
    running(1)
    assert client.get(RUN + "kartu.pdf")["Location"].startswith("/masuk/")
