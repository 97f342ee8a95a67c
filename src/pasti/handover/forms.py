"""What a clerk notes when handing over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.handover import queries
from pasti.handover.models import OldCard, Relation, Shown
from pasti.kit.forms import Form


class HandoverForm(Form):
    """Who collects, how they were recognised, and the old card."""

    # Compared with the slip's secret, and not kept.
    takes_long_numbers = frozenset({"slip_code"})

    relation = forms.ChoiceField(
        label=_("Yang mengambil"),
        widget=forms.RadioSelect,
        initial=Relation.SELF,
        error_messages={"required": _("Pilih siapa yang mengambil.")},
    )
    taken_by = forms.CharField(
        label=_("Nama yang mengambil"),
        max_length=60,
        error_messages={"required": _("Tuliskan nama yang mengambil.")},
    )
    shown = forms.ChoiceField(
        label=_("Dikenali melalui"),
        choices=Shown.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih bagaimana pengambil dikenali.")},
    )
    old_card = forms.ChoiceField(
        label=_("Kartu lama"),
        choices=OldCard.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih apakah kartu lama diserahkan.")},
    )
    slip_code = forms.CharField(
        label=_("Kode slip (pindai QR)"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, allowed: list[Relation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relation = self.fields["relation"]
        assert isinstance(relation, forms.ChoiceField)
        relation.choices = [(choice.value, choice.label) for choice in allowed]

    def clean_slip_code(self) -> str:
        # A scanner types the whole address that the QR code holds.
        scanned = self.cleaned_data["slip_code"]
        code = queries.code_in(scanned)
        if scanned and not code:
            raise forms.ValidationError(_("Ini bukan kode slip pengambilan. Pindai lagi, atau kosongkan."))
        return code
