"""What suits somebody who waits for an earlier day."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from pasti.appointments.models import Part
from pasti.kit.forms import Form
from pasti.offices import queries as offices


class WaitForm(Form):
    """On which days of the week somebody can come, and in which part of the day."""

    weekdays = forms.MultipleChoiceField(
        label=_("Hari yang cocok"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu hari yang cocok.")},
    )
    part = forms.ChoiceField(
        label=_("Jam yang cocok"), choices=Part.choices, widget=forms.RadioSelect, initial=Part.ANY,
        error_messages={"required": _("Pilih jam yang cocok.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, week = self.fields["weekdays"], [row[0] for row in offices.week()]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(day), capfirst(WEEKDAYS[day])) for day in week]
        field.initial = [str(day) for day in week]
