"""Knowing a resident."""

from django.db import transaction
from django.db.models import ProtectedError

from pasti.kit import clock
from pasti.residents.models import BIODATA_FIELDS, Biodata, Resident

_ONLY_FOR_A_CARD = ("religion", "marital_status", "occupation", "blood_type")


@transaction.atomic
def confirm(seen: Biodata) -> Resident:
    """Keep the biodata that a clerk has just compared with the family card; the newest look wins.

    What only a card needs is not read for every service: left blank, it stays as it was. Called in the transaction of
    the clerk's decision, which is what the journal tells of.
    """
    known = {name: getattr(seen, name) for name in BIODATA_FIELDS if name not in _ONLY_FOR_A_CARD}
    known |= {name: value for name in _ONLY_FOR_A_CARD if (value := getattr(seen, name))}
    resident, _new = Resident.objects.update_or_create(nik=seen.nik, defaults={**known, "confirmed_at": clock.now()})
    return resident


def forget_unless_needed(resident: Resident) -> bool:
    """Delete a resident who turned out to be a mistake; keep one whom anything refers to. Return whether it is gone."""
    try:
        with transaction.atomic():
            resident.delete()
    except ProtectedError:
        return False
    return True
