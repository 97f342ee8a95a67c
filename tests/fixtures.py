"""Fixtures for all tests: the clock stands still on a Monday, and the office is furnished."""

import secrets
import shutil
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.db.models import Model
from django.test import Client

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.catalogue.loader import load as load_catalogue
from pasti.journal import owners
from pasti.journal.actors import SYSTEM
from pasti.kit import clock
from pasti.link.actions import become, trust
from pasti.link.cards import NodeCard
from pasti.link.models import Peer
from pasti.offices import actions as offices
from pasti.offices.models import Counter, Lane, Work
from pasti.stock.actions import receive_delivery
from tests import once, scenes
from tests.cast import ANYBODY, MONDAY, PASSWORD, Cast, account
from tests.house import doors
from tests.scenes import scene


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """The database of this process: migrated once in a run, and copied here; SQLite's lies in memory."""
    file = tmp_path_factory.mktemp("database") / "test.sqlite3"
    with once.database(file) as url:
        name = url.rpartition("/")[2] if once.is_postgres() else "file:memorydb_default?mode=memory&cache=shared"
        # Only for so long: a test that asks for no database gets none.
        with django_db_blocker.unblock():
            connection.close()
            django_settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
            connection.ensure_connection()
            if not once.is_postgres():
                with closing(sqlite3.connect(file)) as made:
                    made.backup(connection.connection)
        yield
        with django_db_blocker.unblock():
            scenes.leave()
            connection.close()


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Every test happens on a Monday at half past eight."""
    with clock.stopped_at(MONDAY):
        yield


@pytest.fixture(autouse=True)
def each_room_changes_its_own_rows() -> Iterator[None]:
    """Wherever a test leads, a room that changes another's rows fails it."""
    with doors.watched():
        yield


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings) -> None:
    """Every test has its own data folder."""
    settings.DATA_DIR = tmp_path / "node"
    settings.BLOB_DIR = tmp_path / "node" / "blobs"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "node" / "incoming")
    (tmp_path / "node").mkdir()
    scenes.forget()


class OtherNode:
    """A node that is not us: we hold its private keys, so that tests can speak for it."""

    def __init__(self, role: str, name: str, region: str = "") -> None:
        self.signing = Ed25519PrivateKey.generate()
        self.identity = pyrage.x25519.Identity.generate()
        raw = self.signing.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.card = NodeCard(
            node_id=f"{role}-{secrets.token_hex(4)}",
            role=role,
            name=name,
            region_code=region,
            sign_key=b64encode(raw).decode(),
            recipient=str(self.identity.to_public()),
        )

    def unseal(self, sealed: bytes) -> bytes:
        return bytes(pyrage.decrypt(sealed, [self.identity]))


# Made once in each process of tests: a furnished office takes a tenth of a second, putting its rows back a hundredth,
# telling the database again how it was done a few thousandths.
_CENTRE = OtherNode("centre", "Pusat")
_BEKASI = OtherNode("office", "Disdukcapil Kota Bekasi", "32.75")
_FURNITURE: list[list[Model]] = []
_PUTTING_BACK: list[tuple[str, Any]] = []
_KEYS: list[Path] = []


@pytest.fixture
def centre_node() -> OtherNode:
    return copy(_CENTRE)


@scene
def office() -> Cast:
    """A furnished office that knows a centre."""
    if _FURNITURE:
        shutil.copytree(_KEYS[0], Path(django_settings.DATA_DIR) / "keys")
        _put_back()
    else:
        models = [
            m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith(("pasti.", "allauth.mfa"))
        ]
        # What every database has from the start, such as where followers begin, is there already.
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}
        _furnish(_CENTRE)
        # Making them anew would wait for the disk twice in each test.
        _KEYS.append(once.kept_for_this_process("keys"))
        shutil.copytree(Path(django_settings.DATA_DIR) / "keys", _KEYS[0])
        made = ([row for row in model._base_manager.all() if row.pk not in before[model]] for model in models)
        _FURNITURE.extend(filter(None, made))
    staff = {account.username: account for account in Account.objects.all()}
    return Cast(
        budi=staff["budi"],
        rini=staff["rini"],
        joko=staff["joko"],
        agus=staff["agus"],
        nur=staff["nur"],
        stranger=staff["orang"],
        lanes={lane.letter: lane for lane in Lane.objects.all()},
        counters={counter.number: counter for counter in Counter.objects.all()},
    )


