"""Who comes instead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.handover.models import Relation
from pasti.kit.forms import Form


class RepresentativeForm(Form):
    """The name of who comes instead, and what they are to the holder."""

    relation = forms.ChoiceField(
        label=_("Siapa yang datang?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih hubungan orang itu dengan pemilik.")},
    )
    name = forms.CharField(
        label=_("Nama yang mewakili"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Tuliskan nama yang mewakili.")},
    )

    def __init__(self, *args: Any, relations: list[Relation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["relation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(relation.value, relation.label) for relation in relations]
        if len(relations) == 1:
            field.initial = relations[0].value
