"""The people whom the centre knows. Recordings and requests refer to them."""

from django.db import models
from django.db.models import Q

from pasti.kit import clock, text


class Person(models.Model):
    """Somebody who was recorded and found unique. Two people with one NIK are two persons."""

    nik = models.CharField(max_length=16)
    name = models.CharField(max_length=60)
    birth_place = models.CharField(max_length=60, blank=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1)
    mother = models.CharField(max_length=60, blank=True)
    # Of the office at home; empty while it is not known, as for who was recorded away from home.
    region = models.CharField(max_length=13, blank=True)
    # What a card says of this person.
    biodata = models.JSONField(default=dict)
    # Whether somebody else has the same NIK: a person must look.
    shares_nik = models.BooleanField(default=False)
    known_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["nik"]),
            models.Index(fields=["birth_date", "sex"]),
            models.Index(fields=["nik"], condition=Q(shares_nik=True), name="persons_who_share_a_nik"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """What the journal calls this person."""
        return f"person:{self.pk}"

    @property
    def masked_nik(self) -> str:
        """Enough of the NIK to recognise."""
        return text.masked(self.nik)
