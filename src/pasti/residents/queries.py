"""Finding a resident."""

from pasti.kit import typed
from pasti.residents.models import Biodata, Resident
from pasti.residents.same import Shared, differences


def by_nik(written: str) -> Resident | None:
    """Return the resident of a NIK as people write it: somebody who has it, be it who is asked for or not."""
    digits = typed.number(written)
    return Resident.objects.filter(nik=digits).first() if digits else None


def shared_nik(said: Biodata, *, own: Resident | None = None) -> Shared | None:
    """Return who is on record under somebody's NIK with other data, if anybody but their `own` record."""
    resident = by_nik(said.nik)
    if resident is None or (own and own.pk == resident.pk):
        return None
    found = differences(resident, said)
    return Shared(resident, said, found) if found else None
