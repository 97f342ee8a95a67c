"""What is asked is used: every answer of every service is followed to where it ends."""

import pytest

from pasti.applications.forms import AddressForm, CardDataForm, ForeignerForm
from pasti.catalogue import answers, queries
from pasti.catalogue.loader import load
from pasti.catalogue.models import Question, Service
from pasti.link.schema import Biodata
from pasti.residents.models import BIODATA_FIELDS

# Fields of a form that stand on no card, and what they are asked for.
NOT_ON_A_CARD = {
    "kk_number": "the family card that the clerk compares",
    "phone": "how the office reaches the person",
    "village_code": "said on the card as village, district, regency and province",
}
# What the centre is told of a person without a form asking for it.
NOT_ASKED = {
    "mother": "known from packets that were adopted",
    "village": "from village_code",
    "district": "from village_code",
    "regency": "from village_code",
    "province": "from village_code",
}


@pytest.fixture
def services(db) -> list[Service]:
    load()
    return list(queries.all_services())


def _decides(question: Question) -> bool:
    """Whether anything of the service hangs on the answer."""
    service = question.service
    conditions = [
        service.age_waived_when,
        *service.requirements.values_list("when", flat=True),
        *service.advice.values_list("when", flat=True),
        *service.steps.values_list("when", flat=True),
        *service.questions.values_list("when", flat=True),
    ]
    dated = question.code in service.requirements.values_list("dated_by", flat=True)
    return dated or any(question.code in when for when in conditions)


def test_every_question_ends_on_the_product_or_decides_something(services):
    """A new question that nothing reads fails here: say where its answer ends, or do not ask."""
    lost = [
        f"{service.code}: {question.code}"
        for service in services
        for question in service.questions.all()
        if question.code not in answers.CARRIED
        and not (question.code in answers.JUDGED and (_decides(question) or (service.code, question.code) in ALSO))
    ]
    assert lost == []


# Decided not by this service's data but by a rule in code.
ALSO: frozenset[tuple[str, str]] = frozenset()


def test_nothing_is_declared_that_is_not_asked(services):
    asked = {question.code for service in services for question in service.questions.all()}
    assert {*answers.CARRIED, *answers.JUDGED, *answers.ENDS} == asked
    assert not set(answers.CARRIED) & set(answers.JUDGED)


def test_what_is_carried_is_a_field_of_the_card():
    assert set(answers.CARRIED.values()) <= set(Biodata.model_fields)


def test_every_field_of_a_form_stands_on_the_card_or_says_why_not():
    fields = {*ForeignerForm.base_fields, *AddressForm.base_fields, *CardDataForm.base_fields}
    assert fields <= set(BIODATA_FIELDS)
    assert fields - set(Biodata.model_fields) == set(NOT_ON_A_CARD)
    assert set(Biodata.model_fields) - fields - set(answers.CARRIED.values()) == set(NOT_ASKED)
