"""Every public view, walked against every state of a case and every proof of whose it is.

A view that is open to the public stands in one of the tables below: FREE if no case is in its address, else CASE with
the states in which its applicant sees it and in which it changes something. One that stands in neither fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from pasti.accounts.rules import PUBLIC
from pasti.applications import documents
from pasti.applications.models import Application, CaseStep
from pasti.applications.rules import Proof
from pasti.applications.states import State
from pasti.appointments.models import Booking, Waiting
from pasti.handover.actions import issue_slip
from pasti.handover.models import Slip
from tests.cast import FIRST_CARD, MONDAY, OWNER, a_pdf, browser_of, draft, submitted

S = State
ALL = frozenset(State)
DRAFT, SENT = frozenset({S.DRAFT}), frozenset({S.SUBMITTED, S.INCOMPLETE})
# Our builder lets a draft lapse: it was never handed in.
HANDED_IN = ALL - DRAFT - {S.LAPSED}

FREE = {
    "account_login", "account_logout", "set_language",
    "accounts:by-link", "accounts:set-password", "mfa_authenticate",
    "appointments:together",
    "apply:home", "apply:services", "apply:service", "apply:start", "apply:resume", "apply:privacy",
    "apply:accessibility", "tracking:find", "tracking:open", "applications:leave", "applications:still-here",
    "queue:display-of", "queue:board-of",
    "queue:display", "queue:board", "queue:phone", "queue:phone-part", "queue:before-mine", "queue:rule", "queue:voice",
    "printing:rule",
    "notices:whatsapp", "notices:mailbox",
    # A link names one occasion of one case by itself; what it opens: answers/tests/test_page.py.
    "answers:open", "answers:calendar",
    "status:page", "status:json", "status:feed", "status:text", "status:door", "status:door-part",
    "certificates:key-set", "certificates:status-list", "certificates:check", "certificates:check-worker",
    "certificates:check-manifest",
}  # fmt: skip

PERSON = {
    "nik": "3275015206097777", "kk_number": "3275011201187777", "name": "Orang Asing", "birth_place": "Bekasi",
    "birth_date_day": "12", "birth_date_month": "6", "birth_date_year": "2009", "sex": "F",
}  # fmt: skip
ADDRESS = {"village_code": "32.75.01.1002", "address": "Jl. Orang Lain 1", "rt": "9", "rw": "9", "phone": ""}


@dataclass(frozen=True)
class View:
    """In which states the applicant sees a view, in which sending `data` to it changes something."""

    seen: frozenset[State]
    changes: frozenset[State] = frozenset()
    data: dict[str, Any] | None = None
    also_for: Proof = Proof.FULL


def paper() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("kk.pdf", a_pdf("orang asing"))}


CASE = {
    "apply:overview": View(DRAFT),
    "apply:person": View(DRAFT, DRAFT, PERSON),
    "apply:address": View(DRAFT, DRAFT, ADDRESS),
    "apply:region": View(DRAFT),
    "apply:papers": View(DRAFT | {S.INCOMPLETE}),
    "apply:add-paper": View(frozenset(), DRAFT | SENT, {"file": paper}),
    "apply:add-papers": View(frozenset(), DRAFT | SENT, {"file-kk": paper}),
    "apply:remove-paper": View(frozenset(), DRAFT, {}),
    "apply:review": View(DRAFT, DRAFT, {}),
    "apply:confirmation": View(ALL - DRAFT),
    "apply:confirmation-pdf": View(HANDED_IN),
    "tracking:case": View(ALL, also_for=Proof.STAGE),
    "appointments:calendar": View(frozenset()),
    "appointments:wait": View(
        frozenset(), SENT | {S.IN_PROGRESS, S.READY}, {"act": "join", "weekdays": ["0", "2"], "part": "any"}
    ),
    "appointments:choose": View(ALL, SENT | {S.IN_PROGRESS, S.READY}, {"starts_at": "2026-11-24T09:00:00+07:00"}),
    "handover:slip": View(frozenset({S.READY})),
    "handover:slip-pdf": View(frozenset({S.READY})),
    # From the recording on; whoever builds these cases lets READY and CLOSED pass it.
    "certificates:proof": View(frozenset({S.HELD, S.READY, S.CLOSED})),
}

_DONE = {S.IN_PROGRESS: 1, S.HELD: 2, S.READY: 4, S.CLOSED: 9}


def case_in(state: State) -> Application:
    """A case in a state, with a paper that was sent before."""
    case = draft() if state in (S.DRAFT, S.LAPSED) else submitted()
    Application.objects.filter(pk=case.pk).update(state="draft")
    documents.add_document(case, "kk", a_pdf(), "application/pdf", by=OWNER)
    for step in list(CaseStep.objects.filter(application=case))[: _DONE.get(state, 0)]:
        CaseStep.objects.filter(pk=step.pk).update(done_at=MONDAY, done_by="Budi")
    Application.objects.filter(pk=case.pk).update(
        state=state, closed_at=MONDAY if state == S.CLOSED else None, remark="KK kurang jelas"
    )
    if state == S.READY:
        issue_slip(case)
    return Application.objects.get(pk=case.pk)


def address(name: str, case: Application) -> str:
    more: dict[str, dict[str, Any]] = {
        "apply:add-paper": {"requirement": "kk"},
        "apply:remove-paper": {"document_id": case.documents.get().pk if case.documents.count() == 1 else 0},
    }
    return reverse(name, kwargs={"number": case.number, **more.get(name, {})})


def everything(case: Application) -> list[Any]:
    """All that anybody could change about a case."""
    return [
        Application.objects.filter(pk=case.pk).values().get(),
        list(case.documents.values().order_by("id")),
        list(Booking.objects.filter(application=case).values().order_by("id")),
        list(Waiting.objects.filter(application=case).values().order_by("id")),
        list(CaseStep.objects.filter(application=case).values().order_by("id")),
    ]


def secrets_of(case: Application) -> list[str]:
    """What must never be read by who has not proven whose case it is."""
    slip = Slip.objects.filter(application=case).first()
    return [
        case.name, case.nik, case.masked_nik, case.kk_number, case.address, str(case.remark),
        case.birth_place and f"{case.birth_place},", slip.code if slip else "",
    ]  # fmt: skip


def send(browser: Client, name: str, case: Application) -> Any:
    data = {key: value() if callable(value) else value for key, value in (CASE[name].data or {}).items()}
    files = {name: file for name in data if name.startswith("file") for file in paper().values()}
    return browser.post(address(name, case), {**data, **files})


def public_views(resolver: URLResolver | None = None, room: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the address of every view that is open to the public."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from public_views(entry, f"{entry.namespace}:" if entry.namespace else room)
        elif getattr(entry.callback, "needs", None) == PUBLIC:
            yield f"{room}{entry.name}", str(entry.pattern)


def in_no_table(views: list[tuple[str, str]]) -> list[str]:
    """The views that stand in no table, or whose address carries a case's number and that are called free."""
    return [name for name, where in views if name not in (CASE if "number>" in where else FREE)]


