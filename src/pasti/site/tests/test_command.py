"""What goes wrong with the `pasti` command is one sentence that says what to do, never a traceback."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from django.utils import translation

from pasti import __version__
from pasti.site import work
from pasti.site.command import cleaned, main, parser
from pasti.site.tests.program import environment, pasti, sentence
from pasti.site.work import work_beat

COMMANDS = [
    ["check"],
    ["up"],
    ["work", "--once"],
    ["journal", "verify"],
    ["link", "card"],
    ["link", "enrol", "1", "--centre", "https://pusat.example"],
    ["numbers", "give", "Laptop"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_without_a_node_it_says_what_to_do_first_and_makes_nothing(tmp_path, words):
    folder = tmp_path / "nothing"
    assert "pasti init" in sentence(pasti(folder, *words))
    assert not folder.exists()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("PASTI_PORT", "abc"),
        ("PASTI_ROLE", "moon"),
        ("PASTI_TIME_ZONE", "Mars"),
        ("PASTI_DATABASE_URL", "nonsense"),
        ("PASTI_DATABASE_URL", "mysql://x/y"),
        ("PASTI_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, setting, value):
    assert setting in sentence(pasti(tmp_path, "check", **{setting: value}))


def test_the_data_folder_may_be_given(node, tmp_path):
    other = tmp_path / "elsewhere"
    env = environment(other) | {"PASTI_DATABASE_URL": f"sqlite:///{node / 'pasti.sqlite3'}"}
    command = [sys.executable, "-P", "-m", "pasti.site.command", "link", "card", "--data", str(node)]
    answer = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.startswith("pasti1:")
    assert not other.exists()


def test_another_kind_of_node_is_not_touched(node):
    before = (node / "pasti.sqlite3").read_bytes()
    for words in (["up"], ["check"], ["work", "--once"]):
        assert "centre" in sentence(pasti(node, *words, PASTI_ROLE="centre"))
    assert (node / "pasti.sqlite3").read_bytes() == before


@pytest.mark.parametrize("words", [[], ["fly"], ["journal"], ["journal", "edit"], ["init", "--role", "moon"]])
def test_words_that_are_none(words, capsys):
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "pasti" in capsys.readouterr().err


def test_it_says_its_version(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert __version__ in capsys.readouterr().out


def test_work_once_runs_every_duty(node):
    answer = pasti(node, "work", "--once")
    assert answer.returncode == 0, answer.stderr
    assert "Traceback" not in answer.stderr


def test_states_are_drawn_and_old_ones_taken_away(tmp_path, db):
    (tmp_path / "gone.md").write_text("old")
    assert main(["states", "--dir", str(tmp_path)]) == 0
    drawn = {path.name for path in tmp_path.glob("*.md")}
    assert "gone.md" not in drawn
    assert {"application.md", "job.md", "record.md", "suggestion.md"} <= drawn


@pytest.fixture(autouse=True)
def same_environment():
    """The command sets variables and the language for its own process."""
    before = dict(os.environ)
    with translation.override(translation.get_language()):
        yield
    os.environ.clear()
    os.environ.update(before)


def test_what_is_given_to_a_command_is_clean_but_for_files():
    given = ["init", "--name", "\u200bDinas\u00a0\u201cKota\u201d", "--admin", "budi\ufeff", "--data", "/a\u2019b"]
    args = cleaned(parser().parse_args(given))
    assert (args.name, args.admin, args.data) == ('Dinas "Kota"', "budi", "/a\u2019b")


def test_the_worker_stands_behind_people_and_ends_when_told(node):
    command = [sys.executable, "-P", "-m", "pasti.site.command", "work"]
    worker = subprocess.Popen(command, env=environment(node), stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not work_beat(node).exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert os.getpriority(os.PRIO_PROCESS, worker.pid) > os.getpriority(os.PRIO_PROCESS, 0)
        worker.terminate()
        assert worker.wait(timeout=60) == 0
    finally:
        worker.kill()
        worker.wait()


def test_a_worker_knows_whether_it_is_the_only_one(tmp_path):
    with ExitStack() as first, ExitStack() as second:
        assert work.is_alone(first, tmp_path / "work.lock")
        assert not work.is_alone(second, tmp_path / "work.lock")
    with ExitStack() as third:
        assert work.is_alone(third, tmp_path / "work.lock")
