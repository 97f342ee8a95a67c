"""Forms as the screens draw them: GOV.UK markup, one sentence per error, nothing typed is lost."""

import datetime as dt
import re
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pasti.kit import clock, free_text, months, phones, text, typed
from pasti.kit.errors import Refused


class Renderer(TemplatesSetting):
    """Draws every field with the kit's template."""

    field_template_name = "kit/field.html"


_CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.ClearableFileInput, "govuk-file-upload"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.TextInput, "govuk-input"),
    (forms.EmailInput, "govuk-input"),
    (forms.URLInput, "govuk-input"),
    (forms.PasswordInput, "govuk-input"),
    (forms.NumberInput, "govuk-input"),
    (forms.DateInput, "govuk-input"),
    (forms.TimeInput, "govuk-input"),
]


class Typed(forms.BoundField):
    """A field as it was filled: read clean (`kit.typed`), shown again as it was typed, never cut by the browser."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        # A browser cuts what is longer when it is pasted, and says nothing: our sentence says it.
        field.widget.attrs.pop("maxlength", None)
        if isinstance(field, forms.CharField):
            field.error_messages["max_length"] = free_text.TOO_LONG
        as_sent: frozenset[str] = getattr(form, "as_sent", frozenset())
        self.is_read_as_sent = name in as_sent or isinstance(field.widget, forms.PasswordInput)

    @property
    def data(self) -> Any:
        said = super().data
        if self.is_read_as_sent:
            return said
        if isinstance(said, str):
            # What is longer is refused for its length, and shown again as it was typed.
            said = said[: typed.LONGEST + 1]
        if isinstance(said, str) and isinstance(self.field.widget, forms.Textarea):
            return typed.clean(said, lines=True)
        return typed.cleaned(said)

    def value(self) -> Any:
        shown = self.initial
        if self.form.is_bound:
            shown = self.field.bound_data(super().data, shown)
        return self.field.prepare_value(shown)


class Cleaned:
    """What every form is, also one that a library has made: all that is typed into it passes the one cleaner.

    Passwords are read as they were sent, and so are the fields that `as_sent` names.
    """

    bound_field_class: type[forms.BoundField] | None = Typed
    as_sent: ClassVar[frozenset[str]] = frozenset()


class Form(Cleaned, forms.Form):
    """A form whose fields carry the classes of the screens.

    No field takes a NIK or a family card number, except those that are for such a number (or for a secret of which
    nothing is kept) and are named in `takes_long_numbers`.
    """

    takes_long_numbers: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            dress(field.widget)
            name_when_empty(name, field)
            # A telephone number that can be read has fifteen digits at most, and a sentence of its own.
            words = isinstance(field, forms.CharField) and not isinstance(field, PhoneField)
            if words and name not in self.takes_long_numbers:
                field.validators.append(free_text.validate)
            if words:
                field.validators.append(_readable)

    def ask_for_files_again(self) -> None:
        """Say of each file that came with a refused form that it has to be chosen once more: no page can keep it."""
        for name in self.fields:
            if self.add_prefix(name) in self.files and name not in self.errors:
                self.add_error(name, gettext("Pilih berkas ini sekali lagi."))

    def summary(self) -> list[tuple[str, str]]:
        """Return all errors as (id of the field to go to, sentence), for the summary on top of the page."""
        found = [("", str(sentence)) for sentence in self.non_field_errors()]
        for name, errors in self.errors.items():
            if name != "__all__":
                found += [(first_id(self[name]), str(sentence)) for sentence in errors]
        return found


def _readable(written: Any) -> None:
    if "\ufffd" in str(written):
        raise forms.ValidationError(gettext("Ada huruf yang rusak saat disalin (�). Ketik huruf itu sekali lagi."))


def dress(widget: forms.Widget) -> None:
    """Give a widget the class of the component it is."""
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, DayMonthYear)):
        return
    for kind, name in _CLASSES:
        if isinstance(widget, kind):
            have = widget.attrs.get("class", "")
            if name not in have.split():
                widget.attrs["class"] = f"{name} {have}".strip()
            return


def name_when_empty(name: str, field: forms.Field) -> None:
    """Let a field that was left empty say which one it is, unless it has a sentence of its own."""
    if field.error_messages["required"] is forms.Field.default_error_messages["required"]:
        asked = gettext("Pilih %(what)s.") if isinstance(field, forms.ChoiceField) else gettext("Isi %(what)s.")
        field.error_messages["required"] = asked % {"what": text.within(str(field.label or name))}


def first_id(field: forms.BoundField) -> str:
    """Return the id of the first thing to type or choose in a field."""
    if isinstance(field.field.widget, (DayMonthYear, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{field.auto_id}_0"
    return str(field.auto_id)


class DayMonthYear(forms.MultiWidget):
    """A date as three small numbers, which everybody can type on any keypad."""

    template_name = "kit/widgets/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__({part: forms.TextInput(number) for part in ("day", "month", "year")}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField(forms.MultiValueField):
    """A date typed as day, month and year, with a sentence for each way to get it wrong."""

    widget = DayMonthYear

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        self.past = past
        parts = [forms.CharField(required=False), forms.CharField(required=False), forms.CharField(required=False)]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        written = _three_parts([typed.clean(str(part or "")) for part in (value or [None, None, None])])
        if not any(written):
            if self.required:
                raise forms.ValidationError(self.error_messages["required"])
            return None
        # Longer than any date, and in the end too long for a number.
        if not all(part.isascii() and part.isdigit() and len(part) <= 8 for part in written):
            raise forms.ValidationError(gettext("Isi tanggal dengan angka, misalnya 27 3 1998."))
        day, month, year = (int(part) for part in written)
        return self._checked(day, month, year)

    def _checked(self, day: int, month: int, year: int) -> dt.date:
        if not 1 <= month <= 12:
            raise forms.ValidationError(gettext("Bulan harus 1 sampai 12; Anda menulis %d.") % month)
        if not 1900 <= year <= 2200:
            raise forms.ValidationError(gettext("Tahun ditulis empat angka, misalnya 1998."))
        try:
            date = dt.date(year, month, day)
        except ValueError:
            raise forms.ValidationError(gettext("Tanggal %d tidak ada di bulan itu.") % day) from None
        if self.past and date > clock.today():
            raise forms.ValidationError(gettext("Tanggal ini belum tiba. Periksa tahunnya."))
        return date


class TimeOfDayField(forms.TimeField):
    """A time of the day as an office writes it, 13.00: a browser's own field asks for AM or PM after its language."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "govuk-input govuk-input--width-5"}
        super().__init__(
            input_formats=["%H.%M", "%H:%M"],
            widget=forms.TimeInput(attrs, format="%H.%M"),
            error_messages={"invalid": _("Tulis jam seperti 13.00."), **kwargs.pop("error_messages", {})},
            **kwargs,
        )


