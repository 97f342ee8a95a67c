"""The rooms where people wait, of an office that has several; who has one has no row here and reads no word of it."""

from django.db import models, transaction
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import free_text, text
from pasti.kit.errors import Refused
from pasti.kit.once import once
from pasti.kit.prepared import Columns, Rows
from pasti.kit.taken import refused_when_taken
from pasti.offices import queries as offices
from pasti.offices.actions import lock_office
from pasti.offices.models import Counter, Hall, Lane

_HALLS = Rows(Hall.objects.all)
_OF_KEY = Rows(lambda key: Hall.objects.filter(pk=key), key=models.BigIntegerField())
# Where each lane is called: (lane, hall or None) of the counters in use.
_CALLED = Columns(
    lambda: Counter.objects.filter(active=True, lanes__isnull=False).order_by("hall__name").values_list("lanes", "hall")
)


@transaction.atomic
def set_hall(name: str, *, hall: Hall | None = None, by: Actor) -> Hall:
    """Make a hall, or give one another name. Raises Refused for a NIK in it, and for a name that another has."""
    lock_office()
    said = free_text.checked(name, none=_("Isi nama ruang tunggunya."))
    if hall and not Hall.objects.filter(pk=hall.pk).exists():
        raise Refused(_("Ruang tunggu “%s” sudah dihapus.") % hall.name)
    made = hall or Hall()
    taken = _("Ruang tunggu “%s” sudah ada.") % said
    if Hall.objects.filter(name__iexact=said).exclude(pk=made.pk or 0).exists():
        raise Refused(taken)
    made.name = said
    with refused_when_taken(taken):
        made.save()
    record("hall.set", subject=f"hall:{made.pk}", by=by, name=said)
    return made


@transaction.atomic
def remove_hall(hall: Hall, *, by: Actor) -> None:
    """Remove a hall. Raises Refused while counters are in it. Twice is harmless."""
    # Whoever puts a counter into it waits, and finds it gone.
    lock_office()
    found = Hall.objects.filter(pk=hall.pk).first()
    if found is None:
        return
    if numbers := list(found.counters.order_by("number").values_list("number", flat=True)):
        there = text.and_list([str(number) for number in numbers])
        raise Refused(_("Loket %(numbers)s ada di ruang ini. Pindahkan dahulu.") % {"numbers": there})
    record("hall.removed", subject=f"hall:{found.pk}", by=by, name=found.name)
    found.delete()


def halls() -> list[Hall]:
    """Return the halls of an office that has several, by name; else none."""
    return once("halls", _HALLS.all)


def hall(key: int) -> Hall | None:
    """Return the hall of a key."""
    return _OF_KEY.first(key=key)


def lanes_in(hall: Hall) -> set[int]:
    """Return the ids of the lanes that counters in use call in a hall; a counter that is in none is seen from each."""
    return {lane for lane, where in _called() if where in (hall.pk, None)}


def halls_of(lane: Lane) -> list[Hall]:
    """Return the halls where a lane is called now; while nobody sits there, where it is called at all, by name."""
    if not halls():
        return []
    now = {where for _counter, _number, of, where in offices.sitting() if of == lane.pk}
    usual = {where for of, where in _called() if of == lane.pk}
    return [one for one in halls() if one.pk in (now or usual)]


def where(lane: Lane) -> str:
    """Return where people wait for a lane, as it is said; nothing where there is but one hall."""
    names = [one.name for one in halls_of(lane)]
    return _(" atau ").join(names)


def _called() -> list[tuple[int, int | None]]:
    return once("lanes in halls", _CALLED.all)
