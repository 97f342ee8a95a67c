"""What is asked of a person: the same forms for a citizen's phone and for a clerk's screen."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pasti.applications import queries, stated
from pasti.applications.resume_code import Identity
from pasti.catalogue.models import Question, Service
from pasti.catalogue.queries import Answers, as_date
from pasti.kit import letters
from pasti.kit.errors import Refused
from pasti.kit.forms import DateField, Form, PhoneField
from pasti.kit.text import plain_date
from pasti.offices import regions
from pasti.residents import lists, rt_rw
from pasti.residents import nik as niks
from pasti.residents.models import Biodata, BloodType, MaritalStatus, Religion, Sex
from pasti.residents.same import Decision, Shared, Whose

_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class QuestionsForm(Form):
    """A service's questions. Which of them are asked follows from the answers; see `catalogue.queries.checklist`."""

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: list[Question] = list(service.questions.all())
        # The date of a paper lies behind us; only the end of something may lie ahead.
        papers = set(service.requirements.values_list("dated_by", flat=True))
        for question in self.questions:
            self.fields[question.code] = _field_for(question, past=question.code in papers)

    def answers(self) -> dict[str, str]:
        """Return what was answered so far, dates as YYYY-MM-DD."""
        self.is_valid()
        given = {code: self.cleaned_data.get(code) for code in self.fields}
        return {code: str(value) for code, value in given.items() if value}

    def only(self, codes: Collection[str]) -> None:
        """Ask these questions and no others."""
        self.questions = [question for question in self.questions if question.code in codes]
        self.fields = {code: field for code, field in self.fields.items() if code in codes}

    def ask_again(self, code: str) -> None:
        """Say that a question that was shown is still open."""
        if code not in self.errors:
            self.add_error(code, gettext("Pilih salah satu jawaban."))


def _field_for(question: Question, *, past: bool) -> forms.Field:
    common: dict[str, Any] = {"label": question.text, "help_text": question.hint, "required": False}
    if question.kind == Question.Kind.DATE:
        field: forms.Field = DateField(past=past, **common)
    else:
        field = forms.ChoiceField(choices=question.options, widget=forms.RadioSelect, **common)
    field.quietly_optional = True  # type: ignore[attr-defined]
    return field


def initial_answers(service: Service, answers: Answers) -> dict[str, Any]:
    """Return answers as the form's initial values."""
    dates = {q.code for q in service.questions.all() if q.kind == Question.Kind.DATE}
    return {code: as_date(value) if code in dates else value for code, value in answers.items()}