def _put_back() -> None:
    if _PUTTING_BACK:
        with connection.cursor() as cursor:
            for statement, values in _PUTTING_BACK:
                cursor.execute(statement, values)
        return

    def note(execute: Any, statement: str, values: Any, *how: Any) -> Any:
        _PUTTING_BACK.append((statement, values))
        return execute(statement, values, *how)

    with connection.execute_wrapper(note):
        for rows in _FURNITURE:
            type(rows[0])._base_manager.bulk_create(rows)


def _furnish(centre_node: OtherNode) -> None:
    become(role="office", name="Disdukcapil Kota Bekasi", region_code="32.75")
    offices.open_office(name="Disdukcapil Kota Bekasi", region_code="32.75", by=SYSTEM)
    load_catalogue()
    trust(centre_node.card, url="http://127.0.0.1:9/", by=SYSTEM)
    # The link is up at the moment at which every test happens, and half a minute later it is not.
    Peer.objects.update(last_contact_at=MONDAY, round_trip_ms=50)
    lanes = {
        letter: offices.set_lane(
            letter, names=(name, name), purposes=(name, name), serves=serves, priority=letter == "P", by=SYSTEM
        )
        for letter, name, serves in (
            ("A", "Pengambilan", [Work.HANDOVER]),
            ("B", "Perekaman", [Work.RECORDING]),
            ("C", "KTP-el", [Work.PAPERS_CARD]),
            ("D", "KK dan akta", [Work.PAPERS_CIVIL, Work.HANDOVER]),
            ("P", "Prioritas", list(Work)),
        )
    }
    for number, letters in ((1, "C"), (2, "CD"), (3, "D"), (4, "B"), (6, "A"), (7, "P")):
        offices.set_counter(
            number,
            lanes=[lanes[letter] for letter in letters],
            capture_url="http://127.0.0.1:9/" if number == 4 else "",
            by=SYSTEM,
        )
    # A round number of places in each session: twelve, whatever the lanes.
    for rule, value in (("session_capacity", 12), ("minutes_papers_card", 3), ("minutes_recording", 3),
                        ("minutes_papers_civil", 3), ("minutes_handover", 3)):  # fmt: skip
        offices.decide(
            f"appointments.{rule}", value=value, valid_from=MONDAY.date() - timedelta(days=90), legal_basis="Uji",
            by=SYSTEM,
        )  # fmt: skip
    receive_delivery(first_serial="BK00000001", count=20, letter="470/1", by=ANYBODY)
    account("budi", "Budi Hartono", Role.CLERK)
    account("rini", "Rini Wulandari", Role.RECORDER)
    account("joko", "Joko Prasetyo", Role.PRINTER)
    account("agus", "Agus Hermawan", Role.HEAD)
    account("nur", "Nur Aini", Role.ADMIN)
    account("orang", "Orang Lain")


@pytest.fixture
def bekasi(db) -> OtherNode:
    return copy(_BEKASI)


@scene
def centre() -> Peer:
    """We are the centre; the office in Bekasi is registered."""
    become(role="centre", name="Pusat")
    return trust(_BEKASI.card, by=SYSTEM)


@pytest.fixture
def running_role(db):
    """On PostgreSQL, go on as a role that runs a node and owns nothing; return how to act as the owner meanwhile."""

    def as_owner() -> Iterator[None]:
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            yield
            cursor.execute(f"SET LOCAL ROLE {role}")

    role = f"runner_{secrets.token_hex(4)}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Both go with the test's transaction.
            cursor.execute(f"CREATE ROLE {role}")
            owners.grant(role)
            cursor.execute(f"SET LOCAL ROLE {role}")
    return contextmanager(as_owner)


@pytest.fixture
def signed_in():
    """Return a browser of somebody who is signed in."""

    return sign_in


def sign_in(who: Account) -> Client:
    client = Client()
    client.force_login(who, backend="pasti.accounts.backend.Backend")
    return client


@pytest.fixture
def password() -> str:
    return PASSWORD
