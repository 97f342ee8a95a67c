"""What is typed about certificates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import DateField, Form
from pasti.readiness import sentences
from pasti.readiness.models import Incident


class WithdrawKeyForm(Form):
    """Why a key does not hold any more."""

    reason = forms.CharField(
        label=_("Mengapa kunci ini tidak boleh diakui lagi?"),
        help_text=_("Semua surat yang ditandatangani dengannya akan terbaca palsu dan harus diterbitkan lagi."),
        max_length=200,
        error_messages={"required": _("Tuliskan alasannya.")},
    )


class SwitchOnForm(Form):
    """That Suket are issued: for which incident, until when, and why."""

    incident = forms.TypedChoiceField(
        label=_("Karena gangguan"), coerce=int, error_messages={"required": _("Pilih gangguannya.")}
    )
    until = DateField(label=_("Sampai hari"))
    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Dasarnya, misalnya surat yang membolehkan, dan mengapa warga tidak dapat menunggu kartunya."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tuliskan alasannya.")},
    )

    def __init__(self, *args: Any, incidents: list[Incident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["incident"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(one.pk, f"{one.number}: {sentences.told(one)}") for one in incidents]


class ReasonForm(Form):
    """Why something of a Suket is ended."""

    reason = forms.CharField(label=_("Alasan"), max_length=200, error_messages={"required": _("Tuliskan alasannya.")})
