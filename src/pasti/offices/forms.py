"""What an administrator sets up."""

import re
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pasti.kit import text
from pasti.kit.forms import DateField, Form, TimeOfDayField, WholeNumberField
from pasti.offices.days import Times
from pasti.offices.models import Hall, Holiday, Lane, Work

WEEKDAYS = [_("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu")]


class OfficeForm(Form):
    """What the public reads of the office."""

    name = forms.CharField(label=_("Nama kantor"), max_length=120)
    address = forms.CharField(label=_("Alamat"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telepon"), max_length=30, required=False)


class BreaksField(forms.CharField):
    """Any number of breaks as people write them: “12.00–13.00, 14.30–14.45”."""

    _ONE = re.compile(r"([0-2]?[0-9])(?:[.:]([0-5][0-9]))?\s*(?:-|sampai|s/d|to)\s*([0-2]?[0-9])(?:[.:]([0-5][0-9]))?")

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        written = ", ".join(f"{rests:%H:%M}–{resumes:%H:%M}" for rests, resumes in value)
        return written.replace(":", ".") if text.indonesian() else written

    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        return tuple(self._read(part.strip()) for part in re.split(r"[,;]", said)) if said else ()

    def _read(self, part: str) -> tuple[time, time]:
        found = self._ONE.fullmatch(part)
        try:
            if found:
                hour, minute, until, past = (int(number or 0) for number in found.groups())
                return time(hour, minute), time(until, past)
        except ValueError:
            pass
        raise forms.ValidationError(
            _("“%(part)s” bukan jam istirahat. Tulis seperti 12.00-13.00; bila lebih dari satu, pisahkan dengan koma."),
            params={"part": part},
        )


class HoursForm(Form):
    """Hours for each weekday with the breaks, and from when they hold; opening and closing both empty means closed."""

    PARTS = (("opens", _("buka")), ("closes", _("tutup")), ("breaks", _("istirahat")))

    valid_from = DateField(label=_("Berlaku mulai"), error_messages={"required": _("Isi tanggal mulai berlaku.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, name in enumerate(WEEKDAYS):
            for part, label in self.PARTS:
                field = self._field(part, f"{name}, {label}")
                field.quietly_optional = True  # type: ignore[attr-defined]
                field.widget.attrs["class"] = "govuk-input"
                self.fields[f"{part}_{weekday}"] = field

    @staticmethod
    def _field(part: str, label: str) -> forms.Field:
        if part == "breaks":
            return BreaksField(label=label, required=False, max_length=120)
        return TimeOfDayField(label=label, required=False)

    def days(self) -> list[tuple[Any, list[tuple[Any, forms.BoundField]]]]:
        """Return (name of the day, its fields with their short labels) for the screen."""
        return [(name, [(label, self[f"{part}_{i}"]) for part, label in self.PARTS]) for i, name in enumerate(WEEKDAYS)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for i in range(7):
            unread = {f"opens_{i}", f"closes_{i}"} & set(self.errors)
            if not unread and bool(data.get(f"opens_{i}")) != bool(data.get(f"closes_{i}")):
                self.add_error(f"opens_{i}", _("Isi jam buka dan jam tutup, atau kosongkan keduanya."))
            if data.get(f"breaks_{i}") and not data.get(f"opens_{i}") and not self.errors:
                self.add_error(f"breaks_{i}", _("Hari itu tutup, jadi tidak ada istirahat. Kosongkan jamnya."))
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
    hall = forms.ModelChoiceField(Hall.objects.all(), label=_("Ruang tunggu"), required=False, empty_label=_("Semua"))
    capture_url = forms.URLField(
        label=_("Alamat alat perekaman"),
        required=False,
        assume_scheme="http",
        help_text=_("Hanya untuk loket perekaman."),
    )
    check_url = forms.URLField(
        label=_("Alamat alat pencocok"),
        required=False,
        assume_scheme="http",
        help_text=_("Hanya untuk loket pengambilan yang punya alat pembaca chip dan sidik jari."),
    )
    active = forms.BooleanField(label=_("Dipakai"), required=False, initial=True)


class HallForm(Form):
    """A hall."""

    name = forms.CharField(
        label=_("Nama ruang tunggu"),
        max_length=60,
        help_text=_("Seperti di papan penunjuk, misalnya: Ruang Barat, lantai 1."),
        error_messages={"required": _("Isi nama ruang tunggunya.")},
    )


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
