"""What a clerk notes when handing over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.handover import queries, shelf
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


class CountForm(Form):
    """A box of the shelf, and all that a barcode reader typed in it."""

    # A slip's secret is compared and not kept; what is no serial is kept short and said to be strange.
    takes_long_numbers = frozenset({"scanned"})

    box = forms.ChoiceField(label=_("Kotak"), error_messages={"required": _("Pilih kotaknya.")})
    scanned = forms.CharField(
        label=_("Pindai semua kartu di kotak ini"),
        required=False,
        help_text=_("Nomor seri di kartu, atau kode slipnya; satu demi satu. Kotak kosong: biarkan kosong."),
        widget=forms.Textarea({"rows": 8, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["box"]
        assert isinstance(box, forms.ChoiceField)
        box.choices = [(one.code, f"{one.said} ({one.lies})") for one in shelf.boxes()]

    def clean_box(self) -> tuple[int, int]:
        """The rack and the box in it."""
        rack, _dash, box = self.cleaned_data["box"].partition("-")
        return int(rack), int(box)
