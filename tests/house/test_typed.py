"""Everything that is typed passes the one cleaner: no form, no screen and no browser's limit is forgotten."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms

from pasti.kit.forms import Cleaned, Form, Typed, WholeNumberField
from tests.house.floors import ROOMS
from tests.house.test_free_text import name_of, our_forms

# What is no word: read as it was sent, and why.
AS_SENT = {
    # What a browser and its key have signed.
    "accounts.mfa.AddPasskeyForm": {"credential"},
}
# A drawing as a picture, long and never shown as words.
READS_ITSELF = {"recording/screens/station.py": ['request.POST.get("drawn"']}

_READ = re.compile(r"request\.(?:POST|GET)(?:\.get|\.getlist|\[)[^)\],]*")
_CUT_IN_CODE = re.compile(r"(?:free_text\.checked\(.*\)|\.strip\(\)|\bwhy)\[:[0-9A-Z_]+\]")
_NOT_KEPT = re.compile(r"^\s*free_text\.checked\(", re.MULTILINE)
# What a program has said, and nobody typed.
_OF_A_PROGRAM = {"notices/channels/whatsapp.py"}
_CUT = re.compile(r'\bmaxlength\s*=|<input[^>]*\btype="number"', re.IGNORECASE)


def bypassing(form: type[Any]) -> bool:
    """Whether what is typed into a form does not pass the cleaner."""
    return not issubclass(form, Cleaned) or not issubclass(form.bound_field_class or forms.BoundField, Typed)


def test_no_form_bypasses_the_cleaner():
    found = our_forms()
    assert len(found) > 20
    assert [name_of(form) for form in found if bypassing(form)] == []


def test_what_is_read_as_it_was_sent_is_stated():
    stated = {name_of(form): set(form.as_sent) for form in our_forms() if form.as_sent}
    assert stated == AS_SENT


class Planted(forms.Form):
    note = forms.CharField()


class PlantedAnew(Form):
    bound_field_class = forms.BoundField


@pytest.mark.parametrize("form", [Planted, PlantedAnew])
def test_a_planted_form_that_bypasses_it_is_found(form):
    assert bypassing(form)


def reads(path: Path) -> list[str]:
    """What a file takes out of a request by itself."""
    return _READ.findall(path.read_text())


def _code() -> Iterator[Path]:
    for path in ROOMS.rglob("*.py"):
        if "tests" not in path.parts and path != ROOMS / "kit" / "screens.py":
            yield path


def test_no_screen_reads_what_was_sent_by_itself():
    found = {str(path.relative_to(ROOMS)): said for path in _code() if (said := reads(path))}
    assert found.pop("apply/screens/checklist.py") == ['request.GET.getlist("asked"']
    assert found == READS_ITSELF


@pytest.mark.parametrize("line", ['x = request.POST["q"]', "request.GET.get('day')", 'request.POST.getlist("serial")'])
def test_a_planted_screen_that_does_is_found(line, tmp_path):
    (tmp_path / "screen.py").write_text(line)
    assert reads(tmp_path / "screen.py")


def test_no_page_lets_a_browser_cut_what_is_pasted():
    pages = list(ROOMS.rglob("*.html"))
    assert {page.name for page in pages if _CUT.search(page.read_text())} == set()
    assert _CUT.search('<input name="a" maxlength="3">')
    assert _CUT.search('<input class="x" type="number">')


def cut(code: str) -> list[str]:
    """Where what somebody wrote is cut instead of refused."""
    return _CUT_IN_CODE.findall(code)


def test_no_action_cuts_what_somebody_wrote():
    rooms = [path for path in _code() if ROOMS / "kit" not in path.parents]
    found = {str(path.relative_to(ROOMS)) for path in rooms if cut(path.read_text())}
    assert found == _OF_A_PROGRAM


def test_what_was_checked_is_what_is_kept():
    """It is clean only as it comes back. Not so what another node signed, and what is kept by `as_kept`."""
    found = {str(path.relative_to(ROOMS)) for path in _code() if _NOT_KEPT.search(path.read_text())}
    assert found == {"link/actions.py", "applications/stated.py"}
    assert _NOT_KEPT.search("    free_text.checked(name)")
    assert not _NOT_KEPT.search("    name = free_text.checked(name)")


@pytest.mark.parametrize(
    "line",
    ["x = free_text.checked(reason, none=_('Tuliskan.'))[:80]", "number.strip()[:40]", "why[:300], paper[:100]"],
)
def test_a_planted_action_that_does_is_found(line):
    assert cut(line)


def test_no_field_lets_a_browser_cut_it_either():
    for form in our_forms():
        for field in form.base_fields.values():
            assert not isinstance(field.widget, forms.NumberInput), name_of(form)
            assert not isinstance(field, forms.IntegerField) or isinstance(field, WholeNumberField), name_of(form)

    class Short(Form):
        name = forms.CharField(max_length=3)
        more = forms.CharField(widget=forms.Textarea, max_length=3)

    drawn = str(Short())
    assert "maxlength" not in drawn
    assert len(Short({"name": "abcd", "more": "abcd"}).errors) == 2
