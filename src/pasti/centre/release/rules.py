"""When a card's data may go to an office without a person's word (docs/adr/0014)."""

from dataclasses import dataclass

from pasti.centre.intake.models import Record
from pasti.centre.persons.models import Person
from pasti.centre.persons.rules import AWAY, IDENTITY, differences
from pasti.centre.release.models import Ground


@dataclass(frozen=True)
class Weighed:
    """A request and the person it names: on what ground it may be granted, or what speaks against it."""

    person: Person
    ground: Ground
    doubts: tuple[str, ...] = ()


OTHER_DATA, OTHER_ORIGIN, OTHER_REGION, SHARED_NIK = "other-data", "other-origin", "other-region", "shared-nik"
OVER_QUOTA = "over-quota"


def weigh(row: Record, person: Person) -> Weighed:
    """Weigh a request for the card of a person against what the centre knows of them; limits are not asked here.

    The office at home gets a card when name, birth date and sex are the person's. An office elsewhere only replaces a
    card as it is (`AWAY`), and then the mother or the birth place must fit too. Who moves waits for a person, because
    the centre does not hear of the leaving letter yet; so does a new picture from elsewhere.
    """
    found = differences(row, person)
    doubts = [OTHER_DATA] if found & IDENTITY else []
    if person.shares_nik:
        doubts.append(SHARED_NIK)
    at_home = bool(person.region) and person.region == row.office.region_code
    if at_home:
        return Weighed(person, Ground.HOME, tuple(doubts))
    if row.packet or row.service not in AWAY:
        doubts.append(OTHER_REGION)
    if found - IDENTITY:
        doubts.append(OTHER_ORIGIN)
    return Weighed(person, Ground.AWAY, tuple(doubts))
