"""Talking to a printer's queue over IPP, by CUPS's own `ipptool`: a program of its own, killed when it does not end.

Nothing of this is called inside a transaction. Of sending there are three ends: the queue has it (its number there),
the queue surely does not (NotSent), or nobody knows (NoAnswer). See docs/adr/0063.
"""

import os
import plistlib
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pasti.kit.words import Words

# Of a machine and of a job, as numbers (RFC 8011, sections 5.4.11 and 5.3.7).
AT_WORK, STOPPED = 4, 5
PENDING, PENDING_HELD, PROCESSING, PROCESSING_STOPPED, CANCELED, ABORTED, COMPLETED = range(3, 10)
_SCRIPTS = Path(__file__).parent / "data" / "ipp"
# For one answer of the queue, and for all of it: the second ends also a program whose caller was killed.
_ANSWER_SECONDS, LONGEST_SECONDS = 10, 25


class NotSent(Exception):
    """The queue surely has not got it. `said` is what an operator can do, to be read later; `code` is IPP's own."""

    def __init__(self, said: str | Promise | Words, code: str = "") -> None:
        super().__init__(str(said))
        self.said, self.code = Words(said), code


class NoAnswer(Exception):
    """Nobody knows what became of what was asked."""


@dataclass(frozen=True)
class SeenJob:
    """A job as the queue has it; `state` is a number of RFC 8011, section 5.3.7."""

    id: int
    name: str
    state: int


@dataclass(frozen=True)
class Seen:
    """A machine and our jobs in its queue; `state` is 3 (idle), 4 (at work) or 5 (stopped)."""

    state: int
    reasons: tuple[str, ...]
    jobs: tuple[SeenJob, ...]


def send(address: str, name: str, face: bytes) -> int:
    """Give a queue one PDF under a name; return the job's number there. Raises NotSent, NoAnswer."""
    with tempfile.TemporaryFile() as file:
        # It has no name on the disk, and is gone with us.
        file.write(face)
        file.flush()
        answer = _ask("send", address, {"name": name}, file.fileno())[0]
    return int(answer["job-id"])


def look(address: str, *, first: int) -> Seen:
    """Return how a machine is, and our jobs in its queue from a number on. Raises NotSent, NoAnswer."""
    printer, *rest = _ask("look", address, {"first": str(max(1, first))})
    jobs = tuple(SeenJob(job["job-id"], job.get("job-name", ""), job["job-state"]) for job in rest if "job-id" in job)
    return Seen(printer["printer-state"], _reasons(printer.get("printer-state-reasons", ())), jobs)


def cancel(address: str, job: int) -> None:
    """Take a job out of a queue; one that has ended is left as it is. Raises NotSent, NoAnswer."""
    try:
        _ask("cancel", address, {"job": str(job)})
    except NotSent as no:
        if no.code != "client-error-not-possible":
            raise


def _reasons(said: Any) -> tuple[str, ...]:
    each = [said] if isinstance(said, str) else list(said)
    return tuple(sorted(reason for reason in each if reason != "none"))


def _ask(script: str, address: str, words: dict[str, str], file: int | None = None) -> list[dict[str, Any]]:
    """Return the groups of attributes that the queue answered, without the first of each, which says its language."""
    named = [part for name, value in words.items() for part in ("-d", f"{name}={value}")]
    given = [] if file is None else ["-f", f"/dev/fd/{file}"]
    command = ["timeout", "-s", "KILL", str(LONGEST_SECONDS), "ipptool", "-X", "-I", "-T", str(_ANSWER_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; address and words are ours
            [*command, *named, *given, address, str(_SCRIPTS / f"{script}.test")],
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            pass_fds=[] if file is None else [file], stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip
    except FileNotFoundError as missing:
        raise NotSent(_("Program ipptool (paket cups-ipp-utils) belum terpasang di komputer ini.")) from missing
    return _answered(done)


_NO_PROGRAM = 127


def _answered(done: "subprocess.CompletedProcess[bytes]") -> list[dict[str, Any]]:
    if done.returncode == _NO_PROGRAM:
        raise NotSent(_("Program ipptool (paket cups-ipp-utils) belum terpasang di komputer ini."))
    try:
        # After several questions it sums up, behind the document.
        document, end, _rest = done.stdout.partition(b"</plist>")
        steps = plistlib.loads(document + end)["Tests"]
    except (plistlib.InvalidFileException, ExpatError, KeyError, ValueError) as broken:
        raise NoAnswer(f"ipptool: {done.returncode}") from broken
    if not steps:
        raise NotSent(_("Antrean mesin cetak tidak menjawab. Periksa apakah mesin dan komputer antreannya menyala."))
    found: list[dict[str, Any]] = []
    for step in steps:
        groups = step.get("ResponseAttributes", [])
        # A line that broke has a status too, but nothing that the queue has said.
        if not groups or "attributes-charset" not in groups[0]:
            raise NoAnswer(str(step.get("StatusCode", "")))
        if not str(step.get("StatusCode", "")).startswith("successful"):
            raise NotSent(_said(step, groups[0]), str(step["StatusCode"]))
        found += [group for group in groups[1:] if group]
    return found


def _said(step: dict[str, Any], about: dict[str, Any]) -> Words:
    code = str(step["StatusCode"])
    known = {
        "client-error-not-found": _("Antrean itu tidak ada di komputer antreannya. Periksa alamat mesin cetak."),
        "server-error-not-accepting-jobs": _("Antrean mesin cetak sedang tidak menerima pekerjaan."),
    }
    return Words(known[code]) if code in known else Words(f"{code}: {about.get('status-message', '')}"[:200])
