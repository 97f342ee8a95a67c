from datetime import timedelta

import pytest
from tests.cast import LOST, MONDAY, OWNER, a_pdf, accepted, draft, submitted

from pasti.applications import actions, documents, forgetting, queries
from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.offices.actions import decide
from pasti.residents.models import BIODATA_FIELDS

TODAY = MONDAY.date()


def in_days(count: int):
    return clock.stopped_at(MONDAY + timedelta(days=count))


def test_a_draft_is_kept_for_thirty_days(office):
    draft()
    with in_days(30):
        assert forgetting.forget_unused() == 0
    assert Application.objects.get().state == "draft"


def test_then_it_lapses_and_what_was_typed_and_sent_is_deleted(office, django_capture_on_commit_callbacks):
    application = draft("LOST", LOST, phone="+628121234567")
    document = documents.add_document(application, "kk", a_pdf(), "application/pdf", by=OWNER)
    with in_days(31), django_capture_on_commit_callbacks(execute=True):
        assert forgetting.forget_unused() == 1
    kept = Application.objects.get()
    assert kept.state == "lapsed"
    left = {name: getattr(kept, name) for name in BIODATA_FIELDS if getattr(kept, name)}
    assert left == {"nationality": "WNI"}
    assert not kept.documents.exists()
    assert not blobs.path_of(document.sha256).exists()
    assert Entry.objects.latest("id").sentence == "Permohonan tidak dilanjutkan dan ditutup."


def test_nothing_personal_stays_in_the_journal(office):
    draft(name="Siti Nurjanah")
    with in_days(31):
        forgetting.forget_unused()
    said = " ".join(entry.sentence for entry in Entry.objects.all())
    assert "Siti" not in said


def test_twice_is_harmless(office):
    draft()
    with in_days(31):
        assert [forgetting.forget_unused(), forgetting.forget_unused()] == [1, 0]


@pytest.mark.parametrize("state", ["submitted", "incomplete"])
def test_what_was_sent_and_never_accepted_is_kept_for_ninety_days(office, state):
    application = submitted()
    if state == "incomplete":
        actions.ask_for_papers(application, "KK", by=office.budi.actor)
    with in_days(90):
        assert forgetting.forget_unused() == 0
    with in_days(91):
        assert [forgetting.forget_unused(), forgetting.forget_unused()] == [1, 0]
    application.refresh_from_db()
    assert (application.state, application.name, application.nik) == ("lapsed", "", "")


def test_what_was_withdrawn_stays_withdrawn_and_is_forgotten_like_a_draft(office):
    application = actions.withdraw(submitted(), by=OWNER)
    with in_days(31):
        assert [forgetting.forget_unused(), forgetting.forget_unused()] == [1, 0]
    application.refresh_from_db()
    assert (application.state, application.name, application.birth_date) == ("withdrawn", "", None)


def test_what_was_accepted_or_refused_is_kept(office):
    taken, turned_down = accepted(office.budi.actor), submitted()
    actions.refuse(turned_down, "Bukan penduduk di sini", by=office.budi.actor)
    with in_days(400):
        assert forgetting.forget_unused() == 0
    for application in (taken, turned_down):
        application.refresh_from_db()
        assert application.name == "Siti Nurjanah"


def test_the_office_decides_how_long(office):
    draft()
    decide("applications.draft_days", value=3, valid_from=TODAY, legal_basis="SOP", by=office.agus.actor)
    with in_days(4):
        assert forgetting.forget_unused() == 1


def test_days_are_the_offices_own_days(office):
    # Half past midnight in Bekasi is still the day before in UTC.
    with clock.stopped_at(MONDAY.replace(hour=0, minute=30)):
        draft()
    assert forgetting.forget_unused(TODAY + timedelta(days=30)) == 0
    assert forgetting.forget_unused(TODAY + timedelta(days=31)) == 1


def test_a_lapsed_draft_is_found_only_when_asked_for(office):
    draft()
    with in_days(31):
        forgetting.forget_unused()
    assert not queries.search().exists()
    assert queries.search(state="lapsed").count() == 1
