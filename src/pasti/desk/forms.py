"""What a clerk types at the counter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import DateField, Form


class LetterForm(Form):
    """The date of a letter that somebody brought instead of one that is no longer accepted."""

    day = DateField(label=_("Tanggal surat yang baru"), past=True)


class MissingPapersForm(Form):
    """What is missing."""

    what = forms.CharField(
        label=_("Apa yang kurang?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Kalimat ini dibaca pemohon."),
        error_messages={"required": _("Tuliskan berkas apa yang kurang.")},
    )


class RefusalForm(Form):
    """Why a case is turned down."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Kalimat ini dibaca pemohon."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )


class DocumentNumberForm(Form):
    """The number of the document that was made."""

    # A family card's own number is one of sixteen digits.
    takes_long_numbers = frozenset({"number"})

    number = forms.CharField(label=_("Nomor dokumen dari SIAK"), max_length=40)


class ServiceForm(Form):
    """What somebody comes for, and their NIK if they have one, so that what is known need not be typed again."""

    takes_long_numbers = frozenset({"nik"})

    service = forms.ChoiceField(label=_("Layanan"))
    nik = forms.CharField(
        label="NIK",
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
