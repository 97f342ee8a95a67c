"""What the head plans, and what is said of an absence."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.kit import clock
from pasti.kit.forms import DateField, Form, dress
from pasti.offices import queries as offices
from pasti.offices.forms import WEEKDAYS
from pasti.roster.halves import Half, halves
from pasti.roster.models import DUTIES, Kind
from pasti.roster.plan import Post

_NOT_PLANNED = ""
# On a day that differs: as in the usual week.
USUAL = "usual"


def posts_of(account: Account) -> list[tuple[str, str]]:
    """Return what somebody can be planned for: code and words; a role's counters, or no fixed one."""
    found = []
    for role in DUTIES:
        if role not in account.roles:
            continue
        if role == Role.PRINTER:
            found.append((role.value, _now("Ruang cetak")))
            continue
        found += [
            (f"{role.value}:{counter.pk}", " ".join(filter(None, [_now("Loket %s") % counter.number, counter.name])))
            for counter in offices.counters()
        ]
        found.append((role.value, _now("%s, tanpa loket tetap") % role.label))
    return found


def code_of(post: Post | None) -> str:
    """Return a post as a form writes it."""
    if post is None or not post.role:
        return _NOT_PLANNED
    return f"{post.role}:{post.counter}" if post.counter else post.role


def post_of(code: str) -> Post:
    """Return the post of a code."""
    role, _colon, counter = code.partition(":")
    return Post(role, int(counter) if counter else None)


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, choices=choices, required=False)
    dress(field.widget)
    field.quietly_optional = True  # type: ignore[attr-defined]
    return field


class WeekForm(Form):
    """Somebody's usual week."""

    valid_from = DateField(label=_("Berlaku mulai"), error_messages={"required": _("Isi tanggal mulai berlaku.")})

    def __init__(self, *args: Any, account: Account, week: Mapping[tuple[int, str], Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(_NOT_PLANNED, _now("tidak dijadwalkan")), *posts_of(account)]
        self._weekdays = sorted(_weekdays() | {weekday for weekday, _half in week})
        for weekday in self._weekdays:
            for half in Half:
                name = f"{half.value}_{weekday}"
                self.fields[name] = _choice(f"{WEEKDAYS[weekday]}, {half.label}", choices)
                self.initial.setdefault(name, code_of(week.get((weekday, half.value))))

    def days(self) -> list[tuple[Any, list[tuple[Any, forms.BoundField]]]]:
        """Return (name of the day, its halves with their fields) for the screen."""
        return [(WEEKDAYS[day], [(half.label, self[f"{half.value}_{day}"]) for half in Half]) for day in self._weekdays]

    def week(self) -> dict[tuple[int, Half], Post]:
        """Return what was chosen."""
        chosen = {(day, half): self.cleaned_data[f"{half.value}_{day}"] for day in self._weekdays for half in Half}
        return {at: post_of(code) for at, code in chosen.items() if code}


def _weekdays() -> set[int]:
    """The weekdays on which the office opens as a rule."""
    return {hours[0] for hours in offices.week()}


class DayForm(Form):
    """A day that differs from the usual week."""

    reason = forms.CharField(
        label=_("Keterangan"), required=False, max_length=120, help_text=_("Misalnya: tukar jaga. Tanpa alasan sakit.")
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(USUAL, _now("seperti biasa")), (_NOT_PLANNED, _now("tidak dijadwalkan")), *posts_of(account)]
        for half in Half:
            self.fields[half.value] = _choice(str(half.label).capitalize(), choices)
        self.order_fields([*(half.value for half in Half), "reason"])

    def halves(self) -> dict[Half, Post | None]:
        """Return in what the day differs."""
        chosen = {half: self.cleaned_data[half.value] for half in Half}
        return {half: post_of(code) if code else None for half, code in chosen.items() if code != USUAL}


_FROM = [(Half.MORNING.value, _("pagi")), (Half.AFTERNOON.value, _("siang"))]


class UntilForm(Form):
    """Why somebody is absent, and until when."""

    kind = forms.ChoiceField(label=_("Keperluan"), choices=Kind.choices, widget=forms.RadioSelect)
    last_day = DateField(label=_("Hari terakhir"))
    last_half = forms.ChoiceField(label=_("Sampai"), choices=_FROM, widget=forms.RadioSelect)

    def ends_at(self) -> datetime:
        """Return when it ends."""
        return _edge(self.cleaned_data["last_day"], self.cleaned_data["last_half"], end=True)


class AbsenceForm(UntilForm):
    """An absence that is known before."""

    first_day = DateField(label=_("Hari pertama"))
    first_half = forms.ChoiceField(label=_("Mulai"), choices=_FROM, widget=forms.RadioSelect)

    field_order = ["kind", "first_day", "first_half", "last_day", "last_half"]

    def starts_at(self) -> datetime:
        """Return when it begins: today not before now."""
        begins = _edge(self.cleaned_data["first_day"], self.cleaned_data["first_half"], end=False)
        return max(begins, clock.now()) if self.cleaned_data["first_day"] == clock.today() else begins


def _edge(day: date, half: str, *, end: bool) -> datetime:
    """When a half of a day begins or ends; of a day on which the office is closed: midnight, or noon."""
    opening = offices.opening(day)
    if opening:
        return halves(opening)[Half(half)][1 if end else 0]
    midnight = clock.at(day)
    return midnight + timedelta(hours=12 * ((half == Half.AFTERNOON) + end))
