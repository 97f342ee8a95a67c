"""What is too old is over at once, wherever it is asked for: nothing waits for the sweep that deletes it."""

from datetime import timedelta

import pytest
from tests.cast import LOST, MONDAY, OWNER, a_pdf, accepted, browser_of, draft, submitted

from pasti.applications import actions, corrections, documents, forgetting, lifetime, queries
from pasti.applications.models import Application
from pasti.applications.visits import next_visit, why_not_on
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused

DAY = timedelta(days=1)
CODE = "7KM2QX"


def in_days(count: int):
    return clock.stopped_at(MONDAY + count * DAY)


@pytest.fixture(params=["draft", "submitted", "incomplete"])
def old(request, office):
    """A case, and in how many days nothing is left of it."""
    if request.param == "draft":
        case, days = draft("LOST", LOST, phone="+628121234567"), 31
    else:
        case, days = submitted("LOST", LOST, phone="+628121234567"), 91
    if request.param == "incomplete":
        case = actions.ask_for_papers(case, "KK", by=office.budi.actor)
    documents.add_document(case, "kk", a_pdf(), "application/pdf", by=office.budi.actor)
    return case, days


def test_until_its_last_day_it_is_there(old):
    case, days = old
    with in_days(days - 1):
        assert lifetime.kept_until(case) == clock.today()
        found = queries.by_number(case.number)
        assert found is not None
        assert (found.state, found.name) == (case.state, "Siti Nurjanah")
        paper = case.documents.get()
        assert queries.document(found, paper.pk) == paper


def test_then_all_questions_are_answered_as_if_it_were_deleted(old, django_capture_on_commit_callbacks):
    case, days = old
    paper = case.documents.get().pk
    with in_days(days):
        before = _answers(case, paper)
        with django_capture_on_commit_callbacks(execute=True):
            assert forgetting.forget_unused() == 1
        assert before == _answers(case, paper)


def _answers(case: Application, paper: int) -> dict[str, object]:
    found = {
        "number": queries.by_number(case.number), "key": queries.by_key(case.pk),
        "glimpse": queries.glimpse(case.number), "typed": queries.by_typed_number(case.shown_number),
    }  # fmt: skip
    one = found["number"]
    assert one is not None
    other = Application(nik=case.nik, service=case.service, state="draft", pk=0)
    return {
        **{how: (it.state, it.name, it.nik, it.birth_date, it.phone) for how, it in found.items() if it},
        "birth date": case.birth_date and queries.with_birth_date(case.number, case.birth_date),
        "visit": (next_visit(one).must, next_visit(one).why_not),
        "person": queries.open_of_person(case.nik, "4567"),
        "lists": [
            # What has lapsed is found by its number, and says no more.
            list(queries.search(text, state=state).exclude(state="lapsed"))
            for text in (case.name, case.nik, case.number)
            for state in ("", "draft", "submitted", "incomplete")
        ],
        "counts": queries.counts_by_state(),
        "papers": (queries.documents_of(one), queries.document(one, paper), documents.removable(one)),
        "rivals": list(queries.rivals_of(other)),
        "at papers": list(queries.at_step(Application.objects.all(), "papers")),
    }


def test_and_nothing_is_done_with_it_any_more(old, office):
    case, days = old
    budi = office.budi.actor
    paper = case.documents.get()
    with in_days(days):
        for act in (
            lambda: actions.fill(case, {"name": "Siti"}, by=OWNER),
            lambda: actions.submit(case, by=OWNER),
            lambda: actions.withdraw(case, by=OWNER),
            lambda: actions.supply_papers(case, by=OWNER),
            lambda: actions.ask_for_papers(case, "KK", by=budi),
            lambda: actions.accept_papers(case, by=budi),
            lambda: actions.refuse(case, "Bukan penduduk", by=budi),
            lambda: actions.new_code(case, shown="kk", by=budi),
            lambda: actions.note_letter_date(case, "loss_letter_date", clock.today(), by=budi),
            lambda: documents.add_document(case, "kk", a_pdf("lain"), "application/pdf", by=OWNER),
            lambda: documents.remove_document(paper, by=budi),
            lambda: corrections.correct(case, {"name": "S"}, reason="x", confirmed="screen", drawn_for="", by=budi),
        ):
            with pytest.raises(Refused):
                act()
        assert not actions.settle_doubts(case, by=budi).settled
        kept = Application.objects.get(pk=case.pk)
        assert (kept.state, kept.name, kept.documents.count()) == (case.state, "Siti Nurjanah", 1)


