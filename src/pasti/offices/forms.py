"""What an administrator sets up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit.forms import DateField, Form, WholeNumberField
from pasti.offices.days import Times
from pasti.offices.models import Holiday, Lane, Work

WEEKDAYS = [_("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu")]


class OfficeForm(Form):
    """What the public reads of the office."""

    name = forms.CharField(label=_("Nama kantor"), max_length=120)
    address = forms.CharField(label=_("Alamat"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telepon"), max_length=30, required=False)


class HoursForm(Form):
    """Hours for each weekday with the break, and from when they hold; opening and closing both empty means closed."""

    PARTS = (("opens", _("buka")), ("closes", _("tutup")), ("rests", _("istirahat dari")), ("resumes", _("sampai")))

    valid_from = DateField(label=_("Berlaku mulai"), error_messages={"required": _("Isi tanggal mulai berlaku.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, name in enumerate(WEEKDAYS):
            for part, label in self.PARTS:
                field = forms.TimeField(
                    label=f"{name}, {label}", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
                )
                field.quietly_optional = True  # type: ignore[attr-defined]
                field.widget.attrs["class"] = "govuk-input"
                self.fields[f"{part}_{weekday}"] = field

    def days(self) -> list[tuple[Any, list[tuple[Any, forms.BoundField]]]]:
        """Return (name of the day, its fields with their short labels) for the screen."""
        return [(name, [(label, self[f"{part}_{i}"]) for part, label in self.PARTS]) for i, name in enumerate(WEEKDAYS)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pairs = (
            ("opens", "closes", _("Isi jam buka dan jam tutup, atau kosongkan keduanya.")),
            ("rests", "resumes", _("Isi jam mulai dan jam selesai istirahat, atau kosongkan keduanya.")),
        )
        for i in range(7):
            for first, last, said in pairs:
                unread = {f"{first}_{i}", f"{last}_{i}"} & set(self.errors)
                if not unread and bool(data.get(f"{first}_{i}")) != bool(data.get(f"{last}_{i}")):
                    self.add_error(f"{first}_{i}", said)
            if data.get(f"rests_{i}") and not data.get(f"opens_{i}") and not self.errors:
                self.add_error(f"rests_{i}", _("Hari itu tutup, jadi tidak ada istirahat. Kosongkan jamnya."))
        return data

    def hours(self) -> dict[int, Times | None]:
        """Return what was set, per weekday; None is closed."""
        data = self.cleaned_data
        return {
            i: Times(*(data[f"{part}_{i}"] for part, _label in self.PARTS)) if data[f"opens_{i}"] else None
            for i in range(7)
        }


class HoursForAWhileForm(HoursForm):
    """Hours that hold for a while, under a name."""

    name = forms.CharField(label=_("Nama"), max_length=60, help_text=_("Misalnya: Ramadan 1448 H."))
    valid_from = DateField(label=_("Hari pertama"), error_messages={"required": _("Isi hari pertama.")})
    valid_until = DateField(label=_("Hari terakhir"), error_messages={"required": _("Isi hari terakhir.")})

    field_order = ["name", "valid_from", "valid_until"]


class HolidayForm(Form):
    """A day in the calendar."""

    day = DateField(label=_("Tanggal"))
    name = forms.CharField(label=_("Nama"), max_length=120)
    source = forms.ChoiceField(label=_("Jenis"), choices=Holiday.Source.choices, initial=Holiday.Source.LOCAL)


class LaneForm(Form):
    """A lane."""

    letter = forms.RegexField(
        r"^[A-Z]$", label=_("Huruf"), max_length=1, error_messages={"invalid": _("Satu huruf, A sampai Z.")}
    )
    name_id = forms.CharField(label=_("Nama"), max_length=60)
    name_en = forms.CharField(label=_("Nama (Inggris)"), max_length=60)
    purpose_id = forms.CharField(
        label=_("Untuk apa lajur ini"), max_length=160, error_messages={"required": _("Isi untuk apa lajur ini.")}
    )
    purpose_en = forms.CharField(
        label=_("Untuk apa (Inggris)"),
        max_length=160,
        error_messages={"required": _("Isi untuk apa lajur ini, dalam bahasa Inggris.")},
    )
    serves = forms.MultipleChoiceField(
        label=_("Yang dilayani"),
        choices=Work.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih apa yang dilayani lajur ini.")},
    )
    priority = forms.BooleanField(label=_("Lajur prioritas"), required=False)
    active = forms.BooleanField(label=_("Dipakai"), required=False, initial=True)


class CounterForm(Form):
    """A counter."""

    number = WholeNumberField(label=_("Nomor loket"), min_value=1, max_value=99)
    name = forms.CharField(label=_("Keterangan"), max_length=60, required=False)
    lanes = forms.ModelMultipleChoiceField(Lane.objects.all(), label=_("Lajur"), widget=forms.CheckboxSelectMultiple)
    capture_url = forms.URLField(
        label=_("Alamat alat perekaman"),
        required=False,
        assume_scheme="http",
        help_text=_("Hanya untuk loket perekaman."),
    )
    active = forms.BooleanField(label=_("Dipakai"), required=False, initial=True)


class PolicyForm(Form):
    """A decision on a rule."""

    value: forms.Field = WholeNumberField(label=_("Nilai"))
    valid_from = DateField(label=_("Berlaku mulai"), error_messages={"required": _("Isi tanggal mulai berlaku.")})
    legal_basis = forms.CharField(label=_("Dasar hukum atau keputusan"), max_length=200)


class YesOrNoForm(PolicyForm):
    """A decision on a rule that is answered with yes or no."""

    value = forms.TypedChoiceField(
        label=_("Nilai"), coerce=int, choices=[(1, _("Ya")), (0, _("Tidak"))], widget=forms.RadioSelect
    )
