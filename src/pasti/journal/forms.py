from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import Form


class ReasonForm(Form):
    """Why something is left as it is; the rule for the words is in the action."""

    reason = forms.CharField(label=_("Alasan"), max_length=300, required=False)


class FindingsForm(Form):
    """What somebody found out about a history that does not agree."""

    reason = forms.CharField(label=_("Hasil pemeriksaan"), max_length=300, required=False)
