"""Putting somebody on record for the residents of a village."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import Form, PhoneField
from pasti.offices import regions


class RepresentativeForm(Form):
    """Who it is, for which village, and by which letter."""

    name = forms.CharField(label=_("Nama"), max_length=60)
    phone = PhoneField(label=_("Nomor HP"))
    village_code = forms.ChoiceField(label=_("Kelurahan atau desa"))
    letter = forms.CharField(label=_("Nomor surat dari kelurahan atau desa"), max_length=80)

    def __init__(self, *args: Any, regency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["village_code"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [
            ("", gettext("Pilih kelurahan atau desa")),
            *(
                (district.name, [(village.code, village.name) for village in regions.children(district.code)])
                for district in regions.children(regency)
            ),
        ]
