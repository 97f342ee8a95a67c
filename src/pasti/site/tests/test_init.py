"""`pasti init` makes a real, empty node, asks for what is missing, and makes nothing up."""

import fcntl
import os
import pty
import stat
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from pasti.site.tests.program import PASSWORD, environment, options, pasti, rows, sentence


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "office"


def nodes(folder: Path) -> list[tuple[object, ...]]:
    return rows(folder, "SELECT role, name, region_code, sample FROM link_thisnode")


def accounts(folder: Path) -> list[tuple[object, ...]]:
    return rows(
        folder, "SELECT username, name, role FROM accounts_account a JOIN accounts_grant g ON g.account_id = a.id"
    )


def test_an_office(node):
    assert nodes(node) == [("office", "Dukcapil Bekasi", "32.75", 0)]
    assert accounts(node) == [("nur", "Nur Aini", "admin")]
    assert rows(node, "SELECT count(*) FROM applications_application") == [(0,)]
    assert rows(node, "SELECT count(*) > 10 FROM catalogue_service") == [(1,)]
    assert (node / "pasti.env").read_text() == "PASTI_ROLE=office\nPASTI_TIME_ZONE=Asia/Jakarta\n"


def test_nobody_else_reads_the_keys(node):
    for key in (node / "keys").iterdir():
        assert stat.S_IMODE(key.stat().st_mode) == 0o600, key.name
    assert {key.name for key in (node / "keys").iterdir()} == {"secret.key", "signing.pem", "sealing.age"}


def test_the_password_is_nowhere(node):
    for file in (path for path in node.rglob("*") if path.is_file()):
        assert PASSWORD.encode() not in file.read_bytes(), file.name


def test_a_centre(folder):
    answer = pasti(folder, "init", "--role", "centre", *options(folder, name="Pusat", region="", admin="tono"))
    assert answer.returncode == 0, answer.stderr
    assert nodes(folder) == [("centre", "Pusat", "", 0)]
    assert accounts(folder) == [("tono", "Nur Aini", "centre-admin")]
    assert "PASTI_ROLE=centre" in (folder / "pasti.env").read_text()


def test_the_zone_follows_the_region_and_what_was_refused_can_be_done_again(folder):
    sentence(pasti(folder, "init", *options(folder, region="94.71", admin="Nur Aini")))
    assert nodes(folder) == []
    answer = pasti(folder, "init", *options(folder, region="91.71"))
    assert answer.returncode == 0, answer.stderr
    assert "PASTI_TIME_ZONE=Asia/Jayapura" in (folder / "pasti.env").read_text()
    assert nodes(folder) == [("office", "Dukcapil Bekasi", "91.71", 0)]


def test_a_second_time_is_refused_and_changes_nothing(node):
    before = {path: path.read_bytes() for path in node.rglob("*") if path.is_file() and "sqlite" not in path.name}
    for role in ("office", "centre"):
        assert str(node) in sentence(pasti(node, "init", "--role", role, *options(node, name="Lain")))
    assert {path: path.read_bytes() for path in before} == before
    assert nodes(node) == [("office", "Dukcapil Bekasi", "32.75", 0)]


@pytest.mark.parametrize(
    "other",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"region": ""},
        {"region": "99.99"},
        {"region": "Bekasi"},
        {"time-zone": "Mars"},
        {"admin": ""},
        {"admin-name": ""},
        {"password-file": ""},
        {"password-file": "/nowhere/at/all"},
        {"password-file": "/"},
        {"password-file": "/dev/null"},
    ],
    ids=lambda other: "-".join(f"{name}={value[:12]}" for name, value in other.items()),
)
def test_what_is_missing_or_wrong_is_said_in_a_sentence_and_nothing_is_made(folder, other):
    assert sentence(pasti(folder, "init", *options(folder, **other)))
    assert nodes(folder) == []


@pytest.mark.parametrize("password", ["pendek", "password123", "1234567890", ""])
def test_there_is_no_default_password_and_no_easy_one(folder, password):
    given = options(folder)
    (folder.parent / "password").write_text(password)
    sentence(pasti(folder, "init", *given))
    assert accounts(folder) == []


def test_a_folder_that_is_a_file(folder):
    folder.write_text("a file")
    assert str(folder) in sentence(pasti(folder, "init", *options(folder), PASTI_DATABASE_URL=""))


def test_it_asks_for_what_is_not_given(folder):
    """A person at a terminal: the name is forgotten once, the password is not shown."""
    ours, theirs = pty.openpty()

    def take_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    program = subprocess.Popen(
        [sys.executable, "-P", "-m", "pasti.site.command", "init"],
        env=environment(folder),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=take_terminal,  # noqa: PLW1509 - nothing else runs here
    )
    os.close(theirs)
    said = b""
    for question, answer in (
        (b"Name of the office", ""),
        (b"Name of the office", "Dukcapil Bekasi"),
        (b"Code of the regency", "32.75"),
        (b"User name", "nur"),
        (b"Full name", "Nur Aini"),
        (b"Password", PASSWORD),
        (b"Once more", PASSWORD),
    ):
        heard = b""
        while not (question in heard and heard.rstrip(b" ").endswith(b":")):
            heard += os.read(ours, 1024)
        said += heard
        os.write(ours, answer.encode() + b"\n")
    while program.poll() is None:
        try:
            said += os.read(ours, 1024)
        except OSError:
            break
    assert program.wait(60) == 0
    os.close(ours)
    assert PASSWORD.encode() not in said
    assert accounts(folder) == [("nur", "Nur Aini", "admin")]
