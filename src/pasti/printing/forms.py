"""What a print operator types."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import DateField, Form, WholeNumberField
from pasti.printing import printers
from pasti.printing.by_hand import ByHand

# At a machine past its queue, and at one that has none.
_PAST, _BY_HAND = "h", "0"


class RunForm(Form):
    """How many cards, from which blank on."""

    count = WholeNumberField(label=_("Berapa kartu"), min_value=1, error_messages={"required": _("Isi jumlah kartu.")})
    first_serial = forms.CharField(
        label=_("Blangko pertama di mesin cetak"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class MachineRunForm(RunForm):
    """The same where machines stand behind queues: to which of them the faces go, or at which they come by hand.

    `queues`: whether any queue can be sent to now.
    """

    printer = forms.ChoiceField(label=_("Mesin cetak"))
    why = forms.CharField(
        label=_("Alasan bila dari PDF"),
        max_length=160,
        required=False,
        help_text=_("Misalnya komputer antrean mati. Jangan tulis nama atau NIK."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, queues: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not queues:
            why = self.fields["why"]
            why.required, why.label = True, _("Alasan dicetak dari PDF")
            why.error_messages["required"] = _("Tuliskan alasannya, misalnya komputer antrean mati.")
        known = list(printers.printers())
        sent = [(str(printer.pk), printer.name) for printer in known] if queues else []
        past = [(f"{_PAST}{one.pk}", _("%s, dari PDF tanpa antrean") % one.name) for one in known]
        choices = [*sent, *past, (_BY_HAND, _("Mesin lain, dari PDF"))]
        cast(forms.ChoiceField, self.fields["printer"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Turn what was chosen into a machine's queue (`printer`) or a run by hand (`hand`)."""
        said = super().clean() or self.cleaned_data
        if chosen := said.get("printer"):
            at = None if chosen == _BY_HAND else printers.in_use(int(chosen.removeprefix(_PAST)))
            past = chosen == _BY_HAND or chosen.startswith(_PAST)
            said["printer"] = None if past else at
            said["hand"] = ByHand(at, said.get("why", "")) if past else None
        return said


class PrinterForm(Form):
    """A card machine and where its queue is."""

    name = forms.CharField(
        label=_("Nama mesin"),
        max_length=60,
        help_text=_("Seperti yang dikenal operator, misalnya Ruang cetak lantai 1."),
        error_messages={"required": _("Tuliskan nama mesinnya, misalnya tempatnya berdiri.")},
    )
    address = forms.CharField(
        label=_("Alamat antrean"),
        max_length=200,
        help_text=_("Alamat IPP dari CUPS, misalnya ipp://localhost/printers/kartu."),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url"}),
        error_messages={"required": _("Alamat antrean seperti ipp://localhost/printers/kartu.")},
    )
    encoder = forms.URLField(
        label=_("Alamat alat chip"),
        max_length=200,
        required=False,
        help_text=_("Kosongkan bila chip diaktifkan dengan cara lain; operator menyatakannya saat memindai kartu."),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url"}),
        assume_scheme="http",
        error_messages={"invalid": _("Alamat alat chip seperti http://192.168.1.30:8030.")},
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
