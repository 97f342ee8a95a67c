"""Knowing a resident."""

from django.db import transaction

from pasti.kit import clock
from pasti.residents.models import BIODATA_FIELDS, Biodata, Resident


@transaction.atomic
def confirm(seen: Biodata) -> Resident:
    """Keep the biodata that a clerk has just compared with the family card; the newest look wins.

    Called in the transaction of the clerk's decision, which is what the journal tells of.
    """
    known = {name: getattr(seen, name) for name in BIODATA_FIELDS}
    resident, _new = Resident.objects.update_or_create(nik=seen.nik, defaults={**known, "confirmed_at": clock.now()})
    return resident