_DATE = re.compile(r"([0-9]{1,2})[-/. ]+([0-9]{1,2}|[A-Za-z]{3,9})[-/., ]+([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")


def _three_parts(written: list[str]) -> list[str]:
    """Return day, month and year as numbers, also of a whole date that was pasted into the first of them."""
    if not any(written[1:]):
        if whole := _DATE.fullmatch(written[0]):
            written = list(whole.groups())
        elif whole := _ISO_DATE.fullmatch(written[0]):
            written = list(whole.groups())[::-1]
    return [written[0], months.number(written[1]), *written[2:]]


class WholeNumberField(forms.IntegerField):
    """A whole number as an office writes it: 1000 or 1.000, which is a thousand and not one."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {}).setdefault("invalid", _("Tulis dengan angka saja, misalnya 1000."))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        written = typed.clean(str(value)) if value is not None else ""
        if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+", written):
            written = written.replace(".", "")
        if written and not re.fullmatch(r"-?[0-9]{1,18}", written):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(written)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # A browser's own number field drops what is pasted into it with a space.
        return {"inputmode": "numeric", "autocomplete": "off"}


class PhoneField(forms.CharField):
    """A telephone number in any common spelling, kept as +62…"""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        written = super().clean(typed.clean(value or ""))
        try:
            return phones.read(written) if written else ""
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


YES_NO = [("yes", _("Ya")), ("no", _("Tidak"))]
