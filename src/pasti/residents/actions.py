"""Knowing a resident."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from pasti.kit import clock
from pasti.residents.models import BIODATA_FIELDS, Biodata, Resident
from pasti.residents.same import Shared, SharedNik, Whose, differences

_ONLY_FOR_A_CARD = ("religion", "marital_status", "occupation", "blood_type")


@transaction.atomic
def confirm(seen: Biodata, *, own: Resident | None = None, whose: Whose | None = None) -> Resident:
    """Keep the biodata that a clerk has just compared with the family card; the newest look wins.

    Whoever is on record under the NIK with another name, birth date or sex is not written over: that raises SharedNik,
    unless it is the case's `own` resident, whose data is corrected, or somebody decided `whose` the NIK is. Given to
    this person, the one on record keeps their cases and has no NIK here.

    What only a card needs is not read for every service: left blank, it stays as it was. Called in the transaction of
    the clerk's decision, which is what the journal tells of.
    """
    known = {name: getattr(seen, name) for name in BIODATA_FIELDS if name not in _ONLY_FOR_A_CARD}
    known |= {name: value for name in _ONLY_FOR_A_CARD if (value := getattr(seen, name))}
    known["confirmed_at"] = clock.now()
    resident, new = _with_nik(seen.nik, known)
    if new:
        return resident
    found = differences(resident, seen)
    if found and whose == Whose.GIVEN:
        resident.nik = ""
        resident.save(update_fields=["nik"])
        return _with_nik(seen.nik, known)[0]
    if found and whose != Whose.SAME and not (own and own.pk == resident.pk):
        raise SharedNik(Shared(resident, seen, found))
    for name, value in known.items():
        setattr(resident, name, value)
    resident.save(update_fields=list(known))
    return resident


def _with_nik(nik: str, known: dict[str, Any]) -> tuple[Resident, bool]:
    """Return who has a NIK, locked, or the new one; of two counters that enter it at once one finds the other's."""
    return Resident.objects.select_for_update().get_or_create(nik=nik, defaults=known)


def forget_unless_needed(resident: Resident) -> bool:
    """Delete a resident who turned out to be a mistake; keep one whom anything refers to. Return whether it is gone."""
    try:
        with transaction.atomic():
            resident.delete()
    except ProtectedError:
        return False
    return True
