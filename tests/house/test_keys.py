"""What Enter may send on a staff screen: it asks or goes on, and states nothing about the world (docs/adr/0026)."""

import re

from tests.house.floors import ROOT

# The form that Enter sends, and why pressing it once too often tells nobody anything untrue.
GOES_ON = {
    "desk:call-next": "calls one number; nobody is said to have come",
    "desk:finish": "confirms what the records have of how it ended, which stands on the key (docs/adr/0042)",
    "desk:move' 'pass-on": "the person goes on to the lane that the screen named",
    "recording:signature": "captures; may be captured again until it is sealed",
    "recording:device": "captures; may be captured again until it is sealed",
    # The page's own address: takes the next cards into a run, which can be put back.
    "": "starts a run; no card counts as printed",
}
# What somebody states, each by a key that the page before it does not have.
STATES = {
    "desk:move' 'serve": "d",
    "recording:begin": "b",
    "recording:seal": "s",
    "applications:correct": "y",
    "desk:accept-papers": "l",
    "desk:issue": "l",
}

_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
_ACTION = re.compile(r"action=\"\{% url '([^%]*?)'(?: [a-z_.]+)* %\}\"")


def _forms_with_keys() -> list[tuple[str, str]]:
    found = []
    for template in sorted((ROOT / "src" / "pasti").glob("**/templates/**/*.html")):
        for form in _FORM.findall(template.read_text("utf-8")):
            action = _ACTION.search(form.partition(">")[0] + ">")
            found += [
                (action.group(1) if action else "", key)
                for key in re.findall(r'<(?!summary)[^>]*data-key="([^"{]+)"', form)
            ]
    return found


def test_enter_sends_nothing_that_states_a_fact():
    assert {action for action, key in _forms_with_keys() if key == "Enter"} <= set(GOES_ON)


def test_what_is_stated_has_a_key_of_its_own():
    keys = dict(_forms_with_keys())
    assert {action: keys.get(action) for action in STATES} == STATES


def test_no_key_confirms_a_card():
    assert "printing:confirm" not in dict(_forms_with_keys())
