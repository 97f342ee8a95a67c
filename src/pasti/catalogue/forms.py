"""Editing the catalogue."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.catalogue.actions import EXPECTED_DAYS, GOOD_FOR_DAYS
from pasti.kit.forms import DateField, Form, WholeNumberField


class RequirementForm(Form):
    """A requirement as it reads from a day on."""

    text_id = forms.CharField(label=_("Syarat"), max_length=240)
    text_en = forms.CharField(label=_("Syarat (Inggris)"), max_length=240)
    detail_id = forms.CharField(label=_("Penjelasan"), max_length=240, required=False)
    detail_en = forms.CharField(label=_("Penjelasan (Inggris)"), max_length=240, required=False)
    good_for_days = WholeNumberField(
        label=_("Diterima selama (hari sejak tanggal surat)"),
        min_value=GOOD_FOR_DAYS[0],
        max_value=GOOD_FOR_DAYS[1],
        required=False,
        error_messages={"required": _("Tuliskan berapa hari surat itu diterima.")},
    )
    legal_basis = forms.CharField(
        label=_("Dasar"), max_length=200, error_messages={"required": _("Tuliskan dasar hukumnya.")}
    )
    valid_from = DateField(label=_("Berlaku mulai"), error_messages={"required": _("Isi tanggal mulai berlaku.")})


class NewRequirementForm(RequirementForm):
    """A requirement that was not there before."""

    code = forms.SlugField(label=_("Kode"), max_length=30, help_text=_("Singkat, tanpa spasi, misalnya surat_rt"))
    field_order = ("code",)


class ServiceForm(Form):
    """What an office may change of a service as a whole."""

    expected_days = WholeNumberField(
        label=_("Biasanya siap (hari kerja)"),
        min_value=EXPECTED_DAYS[0],
        max_value=EXPECTED_DAYS[1],
        error_messages={"required": _("Isi jumlah hari kerja.")},
    )
    active = forms.BooleanField(label=_("Ditawarkan"), required=False)
