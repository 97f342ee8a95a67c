"""Finding a resident."""

from pasti.kit import typed
from pasti.residents.models import Resident


def by_nik(written: str) -> Resident | None:
    """Return the resident of a NIK as people write it."""
    return Resident.objects.filter(nik=typed.number(written)).first()
