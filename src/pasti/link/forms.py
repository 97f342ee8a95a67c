"""Why something is not sent, or not applied."""

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
