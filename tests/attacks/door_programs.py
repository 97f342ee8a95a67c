"""What the attacks on a case's doors need in the office before they begin. Prints one line of JSON at its end."""

import json
import sys
from typing import Any

import django

django.setup()

from pasti.accounts.roles import Role  # noqa: E402
from pasti.applications import documents  # noqa: E402
from pasti.applications import queries as applications  # noqa: E402
from pasti.applications.actions import new_code  # noqa: E402
from pasti.applications.models import Application  # noqa: E402
from pasti.applications.resume_code import Identity  # noqa: E402
from pasti.catalogue.loader import load  # noqa: E402
from pasti.journal.actors import SYSTEM  # noqa: E402
from pasti.kit import clock  # noqa: E402
from pasti.link.actions import become  # noqa: E402
from pasti.offices import actions as offices  # noqa: E402
from pasti.offices.models import Work  # noqa: E402
from pasti.queue.models import Ticket  # noqa: E402
from tests.cast import ANYBODY, a_pdf, account, submitted  # noqa: E402


def make() -> dict[str, Any]:
    """An office that serves, its kiosk, and cases with a paper."""
    become(role="office", name="Uji", region_code="32.75")
    offices.open_office(name="Uji", region_code="32.75", by=SYSTEM)
    load()
    lane = offices.set_lane("C", names=("KTP-el", "Card"), purposes=("x", "x"), serves=[Work.PAPERS_CARD], by=SYSTEM)
    counter = offices.set_counter(1, lanes=[lane], by=SYSTEM)
    offices.open_counter(counter, account("budi", "Budi Hartono", Role.CLERK))
    account("anjungan", "Anjungan", Role.KIOSK)
    offices.decide("applications.upload_mb_per_day", value=10, valid_from=clock.today(), legal_basis="Uji", by=ANYBODY)
    return {"cases": [_case() for _ in range(12)]}


def _case() -> dict[str, Any]:
    case = submitted()
    paper = documents.add_document(case, "kk", a_pdf(), "application/pdf", by=ANYBODY)
    return {
        "number": case.number,
        "code": new_code(case, shown=Identity.CARD, by=ANYBODY),
        "name": case.name,
        "nik": case.nik,
        "paper": paper.pk,
    }


def state(number: str) -> dict[str, Any]:
    """What there is of a case now."""
    case = applications.by_number(number)
    assert case is not None
    return {
        "papers": case.documents.count(),
        "bookings": case.bookings.count(),
        "state": case.state,
        "tickets": Ticket.objects.count(),
        "cases": Application.objects.count(),
    }


if __name__ == "__main__":
    verb, *arguments = sys.argv[1:]
    print(json.dumps(make() if verb == "make" else state(*arguments)))
