import pytest

from pasti.catalogue import queries
from pasti.catalogue.loader import load
from pasti.catalogue.models import Service, matches

RECORDED = ["papers", "recording", "centre", "printing", "handover"]
KNOWN = ["papers", "centre", "printing", "handover"]
CIVIL = ["papers", "issuing", "handover"]


@pytest.mark.parametrize(
    ("code", "answers", "steps"),
    [
        ("NEW", {"recorded_before": "no"}, RECORDED),
        ("NEW", {"recorded_before": "unsure"}, RECORDED),
        ("NEW", {"recorded_before": "yes"}, KNOWN),
        ("NEW", {}, KNOWN),
        ("NEW16", {}, RECORDED),
        ("LOST", {}, KNOWN),
        ("PHOTO", {"photo_reason": "hijab"}, RECORDED),
        ("MOVE_IN", {}, KNOWN),
        ("MOVE_LN", {"recorded_before": "yes"}, KNOWN),
        ("OUT", {"out_reason": "first"}, RECORDED),
        ("OUT", {"out_reason": "lost"}, KNOWN),
        ("KK", {}, CIVIL),
        ("BIRTH", {"birth_letter_ready": "yes"}, CIVIL),
    ],
)
def test_a_case_takes_the_steps_that_its_answers_ask_for(db, code, answers, steps):
    load()
    assert [step.code for step in queries.steps(Service.objects.get(code=code), answers)] == steps


@pytest.mark.parametrize(
    ("code", "captures"), [("NEW", []), ("PHOTO", ["photo", "finger"]), ("SIGN", ["signature", "finger"])]
)
def test_a_recording_captures_what_the_service_is_about(db, code, captures):
    load()
    assert Service.objects.get(code=code).steps.get(code="recording").captures == captures


@pytest.mark.parametrize(
    ("when", "answers", "fits"),
    [
        ({}, {}, True),
        ({"a": ["x", "y"]}, {"a": "y"}, True),
        ({"a": ["x", "y"]}, {"a": "z"}, False),
        ({"a": ["x"]}, {}, False),
        ({"a": ["x"], "b": ["y"]}, {"a": "x", "b": "y"}, True),
        ({"a": ["x"], "b": ["y"]}, {"a": "x"}, False),
    ],
)
def test_a_condition_names_the_answers_that_fit(when, answers, fits):
    assert matches(when, answers) is fits
