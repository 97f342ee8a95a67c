import errno
import logging
import os
import re
import sqlite3
from threading import Event, Timer
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import get_resolver

from pasti.kit import ballast, full_disk
from pasti.kit.duties import Duty, run


@pytest.fixture
def disk(tmp_path, settings):
    """A data folder with some room put aside."""
    settings.DATA_DIR = tmp_path
    settings.BALLAST_MB = 2
    ballast.keep_ballast()
    return tmp_path


def sqlites() -> sqlite3.Error:
    """What SQLite says when it may not grow."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (x BLOB)")
    connection.execute("PRAGMA max_page_count = 4")
    with pytest.raises(sqlite3.Error) as raised:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    connection.close()
    return raised.value


def because_of(cause: BaseException) -> Exception:
    failure = OperationalError("it did not work")
    failure.__cause__ = cause
    return failure


@pytest.mark.parametrize(
    "failure",
    [OSError(errno.ENOSPC, "No space left"), OSError(errno.EDQUOT, "Quota"), psycopg.errors.DiskFull("53100")],
    ids=["no space", "quota", "the database server's"],
)
def test_a_full_disk_is_known_by_what_is_said(disk, failure):
    assert full_disk.caused(failure)
    assert full_disk.caused(because_of(failure))


def test_sqlites_too(disk):
    assert full_disk.caused(because_of(sqlites()))


def test_of_several_that_are_raised_together_all_must_be(disk):
    full, other = because_of(sqlites()), OSError(errno.EIO, "I/O error")
    assert full_disk.caused(ExceptionGroup("with some peers", [full, ExceptionGroup("of these", [full])]))
    assert not full_disk.caused(ExceptionGroup("with some peers", [full, other]))


def test_other_troubles_are_none(disk):
    unreadable = OSError(errno.EIO, "I/O error")
    assert not full_disk.caused(unreadable)
    assert not full_disk.caused(because_of(psycopg.errors.UniqueViolation("x")))
    assert not full_disk.caused(None)


def test_what_is_put_aside_takes_room_is_let_go_once_and_comes_back(disk, caplog):
    put_aside = (disk / "ballast").stat()
    assert put_aside.st_blocks * 512 >= put_aside.st_size == 2 * 1024 * 1024
    for _time in range(3):
        full_disk.note()
    assert full_disk.is_full()
    assert (disk / "ballast-let-go").stat().st_size == 0
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    quiet_for_a_while()
    for _time in range(3):
        ballast.keep_ballast()
    assert not full_disk.is_full()
    assert (disk / "ballast").stat().st_size == 2 * 1024 * 1024
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def quiet_for_a_while() -> None:
    """Let the last failure be some time ago."""
    before = full_disk.let_go().stat().st_mtime - 31
    os.utime(full_disk.let_go(), (before, before))


def test_a_database_that_is_full_on_a_disk_of_its_own_is_said_once(disk, caplog):
    """There is room in the data folder all the time: it is not over while writes fail."""
    for _time in range(3):
        full_disk.note()
        quiet_for_a_while()
        full_disk.note()
        ballast.keep_ballast()
    assert full_disk.is_full()
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_disk_that_is_full_before_anything_was_put_aside_is_said_once_too(tmp_path, settings, caplog):
    settings.DATA_DIR = tmp_path
    for _time in range(3):
        full_disk.note()
    assert full_disk.is_full()
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_what_could_not_be_said_once_stays_in_the_log(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "gone"
    failure = OSError(errno.ENOSPC, "No space left")
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "m", (), (type(failure), failure, None))
    assert full_disk.OncePerChange().filter(record)


def test_it_is_not_put_aside_again_before_there_is_room_enough(disk, settings):
    full_disk.note()
    quiet_for_a_while()
    settings.BALLAST_MB = 10**9
    ballast.keep_ballast()
    assert full_disk.is_full()


def test_the_log_says_it_once_and_leaves_other_troubles_in(disk):
    keep = full_disk.OncePerChange().filter

    def record(failure: Exception | None = None, **extra: object) -> logging.LogRecord:
        made = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "m", (), (type(failure), failure, None) if failure else None
        )
        made.__dict__.update(extra)
        return made

    assert not keep(record(OSError(errno.ENOSPC, "No space left")))
    assert full_disk.is_full()
    assert not keep(record(status_code=507))
    assert keep(record(ValueError("another")))
    assert keep(record())


def test_forms_are_turned_away_before_anything_is_done_and_pages_are_shown(disk, office):
    full_disk.note()
    answer = Client().post("/layanan/NEW/ajukan/", {})
    assert (answer.status_code, answer["Retry-After"]) == (507, "300")
    assert "sedang penuh" in answer.content.decode()
    assert Client().get("/").status_code == 200


def test_what_was_typed_is_sent_once_more_from_the_page_that_says_so(disk, office):
    full_disk.note()
    said = {"csrfmiddlewaretoken": "x" * 32, "name": "Siti <b>", "papers": ["kk", "ktp"]}
    page = Client(headers={"origin": "http://testserver"}).post("/layanan/NEW/ajukan/", said).content.decode()
    # A form that brings files is not even read.
    assert "Kirim sekali lagi" not in page
    page = (
        Client(headers={"origin": "http://testserver"})
        .post("/layanan/NEW/ajukan/?a=1", urlencode(said, doseq=True), "application/x-www-form-urlencoded")
        .content.decode()
    )
    assert 'action="/layanan/NEW/ajukan/?a=1"' in page
    assert re.findall(r'type="hidden" name="([^c]\w*)" value="([^"]*)"', page) == [
        ("name", "Siti &lt;b&gt;"),
        ("papers", "kk"),
        ("papers", "ktp"),
    ]


def test_only_the_hall_and_signing_in_go_on():
    def walk(patterns, before=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, before + str(pattern.pattern))
            elif getattr(pattern.callback, "goes_on_when_full", False):
                yield before + str(pattern.pattern)

    assert set(walk(get_resolver("pasti.site.urls_office").url_patterns)) == {
        "meja/jeda/",
        "meja/jeda/selesai/",
        "meja/lanjutkan/<int:ticket_id>/",
        "antrean/tiba/permohonan/",
        "antrean/tiba/nama/",
        "antrean/tiba/langsung/",
        "antrean/tiba/ambil/",
        "antrean/tiba/nomor/<slug:token>/cetak/",
        "antrean/tiba/tetap/",
        "meja/loket/<int:number>/buka/",
        "meja/loket/tutup/",
        "meja/panggil/",
        "meja/masuk-lagi/<int:ticket_id>/",
        "meja/nomor/<slug:name>/",
        "meja/pulang/<int:ticket_id>/",
        "meja/akhiri/",
        "masuk/",
        "dua-langkah/masuk/",
    }


@pytest.mark.parametrize("rests", [True, False])
def test_what_brings_much_onto_the_disk_rests_meanwhile(disk, db, monkeypatch, rests):
    monkeypatch.setattr(connection, "close", lambda: None)  # the thread of the test goes on
    full_disk.note()
    done, stop = [], Event()
    Timer(0.3, stop.set).start()
    run(Duty("test", 0.01, lambda: done.append(1), rests_when_full=rests), stop)
    assert (done == []) is rests
