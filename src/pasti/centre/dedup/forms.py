"""A decision on two records."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import Form


class DecisionForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Alasan Anda"), max_length=300, widget=forms.Textarea({"rows": 2}))
