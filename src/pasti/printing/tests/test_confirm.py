"""A card is printed when somebody read the serial from it, after its face was fetched; nothing else confirms one."""

import pytest
from tests.cast import MONDAY
from tests.scenes import scene

from pasti.accounts.models import Account
from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.models import Envelope
from pasti.printing import actions, queries
from pasti.printing.models import Job
from pasti.printing.tests.released import release
from pasti.stock.queries import ledger

RUN = "/cetak/2026-11-23/1/"


@scene
def run(office):
    for minute in range(3):
        release(office, minutes=minute)
    return actions.start_run(3, by=office.joko.actor)


@scene
def fetched(run):
    actions.fetch_faces(list(queries.jobs_of(run)), by=Account.objects.get(username="joko").actor)
    return run


def states() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("state", flat=True))


def told_printed() -> int:
    return sum(row.body["code"] == "CARD_PRINTED" for row in Envelope.objects.filter(kind="card.progress"))


def test_without_its_face_no_card_is_confirmed(run, joko):
    with pytest.raises(Refused, match="Muka kartu BK00000001"):
        actions.confirm(run, "BK00000001", by=joko)
    with pytest.raises(Refused, match="Muka kartu BK00000001"):
        actions.mark_printed(Job.objects.get(serial="BK00000001"), serial="BK00000001", by=joko)
    assert (states(), told_printed()) == (["in_run"] * 3, 0)
    assert not Application.objects.filter(state="ready").exists()


@pytest.mark.parametrize("typed", ["BK00000002", " bk0000 0002 ", "bk00000002\t\r\n"])
def test_the_card_of_the_serial_is_confirmed_and_no_other(fetched, joko, typed):
    actions.confirm(fetched, typed, by=joko)
    assert list(Job.objects.filter(state="printed").values_list("serial", flat=True)) == ["BK00000002"]
    assert told_printed() == 1


@pytest.mark.parametrize("typed", ["", "  ", "BK00000009", "BK0000000", "00000001", "BK00000001x", "\x00", "' OR 1"])
def test_a_wrong_serial_is_refused_with_a_sentence(fetched, joko, typed):
    with pytest.raises(Refused, match="seri"):
        actions.confirm(fetched, typed, by=joko)
    assert states() == ["in_run"] * 3


def test_a_serial_of_another_run_is_refused(fetched, ready, joko):
    ready(1)
    other = actions.start_run(1, by=joko)
    with pytest.raises(Refused, match="BK00000004"):
        actions.confirm(fetched, "BK00000004", by=joko)
    with pytest.raises(Refused, match="BK00000001"):
        actions.confirm(other, "BK00000001", by=joko)


def test_the_wrong_card_for_a_serial_is_refused(fetched, joko):
    with pytest.raises(Refused, match="BK00000001"):
        actions.mark_printed(Job.objects.get(serial="BK00000001"), serial="BK00000002", by=joko)


def test_a_card_on_another_blank_needs_its_face_again(fetched, joko):
    """The blank was spoiled: what was fetched was for the blank before."""
    job = actions.spoil(Job.objects.get(serial="BK00000001"), "buram", by=joko)
    with pytest.raises(Refused, match="Muka kartu BK00000004"):
        actions.confirm(fetched, "BK00000004", by=joko)
    actions.fetch_faces([job], by=joko)
    actions.confirm(fetched, "BK00000004", by=joko)


def test_a_card_put_back_and_taken_again_needs_its_face_again(fetched, joko):
    job = Job.objects.get(serial="BK00000003")
    actions.put_back(job, by=joko)
    again = actions.start_run(1, by=joko)
    with pytest.raises(Refused, match="Muka kartu"):
        actions.confirm(again, again.jobs.get().serial, by=joko)


def test_a_face_that_could_not_be_drawn_is_not_fetched(run, joko):
    bad = Job.objects.get(serial="BK00000002")
    Job.objects.filter(pk=bad.pk).update(content="0" * 64)
    with pytest.raises(Refused, match=bad.application.shown_number):
        actions.fetch_faces(list(queries.jobs_of(run)), by=joko)
    assert not Job.objects.exclude(face_at=None).exists()


