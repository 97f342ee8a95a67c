import tomllib
from importlib import resources

import pytest
from django.db.models import F, Q
from tests.cast import ANYBODY
from tests.scenes import scene

from pasti.catalogue import queries
from pasti.catalogue.actions import change_service
from pasti.catalogue.loader import load
from pasti.catalogue.models import Advice, Question, Requirement, Service, Step
from pasti.catalogue.steps import StepCode

CODES = ["NEW", "NEW16", "LOST", "DMG", "CHG", "PHOTO", "SIGN", "MOVE_IN", "MOVE_LN", "OA_NEW", "OA_EXT", "OUT",
         "SUKET", "KK", "BIRTH"]  # fmt: skip


pytestmark = pytest.mark.usefixtures("loaded")


@scene
def loaded() -> None:
    assert load() == len(CODES)


def test_every_service_of_the_file_is_there_in_its_order():
    assert list(Service.objects.values_list("code", flat=True)) == CODES
    assert [s.code for s in queries.services(family="civil")] == ["KK", "BIRTH"]


def test_loading_again_adds_and_changes_nothing():
    service = Service.objects.get(code="NEW")
    change_service(service, expected_days=9, active=False, by=ANYBODY)
    Requirement.objects.filter(service=service, code="kk").update(text_id="KK terbaru")
    counts = [model.objects.count() for model in (Service, Question, Requirement, Advice, Step)]
    assert load() == 0
    assert [model.objects.count() for model in (Service, Question, Requirement, Advice, Step)] == counts
    kept = Service.objects.get(code="NEW")
    assert (kept.expected_days, kept.active) == (9, False)
    assert kept.requirements.get(code="kk").text_id == "KK terbaru"


def test_a_service_that_is_missing_is_added():
    Service.objects.filter(code="SUKET").delete()
    assert load() == 1


@pytest.mark.parametrize("model", [Service, Question, Requirement, Advice])
def test_everything_is_said_in_both_languages(model):
    assert not model.objects.filter(Q(text_id="") | Q(text_en="") | Q(text_id=F("text_en"))).exists()


@pytest.mark.parametrize("model", [Service, Requirement, Advice])
def test_everything_names_its_legal_basis(model):
    assert not model.objects.filter(legal_basis="").exists()


def conditions() -> list[tuple[Service, dict[str, list[str]]]]:
    found = [(s, s.age_waived_when) for s in Service.objects.all()]
    for model in (Question, Requirement, Advice, Step):
        found += [(row.service, row.when) for row in model.objects.select_related("service")]
    return found


def test_every_condition_speaks_of_an_answer_that_can_be_given():
    for service, when in conditions():
        for code, values in when.items():
            question = service.questions.get(code=code)
            assert set(values) <= {value for value, _text in question.options}, (service.code, when)


def test_a_question_hangs_on_earlier_questions_only():
    for question in Question.objects.select_related("service"):
        earlier = set(question.service.questions.filter(order__lt=question.order).values_list("code", flat=True))
        assert set(question.when) <= earlier, (question.service.code, question.code)


def test_what_has_a_date_is_dated_by_a_question_for_a_date():
    dated = Requirement.objects.exclude(dated_by="").select_related("service")
    assert dated.count() == 6
    for requirement in dated:
        assert requirement.service.questions.get(code=requirement.dated_by).kind == Question.Kind.DATE


def test_every_service_ends_with_handing_over_and_knows_its_steps():
    order = StepCode.values
    for service in Service.objects.prefetch_related("steps"):
        codes = [step.code for step in service.steps.all()]
        assert codes == sorted(codes, key=order.index)
        assert (codes[0], codes[-1]) == ("papers", "handover")


def test_family_cards_and_certificates_go_on_without_the_authorisation_for_cards():
    civil = Step.objects.filter(service__family="civil")
    assert {need for step in civil for need in step.rests_on} == {"paper_printer", "clerk"}
    assert not Service.objects.get(code="KK").makes_card


def test_what_makes_a_card_needs_the_centres_leave_and_nothing_else_does():
    for service in Service.objects.all():
        bound = [step.code for step in service.steps.all() if any(need.startswith("may_") for need in step.rests_on)]
        with_leave = [step for step in ("recording", "centre", "printing") if step in _steps(service)]
        assert bound == (with_leave if service.family == "card" else []), service.code


def _steps(service: Service) -> list[str]:
    return [step.code for step in service.steps.all()]


def test_every_requirement_of_the_file_is_used():
    data = tomllib.loads(resources.files("pasti.catalogue").joinpath("data/services.toml").read_text("utf-8"))
    assert set(data["requirements"]) == set(Requirement.objects.values_list("code", flat=True))
    assert set(data["questions"]) == set(Question.objects.values_list("code", flat=True))


@pytest.mark.parametrize(("married", "brought"), [("yes", "marriage_book"), ("no", "marriage_statement")])
def test_a_birth_is_registered_with_or_without_a_marriage_book(married, brought):
    birth = Service.objects.get(code="BIRTH")
    found = queries.checklist(birth, {"birth_letter_ready": "yes", "marriage_book": married})
    assert [n.requirement.code for n in found.needed] == ["birth_letter", brought, "kk", "parents_cards"]


def test_only_children_are_registered_several_at_once():
    assert [service.code for service in Service.objects.filter(repeatable=True)] == ["BIRTH"]
