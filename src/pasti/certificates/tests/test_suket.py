"""A Suket: for whom, with which number, until when, and what ends it."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY, accepted

from pasti.applications import actions as applications
from pasti.applications.held import end_held
from pasti.applications.models import Application
from pasti.certificates import actions, papers, queries
from pasti.certificates.models import Decision, Suket
from pasti.certificates.states import SuketState
from pasti.certificates.tests import pictures, reader
from pasti.certificates.tests.owing import issued, released, switched_on, told
from pasti.handover.actions import Collector, Given, hand_over
from pasti.handover.models import Relation, Shown
from pasti.journal import queries as journal
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.models import ThisNode
from pasti.offices.models import Office
from pasti.printing import actions as printing
from pasti.printing import queries as jobs
from pasti.printing.tests.released import print_all, waits_for_the_centre
from pasti.readiness import actions as readiness


@pytest.fixture
def on(office):
    return switched_on(office)


def fresh(suket: Suket) -> Suket:
    return Suket.objects.get(pk=suket.pk)


def value_in_list(suket: Suket, claims=None) -> int:
    token = actions.sign(claims or queries.list_claims(), content_type="application/statuslist+cwt")
    return reader.read_status(token, queries.key_set(), suket.index)


def handed_over(suket: Suket, office) -> None:
    case = Application.objects.get(pk=suket.application_id)
    applications.finish_step(case, "printing", by=ANYBODY, changes={"product": "BK00000001"})
    collector = Collector("Siti", Relation.SELF, Shown.CARD)
    hand_over(Application.objects.get(pk=case.pk), collector, Given("BK00000001"), by=office.budi.actor)


def test_it_is_numbered_by_year_and_holds_for_half_a_year(on, office):
    first, second = issued(office), issued(office, minutes=1)
    assert (first.number, second.number) == ("470/0001/2026", "470/0002/2026")
    assert (first.index, second.index) == (0, 1)
    assert first.valid_until == (MONDAY + timedelta(days=180)).date()
    third = released(office, minutes=2)
    with clock.stopped_at(MONDAY.replace(year=2027, month=1, day=4)):
        Decision.objects.update(until=clock.today())
        assert actions.issue_suket(third, by=office.budi.actor).number == "470/0001/2027"


def test_another_node_of_the_office_gives_numbers_of_its_own(on, office):
    Office.objects.update(block="57")
    assert issued(office).number == "470/0001-57/2026"


def test_the_same_twice_is_one(on, office):
    suket = issued(office)
    assert actions.issue_suket(suket.application, by=office.budi.actor) == suket
    assert Suket.objects.count() == 1


def test_only_a_clerk_issues(on, office):
    with pytest.raises(NotAllowed):
        actions.issue_suket(released(office), by=office.agus.actor)


def refused(case: Application, office) -> str:
    with pytest.raises(Refused) as refusal:
        actions.issue_suket(Application.objects.get(pk=case.pk), by=office.budi.actor)
    return str(refusal.value)


def test_before_the_centre_knows_the_person_there_is_the_proof_only(on, office, recorded):
    assert "Berikan tanda bukti perekaman" in refused(recorded, office)
    for code in ("SENT_FOR_ENROLLMENT", "RECEIVED_AT_CENTRAL", "SOMETHING_NEW"):
        told(recorded, code)
        assert "Berikan tanda bukti perekaman" in refused(recorded, office)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        told(recorded, "PRINT_READY_RECORD")
        assert actions.issue_suket(Application.objects.get(pk=recorded.pk), by=office.budi.actor)


def test_who_is_not_recorded_gets_none(on, office):
    case = accepted(office.budi.actor)
    told(case, "PRINT_READY_RECORD")
    assert "belum direkam" in refused(case, office)


def test_whose_card_is_ready_gets_the_card(on, office):
    case = released(office)
    applications.finish_step(case, "printing", by=ANYBODY, changes={"product": "BK00000001"})
    assert "Serahkan kartunya" in refused(case, office)


def test_who_wants_no_card_gets_none(on, office):
    assert "hanya untuk permohonan KTP-el" in refused(accepted(office.budi.actor, "KK"), office)


def test_what_the_centre_holds_gets_none(on, office):
    case = told(waits_for_the_centre(office), "DUPLICATE_RECORD")
    applications.hold(case, "Data ganda", by=ANYBODY)
    assert "tertahan" in refused(case, office)


def test_it_is_settled_in_the_transaction_in_which_the_card_is_handed_over(on, office):
    suket = issued(office)
    assert value_in_list(suket) == 0
    handed_over(suket, office)
    assert fresh(suket).state == SuketState.SETTLED
    assert value_in_list(suket) == 3
    assert not queries.owed().exists()
    assert "suket.settle" in [entry.kind for entry in journal.of_case(suket.application.number, public_only=True)]


def test_a_renewed_one_has_another_number_and_the_old_one_has_ended(on, office):
    old = issued(office)
    new = actions.renew_suket(old, by=office.budi.actor)
    assert (new.number, new.renews, new.index) == ("470/0002/2026", old, 1)
    assert actions.renew_suket(fresh(old), by=office.budi.actor) == new
    assert (value_in_list(old), value_in_list(new)) == (3, 0)
    assert list(queries.owed()) == [new]
    handed_over(new, office)
    with pytest.raises(NotAllowed):
        actions.renew_suket(fresh(new), by=office.budi.actor)


def test_nothing_is_renewed_while_they_are_off(on, office):
    suket = issued(office)
    actions.switch_off(on, "Pulih", by=office.agus.actor)
    with pytest.raises(Refused, match="belum menyalakannya"):
        actions.renew_suket(suket, by=office.budi.actor)
    assert fresh(suket).state == SuketState.ISSUED


def test_a_revoked_one_is_refused_by_readers(on, office):
    suket = issued(office)
    with pytest.raises(Refused, match="alasan"):
        actions.revoke_suket(suket, "", by=office.budi.actor)
    actions.revoke_suket(suket, "Salah orang", by=office.agus.actor)
    actions.revoke_suket(suket, "Salah orang", by=office.agus.actor)
    assert value_in_list(suket) == 1
    with pytest.raises(NotAllowed):
        actions.renew_suket(fresh(suket), by=office.budi.actor)
    assert [e.kind for e in journal.of_subject(suket.subject)].count("suket.revoke") == 1


def test_who_prints_cards_revokes_nothing(on, office):
    with pytest.raises(NotAllowed):
        actions.revoke_suket(issued(office), "Salah orang", by=office.joko.actor)


def test_a_case_that_ends_without_a_card_takes_its_suket_with_it(on, office):
    suket = issued(office)
    case = told(suket.application, "DUPLICATE_RECORD")
    applications.hold(case, "Data ganda", by=ANYBODY)
    end_held(Application.objects.get(pk=case.pk), "Memilih identitas lama", by=office.budi.actor)
    assert fresh(suket).state == SuketState.REVOKED
    said = journal.of_subject(suket.subject).last()
    assert said.sentence == "Suket 470/0001/2026 dicabut: permohonannya diakhiri tanpa kartu."


def test_it_has_ended_after_its_last_day_and_stays_owed(on, office):
    suket = issued(office)
    last = (MONDAY + timedelta(days=180)).replace(hour=23, minute=59)
    with clock.stopped_at(last):
        assert not suket.overdue
    with clock.stopped_at(last + timedelta(minutes=1)):
        assert suket.overdue
        assert list(queries.overdue()) == list(queries.owed()) == [suket]
    claims = queries.certificate_of(suket).claims()
    assert claims[4] == int((last + timedelta(minutes=1)).timestamp())


def test_its_code_is_read_from_a_photo_of_the_paper(on, office):
    suket = issued(office)
    drawn = papers.draw_suket(suket)
    for picture in (pictures.page(drawn), pictures.photo(drawn)):
        claims = reader.read_code(pictures.code_in(picture), queries.key_set()).claims
        assert (claims[7], claims[-70001]) == (b"470/0001/2026", 2)
        assert claims[65535]["status_list"] == {"idx": 0, "uri": queries.list_address()}


def test_it_says_all_that_a_letter_says(on, office):
    ThisNode.objects.update(sample=True)
    suket = issued(office)
    said = pictures.text_of(papers.draw_suket(suket))
    case = suket.application
    for words in (
        "470/0001/2026", case.nik, case.kk_number, case.name, "12 Juni 2009", "Islam", "Belum Kawin", "Agus Hermawan",
        "Sabtu, 22 Mei 2027", case.shown_number, "Kota contoh",
    ):  # fmt: skip
        assert words in said


def test_the_overdue_are_printed_first_the_longest_over_first(on, office):
    cases = [released(office, minutes=minute) for minute in range(4)]
    late, later = (actions.issue_suket(cases[at], by=office.budi.actor) for at in (3, 2))
    Suket.objects.filter(pk=later.pk).update(valid_until=MONDAY.date() - timedelta(days=3))
    Suket.objects.filter(pk=late.pk).update(valid_until=MONDAY.date() - timedelta(days=1))
    assert jobs.order() == [cases[at].pk for at in (2, 3, 0, 1)]
    assert [jobs.ahead_of(case) for case in cases] == [2, 3, 0, 1]
    assert jobs.waiting_since() == MONDAY.date()
    readiness.close_incident(on.incident, by=office.agus.actor)
    run = printing.start_run(3, by=office.joko.actor)
    assert [job.application_id for job in jobs.jobs_of(run)] == [cases[at].pk for at in (2, 3, 0)]
    assert print_all(run, office.joko.actor) == 3


def test_one_that_still_holds_is_in_no_hurry(on, office):
    first, second = released(office), released(office, minutes=1)
    actions.issue_suket(second, by=office.budi.actor)
    assert jobs.order() == [first.pk, second.pk]
