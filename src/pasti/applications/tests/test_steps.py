from datetime import timedelta

import pytest
from tests.cast import ANYBODY, LOST, MONDAY, accepted, submitted

from pasti.applications import actions
from pasti.applications.held import record_again
from pasti.applications.models import Application
from pasti.journal.actors import node
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed

CENTRE = node("centre-1", "Pusat")


def open_steps(application: Application) -> list[str]:
    return list(application.steps.filter(done_at=None).values_list("code", flat=True))


def test_a_card_goes_through_all_its_steps(office):
    case = accepted(office.budi.actor)
    case = actions.finish_step(case, "recording", by=office.rini.actor)
    case = actions.finish_step(case, "centre", by=CENTRE)
    case = actions.finish_step(case, "printing", by=office.joko.actor)
    assert (case.state, open_steps(case)) == ("ready", ["handover"])
    changes = {"closed_at": MONDAY}
    case = actions.finish_step(case, "handover", by=office.budi.actor, changes=changes, to="self")
    assert (case.state, open_steps(case), case.current_step, case.live) == ("closed", [], None, False)
    kinds = list(Entry.objects.filter(case=case.number).order_by("id").values_list("kind", flat=True))
    assert [kind.removeprefix("application.") for kind in kinds] == [
        "start", "submit", "corrected", "accept", "arrival.serve", "promise.make", "recorded", "released", "printed",
        "card.shelve", "hand_over",
    ]  # fmt: skip
    assert [step.done_by for step in case.steps.all()] == [
        "Budi Hartono", "Rini Wulandari", "Pusat", "Joko Prasetyo", "Budi Hartono",
    ]  # fmt: skip


def test_a_certificate_is_issued_without_the_centre(office):
    case = accepted(office.budi.actor, "BIRTH", {"birth_letter_ready": "yes", "marriage_book": "no"})
    case = actions.finish_step(case, "issuing", by=office.budi.actor, changes={"product": "3275-LU-1"})
    assert (case.state, case.product, open_steps(case)) == ("ready", "3275-LU-1", ["handover"])


@pytest.mark.parametrize("code", ["papers", "centre", "printing", "issuing", "handover"])
def test_out_of_order_is_refused_and_changes_nothing(office, code):
    case = accepted(office.budi.actor)
    before = Entry.objects.count()
    with pytest.raises(NotAllowed) as refused:
        actions.finish_step(case, code, by=ANYBODY, to="x")
    assert str(refused.value) == f"Permohonan {case.shown_number} sudah di tahap lain: perekaman."
    assert open_steps(case)[0] == "recording"
    assert Entry.objects.count() == before


def test_twice_is_refused(office):
    case = accepted(office.budi.actor)
    actions.finish_step(case, "recording", by=office.rini.actor)
    with pytest.raises(NotAllowed, match="pemeriksaan pusat"):
        actions.finish_step(case, "recording", by=office.rini.actor)


def test_a_case_that_is_over_has_no_step(office):
    case = actions.refuse(submitted(), "sebab", by=office.budi.actor)
    with pytest.raises(NotAllowed, match="tahap lain: ditolak"):
        actions.finish_step(case, "papers", by=office.budi.actor)


def test_what_happened_earlier_keeps_its_time(office):
    case, earlier = accepted(office.budi.actor), MONDAY - timedelta(minutes=20)
    actions.finish_step(case, "recording", by=office.rini.actor, happened_at=earlier)
    assert case.steps.get(code="recording").done_at == earlier
    entry = Entry.objects.latest("id")
    assert (entry.happened_at, entry.recorded_at) == (earlier, MONDAY)


def recorded(office) -> Application:
    return actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)


def test_the_centre_holds_a_case_and_says_why(office):
    case = actions.hold(recorded(office), "Data ganda", by=CENTRE)
    assert (case.state, case.remark, case.current_step.code) == ("held", "Data ganda", "centre")
    again = actions.hold(case, "Masih data ganda", by=CENTRE)
    assert (again.state, again.remark) == ("held", "Masih data ganda")


def test_a_held_case_may_be_released_after_all(office):
    case = actions.finish_step(actions.hold(recorded(office), "x", by=CENTRE), "centre", by=CENTRE)
    assert (case.state, case.current_step.code) == ("in_progress", "printing")


def test_only_the_centre_holds(office):
    case = recorded(office)
    with pytest.raises(NotAllowed, match="bukan wewenang"):
        actions.hold(case, "x", by=office.agus.actor)


def test_a_held_case_is_recorded_again(office):
    case = record_again(actions.hold(recorded(office), "x", by=CENTRE), by=office.rini.actor)
    assert (case.state, case.remark) == ("in_progress", "")
    assert open_steps(case) == ["recording", "centre", "printing", "handover"]
    redone = actions.finish_step(case, "recording", by=office.rini.actor)
    assert redone.current_step.code == "centre"


def test_a_case_that_was_never_recorded_here_gets_the_step(office):
    case = actions.hold(accepted(office.budi.actor, "LOST", LOST), "x", by=CENTRE)
    assert open_steps(case) == ["centre", "printing", "handover"]
    case = record_again(case, by=office.budi.actor)
    assert list(case.steps.values_list("code", "order")) == [
        ("papers", 1), ("recording", 2), ("centre", 3), ("printing", 4), ("handover", 5),
    ]  # fmt: skip
    step = case.steps.get(code="recording")
    assert (step.work, step.captures) == ("recording", [])


def test_only_a_held_case_is_recorded_again(office):
    with pytest.raises(NotAllowed, match="“Rekam ulang” tidak dapat dilakukan"):
        record_again(recorded(office), by=office.rini.actor)


def test_a_case_is_owned_by_a_role_and_never_by_a_person(office):
    case = accepted(office.budi.actor)
    owners = [case.owner]
    for code, actor in (("recording", office.rini.actor), ("centre", CENTRE), ("printing", office.joko.actor)):
        case = actions.finish_step(case, code, by=actor)
        owners.append(case.owner)
    assert owners == ["Operator perekaman", "Petugas pusat", "Operator cetak", "Petugas loket"]
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        changes = {"closed_at": clock.now()}
        done = actions.finish_step(case, "handover", by=office.budi.actor, changes=changes, to="self")
    assert done.owner == ""
