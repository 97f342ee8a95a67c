"""What is said before somebody is recorded a second time."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import Form


class KnowingForm(Form):
    """That whoever records knows of the earlier recording."""

    knowing = forms.BooleanField(label=_("Saya sudah memastikan: orang ini memang harus direkam lagi"))
