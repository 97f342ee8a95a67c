"""Why something is not sent, or not applied; and the code by which an office becomes known."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit import free_text
from pasti.kit.forms import Form


class ReasonForm(Form):
    """A reason that the other side may read."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        validators=[free_text.validate],
        help_text=_("Dibaca juga di simpul seberang dan di jurnal. Jangan tulis nama atau NIK."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )


class CodeForm(Form):
    """What the centre said over the telephone."""

    takes_long_numbers: ClassVar[frozenset[str]] = frozenset({"code"})

    url = forms.CharField(
        label=_("Alamat pusat"),
        max_length=200,
        help_text=_("Misalnya https://pusat.example."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Tuliskan alamat pusat.")},
    )
    code = forms.CharField(
        label=_("Kode dari pusat"),
        max_length=60,
        help_text=_("20 angka, dalam empat kelompok."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Tuliskan kode dari pusat.")},
    )
