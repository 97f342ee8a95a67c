"""Is this installation healthy? One line per thing, with what to do."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error, connection

from pasti.journal import append_only, clocks, heads, owners
from pasti.journal import queries as journal
from pasti.kit import blobs, clock
from pasti.kit.duties import duties, heard
from pasti.link import health, memory, rejections
from pasti.link import queries as links
from pasti.link.models import Peer
from pasti.site import database, machine
from pasti.site.machine import BAD, GOOD, WARNING, Finding

_CHECKED_WITHIN = 10.0
# Of each table that names files, so many are looked for.
_FILES_OF_EACH = 500
_GAP_AFTER = timedelta(minutes=3)
_CLOCK_OFF = timedelta(minutes=1)

Look = Callable[[], Iterator[Finding]]


def check() -> int:
    """Print all findings; return 1 if anything is bad."""
    bad = False
    for finding in examine():
        print(f"{finding.how:8} {finding.what:10} {finding.text}", flush=True)
        bad = bad or finding.how == BAD
    return int(bad)


def examine() -> Iterator[Finding]:
    """Look at everything an office depends on: first at what can be seen when the database cannot."""
    if not machine.are_keys_there():
        # Perhaps no node was made here at all: then that is all there is to say.
        database.check_node()
    yield from machine.processes()
    yield from machine.disk()
    yield from machine.keys()
    yield from machine.screens()
    broken = False
    for finding in _guarded("database", _database):
        yield finding
        broken = finding.how == BAD
    if broken:
        return
    looks: dict[str, Look] = {"journal": _journal, "files": _files, "clock": _clock, "work": _duties, "link": _links}
    if settings.ROLE == "office":
        looks |= {"recording": _recording, "records": _unheard}
    else:
        looks |= {"duplicates": _duplicates, "records": _late}
    for what, look in looks.items():
        yield from _guarded(what, look)


def _guarded(what: str, look: Look) -> Iterator[Finding]:
    """Look at something; that the database cannot be asked about it is a finding too."""
    try:
        yield from look()
    except Error as failure:
        said = (str(failure).strip().splitlines() or [type(failure).__name__])[0]
        text = f"the database cannot be asked ({said}). Is it running? See PASTI_DATABASE_URL; else put back a copy."
        yield Finding(what, BAD, database.trouble_of(failure) or text)


def _database() -> Iterator[Finding]:
    try:
        database.check_node()
    except links.NotSetUp:
        if not machine.are_keys_there():
            raise
        text = "is empty or gone, though a node was made here. Do not run pasti init: put back a copy."
        yield Finding("database", BAD, text)
        return
    if lacking := database.pending():
        yield Finding("database", BAD, f"{len(lacking)} migrations are missing. Run: pasti up (or pasti migrate).")
        return
    if damage := _damage():
        text = f"is damaged ({damage}). Stop the node, keep what is there, and put back a copy (docs/running.md)."
        yield Finding("database", BAD, text)
        return
    node = links.this_node()
    yield Finding("node", GOOD, f"{node.name} ({node.role}){', SAMPLE' if node.sample else ''}")
    yield Finding("database", GOOD, f"{connection.vendor}, up to date")


def _damage() -> str:
    """Return what SQLite finds wrong with its file, if it finds it within some seconds, or nothing."""
    if connection.vendor != "sqlite":
        return ""
    until = time.monotonic() + _CHECKED_WITHIN
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: time.monotonic() > until, 100_000)
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            said = str(cursor.fetchone()[0])
    except Error:
        if time.monotonic() > until:
            return ""
        raise
    finally:
        connection.connection.set_progress_handler(None, 0)
    return "" if said == "ok" else said.splitlines()[-1]


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


def _files() -> Iterator[Finding]:
    folder = Path(settings.BLOB_DIR)
    gone = blobs.lacking(_FILES_OF_EACH)
    if gone and not folder.exists():
        yield Finding("files", BAD, f"{folder} is gone. Put it back from a copy; do not make an empty one.")
    elif gone:
        text = f"{len(gone)} of those looked for are gone from {folder} ({gone[0][:12]}…). Put them back from a copy."
        yield Finding("files", BAD, text)
    else:
        yield Finding("files", GOOD, f"those looked for are in {folder}")


def _recording() -> Iterator[Finding]:
    from pasti.recording import queries as recording

    room = recording.room()
    fit = f"room for about {room.fit} more"
    if room.is_over:
        yield Finding("recording", BAD, f"no new ones: {room.free_mb} MB free. Make room; what is under way can end.")
    else:
        yield Finding(
            "recording", WARNING if room.is_little else GOOD, f"{fit}{': make room.' if room.is_little else ''}"
        )


def _clock() -> Iterator[Finding]:
    now = clock.now()
    if settings.CLOCK_AHEAD and not links.this_node().sample:
        yield Finding("clock", BAD, "runs ahead, as only a sample's may. Take PASTI_CLOCK_AHEAD away.")
        return
    last = journal.last_recorded_at()
    if last and last > now + timedelta(minutes=1):
        text = f"the last fact was written down at {last:%Y-%m-%d %H:%M} UTC, which is ahead of the clock."
        yield Finding("clock", BAD, f"{text} Set the clock by the network (timedatectl).")
        return
    if back := clocks.set_back_lately():
        text = f"was set back by {back.facts['minutes']} min at {clock.local(back.recorded_at):%Y-%m-%d %H:%M}."
        yield Finding("clock", WARNING, f"{text} Nothing waits for it; see that it is right now (timedatectl).")
        return
    yield Finding("clock", GOOD, f"{clock.local(now):%Y-%m-%d %H:%M} {settings.TIME_ZONE}")


def _duties() -> Iterator[Finding]:
    beats = {beat.duty: beat for beat in heard()}
    silent = [
        duty.name
        for duty in duties
        if duty.name not in beats
        or abs(clock.now() - beats[duty.name].last_run_at) > timedelta(seconds=60 + 2 * duty.seconds)
    ]
    if silent:
        yield Finding("work", BAD, f"does not run: {', '.join(silent)}. Start the node with: pasti up")
    for beat in beats.values():
        if beat.last_error and beat.duty not in silent:
            yield Finding("work", WARNING, f"{beat.duty}: {beat.last_error}")
    if not silent:
        yield Finding("work", GOOD, f"{len(duties.names())} duties run")


def _links() -> Iterator[Finding]:
    for loss in memory.open_losses():
        who = "this node" if loss.ours else loss.peer.name
        text = f"{who} was put back from a copy ({loss.remembered} of {loss.known} messages remembered)"
        yield Finding("memory", BAD, f"{text}. What was lost is said again; look at the link's screen and settle it.")
    if links.this_node().role == "centre":
        yield Finding("link", GOOD, f"{links.peers().count()} offices registered")
    else:
        state = health.link_state()
        how = {"up": GOOD, "degraded": WARNING, "absent": WARNING, "down": BAD}[state.code]
        trip = f", {state.round_trip_ms} ms" if state.round_trip_ms is not None else ""
        yield Finding(
            "link", how, f"{state.code}{trip}, {state.unsent} unsent{''.join(f'; {why}' for why in state.why)}"
        )
    for peer_name, kind, version, count in links.unread_by_kind():
        text = f"{count} × {kind} version {version} of {peer_name} waits until this node is updated; nothing is lost."
        yield Finding("link", WARNING, text)
    for gap in links.gaps(_GAP_AFTER):
        text = f"number {gap.number} of {gap.peer.name} is missing, and later ones wait behind it. Call them:"
        yield Finding("link", BAD, f"{text} their node must send it again (docs/link.md).")
    for row in rejections.alarming():
        why = row.get_why_display()
        text = f"{row.times} × refused in the name of {row.peer}, the last at {row.last_at:%Y-%m-%d %H:%M} UTC: {why}."
        yield Finding("link", WARNING, f"{text} Nothing stops; ask them by telephone (docs/running.md).")
    for peer in links.peers():
        yield from _clock_of(peer)


def _unheard() -> Iterator[Finding]:
    from pasti.applications.queries import without_news

    if sent := list(without_news(clock.now())[:1000]):
        text = f"{len(sent)} recordings were sent too long ago and not heard of since, the first for {sent[0]}."
        yield Finding("records", WARNING, f"{text} They stand under Hari ini; ask the centre.")


def _duplicates() -> Iterator[Finding]:
    from pasti.centre.dedup.health import findings

    for how, text in findings():
        yield Finding("duplicates", how, text)


def _late() -> Iterator[Finding]:
    from pasti.centre.intake.queries import late

    for one in late(clock.now()):
        text = f"{one.records} recordings of {one.office.name} are not checked for too long"
        yield Finding("records", WARNING, f"{text}, the oldest since {one.oldest:%Y-%m-%d}.")


def _clock_of(peer: Peer) -> Iterator[Finding]:
    off = timedelta(milliseconds=peer.clock_off_ms or 0)
    if abs(off) > _CLOCK_OFF:
        way = "ahead of" if off > timedelta(0) else "behind"
        text = f"the clock of {peer.name} is {abs(off) // timedelta(minutes=1)} min {way} ours."
        yield Finding("link", BAD, f"{text} Nothing stops; find out whose is wrong, and set it by the network.")