def test_every_public_view_stands_in_a_table():
    views = list(public_views())
    assert in_no_table(views) == [], "say in FREE or CASE who may see it, and in which states it changes what"
    assert {name for name, _where in views} >= set(CASE)


def test_a_new_public_view_would_be_found():
    views = list(public_views())
    assert in_no_table([*views, ("apply:new", "ajukan/<str:number>/baru/")]) == ["apply:new"]
    assert in_no_table([*views, ("tracking:find", "lacak/<str:number>/semua/")]) == ["tracking:find"]


@pytest.mark.parametrize("proof", [None, Proof.STAGE], ids=["nothing", "number and birth date"])
@pytest.mark.parametrize("state", State)
def test_without_full_proof_nothing_is_told_and_nothing_changes(office, state, proof):
    case = case_in(state)
    before, secrets = everything(case), [secret for secret in secrets_of(case) if secret]
    for name, view in CASE.items():
        browser = browser_of(case, proof=proof) if proof else Client()
        answers = [browser.get(address(name, case)), send(browser, name, case)]
        for answer in answers:
            page = answer.content.decode(errors="replace")
            assert [secret for secret in secrets if secret in page] == [], name
        shown = answers[0].status_code == 200
        assert shown == (proof is not None and view.also_for == proof), name
        assert answers[0].status_code in (200, 302, 404, 405), name
        if answers[0].status_code == 302:
            assert answers[0].url in (f"/lacak/?number={case.number}", f"/ajukan/lanjut/?number={case.number}"), name
        assert everything(case) == before, name


@pytest.mark.parametrize("state", State)
def test_its_applicant_sees_each_view_in_its_states_only(office, state):
    case = case_in(state)
    browser = browser_of(case)
    before = everything(case)
    for name, view in CASE.items():
        answer = browser.get(address(name, case))
        assert (answer.status_code == 200) == (state in view.seen), name
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            assert "Selesai, keluar" in answer.content.decode(), name
        if answer.status_code == 200:
            assert answer["Cache-Control"] == "no-store", name
    assert everything(case) == before, "looking changed something"


@pytest.mark.parametrize("name", [name for name, view in CASE.items() if view.data is not None])
def test_its_applicant_changes_what_the_state_allows_and_nothing_else(office, name):
    changed = set()
    for state in State:
        case = case_in(state)
        before = everything(case)
        answer = send(browser_of(case), name, case)
        assert answer.status_code in (302, 422), state
        if everything(case) != before:
            changed.add(state)
    assert changed == CASE[name].changes


@pytest.mark.parametrize("name", CASE)
def test_one_case_opens_no_other(office, name):
    mine, other = submitted(), case_in(S.DRAFT)
    before = everything(other)
    browser = browser_of(mine)
    for answer in (browser.get(address(name, other)), send(browser, name, other)):
        assert answer.status_code in (302, 404, 405)
    assert everything(other) == before


def test_a_new_application_is_all_that_a_stranger_can_begin(office):
    answer = Client().post(reverse("apply:start", args=["NEW"]), FIRST_CARD)
    assert answer.status_code == 302
    assert Application.objects.get().state == S.DRAFT
