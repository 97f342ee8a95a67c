"""The chip of a card: written by a device beside the machine (docs/device-port.md), or by hand, as an operator says.

The device may be asked again for the same blank: a chip that is good already is answered as good.
"""

import json

import urllib3
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pasti.journal.actors import Actor
from pasti.journal.moves import check, take
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.printing.models import Job

_pool = urllib3.PoolManager(maxsize=4, timeout=urllib3.Timeout(connect=2, read=30), retries=False)


class ChipTrouble(Refused):
    """The chip was not written, or nobody knows. The card is where it was, and may be scanned again."""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")
    serial: str = Field(max_length=40)
    chip: str = Field(max_length=40)


def is_written_by_device(job: Job) -> bool:
    """Whether a device beside the run's machine is to write this card's chip, and has not."""
    return bool(job.run and job.run.printer and job.run.printer.encoder and job.chip_at is None)


def ensure_active(job: Job) -> None:
    """Raise Refused while a device is to write the chip and has not."""
    if is_written_by_device(job):
        raise Refused(_("Chip kartu %s belum aktif. Letakkan kartunya di alat chip, lalu pindai lagi.") % job.serial)


def activate(job: Job, *, by: Actor) -> Job:
    """Let the device write the chip of the card that lies on it; in no transaction. Twice is harmless.

    Raises ChipTrouble, with what an operator can do, when it does not answer, cannot write, has no card, or has
    another card than this blank; Refused when the card is on another blank by now.
    """
    check(job, "encode", by)
    assert job.run is not None
    assert job.run.printer is not None
    said = _ask(job.run.printer.encoder, job.serial)
    if "".join(said.serial.split()).upper() != job.serial:
        raise ChipTrouble(
            _("Di alat chip ada kartu %(found)s, bukan %(serial)s. Tukar kartunya, lalu pindai lagi.")
            % {"found": said.serial[:20], "serial": job.serial}
        )
    return _note(job, said.chip, by)


@transaction.atomic
def _note(job: Job, chip: str, by: Actor) -> Job:
    fresh = Job.locked(job.pk)
    if fresh.serial != job.serial or fresh.run_id != job.run_id:
        raise Refused(_("Kartu ini sudah tidak di blangko %s.") % job.serial)
    if fresh.chip_at is not None:
        return fresh
    return take(fresh, "encode", by=by, changes={"chip": chip, "chip_at": clock.now()}, serial=fresh.serial)


def _ask(address: str, serial: str) -> _Answer:
    try:
        answer = _pool.request(
            "POST", f"{address.rstrip('/')}/v1/chips", body=json.dumps({"serial": serial}),
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
    except urllib3.exceptions.HTTPError as silent:
        raise ChipTrouble(
            _("Alat chip tidak menjawab. Periksa alat dan kabelnya, lalu pindai kartunya lagi.")
        ) from silent
    try:
        content = json.loads(answer.data)
        if answer.status == 200:
            return _Answer.model_validate(content)
        problem = str(content["problem"])[:200]
    except (ValueError, KeyError, TypeError, ValidationError) as broken:
        raise ChipTrouble(_("Jawaban alat chip tidak dapat dibaca. Nyalakan ulang alatnya.")) from broken
    raise ChipTrouble(_("Alat chip: %s") % problem)