class PersonForm(Form):
    """Who it is for."""

    takes_long_numbers = frozenset({"nik", "kk_number"})

    nik = forms.CharField(
        label="NIK",
        max_length=40,
        help_text=_("16 angka, ada di KK atau KTP-el."),
        widget=forms.TextInput({**_DIGITS, "class": "govuk-input--width-20"}),
    )
    kk_number = forms.CharField(
        label=_("Nomor KK"),
        max_length=40,
        help_text=_("16 angka, di bagian atas Kartu Keluarga."),
        widget=forms.TextInput({**_DIGITS, "class": "govuk-input--width-20"}),
    )
    name = forms.CharField(
        label=_("Nama lengkap"),
        max_length=60,
        help_text=_("Persis seperti di KK."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    birth_place = forms.CharField(label=_("Tempat lahir"), max_length=60, validators=[letters.validate])
    birth_date = DateField(label=_("Tanggal lahir"), past=True, help_text=_("Contoh: 27 3 1998"))
    sex = forms.ChoiceField(label=_("Jenis kelamin"), choices=Sex.choices, widget=forms.RadioSelect)

    def clean_nik(self) -> str:
        return _or_error(lambda: niks.read(self.cleaned_data["nik"]).digits)

    def clean_kk_number(self) -> str:
        return _or_error(lambda: niks.check_kk(self.cleaned_data["kk_number"]))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        _or_error(lambda: stated.check_name(name))
        return name


class ForeignerForm(PersonForm):
    """Who it is for: somebody of another country, which the card names."""

    nationality = forms.ChoiceField(
        label=_("Kewarganegaraan"),
        choices=lambda: [("", gettext("Pilih negara")), *lists.country_choices()],
        help_text=_("Seperti di paspor."),
    )


def person_form(service: Service) -> type[PersonForm]:
    """Return the form that asks who a service is for."""
    return ForeignerForm if service.for_whom == Service.ForWhom.WNA else PersonForm


class AddressForm(Form):
    """Where the person lives, and how to reach them."""

    village_code = forms.ChoiceField(label=_("Kelurahan atau desa"))
    address = forms.CharField(
        label=_("Alamat"),
        max_length=120,
        help_text=_("Jalan dan nomor, kampung, atau dusun, seperti di KK."),
        validators=[letters.validate],
    )
    rt = forms.CharField(
        label="RT",
        required=False,
        help_text=_("Seperti di KK, misalnya 003, 03A, atau 003/007 bila ditulis bersama RW."),
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-5"}),
    )
    rw = forms.CharField(
        label="RW", required=False, widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-5"})
    )
    phone = PhoneField(
        label=_("Nomor HP"),
        required=False,
        help_text=_("Milik Anda atau keluarga yang dapat dihubungi. Tanpa HP pun permohonan diproses."),
    )

    def __init__(self, *args: Any, regency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (district.name, [(village.code, village.name) for village in regions.children(district.code)])
            for district in regions.children(regency)
        ]
        choice = self.fields["village_code"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", gettext("Pilih kelurahan atau desa")), *groups]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        try:
            data["rt"], data["rw"] = rt_rw.read(data.get("rt", ""), data.get("rw", ""))
        except Refused as refused:
            self.add_error("rt", str(refused))
        return data

    @property
    def phone_typed(self) -> str:
        """The telephone number that was typed, if it is one, whatever is wrong with the rest; or nothing."""
        if not self.is_bound:
            return ""
        self.is_valid()
        return str(self.cleaned_data.get("phone", ""))


class CardDataForm(Form):
    """What a clerk reads from the family card for the card's face."""

    religion = forms.ChoiceField(label=_("Agama"), choices=[("", "—"), *Religion.choices])
    marital_status = forms.ChoiceField(
        label=_("Status perkawinan"),
        choices=[("", "—"), *MaritalStatus.choices],
        help_text=_("Di KK “kawin tercatat” atau “kawin belum tercatat”: pilih Kawin."),
    )
    # The family card's own list: what is typed freely is another word at each counter.
    occupation = forms.ChoiceField(label=_("Pekerjaan"), choices=lambda: [("", "—"), *lists.occupation_choices()])
    blood_type = forms.ChoiceField(label=_("Golongan darah"), choices=[("", "—"), *BloodType.choices], required=False)


BIODATA_LABELS = {
    name: field.label or name
    for form in (ForeignerForm, AddressForm, CardDataForm)
    for name, field in form.base_fields.items()
} | {"answers": _("Jawaban atas pertanyaan layanan")}


def _number_field() -> forms.CharField:
    return forms.CharField(
        label=_("Nomor permohonan"),
        max_length=40,
        help_text=_("14 angka, misalnya 3275-481-770-8161. Empat angka pertama boleh tidak ditulis."),
        widget=forms.TextInput({**_DIGITS, "class": "govuk-input--width-20"}),
    )


def _code_field(**more: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Kode permohonan"),
        max_length=40,
        help_text=_("6 huruf dan angka, di bukti permohonan."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "class": "govuk-input--width-10"}
        ),
        **more,
    )


class NumberAndCodeForm(Form):
    """What opens all of a case."""

    takes_long_numbers = frozenset({"number"})

    number = _number_field()
    code = _code_field()

    def clean_number(self) -> str:
        return _or_error(lambda: queries.typed_number(self.cleaned_data["number"]))


class NumberAndBirthDateForm(Form):
    """What many know of a case: at a kiosk it gives a number of the queue, on a phone it shows the stage."""

    takes_long_numbers = frozenset({"number"})

    number = _number_field()
    birth_date = DateField(label=_("Tanggal lahir pemohon"), past=True, help_text=_("Contoh: 27 3 1998"))

    def clean_number(self) -> str:
        return _or_error(lambda: queries.typed_number(self.cleaned_data["number"]))


class NameForm(Form):
    """Who has an appointment today and no paper with them."""

    name = forms.CharField(
        label=_("Nama pemohon"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Isi nama pemohon.")},
    )  # fmt: skip


class NameAndBirthDateForm(NameForm):
    """The same, with what not everybody knows."""

    birth_date = DateField(label=_("Tanggal lahir pemohon"), past=True, help_text=_("Contoh: 27 3 1998"))


class OpenForm(NumberAndBirthDateForm):
    """A case's number, and its code or else the applicant's birth date."""

    field_order = ("number", "code", "birth_date")
    code = _code_field(required=False)
    birth_date = DateField(
        label=_("Tanggal lahir pemohon"),
        past=True,
        required=False,
        help_text=_("Contoh: 27 3 1998. Dengan ini hanya tahapnya yang terlihat."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("code", "birth_date"):
            self.fields[name].quietly_optional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("code") and not data.get("birth_date") and not self.errors:
            self.add_error("code", gettext("Isi kode permohonan. Tidak ada? Isi tanggal lahir pemohon."))
        return data


class ReasonForm(Form):
    """Why a case's data is corrected."""

    reason = forms.CharField(
        label=_("Mengapa diperbaiki?"),
        max_length=160,
        help_text=_("Misalnya: salah ketik, atau berbeda dari KK."),
        error_messages={"required": _("Tuliskan mengapa data diperbaiki.")},
    )


class WhoseForm(Form):
    """Whose a NIK is that two sets of data carry."""

    whose = forms.ChoiceField(
        label=_("Keputusan"),
        choices=Whose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bandingkan dahulu, lalu pilih.")},
    )
    whose_why = forms.CharField(
        label=_("Alasan keputusan"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Misalnya: salah ketik di KK lama, atau orang kembar. Tidak dibaca pemohon."),
        error_messages={"required": _("Tuliskan alasan keputusan.")},
    )

    def decision(self, compared: str) -> Decision:
        """Return what was decided, on what the page showed."""
        said = self.cleaned_data
        return Decision(Whose(said["whose"]), said["whose_why"], compared)


def shared_rows(shared: Shared) -> list[tuple[str, str, str]]:
    """Return what is on record under a NIK and what is said now, row by row, in words."""
    return [
        (str(BIODATA_LABELS[name]), in_words(shared.resident, name), in_words(shared.said, name))
        for name in ("name", "birth_place", "birth_date", "sex", "kk_number", "address")
    ]


def in_words(person: Biodata, name: str) -> str:
    """Return one thing that is said of a person as people read it."""
    if name == "village_code":
        return ", ".join(reversed([*regions.parents(person.village_code).values()]))
    if name == "birth_date":
        return plain_date(person.birth_date) if person.birth_date else ""
    if name == "nationality":
        return dict(lists.country_choices()).get(person.nationality, person.nationality)
    said = getattr(person, f"get_{name}_display", None)
    return str(said() if said else getattr(person, name))


class NewCodeForm(Form):
    """By what a clerk recognised who asks for a new code."""

    shown = forms.ChoiceField(
        label=_("Tanda pengenal yang ditunjukkan"),
        choices=Identity.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih tanda pengenal yang ditunjukkan.")},
    )


def _or_error(read: Any) -> str:
    try:
        return str(read())
    except Refused as refused:
        raise forms.ValidationError(str(refused)) from refused


class AgainForm(Form):
    """Where it stands that the centre agreed to a second recording."""

    basis = forms.CharField(
        label=_("Persetujuan pusat"),
        max_length=200,
        help_text=_("Nomor surat, atau siapa di pusat yang menyetujui dan kapan."),
        error_messages={"required": _("Tuliskan persetujuan pusat.")},
    )


class EndForm(Form):
    """Why a case that the centre will never release is ended."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Kalimat ini dibaca pemohon. Contoh: pemohon memakai kartunya yang lama."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )
