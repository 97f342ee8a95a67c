"""What a print operator types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import DateField, Form, WholeNumberField


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


class DeadlineForm(Form):
    """By which day a card is needed, and the proof of it."""

    day = DateField(label=_("Kartu diperlukan paling lambat"))
    proof = forms.CharField(
        label=_("Bukti yang dilihat"),
        max_length=160,
        help_text=_("Misalnya surat panggilan tes CPNS, jadwal keberangkatan umrah, rujukan rumah sakit."),
        error_messages={"required": _("Tuliskan bukti tenggat yang dilihat, misalnya surat panggilan tes.")},
    )


class AdvanceForm(Form):
    """Why a card should be printed before its turn."""

    reason = forms.CharField(
        label=_("Mengapa mendahului urutan?"),
        max_length=200,
        help_text=_("Dicatat dengan dua nama dan tampak dalam daftar pengecualian. Jangan tulis nama atau NIK."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )
