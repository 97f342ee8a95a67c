"""What the story of Palopo does through the doors of the rooms, in a process of a node's own:

python -m tests.journeys.owed_people known PLACE (at the centre) | place | come | issue NUMBER … | print_next COUNT
"""

import json
import sys
from datetime import date, timedelta
from typing import Any

import django

django.setup()

from pasti.accounts.models import Account  # noqa: E402
from pasti.journal.actors import SYSTEM, Actor  # noqa: E402
from pasti.kit import clock  # noqa: E402
from pasti.link import keys, packet, queries  # noqa: E402
from pasti.link.schema import Biodata, Capture, PacketContent  # noqa: E402

_GIVEN = ("Andi", "Baso", "Cica", "Daeng", "Erni", "Fatma", "Gazali", "Hasna", "Ilham", "Jumriah")
_LAST = ("Mappa", "Rahim", "Saleng", "Tahir", "Usman", "Wahid", "Yunus", "Zainal", "Patta", "Lallo")
_COUNT = 92
_BORN = date(1988, 6, 12)


def _people() -> list[tuple[str, str]]:
    """Names and NIK."""
    return [(f"{_GIVEN[n % 10]} {_LAST[n // 10]}", f"327501520688{2000 + n}") for n in range(_COUNT)]


def _actor(username: str) -> Actor:
    return Account.objects.get(username=username).actor


def known(place: str) -> int:
    """At the centre: all of them were recorded once."""
    from pasti.centre.intake import actions as intake
    from pasti.demo import pictures

    office, recorded_at = queries.peers().get(), clock.now() - timedelta(days=900)
    recipient = keys.recipient()
    parts = {"face": pictures.portrait("3275015206882000", sex="F"), "signature": pictures.signature("3275")}
    sealed = {name: keys.seal(part, recipient) for name, part in parts.items()}
    of = {"birth_date": _BORN, "religion": "Islam", "marital_status": "Belum Kawin", "occupation": "Guru"}
    shared = of | json.loads(place)
    for name, nik in _people():
        content = PacketContent(
            packet=f"palopo-{nik[-4:]}", application="", service="NEW", operator="arsip", captured_at=recorded_at,
            biodata=Biodata.model_validate(shared | {"nik": nik, "name": name}),
            captures=[
                Capture(
                    modality="photo" if part == "face" else "signature", position=part, part=part,
                    captured_at=recorded_at,
                )
                for part in parts
            ],
        )  # fmt: skip
        intake.adopt(packet.build(content, sealed, recipient), office, by=SYSTEM)
    return _COUNT


def place() -> dict[str, str]:
    """What is the same of all of them, and where they live, as only an office knows."""
    from pasti.offices import regions
    from tests.cast import SITI

    found = {name: str(SITI[name]) for name in ("birth_place", "sex", "address", "rt", "rw")}
    return found | regions.parents(str(SITI["village_code"]))


def come() -> list[dict[str, str]]:
    """All of them lost their card; every third has a deadline, the later ones the nearer."""
    from pasti.printing import advancing
    from tests.cast import LOST, accepted

    budi, said = _actor("budi"), []
    for n, (name, nik) in enumerate(_people()):
        case = accepted(budi, "LOST", LOST, name=name, nik=nik, birth_date=_BORN)
        deadline = clock.today() + timedelta(days=40 - n // 3) if n % 3 == 0 else None
        if deadline:
            advancing.state_deadline(case, deadline, proof="Kartu peserta seleksi CPNS", by=budi)
        said.append({"number": case.number, "name": name, "deadline": deadline.isoformat() if deadline else ""})
    return said


def issue(*numbers: str) -> int:
    """A Suket for each of them."""
    from pasti.applications import queries as cases
    from pasti.certificates import actions as certificates

    budi, issued = _actor("budi"), 0
    for number in numbers:
        case = cases.by_number(number)
        assert case is not None
        certificates.issue_suket(case, by=budi)
        issued += 1
    return issued


def print_next(count: str) -> list[str]:
    """So many are printed; return their cases in the order in which it was done."""
    from pasti.printing import actions as printing
    from pasti.printing import queries as print_room

    joko = _actor("joko")
    run = printing.start_run(int(count), by=joko)
    jobs = list(print_room.jobs_of(run))
    printing.fetch_faces(jobs, by=joko)
    for job in jobs:
        printing.confirm(run, job.serial, by=joko)
    return [job.application.number for job in jobs]


def main() -> None:
    """Do one of them, and say what came of it."""
    verb, *said = sys.argv[1:]
    verbs: dict[str, Any] = {"known": known, "place": place, "come": come, "issue": issue, "print_next": print_next}
    print(json.dumps(verbs[verb](*said)))


if __name__ == "__main__":
    main()
