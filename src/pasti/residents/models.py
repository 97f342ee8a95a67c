"""People, with the least data that a card needs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.kit import clock, text
from pasti.kit.folded import Folded, FoldedField
from pasti.offices import regions


class Sex(models.TextChoices):
    """As on the family card."""

    MALE = "M", _("Laki-laki")
    FEMALE = "F", _("Perempuan")


class Religion(models.TextChoices):
    """As on the family card (UU 24/2013 art. 64; belief: Constitutional Court 97/PUU-XIV/2016)."""

    ISLAM = "islam", "Islam"
    PROTESTANT = "kristen", "Kristen"
    CATHOLIC = "katolik", "Katolik"
    HINDU = "hindu", "Hindu"
    BUDDHIST = "buddha", "Buddha"
    CONFUCIAN = "khonghucu", "Khonghucu"
    BELIEF = "kepercayaan", "Kepercayaan terhadap Tuhan YME"


class MaritalStatus(models.TextChoices):
    """As on the family card."""

    SINGLE = "belum-kawin", "Belum Kawin"
    MARRIED = "kawin", "Kawin"
    DIVORCED = "cerai-hidup", "Cerai Hidup"
    WIDOWED = "cerai-mati", "Cerai Mati"


class BloodType(models.TextChoices):
    """As on the family card, with the rhesus factor where it says one; may be unknown."""

    A = "A", "A"
    B = "B", "B"
    AB = "AB", "AB"
    O = "O", "O"  # noqa: E741 - the name of a blood type
    A_POSITIVE = "A+", "A+"
    A_NEGATIVE = "A-", "A-"
    B_POSITIVE = "B+", "B+"
    B_NEGATIVE = "B-", "B-"
    AB_POSITIVE = "AB+", "AB+"
    AB_NEGATIVE = "AB-", "AB-"
    O_POSITIVE = "O+", "O+"
    O_NEGATIVE = "O-", "O-"


class Biodata(Folded):
    """What somebody says of themselves, or what was read from the family card."""

    Sex: ClassVar = Sex

    nik = models.CharField(max_length=16, blank=True)
    kk_number = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=60, blank=True)
    name_folded = FoldedField("name")
    birth_place = models.CharField(max_length=60, blank=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    village_code = models.CharField(max_length=13, blank=True)
    address = models.CharField(max_length=120, blank=True)
    rt = models.CharField(max_length=6, blank=True)
    rw = models.CharField(max_length=6, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    # Read from the family card at the counter; nobody is asked for these online.
    religion = models.CharField(max_length=12, choices=Religion.choices, blank=True)
    marital_status = models.CharField(max_length=12, choices=MaritalStatus.choices, blank=True)
    occupation = models.CharField(max_length=60, blank=True)
    blood_type = models.CharField(max_length=3, choices=BloodType.choices, blank=True)
    nationality = models.CharField(max_length=3, default="WNI")

    class Meta:
        abstract = True

    @property
    def masked_nik(self) -> str:
        """Enough of the NIK for its owner to recognise."""
        return text.masked(self.nik)

    @property
    def region(self) -> dict[str, str]:
        """The names of province, regency, district and village."""
        return regions.parents(self.village_code) if self.village_code else {}

    @property
    def full_address(self) -> str:
        """The address in one line."""
        place = [self.address]
        if said := [f"{name} {n}" for name, n in (("RT", self.rt), ("RW", self.rw)) if n.strip("-")]:
            place.append(" ".join(said))
        names = self.region
        place += [names.get("village", ""), names.get("district", ""), names.get("regency", "")]
        return ", ".join(part for part in place if part)


class Resident(Biodata):
    """A person whose papers were seen at this office."""

    confirmed_at = models.DateTimeField(default=clock.now)

    class Meta:
        # Without a NIK: the centre gave it to somebody else.
        constraints = [models.UniqueConstraint(fields=["nik"], condition=~Q(nik=""), name="one_resident_per_nik")]
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name


class Representative(models.Model):
    """Somebody who arranges things for a village's residents: a head of RT, a village officer.

    On record by a letter of the village, and known by the telephone number.
    """

    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20)
    village_code = models.CharField(max_length=13)
    letter = models.CharField(max_length=80)
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["village_code", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["phone", "village_code"],
                condition=Q(ended_at=None),
                name="one_representative_per_phone",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """What the journal calls it."""
        return f"representative:{self.pk}"

    @property
    def village(self) -> str:
        """The name of the village."""
        return regions.parents(self.village_code).get("village", self.village_code)


BIODATA_FIELDS = tuple(
    field.name
    for field in Biodata._meta.local_fields  # noqa: SLF001 - Django's public name for it
    if not isinstance(field, FoldedField)
)
