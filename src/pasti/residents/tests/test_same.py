"""Whether two sets of data are one person's, and that nobody is written over."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import SITI

from pasti.residents import actions, queries
from pasti.residents.models import Resident
from pasti.residents.same import Difference, SharedNik, Whose, differences

FIXED = settings(derandomize=True, deadline=None)
PEOPLE = st.builds(
    Resident,
    nik=st.just(SITI["nik"]),
    name=st.sampled_from(["Siti Nurjanah", "SITI NUR JANAH", "Hj. Siti Nurjanah", "Wati", "M. Fauzan"]),
    birth_date=st.sampled_from([date(2009, 6, 12), date(2009, 12, 6)]),
    sex=st.sampled_from("MF"),
)


def somebody(**other: object) -> Resident:
    return Resident(**{**SITI, **other})


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({}, []), ({"name": "nurjanah, siti"}, []), ({"birth_place": "Bogor", "address": "x"}, []),
        ({"name": "Siti"}, [Difference.NAME]), ({"sex": "M"}, [Difference.SEX]),
        ({"birth_date": date(2009, 6, 13), "name": "Wati"}, [Difference.NAME, Difference.BIRTH_DATE]),
    ],
)  # fmt: skip
@pytest.mark.either_database
def test_what_differs(other, found):
    assert differences(somebody(), somebody(**other)) == found


@pytest.mark.either_database
@FIXED
@given(PEOPLE, PEOPLE)
def test_it_is_the_same_whoever_is_asked_first(one, other):
    assert differences(one, other) == differences(other, one)
    assert differences(one, one) == []


@pytest.mark.django_db
@FIXED
@given(st.lists(PEOPLE, min_size=1, max_size=4))
def test_nobody_is_written_over_by_somebody_else(people):
    Resident.objects.all().delete()
    for seen in people:
        on_record = Resident.objects.filter(nik=seen.nik).first()
        if on_record and differences(on_record, seen):
            with pytest.raises(SharedNik):
                actions.confirm(seen)
            assert Resident.objects.get(nik=seen.nik).name == on_record.name
        else:
            assert actions.confirm(seen).name == seen.name
    assert Resident.objects.count() == 1


@pytest.mark.django_db
def test_who_lost_a_nik_is_not_found_by_none():
    first = actions.confirm(somebody())
    second = actions.confirm(somebody(name="Wati"), whose=Whose.GIVEN)
    third = actions.confirm(somebody(name="Sari"), whose=Whose.GIVEN)
    assert [Resident.objects.get(pk=r.pk).nik for r in (first, second, third)] == ["", "", SITI["nik"]]
    assert queries.by_nik("") is None
