"""What was typed and not sent for good: when another service is chosen, or another button of a page pressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest

from pasti.applications.forms import AddressForm, QuestionsForm, person_form
from pasti.catalogue.models import Service
from pasti.kit import text
from pasti.kit.typed import cleaned, folded
from pasti.notices.forms import WishForm
from pasti.offices import queries as office


@dataclass(frozen=True)
class Typed:
    """What was typed, as a form takes it for its beginning, and what each of it is called."""

    values: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def without_place_in(self, *forms: Form) -> list[str]:
        """Return what of it none of these forms asks for, by its name."""
        asked = {name for form in forms for name in form.fields}
        return [label for name, label in self.labels.items() if name not in asked]

    def that_differ_from(self, known: Mapping[str, Any]) -> list[str]:
        """Return what of it is something else in the data of a resident, by its name."""
        return [
            label
            for name, label in self.labels.items()
            if name in known and _as_typed(self.values[name]) != _as_typed(known[name])
        ]


def of(request: HttpRequest, service: Service | None) -> Typed:
    """Return what was typed into the form of a service, if it was; nothing without one."""
    if service is None or request.method != "POST":
        return Typed()
    region = office.office().region_code
    found, labels = dict[str, Any](), dict[str, str]()
    for form in (QuestionsForm(service), person_form(service)(), AddressForm(regency=region), WishForm()):
        said = values(request, form)
        found |= said
        labels |= {name: text.within(str(form.fields[name].label or name)) for name in said}
    return Typed(found, labels)


def values(request: HttpRequest, form: Form) -> dict[str, Any]:
    """Return what was sent for the fields of a form and is not empty, as a form takes it for its beginning."""
    found = {}
    for name, asked in form.fields.items():
        said = cleaned(asked.widget.value_from_datadict(request.POST, request.FILES, form.add_prefix(name)))
        if any(said) if isinstance(said, list) else said:
            found[name] = said
    return found


def _as_typed(said: Any) -> str:
    """Return a value as two are compared, however it was typed: a date by its three numbers."""
    parts = [said.day, said.month, said.year] if isinstance(said, date) else said
    words = "-".join(str(part).lstrip("0") for part in parts) if isinstance(parts, list) else str(parts)
    return folded(words).replace(" ", "")
