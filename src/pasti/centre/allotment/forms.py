"""An answer to an office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import DateField, Form, WholeNumberField


class AnswerForm(Form):
    """How many blanks it gets, and when."""

    count = WholeNumberField(label=_("Jumlah yang dialokasikan"), help_text=_("0 bila tidak ada."), min_value=0)
    day = DateField(label=_("Diperkirakan tiba"), required=False)
    letter = forms.CharField(label=_("Nomor surat"), max_length=80)
    note = forms.CharField(
        label=_("Keterangan untuk kantor itu"), max_length=200, required=False,
        help_text=_("Wajib bila tidak ada alokasi. Jangan tulis nama atau NIK."),
    )  # fmt: skip
