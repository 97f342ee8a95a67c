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


class OutsideForm(Form):
    """Which Suket are signed, and as whom: of the last two nothing is kept."""

    takes_long_numbers = frozenset({"identity", "passphrase"})

    suket = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={
            "required": _("Pilih surat yang Anda tandatangani."),
            "invalid_choice": _("Salah satunya sudah ditandatangani atau tidak berlaku lagi. Buka lagi daftarnya."),
        },
    )  # fmt: skip
    identity = forms.CharField(
        label=_("NIK atau alamat surel Anda di BSrE"), max_length=120,
        widget=forms.TextInput({"autocomplete": "username"}),
        error_messages={"required": _("Tuliskan NIK atau alamat surel yang terdaftar di BSrE.")},
    )  # fmt: skip
    passphrase = forms.CharField(
        label=_("Passphrase"), help_text=_("Dikirim ke BSrE satu kali ini saja; tidak disimpan."), max_length=200,
        strip=False, widget=forms.PasswordInput({"autocomplete": "off"}),
        error_messages={"required": _("Tuliskan passphrase Anda.")},
    )  # fmt: skip

    def __init__(self, *args: Any, waiting: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["suket"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(pk, pk) for pk in waiting]
        # Who signs takes out what is not to be signed.
        field.initial = waiting


class ReasonForm(Form):
    """Why something of a Suket is ended."""

    reason = forms.CharField(label=_("Alasan"), max_length=200, error_messages={"required": _("Tuliskan alasannya.")})
