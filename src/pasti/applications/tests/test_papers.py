from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.cast import CARD_DATA, LOST, MONDAY, OWNER, SITI, accepted, draft, person, submitted

from pasti.applications import actions
from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.residents.models import Resident


def with_card_data(office) -> Application:
    return actions.fill(submitted(), CARD_DATA, by=office.budi.actor)


def test_accepting_makes_a_known_resident(office):
    application = actions.accept_papers(with_card_data(office), by=office.budi.actor)
    resident = Resident.objects.get()
    assert (application.state, application.accepted_at, application.resident) == ("in_progress", MONDAY, resident)
    assert (resident.name, resident.religion) == (SITI["name"], "islam")
    papers, recording = application.steps.all()[:2]
    assert (papers.done_at, papers.done_by, recording.done_at) == (MONDAY, "Budi Hartono", None)
    assert application.owner == "Operator perekaman"


@pytest.mark.parametrize("blank", ["religion", "marital_status", "occupation"])
def test_a_card_needs_what_stands_on_it(office, blank):
    application = actions.fill(submitted(), CARD_DATA | {blank: ""}, by=office.budi.actor)
    with pytest.raises(Refused, match="agama, status perkawinan, dan pekerjaan"):
        actions.accept_papers(application, by=office.budi.actor)
    assert Application.objects.get().state == "submitted"
    assert not Resident.objects.exists()


def test_a_family_card_needs_none_of_that(office):
    application = actions.accept_papers(submitted("KK", {}), by=office.budi.actor)
    assert application.state == "in_progress"


def test_twice_is_refused_and_changes_nothing(office):
    application = actions.accept_papers(with_card_data(office), by=office.budi.actor)
    before = Entry.objects.count()
    with pytest.raises(NotAllowed, match="sudah di tahap lain: perekaman"):
        actions.accept_papers(application, by=office.budi.actor)
    assert Entry.objects.count() == before


def test_the_same_case_under_way_is_refused_with_its_number(office):
    data = person()
    first = accepted(office.budi.actor, "LOST", LOST, **data)
    # The two were told apart by a birth date that was typed wrong, which the clerk corrects now.
    second = submitted("LOST", LOST, **data | {"birth_date": date(2000, 1, 1)})
    corrected = actions.fill(second, CARD_DATA | {"birth_date": data["birth_date"]}, by=office.budi.actor)
    with pytest.raises(Refused) as refused:
        actions.accept_papers(corrected, by=office.budi.actor)
    assert str(refused.value) == f"Orang ini sudah punya permohonan yang sama: {first.shown_number}."
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=second.pk).update(state="in_progress")


@pytest.mark.parametrize("who", ["rini", "joko", "agus"])
def test_only_a_clerk_accepts(office, who):
    application = with_card_data(office)
    with pytest.raises(NotAllowed, match="bukan wewenang"):
        actions.accept_papers(application, by=getattr(office, who).actor)
    assert not Resident.objects.exists()


def test_missing_papers_are_named_and_the_case_stays(office):
    asked = actions.ask_for_papers(submitted(), "  KK yang asli ", by=office.budi.actor)
    assert (asked.state, asked.remark) == ("incomplete", "KK yang asli")
    assert Entry.objects.latest("id").sentence == "Berkas belum lengkap: KK yang asli"


def test_papers_that_are_still_missing_the_second_time_are_named_anew(office):
    asked = actions.ask_for_papers(submitted(), "KK yang asli", by=office.budi.actor)
    again = actions.ask_for_papers(asked, "Fotokopi akta", by=office.budi.actor)
    assert (again.state, again.remark) == ("incomplete", "Fotokopi akta")
    assert Entry.objects.filter(kind="application.ask").count() == 2


@pytest.mark.parametrize("nothing", ["", "  \n"])
def test_it_must_be_said_what_is_missing_or_why_it_is_refused(office, nothing):
    application = submitted()
    with pytest.raises(Refused, match="Tuliskan berkas apa yang kurang"):
        actions.ask_for_papers(application, nothing, by=office.budi.actor)
    with pytest.raises(Refused, match="Tuliskan alasannya"):
        actions.refuse(application, nothing, by=office.budi.actor)
    assert Application.objects.get().state == "submitted"


@pytest.mark.parametrize("words", ["NIK 3275015206099001 tidak cocok", "KK3275011201189001?"])
def test_no_nik_in_what_the_applicant_reads(office, words):
    application = submitted()
    for act in (actions.ask_for_papers, actions.refuse):
        with pytest.raises(Refused, match="Jangan tulis NIK atau nomor KK lengkap di sini"):
            act(application, words, by=office.budi.actor)
    asked = actions.ask_for_papers(application, "NIK berakhiran 9001 tidak cocok", by=office.budi.actor)
    assert asked.remark == "NIK berakhiran 9001 tidak cocok"


def test_the_missing_papers_are_supplied(office):
    asked = actions.ask_for_papers(submitted(), "KK", by=office.budi.actor)
    supplied = actions.supply_papers(asked, by=OWNER)
    assert (supplied.state, supplied.remark) == ("submitted", "")
    with pytest.raises(NotAllowed, match="“Berkas dilengkapi” tidak dapat dilakukan"):
        actions.supply_papers(asked, by=OWNER)


def test_papers_may_be_accepted_while_they_were_asked_for(office):
    asked = actions.ask_for_papers(with_card_data(office), "KK", by=office.budi.actor)
    done = actions.accept_papers(asked, by=office.budi.actor)
    assert (done.state, done.remark) == ("in_progress", "")


def test_a_refusal_has_its_reason_and_is_the_end(office):
    refused = actions.refuse(submitted(), "Bukan penduduk", by=office.budi.actor)
    assert (refused.state, refused.remark, refused.live, refused.current_step) == (
        "refused", "Bukan penduduk", False, None,
    )  # fmt: skip
    assert Entry.objects.latest("id").sentence == "Permohonan tidak dapat diterima: Bukan penduduk"
    with pytest.raises(NotAllowed):
        actions.refuse(refused, "lagi", by=office.budi.actor)


@pytest.mark.parametrize("who", ["rini", "joko", "agus", "nur"])
def test_only_a_clerk_asks_and_refuses(office, who):
    application, actor = submitted(), getattr(office, who).actor
    for act in (actions.ask_for_papers, actions.refuse):
        with pytest.raises(NotAllowed, match="bukan wewenang"):
            act(application, "sebab", by=actor)


def test_it_can_be_withdrawn_until_the_papers_are_accepted(office):
    assert actions.withdraw(draft(), by=OWNER).state == "withdrawn"
    assert actions.withdraw(submitted(), by=OWNER).state == "withdrawn"
    asked = actions.ask_for_papers(submitted(), "KK", by=office.budi.actor)
    withdrawn = actions.withdraw(asked, by=office.budi.actor)
    assert withdrawn.state == "withdrawn"
    with pytest.raises(NotAllowed, match="sudah “dicabut”"):
        actions.withdraw(withdrawn, by=OWNER)
    with pytest.raises(NotAllowed, match="sudah “diproses”"):
        actions.withdraw(accepted(office.budi.actor), by=OWNER)
