"""The reader at a counter: compares who stands there with the chip of a card (docs/device-port.md, `POST /v1/checks`).

What it compares stays in the reader: no picture and no template comes to us, and none is asked for.
"""

import json
from dataclasses import dataclass, field

import urllib3
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pasti.handover.models import Part, Result
from pasti.kit import text, typed
from pasti.kit.words import Words

_pool = urllib3.PoolManager(maxsize=4, timeout=urllib3.Timeout(connect=2, read=30), retries=False)
_RESULTS = {"match": Result.MATCH, "no-match": Result.NO_MATCH, "not-usable": Result.UNUSABLE}


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")
    serial: str = Field(max_length=40)
    result: str = Field(max_length=20)


@dataclass(frozen=True)
class Said:
    """What a reader answered: the serial that it read from the card on it, the result, and a word of its own."""

    result: Result
    serial: str = ""
    problem: Words = field(default_factory=Words)


def compare(url: str, part: Part, *, serial: str) -> Said:
    """Let the reader compare a person with the card that lies on it. Never called inside a transaction.

    `serial`: of the card that should lie there; empty for another's own card. A reader that cannot be reached, refuses
    or answers what nobody can read is silent, with what a clerk may be told. Takes 32 seconds at most.
    """
    try:
        answer = _pool.request("POST", f"{url.rstrip('/')}/v1/checks", json={"part": str(part), "serial": serial})
        content = json.loads(answer.data)
        if answer.status != 200:
            return Said(Result.SILENT, problem=_own(content["problem"]))
        said = _Answer.model_validate(content)
        return Said(_RESULTS[said.result], "".join(typed.clean(said.serial).split()).upper())
    except urllib3.exceptions.HTTPError:
        return Said(Result.SILENT, problem=Words(_("Alat pencocok tidak menjawab. Periksa alat dan kabelnya.")))
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError):
        return Said(
            Result.SILENT, problem=Words(_("Jawaban alat pencocok tidak dapat dibaca. Nyalakan ulang alatnya."))
        )


def _own(problem: object) -> Words:
    return Words(text.without_niks(typed.clean(str(problem)))[:200])
