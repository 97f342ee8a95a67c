"""Who comes instead of the applicant, as they answered, stands before the clerk."""

from tests.cast import submitted

from pasti.answers import actions as answers
from pasti.answers.models import Via
from pasti.answers.states import Choice
from pasti.handover.models import Relation


def test_the_clerk_reads_who_was_named_and_what_they_are(budi):
    case = submitted("KK", {})
    wanted = answers.Wanted(name="Ahmad Fauzi", relation=Relation.ATTORNEY)
    answers.answer(case, Choice.REPRESENT, by=answers.holder(case, Via.LINK), via=Via.LINK, wanted=wanted)
    budi.serve(case)
    assert "<dt>Diwakilkan</dt> <dd>Ahmad Fauzi (penerima kuasa (F-1.07))</dd>" in budi.sees()


def test_of_who_comes_themselves_nothing_is_said(budi):
    budi.serve(submitted("KK", {}))
    assert "Diwakilkan" not in budi.sees()
