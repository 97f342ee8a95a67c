"""What is ready gets a slip, once; its QR code holds a secret that leads to its case and to no other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasti.handover import queries
from pasti.handover.actions import issue_slip
from pasti.handover.models import Slip
from pasti.journal import chain, followers
from pasti.journal.models import Entry


def follow() -> None:
    chain.seal_new()
    followers.catch_up(followers.followers.get("handover"))


@pytest.mark.parametrize(("service", "answers"), [("LOST", None), ("KK", {})])
def test_what_is_ready_gets_its_slip(ready, service, answers):
    case = ready(service, answers)
    follow()
    assert Slip.objects.get().application == case
    assert Entry.objects.get(kind="slip.issue").case == case.number


def test_a_slip_is_issued_once(ready):
    case = ready()
    follow()
    assert issue_slip(case) == Slip.objects.get()
    assert Entry.objects.filter(kind="slip.issue").count() == 1


def test_each_slip_has_a_secret_of_its_own_that_the_journal_does_not_know(ready):
    slips = [issue_slip(ready()) for _ in range(3)]
    assert len({slip.code for slip in slips}) == 3
    assert not [e for e in Entry.objects.all() for slip in slips if slip.code in f"{e.subject} {e.facts}"]


def test_the_code_leads_to_its_case_and_names_it(slip, ready):
    other = issue_slip(ready())
    content = queries.qr_content(slip)
    assert content.endswith(slip.application.number)
    assert queries.by_slip(content) == slip.application
    assert queries.by_slip(f"  {content}\n") == slip.application
    assert queries.by_slip(queries.qr_content(other)) == other.application


@pytest.mark.parametrize("secret", ["abcdefghijklmnop", "----------------", "a-b-c-d-e-f-g-h_", "_______________-"])
def test_a_secret_may_hold_dashes(slip, secret):
    Slip.objects.update(code=secret)
    slip.refresh_from_db()
    assert queries.by_slip(queries.qr_content(slip)) == slip.application


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        "-",
        "=",
        "=-",
        "x",
        "327512345678",
        "https://example.org/?slip=aaaaaaaaaaaaaaaa-327512345678",
        "\x00",
        "\x00-1",
    ],
)
def test_what_is_no_slip_leads_nowhere(slip, scanned):
    assert queries.by_slip(scanned) is None


def test_a_code_that_is_almost_right_leads_nowhere(slip):
    code = slip.code
    for wrong in (code[:-1], code + "a", code.swapcase(), code[1:] + code[0]):
        assert queries.by_slip(f"/?slip={wrong}-{slip.application.number}") is None or wrong == code
    assert queries.code_in(code) == ""


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=60))
def test_anything_may_be_scanned(scanned):
    secret = queries.code_in(scanned)
    assert secret == "" or len(secret) == 16


def test_a_slip_is_good_while_the_case_is_ready(slip, ready):
    assert queries.slip_of(slip.application) == slip
    assert queries.slip_of(ready()) is None
    type(slip.application).objects.filter(pk=slip.application_id).update(state="closed", closed_at=slip.issued_at)
    assert queries.slip_of(slip.application) is None
