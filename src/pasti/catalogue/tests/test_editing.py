from datetime import date, timedelta

import pytest
from tests.cast import ANYBODY, MONDAY
from tests.scenes import scene

from pasti.catalogue import queries
from pasti.catalogue.actions import Wording, add_requirement, change_service, end_requirement, revise_requirement
from pasti.catalogue.loader import load
from pasti.catalogue.models import Requirement, Service
from pasti.journal.models import Entry
from pasti.kit.errors import Refused

TODAY = MONDAY.date()
NEXT_MONTH = date(2026, 12, 23)
LETTER = Wording("Surat kehilangan", "Letter of loss", "Asli", "Original")
BASIS = "Perwal 12/2026"


pytestmark = pytest.mark.usefixtures("loaded")


@scene
def loaded() -> None:
    load()


def letter() -> Requirement:
    return Requirement.objects.get(service__code="LOST", code="loss_letter")


def revise(requirement: Requirement, valid_from: date, days: int | None = 7, **other: str) -> Requirement:
    basis = other.get("legal_basis", BASIS)
    return revise_requirement(
        requirement, LETTER, good_for_days=days, legal_basis=basis, valid_from=valid_from, by=ANYBODY
    )


def on(day: date, code: str = "loss_letter") -> list[tuple[str, int | None]]:
    """What holds on a day: text and days of validity."""
    found = queries.requirements(Service.objects.get(code="LOST"), day).filter(code=code)
    return [(r.text_id, r.good_for_days) for r in found]


BEFORE = [("Surat keterangan kehilangan dari kepolisian", 14)]
AFTER = [("Surat kehilangan", 7)]


def test_what_held_before_stays_as_it_was():
    revise(letter(), NEXT_MONTH)
    assert on(NEXT_MONTH - timedelta(days=1)) == on(TODAY) == on(date(2019, 1, 1)) == BEFORE
    assert on(NEXT_MONTH) == on(date(2030, 1, 1)) == AFTER


def test_it_is_journaled_with_its_day():
    revise(letter(), NEXT_MONTH)
    entry = Entry.objects.get()
    assert (entry.kind, entry.subject, entry.by_id) == ("requirement.revised", "service:LOST", "test")
    assert entry.sentence == "KTP-el hilang: syarat “Surat kehilangan” diubah sejak Rabu, 23 Desember 2026."


def test_the_same_day_corrects_the_version_itself():
    first = revise(letter(), NEXT_MONTH)
    again = revise(first, NEXT_MONTH, days=5)
    assert again.pk == first.pk
    assert on(NEXT_MONTH) == [("Surat kehilangan", 5)]


def test_revising_the_old_version_under_a_later_one_is_refused():
    old = letter()
    revise(old, NEXT_MONTH)
    with pytest.raises(Refused, match="Sudah ada versi"):
        revise(old, NEXT_MONTH - timedelta(days=5))
    assert on(NEXT_MONTH - timedelta(days=5)) == BEFORE


def test_no_change_before_the_version_itself():
    revised = revise(letter(), NEXT_MONTH)
    with pytest.raises(Refused, match="tidak dapat berlaku sebelum versi"):
        revise(revised, TODAY)
    assert on(TODAY) == BEFORE


@pytest.mark.parametrize("basis", ["", "   "])
def test_no_change_without_a_legal_basis(basis):
    with pytest.raises(Refused, match=r"^Tuliskan dasar hukumnya\.$"):
        revise(letter(), NEXT_MONTH, legal_basis=basis)
    with pytest.raises(Refused, match=r"^Tuliskan dasar hukumnya\.$"):
        add_requirement(Service.objects.get(code="LOST"), "rt", LETTER, legal_basis=basis, valid_from=TODAY, by=ANYBODY)
    assert not Entry.objects.exists()
    assert on(NEXT_MONTH) == BEFORE


def test_days_of_validity_only_count_for_what_has_a_date():
    undated = Requirement.objects.get(service__code="LOST", code="kk")
    revise(undated, NEXT_MONTH, days=30)
    assert on(NEXT_MONTH, "kk") == [("Surat kehilangan", None)]


def test_what_has_a_date_keeps_its_days_of_validity():
    with pytest.raises(Refused, match="berapa hari"):
        revise(letter(), NEXT_MONTH, days=None)
    assert on(NEXT_MONTH) == BEFORE


def test_the_conditions_and_the_order_stay():
    old = Requirement.objects.get(service__code="CHG", code="loss_letter")
    new = revise(old, NEXT_MONTH)
    assert (new.when, new.dated_by, new.order, new.uploadable) == (old.when, old.dated_by, old.order, old.uploadable)
    assert new.when == {"holds_card": ["no"]}


def test_it_falls_away_after_its_last_day():
    end_requirement(letter(), last_day=TODAY, by=ANYBODY)
    assert on(TODAY) == BEFORE
    assert on(TODAY + timedelta(days=1)) == []
    entry = Entry.objects.get()
    assert entry.sentence == (
        "KTP-el hilang: syarat “Surat keterangan kehilangan dari kepolisian” terakhir berlaku pada Senin, "
        "23 November 2026."
    )


def test_ending_it_again_later_does_not_bring_it_back():
    end_requirement(letter(), last_day=TODAY, by=ANYBODY)
    end_requirement(letter(), last_day=TODAY + timedelta(days=9), by=ANYBODY)
    assert on(TODAY + timedelta(days=1)) == []
    assert Entry.objects.count() == 1


def test_revising_what_ends_does_not_make_it_hold_for_longer():
    end_requirement(letter(), last_day=TODAY, by=ANYBODY)
    revise(letter(), NEXT_MONTH)
    assert on(TODAY + timedelta(days=1)) == []
    assert on(NEXT_MONTH) == AFTER


def test_a_new_requirement_holds_from_its_day():
    service = Service.objects.get(code="LOST")
    add_requirement(service, "rt", LETTER, legal_basis=BASIS, valid_from=NEXT_MONTH, by=ANYBODY)
    assert on(NEXT_MONTH - timedelta(days=1), "rt") == []
    assert on(NEXT_MONTH, "rt") == [("Surat kehilangan", None)]
    assert Entry.objects.get().kind == "requirement.added"
    assert [n.requirement.code for n in queries.checklist(service, {}, NEXT_MONTH).needed] == [
        "loss_letter", "kk", "f102", "rt",
    ]  # fmt: skip


def test_a_code_in_use_is_refused():
    service = Service.objects.get(code="LOST")
    with pytest.raises(Refused, match="Syarat dengan kode “kk” sudah ada"):
        add_requirement(service, "kk", LETTER, legal_basis=BASIS, valid_from=NEXT_MONTH, by=ANYBODY)


def test_a_service_can_be_taken_off_the_list_and_put_back():
    service = Service.objects.get(code="SUKET")
    change_service(service, expected_days=4, active=False, by=ANYBODY)
    assert queries.service("SUKET") is None
    change_service(service, expected_days=4, active=True, by=ANYBODY)
    found = queries.service("SUKET")
    assert found is not None
    assert found.expected_days == 4
    said = [entry.sentence for entry in Entry.objects.order_by("id")]
    assert said == [
        f"Tukar Suket dengan KTP-el: 4 hari kerja, {offer}." for offer in ("tidak ditawarkan", "ditawarkan")
    ]
