"""Finding a resident."""

from pasti.residents.models import Resident
from pasti.residents.nik import only_digits


def by_nik(written: str) -> Resident | None:
    """Return the resident of a NIK as people write it."""
    return Resident.objects.filter(nik=only_digits(written)).first()
