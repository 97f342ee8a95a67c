"""Is this installation healthy? One line per thing, with what to do."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from pasti.journal import append_only, heads, owners
from pasti.journal import queries as journal
from pasti.kit import blobs, clock, full_disk
from pasti.kit.duties import duties, heard
from pasti.link import queries as links
from pasti.site import database

GOOD, WARNING, BAD = "ok", "warning", "BAD"
_LEAST_FREE_MB = 500


@dataclass(frozen=True)
class Finding:
    """How one thing is, and what to do if it is not well."""

    what: str
    how: str
    text: str


def check() -> int:
    """Print all findings; return 1 if anything is bad."""
    findings = list(examine())
    for finding in findings:
        print(f"{finding.how:8} {finding.what:10} {finding.text}")
    return int(any(finding.how == BAD for finding in findings))


def examine() -> Iterator[Finding]:
    """Look at everything an office depends on."""
    database.check_node()
    lacking = database.pending()
    if lacking:
        yield Finding("database", BAD, f"{len(lacking)} migrations are missing. Run: pasti up (or pasti migrate).")
        return
    node = links.this_node()
    yield Finding("node", GOOD, f"{node.name} ({node.role}){', SAMPLE' if node.sample else ''}")
    yield Finding("database", GOOD, f"{connection.vendor}, up to date")
    yield from _journal()
    yield _disk()
    yield _clock(sample=node.sample)
    yield from _workers()
    yield from _link()
    yield from _screens()


def _journal() -> Iterator[Finding]:
    missing = append_only.missing()
    if missing:
        yield Finding("journal", BAD, f"not protected: {', '.join(missing)} missing. Run: pasti migrate.")
    yield from _roles()
    for trouble in heads.troubles():
        text = f"{trouble.node_name}: {trouble.get_trouble_display()} since position {trouble.position}"
        yield Finding("journal", BAD, f"{text}. Look into it together; then settle it on the journal's screen.")
    for sentence in heads.disagreements():
        yield Finding("journal", BAD, f"{sentence}. Look into it with them; they settle it.")
    waiting = journal.unsealed()
    how = WARNING if waiting > 1000 else GOOD
    yield Finding(
        "journal", how, f"{journal.chain_length()} sealed, {waiting} waiting. Walk it with: pasti journal verify"
    )
    snags = journal.snags().count()
    if snags:
        yield Finding("journal", WARNING, f"{snags} entries could not be acted on; see the journal's screen.")


def _roles() -> Iterator[Finding]:
    if powers := owners.powers_over_journal():
        how = WARNING if links.this_node().sample else BAD
        text = f"the running role {', '.join(powers)}, so it could rewrite the journal. See docs/running.md: two roles."
        yield Finding("roles", how, text)
    if database.owner_lies_with_the_node():
        text = "PASTI_DATABASE_OWNER_URL stands in pasti.env, where the running node reads it. Keep it elsewhere."
        yield Finding("roles", BAD, text)


def _disk() -> Finding:
    free = blobs.free_mb()
    text = f"{free} MB free in {settings.DATA_DIR}"
    if full_disk.is_full():
        return Finding("disk", BAD, f"{text}: full, and only the hall goes on. Make room.")
    if free <= _LEAST_FREE_MB:
        return Finding("disk", BAD, f"{text}: make room.")
    return Finding("disk", GOOD, text)


def _clock(*, sample: bool) -> Finding:
    if settings.CLOCK_AHEAD and not sample:
        return Finding("clock", BAD, "runs ahead, as only a sample's may. Take PASTI_CLOCK_AHEAD away.")
    last = journal.last_recorded_at()
    now = clock.now()
    if last and last > now + timedelta(minutes=1):
        return Finding(
            "clock", BAD, f"the last fact was written down at {last:%Y-%m-%d %H:%M} UTC, which is ahead of the clock."
        )
    return Finding("clock", GOOD, f"{clock.local(now):%Y-%m-%d %H:%M} {settings.TIME_ZONE}")


def _workers() -> Iterator[Finding]:
    beats = {beat.duty: beat for beat in heard()}
    silent = [
        duty.name
        for duty in duties
        if duty.name not in beats
        or clock.now() - beats[duty.name].last_run_at > timedelta(seconds=60 + 2 * duty.seconds)
    ]
    if silent:
        yield Finding("work", BAD, f"does not run: {', '.join(silent)}. Start the node with: pasti up")
    for beat in beats.values():
        if beat.last_error and beat.duty not in silent:
            yield Finding("work", WARNING, f"{beat.duty}: {beat.last_error}")
    if not silent:
        yield Finding("work", GOOD, f"{len(duties.names())} duties run")


def _link() -> Iterator[Finding]:
    if links.this_node().role == "centre":
        yield Finding("link", GOOD, f"{links.peers().count()} offices registered")
        yield from _duplicates()
        return
    state = links.link_state()
    how = {"up": GOOD, "degraded": WARNING, "absent": WARNING, "down": BAD}[state.code]
    trip = f", {state.round_trip_ms} ms" if state.round_trip_ms is not None else ""
    yield Finding("link", how, f"{state.code}{trip}, {state.unsent} unsent")


def _duplicates() -> Iterator[Finding]:
    from pasti.centre.dedup.health import findings

    for how, text in findings():
        yield Finding("duplicates", how, text)


def _screens() -> Iterator[Finding]:
    built = Path(settings.STATIC_ROOT) / "staticfiles.json"
    yield Finding("screens", GOOD, "built") if built.exists() else Finding("screens", BAD, "not built. Run: make run")
    try:
        ctypes.CDLL("libpango-1.0.so.0")
    except OSError:
        yield Finding("paper", BAD, "no PDF can be made: libpango-1.0-0 is missing (apt install libpango-1.0-0).")
    else:
        yield Finding("paper", GOOD, "PDF can be made")
