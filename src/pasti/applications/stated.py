"""What may be stated of a person: the same rules whether it is entered first or corrected later.

A NIK that does not match the birth date or the sex is a warning and no error (`residents.nik.second_look`).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.applications.models import Application
from pasti.catalogue import queries as catalogue
from pasti.kit import clock, free_text, letters, text
from pasti.kit.errors import Refused
from pasti.offices import regions
from pasti.residents import lists
from pasti.residents.models import BloodType, MaritalStatus, Religion, Sex
from pasti.residents.rules import as_kept

NEVER_BLANK = frozenset({
    "nik", "kk_number", "name", "birth_place", "birth_date", "sex", "village_code", "address",
})  # fmt: skip
IN_OWN_WORDS = ("name", "birth_place", "address", "rt", "rw", "phone", "occupation")
_LISTED = {
    "religion": (Religion, gettext_lazy("Agama")),
    "marital_status": (MaritalStatus, gettext_lazy("Status perkawinan")),
    "blood_type": (BloodType, gettext_lazy("Golongan darah")),
    "sex": (Sex, gettext_lazy("Jenis kelamin")),
}


def checked(fields: Mapping[str, Any], *, known: Application) -> dict[str, Any]:
    """Return corrected data as it is kept. Raises as `read` does, and for what was there and is left blank."""
    for name, said in fields.items():
        if not said and (name in NEVER_BLANK or (name != "blood_type" and name in _LISTED and getattr(known, name))):
            raise Refused(_("Data tidak boleh dikosongkan. Isi yang benar."))
    return read(fields, known=known)


def read(fields: Mapping[str, Any], *, known: Application) -> dict[str, Any]:
    """Return data as it is kept. Raises Refused for what is impossible, in no list, or a NIK where none belongs."""
    for name in IN_OWN_WORDS:
        free_text.checked(fields.get(name, ""))
    kept = as_kept(fields)
    kept |= _from_lists(known, kept)
    for name, check in _CHECKS.items():
        if kept.get(name):
            check(kept[name])
    return kept


def _from_lists(application: Application, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the family card has lists for, as they say it. Raises Refused for what is in none of them."""
    found: dict[str, Any] = {}
    if fields.get("occupation"):
        found["occupation"] = lists.check_occupation(fields["occupation"])
    if "nationality" in fields:
        foreigner = application.service.for_whom == lists.FOREIGN
        found["nationality"] = lists.check_nationality(fields["nationality"], foreigner=foreigner)
    for name in _LISTED:
        if fields.get(name) and fields[name] not in _LISTED[name][0].values:
            raise Refused(_("Pilih %s dari daftar, seperti tertulis di KK.") % text.within(str(_LISTED[name][1])))
    return found


def check_name(name: str) -> None:
    """Raise Refused for what is no name. Short, one-word and unusual ones are (Permendagri 73/2022 binds new ones)."""
    if any(c.isdigit() for c in name):
        raise Refused(_("Nama tidak memuat angka."))
    if not any(c.isalpha() for c in name):
        raise Refused(_("Tulis namanya dengan huruf, seperti di KK."))
    letters.check(name)


def _check_past(day: date) -> None:
    if day > clock.today():
        raise Refused(_("Tanggal ini belum tiba. Periksa tahunnya."))


def _check_village(code: str) -> None:
    if not regions.parents(code).get("village"):
        raise Refused(_("Pilih kelurahan atau desa."))


_CHECKS: dict[str, Callable[[Any], None]] = {
    "name": check_name,
    "birth_place": letters.check,
    "address": letters.check,
    "birth_date": _check_past,
    "village_code": _check_village,
}


def check_together(application: Application) -> None:
    """Raise Refused for data that is possible one by one and not together, or not for the service."""
    assert application.birth_date is not None
    if problem := catalogue.age_problem(
        application.service, application.answers, birth_date=application.birth_date, on=_applied_on(application)
    ):
        raise Refused(problem)
    check_marriage(application)


def _applied_on(application: Application) -> date | None:
    return clock.local_day(application.submitted_at) if application.submitted_at else None


def check_marriage(application: Application) -> None:
    """Raise Refused when the card would say “unmarried” of somebody who may have it only because of a marriage."""
    waived = application.service.age_waived_when
    if application.marital_status == MaritalStatus.SINGLE and waived and _is(waived, application.answers):
        raise Refused(
            _("Permohonan ini diajukan karena pemohon sudah atau pernah kawin, tetapi menurut KK belum kawin.")
        )


def _is(waived: Mapping[str, list[str]], answers: Mapping[str, str]) -> bool:
    return all(answers.get(code) in wanted for code, wanted in waived.items())
