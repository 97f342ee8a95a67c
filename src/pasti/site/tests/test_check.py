"""`pasti check` finds each illness and says what to do."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from tests.cast import MONDAY, OWNER, a_pdf, accepted, draft

from pasti.applications import actions as applications
from pasti.applications.documents import add_document
from pasti.centre.dedup import gallery
from pasti.centre.dedup.tests.engines import Nobody
from pasti.centre.intake.tests.packets import received
from pasti.journal import append_only, chain, clocks, heads, owners
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry, Snag
from pasti.kit import blobs, clock
from pasti.kit.duties import duties
from pasti.kit.errors import Stop
from pasti.kit.models import Beat
from pasti.link import inbox
from pasti.link.models import ParcelIn, Peer, Received, ThisNode
from pasti.link.queries import NotSetUp
from pasti.link.wire import Wire
from pasti.site import check, machine
from pasti.site.database import NewerDatabase, OtherHouse
from pasti.supervisor.pulse import beat


@contextmanager
def listening(*, answers: bool) -> Iterator[int]:
    """Somebody on a port of his own, who answers; or stands still, so that only the system takes his calls."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    line, _whose = door.accept()
                except OSError:
                    return
                with line:
                    line.recv(1000)
                    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

        thread = threading.Thread(target=serve)
        if answers:
            thread.start()
        try:
            yield door.getsockname()[1]
        finally:
            over.set()
            door.shutdown(socket.SHUT_RDWR)
            if answers:
                thread.join()


@contextmanager
def beating(file: Path) -> Iterator[None]:
    """Somebody who touches a file as the work process does."""
    over = threading.Event()

    def touch() -> None:
        while not over.wait(0.1):
            beat(file)

    thread = threading.Thread(target=touch)
    beat(file)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.fixture
def processes(settings, tmp_path, monkeypatch):
    """Ports and a folder where everybody is alive."""
    monkeypatch.setattr(machine, "_ANSWERS_WITHIN", 1.0)
    with listening(answers=True) as web, listening(answers=True) as live, beating(tmp_path / "work.alive"):
        monkeypatch.setattr(machine, "work_beat", lambda _folder: tmp_path / "work.alive")
        settings.PORT, settings.LIVE_PORT = web, live
        yield


@pytest.fixture
def healthy(office, running_role, settings, tmp_path, processes):
    """An office in which everything runs, by a role that may only run it."""
    for duty in duties:
        Beat.objects.create(duty=duty.name, last_run_at=MONDAY)
    Peer.objects.update(last_contact_at=MONDAY)
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text("{}")
    return office


