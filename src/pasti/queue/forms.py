"""What is typed at the kiosk."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pasti.applications import queries as applications
from pasti.applications import scans
from pasti.kit import typed
from pasti.kit.errors import Refused
from pasti.kit.forms import DateField, Form

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

    def clean(self) -> dict[str, Any]:
        """Say whether it is a `scan`, a `nik` or a `number`; what was typed needs the birth date too."""
        data = self.cleaned_data
        written = data.get("written", "")
        if not written:
            return data
        if scans.is_scan(written):
            return data | {"scan": written}
        if not data.get("birth_date") and "birth_date" not in self.errors:
            self.add_error("birth_date", gettext("Isi tanggal lahir pemohon."))
        digits = typed.number(written)
        if len(digits) == _NIK_DIGITS and digits.isascii() and digits.isdigit():
            return data | {"nik": digits}
        try:
            return data | {"number": applications.typed_number(written)}
        except Refused as refused:
            self.add_error("written", str(refused))
        return data