def test_who_fetched_a_face_stands_in_the_journal_once(run, joko):
    for _ in range(2):
        actions.fetch_faces(list(queries.jobs_of(run)), by=joko)
    facts = [entry.facts for entry in Entry.objects.filter(kind="job.face").order_by("id")]
    assert facts == [{"serial": f"BK0000000{n}"} for n in (1, 2, 3)]
    assert set(Job.objects.values_list("face_at", flat=True)) == {MONDAY}


# ── a run that is broken off ────────────────────────────────────────────────────────────────────────────────────────


def test_a_run_goes_on_after_a_crash(fetched, joko):
    """The computer died after the first card: what was confirmed stays, the rest is confirmed when it is back."""
    actions.confirm(fetched, "BK00000001", by=joko)
    again = queries.run_by_number(fetched.day, fetched.sequence)
    assert again is not None
    for serial in ("BK00000002", "BK00000003"):
        actions.confirm(again, serial, by=joko)
    again.refresh_from_db()
    assert (again.state, states()) == ("finished", ["printed"] * 3)


def test_the_rest_is_spoiled_with_a_reason(fetched, joko):
    actions.confirm(fetched, "BK00000002", by=joko)
    rest = ["BK00000001", "BK00000003"]
    assert actions.spoil_rest(fetched, " mesin macet ", serials=rest, by=joko) == 2
    fetched.refresh_from_db()
    assert (fetched.state, states()) == ("finished", ["waiting", "printed", "waiting"])
    assert (ledger().spoiled, ledger().loaded, ledger().used) == (2, 0, 1)
    assert [entry.facts["reason"] for entry in Entry.objects.filter(kind="job.spoil")] == ["mesin macet"] * 2


@pytest.mark.parametrize("reason", ["", "  ", "NIK 3275015206099001"])
def test_the_rest_is_not_spoiled_without_a_reason(fetched, joko, reason):
    with pytest.raises(Refused):
        actions.spoil_rest(fetched, reason, serials=["BK00000001", "BK00000002", "BK00000003"], by=joko)
    assert (ledger().spoiled, states()) == (0, ["in_run"] * 3)


def test_a_rest_that_is_another_one_by_now_is_not_spoiled(fetched, joko):
    """Two operators: the other one confirmed a card since the page was drawn."""
    actions.confirm(fetched, "BK00000002", by=joko)
    with pytest.raises(Refused):
        actions.spoil_rest(fetched, "macet", serials=["BK00000001", "BK00000002", "BK00000003"], by=joko)
    assert ledger().spoiled == 0


def test_only_who_prints_fetches_and_confirms(office, fetched):
    for who in (office.budi, office.agus, office.rini):
        with pytest.raises(NotAllowed):
            actions.confirm(fetched, "BK00000001", by=who.actor)


# ── on the screen ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def browser(office, signed_in):
    return signed_in(office.joko)


def test_the_page_has_no_button_that_confirms_without_a_serial(browser, run):
    for typed in ({}, {"serial": ""}, {"serial": "BK00000007"}):
        answer = browser.post(RUN + "tercetak/", typed)
        assert answer.status_code == 422
        assert "govuk-error-message" in answer.content.decode()
    assert states() == ["in_run"] * 3


def test_what_was_typed_is_still_there_when_it_was_wrong(browser, fetched):
    assert 'value="BK00000009"' in browser.post(RUN + "tercetak/", {"serial": "BK00000009"}).content.decode()


def test_the_rest_on_the_screen(browser, fetched):
    rest = ["BK00000001", "BK00000002", "BK00000003"]
    refused = browser.post(RUN + "sisa-gagal/", {"serial": rest, "reason": ""})
    assert refused.status_code == 422
    assert states() == ["in_run"] * 3
    assert browser.post(RUN + "sisa-gagal/", {"serial": rest, "reason": "macet"})["Location"] == RUN
    assert states() == ["waiting"] * 3
