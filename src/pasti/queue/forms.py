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


def typed_nik(written: str) -> str:
    """Return the digits of what may be a NIK, however it was typed; nothing for what is none."""
    digits = typed.number(written)
    return digits if len(digits) == _NIK_DIGITS and digits.isascii() and digits.isdigit() else ""


class LeaveForm(Form):
    """Who lets a screen be something else than the kiosk."""

    username = forms.CharField(
        label=_("Nama pengguna petugas"), max_length=40, widget=forms.TextInput({"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Kata sandi"), max_length=200, strip=False, widget=forms.PasswordInput({"autocomplete": "off"})
    )


class CollectForm(Form):
    """Which card somebody comes for: a scanned slip; a number, then the birth date; or a NIK, then the telephone.

    A birth date stands in the NIK: who knows the one knows both, and would be told of anybody's card.
    """

    takes_long_numbers = frozenset({"written"})

    written = forms.CharField(
        label=_("Pindai slip pengambilan, atau ketik nomor permohonan atau NIK"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Pindai slip, atau ketik nomor permohonan atau NIK.")},
    )
    birth_date = DateField(
        label=_("Tanggal lahir pemohon"), past=True, required=False, help_text=_("Contoh: 27 3 1998.")
    )
    phone_end = forms.RegexField(
        r"^[0-9]{4}$",
        label=_("Empat angka terakhir nomor telepon pemohon"),
        required=False,
        help_text=_("Nomor yang ditulis di permohonan. Bila tidak ada, ketik nomor permohonan."),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={"invalid": _("Isi empat angka terakhir nomor telepon, seperti 5501.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("birth_date", "phone_end"):
            self.fields[name].quietly_optional = True  # type: ignore[attr-defined]
        # What else is asked: "birth_date", "phone_end" or nothing.
        self.asks = ""

    @property
    def open(self) -> str:
        """The one field that is asked for on this screen."""
        return self.asks if self.asks and "written" not in self.errors else "written"

    @property
    def answered(self) -> bool:
        """Whether what is asked was on the screen already."""
        return not self.asks or any(name.startswith(self.asks) for name in self.data)

    def clean(self) -> dict[str, Any]:
        """Say whether it is a `scan`, a `nik` or a `number`, and what that asks for."""
        data = self.cleaned_data
        written = data.get("written", "")
        if not written:
            return data
        if scans.is_scan(written):
            return data | {"scan": written}
        if digits := typed_nik(written):
            self._ask("phone_end", gettext("Isi empat angka terakhir nomor telepon pemohon."))
            return data | {"nik": digits}
        try:
            number = applications.typed_number(written)
        except Refused as refused:
            self.add_error("written", str(refused))
            return data
        self._ask("birth_date", gettext("Isi tanggal lahir pemohon."))
        return data | {"number": number}

    def _ask(self, name: str, sentence: str) -> None:
        self.asks = name
        if self.answered and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)
