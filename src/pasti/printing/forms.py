"""What a print operator types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import Form, WholeNumberField


class RunForm(Form):
    """How many cards, from which blank on."""

    count = WholeNumberField(label=_("Berapa kartu"), min_value=1, error_messages={"required": _("Isi jumlah kartu.")})
    first_serial = forms.CharField(
        label=_("Blangko pertama di mesin cetak"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ConfirmForm(Form):
    """The serial on a card that came out of the machine."""

    serial = forms.CharField(
        label=_("Nomor seri di kartu yang sudah tercetak"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "autofocus": True}),
        error_messages={"required": _("Pindai atau ketik nomor seri di kartu yang sudah tercetak.")},
    )


class SpoilForm(Form):
    """Why a card came out badly."""

    reason = forms.CharField(
        label=_("Mengapa gagal?"),
        max_length=160,
        error_messages={"required": _("Tuliskan mengapa cetakan gagal.")},
    )
