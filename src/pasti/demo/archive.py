"""The sample centre: its staff, and the recordings of people who had a card before."""

from datetime import datetime, timedelta

from pasti.accounts.actions import open_account
from pasti.centre.intake import actions as intake
from pasti.demo import pictures
from pasti.demo.guard import check_sample
from pasti.demo.people import CENTRE_STAFF, PASSWORD, PEOPLE, Person
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.link import keys, packet
from pasti.link.models import Peer
from pasti.link.schema import Biodata, Capture, PacketContent

CENTRE_NAME = "Pusat data kependudukan (contoh)"


def load(now: datetime, office: Peer, places: dict[str, dict[str, str]]) -> None:
    """Fill an empty sample centre. `places` gives the names of each village's regions, which only an office knows.

    Raises Refused at a real centre: nobody with a known password comes into one.
    """
    check_sample()
    with clock.stopped_at(now - timedelta(days=6)):
        for staff in CENTRE_STAFF:
            open_account(username=staff.username, name=staff.name, roles=staff.roles, password=PASSWORD, by=SYSTEM)
        for person in PEOPLE.values():
            if person.recorded:
                intake.adopt(_packet(person, now, places[person.village_code]), office, by=SYSTEM)


def _packet(person: Person, now: datetime, place: dict[str, str]) -> bytes:
    recipient, recorded_at = keys.recipient(), now - timedelta(days=900)
    parts = {
        "face": pictures.portrait(person.nik, sex=person.sex),
        "signature": pictures.signature(person.nik),
        "right-thumb": pictures.fingerprint(person.nik, "right-thumb"),
        "left-thumb": pictures.fingerprint(person.nik, "left-thumb"),
    }
    modalities = {"face": "photo", "signature": "signature"}
    content = PacketContent(
        packet=f"archive-{person.serial}",
        application="",
        service="NEW",
        biodata=Biodata(
            nik=person.nik,
            name=person.name,
            birth_place=person.birth_place,
            birth_date=person.birth_date,
            sex=person.sex,
            address=person.address,
            rt=person.rt,
            rw=person.rw,
            village=place["village"],
            district=place["district"],
            regency=place["regency"],
            province=place["province"],
            religion=person.religion.capitalize(),
            marital_status=person.marital_status.replace("-", " ").title(),
            occupation=person.occupation,
        ),
        captures=[
            Capture(modality=modalities.get(name, "finger"), position=name, part=name, captured_at=recorded_at)
            for name in parts
        ],
        captured_at=recorded_at,
        operator="arsip",
    )
    return packet.build(content, {name: keys.seal(part, recipient) for name, part in parts.items()}, recipient)
