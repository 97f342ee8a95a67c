"""Editing the catalogue. What held on earlier days stays as it was."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from pasti.catalogue.models import Requirement, Service
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import free_text
from pasti.kit.errors import Refused
from pasti.kit.taken import refused_when_taken

# In working days, and in days since the date of a letter.
EXPECTED_DAYS = (0, 60)
GOOD_FOR_DAYS = (1, 3650)


@dataclass(frozen=True)
class Wording:
    """What a requirement says, in both languages."""

    text_id: str
    text_en: str
    detail_id: str = ""
    detail_en: str = ""


@transaction.atomic
def revise_requirement(
    requirement: Requirement,
    wording: Wording,
    *,
    good_for_days: int | None,
    legal_basis: str,
    valid_from: date,
    by: Actor,
) -> Requirement:
    """Let a requirement read otherwise from a day on; until the day before it stays as it was.

    `good_for_days` counts for something that has a date, and only for that. Raises Refused without it or out of its
    bounds, when the day lies before the version that is revised, without a legal basis, or for a NIK in the words.
    """
    wording, legal_basis = _checked(wording, legal_basis)
    if requirement.dated_by and good_for_days is None:
        raise Refused(_("Tuliskan berapa hari surat itu diterima."))
    least, most = GOOD_FOR_DAYS
    if requirement.dated_by and good_for_days is not None and not least <= good_for_days <= most:
        raise Refused(_("Surat diterima selama %(least)d sampai %(most)d hari.") % {"least": least, "most": most})
    if valid_from < requirement.valid_from:
        raise Refused(_("Perubahan tidak dapat berlaku sebelum versi yang diubah."))
    revised = requirement if valid_from == requirement.valid_from else _successor(requirement, valid_from)
    revised.text_id, revised.text_en = wording.text_id, wording.text_en
    revised.detail_id, revised.detail_en = wording.detail_id, wording.detail_en
    revised.good_for_days = good_for_days if revised.dated_by else None
    revised.legal_basis = legal_basis
    revised.save()
    _note("revised", revised, by, valid_from)
    return revised


def _successor(requirement: Requirement, valid_from: date) -> Requirement:
    later = requirement.service.requirements.filter(code=requirement.code, valid_from__gte=valid_from)
    if later.exists():
        raise Refused(_("Sudah ada versi yang berlaku pada atau sesudah hari itu; ubah versi tersebut."))
    last_day = valid_from - timedelta(days=1)
    still_holding = Q(valid_until=None) | Q(valid_until__gt=last_day)
    Requirement.objects.filter(still_holding, pk=requirement.pk).update(valid_until=last_day)
    successor = Requirement.objects.get(pk=requirement.pk)
    successor.pk, successor.valid_from, successor.valid_until = None, valid_from, None
    successor._state.adding = True  # noqa: SLF001 - Django's documented way to copy a row
    return successor


@transaction.atomic
def end_requirement(requirement: Requirement, *, last_day: date, by: Actor) -> None:
    """Let a requirement fall away after a day; one that has fallen away by then stays as it is."""
    if requirement.valid_until and requirement.valid_until <= last_day:
        return
    requirement.valid_until = last_day
    requirement.save(update_fields=["valid_until"])
    _note("ended", requirement, by, last_day)


@transaction.atomic
def add_requirement(
    service: Service, code: str, wording: Wording, *, legal_basis: str, valid_from: date, by: Actor
) -> Requirement:
    """Add something to bring, from a day on. Raises Refused for a code in use, without a legal basis, or for a NIK."""
    wording, legal_basis = _checked(wording, legal_basis)
    code = free_text.checked(code)
    taken = _("Syarat dengan kode “%s” sudah ada.") % code
    if service.requirements.filter(code=code).exists():
        raise Refused(taken)
    with refused_when_taken(taken):
        requirement = Requirement.objects.create(
            service=service,
            code=code,
            text_id=wording.text_id,
            text_en=wording.text_en,
            detail_id=wording.detail_id,
            detail_en=wording.detail_en,
            legal_basis=legal_basis,
            valid_from=valid_from,
            order=service.requirements.count() + 1,
        )
    _note("added", requirement, by, valid_from)
    return requirement


@transaction.atomic
def change_service(service: Service, *, expected_days: int, active: bool, by: Actor) -> Service:
    """Change how many working days a service is expected to take, and whether it is on offer.

    Raises Refused for days out of bounds: what people are promised follows from them.
    """
    least, most = EXPECTED_DAYS
    if not least <= expected_days <= most:
        raise Refused(_("Isi %(least)d sampai %(most)d hari kerja.") % {"least": least, "most": most})
    service.expected_days, service.active = expected_days, active
    service.save(update_fields=["expected_days", "active"])
    record(
        "service.changed",
        subject=f"service:{service.code}",
        by=by,
        service=service.in_both,
        days=expected_days,
        active=active,
    )
    return service


def _checked(wording: Wording, legal_basis: str) -> tuple[Wording, str]:
    """Return what is to be kept, clean. Raises Refused without a legal basis, and for a NIK."""
    basis = free_text.checked(legal_basis, none=_("Tuliskan dasar hukumnya."))
    said = (wording.text_id, wording.text_en, wording.detail_id, wording.detail_en)
    return Wording(*map(free_text.checked, said)), basis


def _note(what: str, requirement: Requirement, by: Actor, day: date) -> None:
    record(
        f"requirement.{what}",
        subject=f"service:{requirement.service.code}",
        by=by,
        service=requirement.service.in_both,
        what=requirement.in_both,
        day=str(day),
    )
