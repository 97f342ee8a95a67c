"""Cards as the centre releases them: content sealed for this office."""

from base64 import b64encode
from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from tests.cast import LOST, MONDAY, Cast, accepted

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.journal.actors import Actor, node
from pasti.link import keys
from pasti.link.schema import CardContent
from pasti.printing import actions, queries
from pasti.printing.actions import take_release
from pasti.printing.models import Job, Run


def picture(size: tuple[int, int] = (480, 640), kind: str = "JPEG") -> str:
    image = Image.new("RGB", size, (158, 42, 43))
    ImageDraw.Draw(image).ellipse((size[0] // 4, size[1] // 5, size[0] * 3 // 4, size[1] * 3 // 5), fill="white")
    out = BytesIO()
    image.save(out, kind)
    return b64encode(out.getvalue()).decode()


def waits_for_the_centre(office: Cast, **other: object) -> Application:
    """Somebody who was recorded before lost the card; the papers are complete."""
    return accepted(office.budi.actor, "LOST", LOST, **other)


def content(case: Application, **other: Any) -> str:
    """Return the sealed content of a card, base64."""
    known = applications.as_biodata(case)
    biodata = known.model_copy(update=other.pop("biodata", {}))
    given = {"photo": picture(), "signature": picture((600, 240), "PNG")} | other
    return sealed(CardContent(biodata=biodata, **given).model_dump_json().encode())


def sealed(inside: bytes, *, recipient: str = "") -> str:
    return b64encode(keys.seal(inside, recipient or keys.recipient())).decode()


def centre() -> Actor:
    return node("centre-1", "Pusat")


def release(office: Cast, case: Application | None = None, *, minutes: int = 0, **other: Any) -> Job:
    """Return a card that waits to be printed."""
    wanted = case or waits_for_the_centre(office)
    return take_release(wanted, content(wanted, **other), at=MONDAY + timedelta(minutes=minutes), by=centre())


def print_all(run: Run, by: Actor) -> int:
    """Fetch the faces of what is still to be printed in a run, and confirm each card by its serial."""
    jobs = [job for job in queries.jobs_of(run) if job.state == Job.State.IN_RUN]
    if jobs:
        actions.fetch_faces(jobs, by=by)
    for job in jobs:
        actions.confirm(run, job.serial, by=by)
    return len(jobs)