def test_its_pages_say_so(old, office, signed_in):
    case, days = old
    # Sessions of half a day are no matter here.
    with in_days(days):
        browser = browser_of(case)
        said = browser.get(f"/lacak/{case.number}/").content.decode()
        assert "tidak dilanjutkan, jadi datanya sudah dihapus" in said
        assert case.masked_nik not in said
        answer = browser.get(f"/ajukan/{case.number}/data-diri/")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/ajukan/{case.number}/terkirim/")
        led_to = browser.get(answer.headers["Location"]).content.decode()
        assert "tidak dilanjutkan, jadi datanya sudah dihapus" in led_to
        assert [said for said in (case.nik, case.masked_nik, "Siti") if said in led_to] == []
        page = signed_in(office.budi).get(f"/permohonan/{case.number}/").content.decode()
        assert "tidak dilanjutkan" in page
        assert "Siti" not in page


def test_nobody_is_named_in_what_was_withdrawn_a_month_ago(office):
    case = submitted()
    documents.add_document(case, "kk", a_pdf(), "application/pdf", by=office.budi.actor)
    paper = case.documents.get()
    actions.withdraw(case, by=OWNER)
    for days, name, papers in ((30, "Siti Nurjanah", [paper]), (31, "", [])):
        with in_days(days):
            found = queries.by_number(case.number)
            assert found
            assert (found.state, found.name) == ("withdrawn", name)
            assert [one for _asked, sent in queries.documents_of(found) for one in sent] == papers
            assert (queries.document(found, paper.pk) is None) == (papers == [])
    with in_days(31):
        assert forgetting.forget_unused() == 1


def test_a_new_case_of_the_same_person_is_not_stopped_by_it(office):
    first = submitted()
    with in_days(91):
        again = submitted(nik=first.nik)
        assert again.state == "submitted"


# ── no day is said on which nothing is left ─────────────────────────────────────────────────────────────────────────


def test_what_was_asked_for_yesterday_is_kept_from_yesterday_on(office):
    case = submitted()
    with in_days(89):
        actions.ask_for_papers(case, "KK", by=office.budi.actor)
    with in_days(91):
        assert forgetting.forget_unused() == 0
        supplied = actions.supply_papers(case, by=office.budi.actor)
    with in_days(91 + 90):
        assert lifetime.kept_until(supplied) == clock.today()
        assert forgetting.forget_unused() == 0
    with in_days(91 + 91):
        assert forgetting.forget_unused() == 1


def test_nobody_is_told_to_come_on_a_day_after_it(office):
    case = submitted()
    with in_days(85):
        last = MONDAY.date() + 90 * DAY
        assert next_visit(case).days.last == last
        assert why_not_on(case, last) == ""
        assert "Permohonan ini disimpan sampai Minggu, 21 Februari 2027." in why_not_on(case, last + DAY)


def test_what_goes_on_is_kept(office):
    case = accepted(office.budi.actor)
    with in_days(400):
        assert lifetime.kept_until(case) is None
        assert queries.by_number(case.number) == case


@pytest.mark.parametrize("asked", [None, 40, 90])
def test_one_case_and_a_list_are_judged_alike(office, asked):
    """The rule is said twice: of a case that is there, and of all of a list."""
    cases = [draft(), submitted(), actions.withdraw(submitted(), by=OWNER), accepted(office.budi.actor)]
    if asked is not None:
        with in_days(asked):
            actions.ask_for_papers(cases[1], "KK", by=office.budi.actor)
    for days in (29, 30, 31, 89, 90, 91, 92, 130, 131, 180, 181):
        with in_days(days):
            over = set(Application.objects.filter(lifetime.over()))
            for case in Application.objects.all():
                until = lifetime.kept_until(case)
                assert (case in over) == (until is not None and until < clock.today()), days


def test_a_lapsed_case_is_refused_with_a_sentence(office):
    case = draft()
    with in_days(31), pytest.raises(NotAllowed, match="keadaannya sudah “tidak dilanjutkan”"):
        actions.submit(case, by=OWNER)
