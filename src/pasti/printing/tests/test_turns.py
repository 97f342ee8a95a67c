"""The order of printing: one rule, exceptions with a reason and two names, and an answer to "why that one first?"."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import ANYBODY, MONDAY, accepted, account
from tests.examples import examples

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.printing import actions, advancing, queries
from pasti.printing.models import Advance, Deadline, Job
from pasti.printing.tests.released import print_all, release
from pasti.printing.turns import Turn, in_order
from pasti.printing.why import why_before

TODAY = MONDAY.date()
PROOF = "Surat panggilan tes CPNS 810/44"


@pytest.fixture
def budi(office):
    return office.budi.actor


@pytest.fixture
def head(office):
    return office.agus.actor


def numbers(jobs):
    return [job.pk for job in jobs]


def advanced(case, budi, head, reason="Dirawat di rumah sakit"):
    return advancing.grant(advancing.propose(case, reason, by=budi), by=head)


def test_a_deadline_with_proof_comes_before_who_was_ready_first(ready, budi):
    jobs = ready(4)
    advancing.state_deadline(jobs[3].application, TODAY + timedelta(days=9), proof=PROOF, by=budi)
    advancing.state_deadline(jobs[2].application, TODAY + timedelta(days=3), proof=PROOF, by=budi)
    assert numbers(queries.waiting()) == numbers([jobs[2], jobs[3], jobs[0], jobs[1]])
    assert queries.order() == [job.application_id for job in queries.waiting()]


def test_first_cards_at_17_come_next_and_exceptions_before_all(ready, budi, head):
    jobs = ready(4)
    Job.objects.filter(pk=jobs[2].pk).update(beginner=True)
    advancing.state_deadline(jobs[1].application, TODAY + timedelta(days=9), proof=PROOF, by=budi)
    advanced(jobs[3].application, budi, head)
    found = list(queries.waiting())
    assert numbers(found) == numbers([jobs[3], jobs[1], jobs[2], jobs[0]])
    assert [job.turn for job in found] == [Turn.ADVANCED, Turn.DEADLINE, Turn.BEGINNER, Turn.READY]


def test_who_is_recorded_for_the_first_time_at_17_is_a_beginner(office, budi):
    young = applications.finish_step(accepted(budi, birth_date=date(2009, 6, 12)), "recording", by=ANYBODY)
    assert release(office, young).beginner
    assert not release(office).beginner


def test_each_sees_how_many_are_before_and_never_who(ready, budi, head):
    jobs = ready(4)
    advancing.state_deadline(jobs[3].application, TODAY + timedelta(days=9), proof=PROOF, by=budi)
    advanced(jobs[2].application, budi, head)
    found = queries.standing(jobs[1].application)
    assert (found.turn, found.ahead) == (Turn.READY, 3)
    assert found.by_turn == ((Turn.ADVANCED, 1), (Turn.DEADLINE, 1), (Turn.READY, 1))
    assert [queries.ahead_of(job.application) for job in jobs] == [2, 3, 0, 1]
    assert dict(queries.by_turn())[Turn.READY] == 2


@pytest.mark.parametrize("wrong", [{"proof": " "}, {"day": TODAY - timedelta(days=1)}, {"proof": "3275015206099001"}])
def test_no_deadline_without_proof_nor_in_the_past(ready, budi, wrong):
    with pytest.raises(Refused):
        advancing.state_deadline(ready(1)[0].application, **{"day": TODAY, "proof": PROOF, **wrong}, by=budi)
    assert not Deadline.objects.exists()


def test_a_deadline_is_one_and_can_be_put_off_and_taken_back(ready, budi):
    case = ready(1)[0].application
    for day in (TODAY, TODAY, TODAY + timedelta(days=2)):
        advancing.state_deadline(case, day, proof=PROOF, by=budi)
    assert Deadline.objects.count() == 2
    for _twice in range(2):
        advancing.withdraw_deadline(case, by=budi)
    assert advancing.of_case(case) == (None, None)
    assert Entry.objects.filter(kind="deadline.withdraw").count() == 1


def test_nobody_lets_a_card_go_first_alone(ready, budi, head, office):
    case = ready(1)[0].application
    advance = advancing.propose(case, "Dirawat di rumah sakit", by=head)
    with pytest.raises(NotAllowed):
        advancing.grant(advance, by=head)
    with pytest.raises(NotAllowed):
        advancing.grant(advance, by=office.joko.actor)
    with pytest.raises(Refused):
        advancing.propose(case, "Lagi", by=budi)
    assert queries.standing(case).turn == Turn.READY
    advancing.grant(advance, by=account("wati", "Wati Lestari", Role.HEAD).actor)
    assert queries.standing(case).turn == Turn.ADVANCED
    advancing.refuse(advance, by=budi)
    assert queries.standing(case).turn == Turn.READY


def test_what_waits_for_no_card_has_no_turn(ready, joko, budi):
    [job] = ready(1)
    print_all(actions.start_run(1, by=joko), joko)
    with pytest.raises(Refused):
        advancing.state_deadline(job.application, TODAY, proof=PROOF, by=budi)
    with pytest.raises(NotAllowed):
        advancing.propose(job.application, "x", by=account("r", "R", Role.RECORDER).actor)
    assert queries.standing(job.application) is None


def test_why_is_answered_from_the_record(ready, joko, budi, head):
    jobs = ready(4)
    cases = [job.application for job in jobs]
    advancing.state_deadline(cases[3], TODAY + timedelta(days=9), proof=PROOF, by=budi)
    advanced(cases[2], budi, head, "Dirawat di rumah sakit")
    actions.start_run(3, by=joko)
    a = [case.shown_number for case in cases]
    assert why_before(cases[1], cases[0]) == f"Kartu {a[1]} belum dicetak."
    assert why_before(cases[0], cases[1]).startswith(f"Kartu {a[0]} siap cetak ")
    assert f"Kartu {a[1]} juga, siap cetak" in why_before(cases[0], cases[1])
    assert why_before(cases[3], cases[1]).startswith(f"Kartu {a[3]} bertenggat 2 Desember 2026 dengan bukti.")
    said = why_before(cases[2], cases[3])
    assert "Budi Hartono dan Agus Hermawan" in said
    assert "Dirawat di rumah sakit" in said
    assert f"Kartu {a[3]} bertenggat" in said
    told = why_before(cases[2], cases[3], public=True)
    assert "keputusan dua orang" in told
    assert "Budi" not in told
    assert "rumah sakit" not in told
    # Whatever is decided later, the answer is that of the moment.
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        advanced(cases[1], budi, head)
    assert why_before(cases[0], cases[1]).startswith(f"Kartu {a[0]} siap cetak ")


def test_who_was_not_ready_then_is_told_so(office, joko, budi):
    first = release(office)
    actions.start_run(1, by=joko)
    with clock.stopped_at(MONDAY + timedelta(hours=2)):
        late = release(office, minutes=90)
        actions.start_run(1, by=joko)
    assert "belum disetujui pusat" in why_before(first.application, late.application)
    assert "lebih dahulu" in why_before(late.application, first.application)


def test_who_was_taken_before_and_put_back_is_told_so_also_at_one_moment(ready, joko):
    first, second = ready(2)
    run = actions.start_run(2, by=joko)
    actions.put_back(first, by=joko)
    print_all(run, joko)
    assert "masuk proses cetak lebih dahulu" in why_before(second.application, first.application)


ways = st.tuples(st.integers(0, 4), st.sampled_from(["", "deadline", "beginner", "advance"]), st.integers(0, 3))


@settings(
    max_examples=examples(8), deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(cards=st.lists(ways, min_size=2, max_size=7), taken=st.integers(1, 4))
def test_nobody_is_passed_without_a_reason_that_is_told(db, office, joko, budi, head, cards, taken):
    Job.objects.all().delete()
    Advance.objects.all().delete()
    Deadline.objects.all().delete()
    for minutes, how, days in cards:
        job = release(office, minutes=minutes)
        if how == "deadline":
            advancing.state_deadline(job.application, TODAY + timedelta(days=days), proof=PROOF, by=budi)
        elif how == "advance":
            advanced(job.application, budi, head)
        Job.objects.filter(pk=job.pk).update(beginner=how == "beginner")
    before = list(queries.waiting())
    keys = [(job.turn, job.since, job.released_at, job.pk) for job in before]
    assert keys == sorted(keys)
    assert [queries.ahead_of(job.application) for job in before] == list(range(len(before)))
    run = actions.start_run(min(taken, len(before)), by=joko)
    printed = list(queries.jobs_of(run))
    assert numbers(printed) == numbers(before[: len(printed)])
    for one in printed:
        for other in before[len(printed) :]:
            said = why_before(one.application, other.application)
            assert "tidak ada pengecualian yang tercatat" not in said
            passed = other.released_at < one.released_at
            granted = Advance.objects.filter(application=one.application, state="granted").first()
            if passed and granted:
                assert granted.reason in said
                assert granted.proposed_by != granted.granted_by
    assert numbers(in_order(Job.objects.filter(state="waiting"))) == numbers(before[len(printed) :])