def by_hand(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def ill() -> dict[str, str]:
    """What is not well, and how bad it is."""
    return {finding.what: finding.how for finding in check.examine() if finding.how != "ok"}


def said(what: str) -> str:
    return " ".join(finding.text for finding in check.examine() if finding.what == what)


@pytest.mark.parametrize(("name", "setting"), [("web", "PORT"), ("live", "LIVE_PORT")])
def test_a_server_that_stands_still_or_is_gone_is_named(healthy, settings, name, setting):
    with listening(answers=False) as port:
        setattr(settings, setting, port)
        assert ill() == {name: "BAD"}
        assert "does not answer" in said(name)
    assert ill() == {name: "BAD"}
    assert "does not run" in said(name)


def test_a_work_process_that_stands_still_or_never_ran_is_named(healthy, monkeypatch, tmp_path):
    beat(tmp_path / "still")
    for file in ("still", "never"):
        monkeypatch.setattr(machine, "work_beat", lambda _folder, file=file: tmp_path / file)
        assert ill() == {"work": "BAD"}
        assert "no sign of life" in said("work")


@pytest.mark.parametrize("name", ["signing.pem", "sealing.age"])
def test_a_key_that_is_gone_is_named(healthy, settings, name):
    key = settings.DATA_DIR / "keys" / name
    content = key.read_bytes()
    key.unlink()
    try:
        assert ill() == {"keys": "BAD"}
        assert name in said("keys")
    finally:
        key.write_bytes(content)


def test_a_file_that_a_row_needs_is_named_and_so_is_the_whole_folder(healthy, settings, tmp_path):
    settings.BLOB_DIR = tmp_path / "blobs"
    case = draft()
    kept = add_document(case, "kk", a_pdf(letter=b"a"), "application/pdf", by=OWNER)
    assert ill() == {}
    blobs.path_of(kept.sha256).unlink()
    assert ill() == {"files": "BAD"}
    assert kept.sha256[:12] in said("files")
    shutil.rmtree(settings.BLOB_DIR)
    assert "is gone. Put it back" in said("files")


def test_a_file_that_has_yet_to_come_is_not_gone(healthy, settings, tmp_path):
    settings.BLOB_DIR = tmp_path / "blobs"
    ParcelIn.objects.create(peer=Peer.objects.get(), sha256="a" * 64, size=1)
    assert ill() == {}
    ParcelIn.objects.update(stored_at=MONDAY)
    assert ill() == {"files": "BAD"}


def test_a_link_that_is_stuck_behind_a_gap(healthy):
    peer = Peer.objects.get()
    inbox.receive(peer, [Wire(number=n, kind="link.void", key=str(n), body={}, happened_at=MONDAY) for n in (1, 3, 4)])
    assert ill().get("link") is None, "it may still come"
    for ago in (timedelta(minutes=4), -timedelta(minutes=56)):
        Received.objects.update(received_at=MONDAY - ago)
        assert ill()["link"] == "BAD"
        assert "number 2 of" in said("link")
    inbox.receive(peer, [Wire(number=2, kind="link.void", key="2", body={}, happened_at=MONDAY)])
    assert "link" not in ill()


@pytest.mark.parametrize(
    ("off", "how", "way"),
    [(61_000, "BAD", "ahead of"), (-3_600_000, "BAD", "behind"), (59_000, None, ""), (None, None, "")],
)
def test_the_clock_of_another_node(healthy, off, how, way):
    Peer.objects.update(clock_off_ms=off)
    assert ill().get("link") == how
    assert way in said("link")


def test_a_healthy_office(healthy, capsys):
    assert ill() == {}
    assert check.check() == 0
    assert "Disdukcapil Kota Bekasi" in capsys.readouterr().out


def test_what_is_bad_shows_in_the_exit_status_and_a_warning_does_not(healthy, capsys):
    Peer.objects.all().delete()
    assert (ill(), check.check()) == ({"link": "warning"}, 0)
    Beat.objects.all().delete()
    assert check.check() == 1
    assert "BAD      work" in capsys.readouterr().out


def test_a_database_that_is_behind(healthy, running_role):
    with running_role():
        recorder = MigrationRecorder(connection)
        recorder.record_unapplied("stock", max(name for room, name in recorder.applied_migrations() if room == "stock"))
    assert ill() == {"database": "BAD"}


def test_a_database_that_is_newer(healthy, running_role):
    with running_role():
        MigrationRecorder(connection).record_applied("stock", "9999_future")
    with pytest.raises(NewerDatabase, match=r"stock\.9999_future"):
        check.check()


def test_a_database_that_went_all_the_old_steps_goes_on(healthy, running_role):
    with running_role():
        MigrationRecorder(connection).record_unapplied("link", "0001_tables")
    assert ill() == {}


def test_a_database_that_went_some_of_the_old_steps_is_told_who_brings_it_on(healthy, running_role):
    with running_role():
        for name in ("0001_tables", "0010_words_in_each_language"):
            MigrationRecorder(connection).record_unapplied("link", name)
    with pytest.raises(Stop, match=r"lacks link\.0010_words_in_each_language"):
        check.check()


def test_a_migration_of_another_program_is_none_of_ours(healthy, running_role):
    with running_role():
        MigrationRecorder(connection).record_applied("elsewhere", "9999_future")
    assert ill() == {}


def test_a_database_without_a_node(db):
    with pytest.raises(NotSetUp):
        check.check()


def test_a_database_of_the_other_house(healthy):
    ThisNode.objects.update(role="centre")
    with pytest.raises(OtherHouse):
        check.check()


def test_a_full_disk(healthy, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=499 * 1024 * 1024))
    assert ill() == {"disk": "BAD", "recording": "BAD"}
    assert "what is under way can end" in said("recording")
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=501 * 1024 * 1024))
    assert ill() == {"recording": "warning"}
    assert "room for about 0 more" in said("recording")
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=5000 * 1024 * 1024))
    assert ill() == {}


def test_a_clock_that_was_put_back(healthy):
    with clock.stopped_at(MONDAY + timedelta(minutes=2)):
        record("application.withdraw", subject="test:1", by=SYSTEM)
    assert ill() == {"clock": "BAD"}
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        assert "clock" not in ill()


def test_a_clock_that_was_set_back_is_shown_for_a_day(healthy):
    with transaction.atomic():
        clocks.note_set_back(MONDAY + timedelta(hours=1), timedelta(hours=1))
    assert ill() == {"clock": "warning"}
    assert "set back by 60 min" in said("clock")
    with clock.stopped_at(MONDAY + timedelta(hours=25)):
        assert "clock" not in ill()


def test_a_real_node_whose_clock_runs_ahead(healthy, settings):
    settings.CLOCK_AHEAD = 3600.0
    assert ill() == {"clock": "BAD"}
    ThisNode.objects.update(sample=True)
    assert ill() == {}
    assert "SAMPLE" in said("node")


def test_a_duty_that_does_not_run_is_named(healthy):
    Beat.objects.filter(duty="printing.forget").delete()
    Beat.objects.filter(duty="link.exchange").update(last_run_at=MONDAY - timedelta(seconds=90))
    assert ill() == {"work": "BAD"}
    assert "printing.forget" in said("work")
    assert "link.exchange" in said("work")
    assert "journal.seal" not in said("work")


