import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from pasti.kit import blobs, clock
from pasti.kit.models import Allowance

HELLO = hashlib.sha256(b"hello").hexdigest()


def files(settings) -> list[Path]:
    return [path for path in Path(settings.BLOB_DIR).rglob("*") if path.is_file()]


def test_it_keeps_content_under_its_hash():
    assert blobs.keep(b"hello") == blobs.Blob(HELLO, 5)
    assert blobs.read(HELLO) == b"hello"


def test_it_keeps_content_that_comes_in_pieces():
    assert blobs.keep(iter([b"he", b"", b"llo"])) == blobs.Blob(HELLO, 5)
    assert blobs.read(HELLO) == b"hello"


def test_the_same_content_twice_is_one_file(settings):
    assert blobs.keep(b"hello") == blobs.keep(b"hello")
    assert files(settings) == [blobs.path_of(HELLO)]


def test_nobody_else_on_the_machine_may_read(settings):
    blobs.keep(b"hello")
    assert Path(settings.BLOB_DIR).stat().st_mode & 0o077 == 0
    assert blobs.path_of(HELLO).stat().st_mode & 0o077 == 0


def test_content_that_breaks_off_leaves_nothing(settings):
    def breaks_off():
        yield b"hel"
        raise OSError("the cable")

    with pytest.raises(OSError, match="the cable"):
        blobs.keep(breaks_off())
    assert files(settings) == []


def test_until_content_is_whole_it_has_no_name(settings):
    def watched():
        yield b"he"
        assert not blobs.path_of(HELLO).exists()
        yield b"llo"

    blobs.keep(watched())
    assert blobs.path_of(HELLO).exists()


def test_a_file_of_known_hash_is_adopted(settings, tmp_path):
    arrived = tmp_path / "arrived"
    arrived.write_bytes(b"hello")
    blobs.adopt(arrived, HELLO)
    assert blobs.read(HELLO) == b"hello"
    assert not arrived.exists()


@pytest.mark.parametrize(
    "name",
    ["", "..", "../../etc/passwd", HELLO.upper(), HELLO[:-1], HELLO + "0", "/" * 64, "g" * 64, HELLO[:-1] + "\n"],
)
def test_a_name_that_is_no_hash_leads_nowhere(name):
    for verb in (blobs.path_of, blobs.read):
        with pytest.raises(ValueError, match="not a SHA-256"):
            verb(name)


def test_what_is_not_there_cannot_be_read():
    with pytest.raises(FileNotFoundError):
        blobs.read(HELLO)


def test_forgetting_twice_is_harmless(db, django_capture_on_commit_callbacks):
    blobs.keep(b"hello")
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            blobs.forget_on_commit(HELLO, HELLO)
    assert not blobs.path_of(HELLO).exists()


def test_it_forgets_only_once_the_transaction_is_done(db, django_capture_on_commit_callbacks):
    blobs.keep(b"hello")
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            blobs.forget_on_commit(HELLO)
            assert blobs.path_of(HELLO).exists()
        assert blobs.path_of(HELLO).exists(), "the outer transaction is still open"
    assert not blobs.path_of(HELLO).exists()


def test_it_forgets_nothing_when_the_transaction_fails(db, django_capture_on_commit_callbacks):
    blobs.keep(b"hello")

    def fails():
        with transaction.atomic():
            blobs.forget_on_commit(HELLO)
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        fails()
    assert blobs.read(HELLO) == b"hello"


# ── what rows refer to ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def row(db, monkeypatch) -> Callable[[], Allowance]:
    """A row that refers to what is kept. Any model will do."""
    monkeypatch.setattr(blobs, "_references", [])
    blobs.referred_from(Allowance, "key")
    return lambda: Allowance.objects.create(key=HELLO, whole_at=clock.now())


def test_what_another_row_refers_to_stays(row, django_capture_on_commit_callbacks):
    blobs.keep(b"hello")
    other = row()
    with django_capture_on_commit_callbacks(execute=True):
        blobs.forget_on_commit(HELLO)
    assert blobs.read(HELLO) == b"hello"
    other.delete()
    with django_capture_on_commit_callbacks(execute=True):
        blobs.forget_on_commit(HELLO)
    assert not blobs.path_of(HELLO).exists()


def test_what_is_kept_again_before_it_is_forgotten_stays(row, django_capture_on_commit_callbacks):
    """Two cases bring the same family card; one of them lets go of it while the other arrives."""
    blobs.keep(b"hello")
    with django_capture_on_commit_callbacks(execute=True):
        blobs.forget_on_commit(HELLO)
        blobs.keep(b"hello")
    assert blobs.read(HELLO) == b"hello"


def days_old(path: Path, days: float) -> None:
    then = time.time() - days * 24 * 3600
    os.utime(path, (then, then))


def test_what_nothing_refers_to_is_swept_after_a_day(row, settings):
    """A crash, or a transaction that failed after the file was written."""
    blobs.keep(b"hello")
    half = Path(settings.BLOB_DIR) / "incoming-abc"
    half.write_bytes(b"hel")
    assert blobs.sweep() == 0
    for path in (half, blobs.path_of(HELLO)):
        days_old(path, 1.1)
    assert blobs.sweep() == 2
    assert files(settings) == []


def test_what_a_row_refers_to_is_never_swept(row):
    blobs.keep(b"hello")
    row()
    days_old(blobs.path_of(HELLO), 400)
    assert blobs.sweep() == 0
    assert blobs.read(HELLO) == b"hello"


def test_sweeping_asks_the_tables_as_often_for_a_hundred_files_as_for_one(row, django_assert_num_queries):
    row()
    for number in range(100):
        kept = blobs.keep(b"%d" % number)
        Allowance.objects.create(key=kept.sha256, whole_at=clock.now())
        days_old(blobs.path_of(kept.sha256), 2)
    with django_assert_num_queries(1):
        assert blobs.sweep() == 0
