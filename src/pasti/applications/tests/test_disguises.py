"""What is typed in any disguise is stored the same, and found however it is looked for; on both databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import OWNER, SITI, draft, submitted

from pasti.applications import actions, forgetting, queries
from pasti.applications.models import Application
from pasti.kit.errors import Refused
from pasti.kit.tests.test_typed import APOSTROPHES, DASHES, INVISIBLE, SPACES, disguised

steady = settings(
    derandomize=True, deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
phones = st.builds(
    "".join,
    st.tuples(*(st.sampled_from([d, *(d + mark for mark in [*SPACES, *INVISIBLE, *DASHES])]) for d in "081234567890")),
)
names = st.builds(
    "{2}Nur{0}aini{1}José{2}".format,
    st.sampled_from(APOSTROPHES),
    st.sampled_from(SPACES),
    st.sampled_from([*SPACES, *INVISIBLE]),
)


@steady
@given(disguised(str(SITI["nik"])), disguised(str(SITI["kk_number"])), phones, names)
def test_it_is_stored_the_same(office, nik, kk, phone, name):
    case = Application.objects.first() or draft()
    told = {"nik": nik, "kk_number": kk, "phone": phone, "name": name}
    kept = actions.fill(case, told, by=OWNER)
    assert (kept.nik, kept.kk_number, kept.phone) == (SITI["nik"], SITI["kk_number"], "+6281234567890")
    assert kept.name == "Nur'aini José"
    assert Application.objects.get(pk=kept.pk).name_folded == "nuraini jose"


@steady
@given(st.data())
def test_its_number_is_read_in_every_disguise(office, data):
    case = Application.objects.first() or submitted()
    assert queries.by_typed_number(data.draw(disguised(case.number))) == case


NAMES = ["Nur'aini", "Nur\u2019aini", "Nuraini", "NUR\u02bcAINI", "nur`aini"]


@pytest.mark.parametrize("stored", NAMES)
@pytest.mark.parametrize("asked", NAMES)
def test_a_name_is_found_however_it_is_written(office, stored, asked):
    case = submitted(name=stored)
    assert list(queries.search(asked)) == [case]


def test_accents_are_folded_on_both_sides(office):
    jose, lukasz = submitted(name="José Pereira"), submitted(name="Łukasz Sørensen")
    assert list(queries.search("jose")) == list(queries.search("JOSÉ")) == [jose]
    assert list(queries.search("lukasz sorensen")) == [lukasz]


def test_what_folds_to_nothing_finds_nobody(office):
    submitted()
    assert list(queries.search("'")) == []


def test_a_corrected_name_is_found_and_the_old_one_is_not(office):
    case = submitted(name="Siti")
    actions.fill(case, {"name": "Nur'aini"}, by=office.budi.actor)
    assert list(queries.search("nuraini")) == [case]
    assert list(queries.search("siti")) == []


def test_what_is_forgotten_is_forgotten_in_every_spelling(office):
    case = draft(name="Nur'aini")
    forgetting.forget_case(case)
    case.refresh_from_db()
    assert (case.name, case.name_folded) == ("", "")


@pytest.mark.parametrize(
    "told", [{"name": "x" * 61}, {"address": "x" * 121}, {"rt": "0123456789"}, {"birth_place": "\ufdfa" * 4}]
)
def test_nothing_is_cut(office, told):
    case = draft()
    with pytest.raises(Refused):
        actions.fill(case, told, by=OWNER)


@pytest.mark.parametrize(
    "told", [{"nik": "123"}, {"kk_number": "0" * 16}, {"phone": "0812 3456 7890 (ibu)"}, {"nik": "3,27502E+15"}]
)
def test_the_verb_keeps_the_rule_and_not_only_the_form(office, told):
    case = draft()
    with pytest.raises(Refused):
        actions.fill(case, told, by=OWNER)


def test_both_rt_and_rw_typed_into_one_are_split(office):
    kept = actions.fill(draft(), {"rt": "001/002", "rw": ""}, by=OWNER)
    assert (kept.rt, kept.rw) == ("001", "002")
    kept = actions.fill(kept, {"rt": "03/A", "rw": "-"}, by=OWNER)
    assert (kept.rt, kept.rw, kept.full_address.split(", ")[1]) == ("03/A", "-", "RT 03/A")
