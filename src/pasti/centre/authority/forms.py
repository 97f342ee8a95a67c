"""An office's node card."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import Form


class OfficeCardForm(Form):
    """The one line that the office's link page shows."""

    card = forms.CharField(
        label=_("Kartu simpul kantor"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Satu baris yang dimulai dengan “pasti1:”, dari halaman Sambungan di kantor itu."),
        error_messages={"required": _("Tempelkan kartu simpul kantor itu.")},
    )
