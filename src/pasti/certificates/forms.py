"""What is typed about certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import Form


class WithdrawKeyForm(Form):
    """Why a key does not hold any more."""

    reason = forms.CharField(
        label=_("Mengapa kunci ini tidak boleh diakui lagi?"),
        help_text=_("Semua surat yang ditandatangani dengannya akan terbaca palsu dan harus diterbitkan lagi."),
        max_length=200,
        error_messages={"required": _("Tuliskan alasannya.")},
    )
