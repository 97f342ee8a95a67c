"""What is noted of blanks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import DateField, Form, WholeNumberField


class DeliveryForm(Form):
    """A box of blanks."""

    letter = forms.CharField(label=_("Nomor surat pengantar"), max_length=80)
    first_serial = forms.CharField(
        label=_("Nomor seri pertama"), max_length=20, help_text=_("Misalnya BK00012001"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    count = WholeNumberField(label=_("Jumlah keping"), min_value=1)


class ExpectedForm(Form):
    """A box that is on its way."""

    letter = forms.CharField(
        label=_("Nomor surat"),
        max_length=80,
        help_text=_("Surat pemberitahuan kirimannya. Nomor yang sama mengganti hari dan jumlah yang sudah dicatat."),
    )
    day = DateField(label=_("Diperkirakan tiba"))
    count = WholeNumberField(label=_("Jumlah keping"), min_value=1)


class SpoilForm(Form):
    """A blank that cannot be used."""

    serial = forms.CharField(label=_("Nomor seri"), max_length=20, widget=forms.TextInput({"autocomplete": "off"}))
    reason = forms.CharField(
        label=_("Mengapa rusak?"),
        max_length=160,
        error_messages={"required": _("Tuliskan mengapa blangko rusak.")},
    )
