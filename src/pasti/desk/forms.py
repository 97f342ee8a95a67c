"""What a clerk types at the counter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import DateField, Form
from pasti.queue.outcomes import Ending, Outcome, Reason


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


class EndingForm(Form):
    """How a coming ended: all was done, or why not. Whether it was partly or in vain follows from what was done."""

    ending = forms.ChoiceField(
        label=_("Bagaimana kedatangan ini berakhir"),
        choices=[(Outcome.SERVED.value, Outcome.SERVED.label), *Reason.choices],
        error_messages={"required": _("Pilih sebabnya."), "invalid_choice": _("Pilih sebabnya.")},
    )
    said = forms.CharField(label=_("Sebab lain, dengan kata-kata sendiri"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # It is asked for with another reason only, and then it must be said.
        self.fields["said"].quietly_optional = True  # type: ignore[attr-defined]

    def given(self) -> Ending:
        """Return the ending that was chosen."""
        chosen, said = self.cleaned_data["ending"], self.cleaned_data["said"]
        if chosen == Outcome.SERVED:
            return Ending(Outcome.SERVED)
        return Ending(Outcome.IN_VAIN, Reason(chosen), said if chosen == Reason.OTHER else "")


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

    takes_long_numbers = frozenset({"known"})

    service = forms.ChoiceField(label=_("Layanan"))
    known = forms.CharField(
        label=_("NIK, bila ada"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
