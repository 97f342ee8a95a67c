"""What is typed at the kiosk."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pasti.applications import queries as applications
from pasti.applications import scans
from pasti.kit.errors import Refused
from pasti.kit.forms import DateField, Form
from pasti.residents import nik

_NIK_DIGITS = 16


class CollectForm(Form):
    """Which card somebody comes for: a scanned slip, or a case's number or a NIK with the birth date."""

    takes_long_numbers = frozenset({"written"})

    written = forms.CharField(
        label=_("Pindai slip pengambilan, atau ketik nomor permohonan atau NIK"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Pindai slip, atau ketik nomor permohonan atau NIK.")},
    )
    birth_date = DateField(
        label=_("Tanggal lahir pemohon"),
        past=True,
        required=False,
        help_text=_("Contoh: 27 3 1998. Tidak perlu bila slip dipindai."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["birth_date"].quietly_optional = True  # type: ignore[attr-defined]

    def nik(self) -> str:
        """Return the NIK that was typed, or nothing."""
        digits = nik.only_digits(self.cleaned_data["written"])
        return digits if len(digits) == _NIK_DIGITS and digits.isascii() and digits.isdigit() else ""

    def number(self) -> str:
        """Return the number of a case that was typed."""
        return applications.typed_number(self.cleaned_data["written"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        written = data.get("written", "")
        if not written or scans.is_scan(written):
            return data
        if not self.nik():
            try:
                self.number()
            except Refused as refused:
                self.add_error("written", str(refused))
        if not data.get("birth_date") and "birth_date" not in self.errors:
            self.add_error("birth_date", gettext("Isi tanggal lahir pemohon."))
        return data
