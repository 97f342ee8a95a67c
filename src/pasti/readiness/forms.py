"""What people say of incidents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pasti.kit import clock
from pasti.kit.forms import DateField, Form, TimeOfDayField
from pasti.readiness import scopes
from pasti.readiness.models import Effect, Incident, Letter
from pasti.readiness.needs import Cause, Need

_NOT_KNOWN = _("Kosongkan bila belum diketahui.")


def _day(label: Any, hint: Any = "") -> DateField:
    return DateField(label=label, required=False, help_text=hint)


def _time(label: Any) -> TimeOfDayField:
    """The time of the day that stands beside it."""
    return TimeOfDayField(label=label, required=False)


class MomentsForm(Form):
    """A form that asks for moments, each as a day and a time of day (`…_day`, `…_time`)."""

    # Its moments, and whether each must be given.
    moments: ClassVar[Mapping[str, bool]] = {}

    def __init__(self, *args: Any, initial: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        given = dict(initial or {})
        for name in self.moments:
            if isinstance(at := given.pop(name, None), datetime):
                local = clock.local(at)
                given |= {f"{name}_day": local.date(), f"{name}_time": local.time()}
        super().__init__(*args, initial=given, **kwargs)
        for name in (name for name, must in self.moments.items() if must):
            # What must be given is asked for in one sentence (`clean`), but is not said to be left empty at will.
            for part in ("day", "time"):
                self.fields[f"{name}_{part}"].quietly_optional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, must in self.moments.items():
            day, time = data.pop(f"{name}_day", None), data.pop(f"{name}_time", None)
            unread = {f"{name}_day", f"{name}_time"} & set(self.errors)
            data[name] = None
            # Whoever says an hour only means today; for what is planned the day must be said.
            if time and not must and not unread:
                day = day or clock.today()
            if day and time:
                data[name] = datetime.combine(day, time, tzinfo=timezone.get_default_timezone())
            elif not unread and (must or day or time):
                empty = f"{name}_time" if day else f"{name}_day"
                label = str(self.fields[f"{name}_day"].label).lower()
                self.add_error(empty, _("Isi tanggal dan jamnya: %(what)s.") % {"what": label})
        return data


class SaidForm(MomentsForm):
    """What somebody says that does not stand: needs, why, how much of it, for which services."""

    needs = forms.MultipleChoiceField(
        label=_("Apa yang terganggu"),
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih apa yang terganggu.")},
    )
    effect = forms.ChoiceField(label=_("Keadaannya"), widget=forms.RadioSelect)
    cause = forms.ChoiceField(label=_("Penyebab"), choices=Cause.choices)
    services = forms.MultipleChoiceField(
        label=_("Hanya untuk layanan ini"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kosongkan bila mengenai semua layanan yang memerlukannya."),
    )
    sentence_id = forms.CharField(
        label=_("Kalimat untuk masyarakat"),
        required=False,
        max_length=240,
        help_text=_("Tampil di halaman depan, layar antrean, dan anjungan, sebelum “sejak pukul …”. Tanpa nama orang."),
    )
    sentence_en = forms.CharField(label=_("Kalimat itu dalam bahasa Inggris"), required=False, max_length=240)

    effects: tuple[Effect, ...] = (Effect.DOWN, Effect.DEGRADED)

    def __init__(self, *args: Any, needs: list[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("needs", [(need.value, need.label) for need in needs])
        self._choices("effect", [(effect.value, effect.label) for effect in self.effects])
        self._choices("services", scopes.services())

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def said(self) -> dict[str, Any]:
        """Return what was said, as the actions take it."""
        data = dict(self.cleaned_data)
        data["needs"] = [Need(code) for code in data["needs"]]
        data["effect"], data["cause"] = Effect(data["effect"]), Cause(data["cause"])
        return data


class OpenForm(SaidForm):
    """An incident that goes on."""

    starts_at_day = _day(_("Mulai"), _("Kosongkan bila baru saja."))
    starts_at_time = _time(_("Pukul"))
    until_day = _day(_("Perkiraan pulih"), _NOT_KNOWN)
    until_time = _time(_("Pukul"))

    moments = {"starts_at": False, "until": False}
    field_order = [
        "needs", "effect", "cause", "starts_at_day", "starts_at_time", "until_day", "until_time", "sentence_id",
        "sentence_en", "services",
    ]  # fmt: skip


class PlanForm(SaidForm):
    """An outage that is announced."""

    starts_at_day = _day(_("Mulai"))
    starts_at_time = _time(_("Pukul"))
    until_day = _day(_("Selesai"))
    until_time = _time(_("Pukul"))
    moments = {"starts_at": True, "until": True}
    field_order = ["needs", "effect", "cause", "starts_at_day", "starts_at_time", "until_day", "until_time",
                   "sentence_id", "sentence_en", "services"]  # fmt: skip


class ChangeForm(SaidForm):
    """An incident that is said anew."""

    effects: tuple[Effect, ...] = (Effect.MEASURED, Effect.DOWN, Effect.DEGRADED)
    field_order = ["needs", "effect", "cause", "sentence_id", "sentence_en", "services"]

    def __init__(self, *args: Any, of: Incident, **kwargs: Any) -> None:
        if of.planned:
            self.effects = (Effect.DOWN, Effect.DEGRADED)
        super().__init__(*args, **kwargs)


class ForecastForm(MomentsForm):
    """Until when an incident lasts."""

    until_day = _day(_("Perkiraan pulih"), _NOT_KNOWN)
    until_time = _time(_("Pukul"))
    moments = {"until": False}
    reason = forms.CharField(label=_("Mengapa berubah"), required=False, max_length=200)
    field_order = ["until_day", "until_time", "reason"]


class MoveForm(MomentsForm):
    """Another time for a plan."""

    starts_at_day = _day(_("Mulai"))
    starts_at_time = _time(_("Pukul"))
    until_day = _day(_("Selesai"))
    until_time = _time(_("Pukul"))
    moments = {"starts_at": True, "until": True}
    reason = forms.CharField(label=_("Mengapa berubah"), required=False, max_length=200)
    field_order = ["starts_at_day", "starts_at_time", "until_day", "until_time", "reason"]


class CloseForm(Form):
    """What was done in the end."""

    done = forms.CharField(
        label=_("Apa yang dilakukan"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Masuk ke laporan gangguan. Jangan tulis nama atau NIK pemohon."),
    )


class WithdrawForm(Form):
    """Why it is taken back."""

    reason = forms.CharField(label=_("Alasan"), max_length=200, error_messages={"required": _("Tuliskan alasannya.")})


class DeedForm(Form):
    """Something that was done."""

    what = forms.CharField(
        label=_("Apa yang dilakukan"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tuliskan apa yang dilakukan.")},
    )


class LetterForm(Form):
    """A letter."""

    way = forms.ChoiceField(label=_("Arah surat"), choices=Letter.Way.choices, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Nomor surat"), max_length=100)
    day = DateField(label=_("Tanggal surat"), past=True)
    other = forms.CharField(label=_("Pengirim atau tujuan"), max_length=160)
    about = forms.CharField(label=_("Perihal"), max_length=240)
    scan = forms.FileField(
        label=_("Hasil pindai"), required=False, help_text=_("Foto atau PDF. Boleh ditambahkan kemudian.")
    )
