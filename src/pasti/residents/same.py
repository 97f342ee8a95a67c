"""Whether two sets of data with one NIK are one person's. A NIK alone does not say: a slip, or twins, share one."""

import hashlib
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pasti.kit.errors import Refused
from pasti.kit.names import same_name
from pasti.residents.models import Biodata, Resident


class Difference(TextChoices):
    """In what two sets of data differ, so that they may be two people's."""

    NAME = "name", _("nama")
    BIRTH_DATE = "birth_date", _("tanggal lahir")
    SEX = "sex", _("jenis kelamin")


def differences(one: Biodata, other: Biodata) -> list[Difference]:
    """Return in what two people's data differ; names as `kit.names` compares them. Nothing: they are one person."""
    found = {
        Difference.NAME: not same_name(one.name, other.name),
        Difference.BIRTH_DATE: one.birth_date != other.birth_date,
        Difference.SEX: one.sex != other.sex,
    }
    return [difference for difference, is_there in found.items() if is_there]


@dataclass(frozen=True)
class Shared:
    """One NIK, two sets of data: what is on record here, and what is said now."""

    resident: Resident
    said: Biodata
    differences: list[Difference]

    @property
    def digest(self) -> str:
        """What changes with either of them: a decision is on what the page showed."""
        both = [(p.nik, p.name, str(p.birth_date), p.sex, p.birth_place) for p in (self.resident, self.said)]
        return hashlib.sha256(repr((self.resident.pk, both)).encode()).hexdigest()[:16]


class SharedNik(Refused):
    """Somebody is on record under this NIK with other data. A person decides; `shared` holds both side by side."""

    def __init__(self, shared: Shared) -> None:
        super().__init__(_("NIK ini di kantor ini tercatat dengan data lain. Bandingkan keduanya, lalu putuskan."))
        self.shared = shared


class Whose(TextChoices):
    """Whose a shared NIK is, as a clerk decided."""

    SAME = "same", _("Orang yang sama: data tercatat diperbaiki")
    OTHER = "other", _("Orang lain: permohonan menunggu sampai pusat menetapkan NIK")
    GIVEN = "given", _("Orang lain, dan pusat sudah menetapkan NIK ini untuk pemohon ini")


@dataclass(frozen=True)
class Decision:
    """What a clerk decided on a shared NIK, why, and on what (`Shared.digest`)."""

    whose: Whose
    reason: str
    compared: str
