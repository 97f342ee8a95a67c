"""Questions about the people whom the centre knows."""

from django.db.models import QuerySet

from pasti.centre.persons.models import Person


def with_nik(nik: str) -> list[Person]:
    """Return everybody who has this NIK, longest known first; one, as a rule."""
    return list(Person.objects.filter(nik=nik).order_by("pk")) if nik else []


def sharing_a_nik() -> QuerySet[Person]:
    """Return people whose NIK somebody else has too, those of one NIK together."""
    return Person.objects.filter(shares_nik=True).order_by("nik", "pk")
