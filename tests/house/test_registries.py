"""What must not drift apart: moves and kinds, kinds and sentences, envelopes and handlers, drawings and tables."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command

from pasti.journal.followers import followers
from pasti.journal.registry import kinds, readings
from pasti.kit.duties import duties
from pasti.link.registry import appliers
from pasti.link.schema import SAYINGS, Said
from pasti.offices.policy import policies
from pasti.site import settings as site_settings
from pasti.site.states import drawings, machines
from tests.house.floors import ROOMS, ROOT


@pytest.mark.parametrize("machine", list(machines().values()), ids=list(machines()))
def test_every_move_has_its_kind(machine):
    missing = [
        f"{machine.noun}.{name}"
        for name in machine.moves
        if name not in machine.quiet and f"{machine.noun}.{name}" not in kinds
    ]
    assert missing == []


@pytest.mark.parametrize("machine", list(machines().values()), ids=list(machines()))
def test_every_state_can_be_reached_and_every_end_is_meant(machine):
    reached = {machine.start} | {move.target for move in machine.moves.values()}
    assert {str(state) for state in machine.states.values} == {str(state) for state in reached}


def test_every_kind_has_both_sentences_with_the_same_facts():
    def facts(sentence: str) -> set[str]:
        return set(re.findall(r"{(\w+)", sentence))

    for kind in kinds:
        assert kind.indonesian.strip(), kind.name
        assert kind.english.strip(), kind.name
        assert kind.indonesian != kind.english, kind.name
        assert facts(kind.indonesian) == facts(kind.english), kind.name
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", kind.name), kind.name


def test_every_kind_reads_its_facts_in_a_way_that_is_declared():
    assert {name for kind in kinds for name in kind.readings} == set(readings.names())


def test_every_kind_that_code_records_is_declared():
    used = set()
    for file in (p for p in ROOMS.rglob("*.py") if "tests" not in p.parts):
        used |= set(re.findall(r'(?:record|journal)\(\s*"([a-z]+\.[a-z_]+)"', file.read_text()))
    assert used - set(kinds.names()) == set()


def test_every_followed_kind_exists():
    followed = {name for follower in followers for name in follower.kinds}
    assert followed - set(kinds.names()) == set()


def test_every_envelope_has_a_shape_and_somebody_who_takes_it():
    assert set(SAYINGS) == set(Said)
    assert set(appliers.names()) == {str(said) for said in Said}


def test_every_rule_states_its_basis_and_lies_within_its_bounds():
    for policy in policies:
        assert policy.at_least <= policy.default <= policy.at_most, policy.key
        assert policy.legal_basis, policy.key
        assert str(policy.label), policy.key


def test_duties_are_named_by_their_room():
    assert all(duty.name.partition(".")[0] in {p.name for p in ROOMS.iterdir()} for duty in duties)


def test_the_drawings_of_states_are_fresh():
    folder = ROOT / "docs" / "states"
    assert {p.name: p.read_text() for p in folder.glob("*.md")} == drawings(), "run: make states"


def test_every_setting_is_documented():
    source = Path(site_settings.__file__).read_text()
    read = {f"PASTI_{name}" for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)}
    documented = set(re.findall(r"`(PASTI_[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text()))
    assert read == documented


@pytest.mark.django_db
def test_the_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_lock_names_an_index_or_a_host():
    locks = [ROOT / "requirements/run.txt", ROOT / "requirements/dev.txt", ROOT / "package-lock.json", ROOT / ".npmrc"]
    for lock in locks:
        text = re.sub(r'"funding": {.*?}', "", lock.read_text(), flags=re.DOTALL)
        assert "://" not in text, lock.name
    for lock in locks[:2]:
        text = lock.read_text()
        assert "--index-url" not in text
        assert text.count("--hash=sha256:") > 100


def test_no_path_of_a_machine_is_committed():
    tracked = subprocess.run(
        ["git", "grep", "-nIE", r"/(work|root|home/[a-z]+)/"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found = [line for line in tracked.stdout.splitlines() if "test_registries.py" not in line]
    assert found == []


def test_what_we_ask_for_is_what_the_lock_pins():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[\[~=><]", line)[0].lower() for line in asked}
    pinned = {line.split("==")[0] for line in (ROOT / "requirements/run.txt").read_text().splitlines() if "==" in line}
    assert names <= pinned