def test_a_duty_that_fails_is_named_with_its_error(healthy):
    Beat.objects.filter(duty="link.exchange").update(last_error="OSError: no route", failing_since=MONDAY)
    assert ill() == {"work": "warning"}
    assert "no route" in said("work")


def test_a_slow_duty_may_be_silent_for_longer(healthy):
    Beat.objects.filter(duty="printing.forget").update(last_run_at=MONDAY - timedelta(minutes=90))
    assert ill() == {}


@pytest.mark.parametrize(
    ("peer", "how"),
    [
        ({"last_contact_at": MONDAY}, None),
        ({"last_contact_at": MONDAY, "round_trip_ms": 9000}, "warning"),
        ({"last_contact_at": MONDAY - timedelta(hours=1)}, "BAD"),
        ({"down_since": MONDAY}, "BAD"),
        ({"last_contact_at": None}, "BAD"),
    ],
)
def test_the_link(healthy, peer, how):
    Peer.objects.update(**peer)
    assert ill().get("link") == how


def test_a_centre_counts_its_offices(centre, processes, settings):
    settings.ROLE = "centre"
    assert "1" in said("link")
    assert "link" not in ill()


def test_a_recording_that_nobody_heard_of_for_days(healthy):
    case = applications.finish_step(accepted(healthy.budi.actor), "recording", by=healthy.rini.actor)
    applications.note_status(case, "SENT_FOR_ENROLLMENT", at=MONDAY, source="Kantor", by=SYSTEM)
    assert said("records") == ""
    with clock.stopped_at(MONDAY + timedelta(days=3)):
        assert ill()["records"] == "warning"
        assert str(case) in said("records")


def test_what_the_centre_has_not_checked_for_days(centre, processes, settings):
    settings.ROLE = "centre"
    received(centre)
    assert said("records") == ""
    with clock.stopped_at(MONDAY + timedelta(days=3)):
        assert ill()["records"] == "warning"
        assert "1 recordings of Disdukcapil Kota Bekasi" in said("records")


def test_the_search_for_duplicates(centre, processes, settings):
    settings.ROLE = "centre"
    assert ill()["duplicates"] == "warning"
    gallery.ping()
    assert "duplicates" not in ill()
    settings.DEDUP_ENGINE = f"{__name__}.Away"
    gallery.ping()
    assert ill()["duplicates"] == "BAD"
    assert "engine words is away" in said("duplicates")


class Away(Nobody):
    """An engine that does not answer."""

    name = "words"

    def ping(self) -> bool:
        return False


def test_a_journal_without_its_guard(healthy, running_role):
    name = "journal_entry_no_delete"
    with running_role():
        by_hand(f"DROP TRIGGER {name}" + (" ON journal_entry" if connection.vendor == "postgresql" else ""))
    assert ill() == {"journal": "BAD"}
    assert name in said("journal")
    with running_role():
        append_only.protect()
    assert ill() == {}


def test_what_a_follower_could_not_act_on(healthy):
    chain.seal_new()
    Snag.objects.create(follower="printing", entry=Entry.objects.earliest("id"), error="x", not_before=MONDAY)
    assert ill() == {"journal": "warning"}


def test_what_was_left_is_no_illness(healthy):
    chain.seal_new()
    Snag.objects.create(
        follower="printing", entry=Entry.objects.earliest("id"), error="x", not_before=MONDAY, left_at=MONDAY
    )
    assert ill() == {}


def test_another_node_whose_history_does_not_agree(healthy):
    for letter in "ab":
        heads.hear("office-1", "Kantor", heads.Words(heads.Place(3, letter * 64)))
    assert ill() == {"journal": "BAD"}
    assert "Kantor" in said("journal")


def test_a_history_of_ours_that_another_node_knows_otherwise(healthy):
    chain.seal_new()
    heads.hear("centre-1", "Pusat", heads.Words(heads.Place(0, "0" * 64), kept=[heads.Place(1, "a" * 64)]))
    assert ill() == {"journal": "BAD"}
    assert "Pusat (centre-1)" in said("journal")


def test_one_role_for_everything_is_bad_and_in_a_sample_a_warning(healthy, running_role):
    if connection.vendor == "sqlite":
        assert owners.powers_over_journal() == []
        return
    with running_role():
        assert ill() == {"roles": "BAD"}
        assert "is a superuser, so it could rewrite the journal" in said("roles")
        ThisNode.objects.update(sample=True)
        assert ill() == {"roles": "warning"}


def test_the_owners_address_beside_the_data(healthy, settings):
    (settings.DATA_DIR / "pasti.env").write_text("PASTI_ROLE=office\nPASTI_DATABASE_OWNER_URL=postgres://x/y\n")
    assert ill() == {"roles": "BAD"}


def test_screens_that_were_not_built(healthy, tmp_path):
    (tmp_path / "staticfiles.json").unlink()
    assert ill() == {"screens": "BAD"}
