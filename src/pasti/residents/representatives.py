"""Who may arrange things for many residents of a village (head of RT, village officer), as the village has written."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock, free_text, phones
from pasti.kit.errors import Refused
from pasti.offices import regions
from pasti.residents.models import Representative


def on_record() -> QuerySet[Representative]:
    """Return who is on record now, by village."""
    return Representative.objects.filter(ended_at=None)


def acts_for(phone: str, village_code: str) -> bool:
    """Whether the owner of a telephone number is on record for the residents of a village."""
    return bool(phone) and on_record().filter(phone=phone, village_code=village_code).exists()


@transaction.atomic
def put_on_record(*, name: str, phone: str, village_code: str, letter: str, by: Actor) -> Representative:
    """Put somebody on record for a village, by its letter. The same number for the same village twice is one.

    Raises Refused for what is no telephone number or no village, and without a name or the letter's number.
    """
    number = phones.read(phone)
    who = free_text.checked(name, none=_("Tuliskan namanya."))
    written = free_text.checked(letter, none=_("Tuliskan nomor surat dari kelurahan atau desa."))
    if "village" not in regions.parents(village_code):
        raise Refused(_("Pilih kelurahan atau desanya."))
    there = on_record().filter(phone=number, village_code=village_code).first()
    if there:
        return there
    row = Representative.objects.create(name=who, phone=number, village_code=village_code, letter=written)
    record("representative.add", subject=row.subject, by=by, village=row.village, letter=row.letter)
    return row


@transaction.atomic
def end(key: int, *, by: Actor) -> None:
    """Let somebody not be on record any more. Twice is harmless."""
    row = Representative.objects.select_for_update().filter(pk=key, ended_at=None).first()
    if row is None:
        return
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    record("representative.end", subject=row.subject, by=by, village=row.village)
