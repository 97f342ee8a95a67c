"""Making a real, empty node. Nothing is made up: no default password, no sample data."""

import argparse
import getpass
import os
import re
import secrets
import sys
from pathlib import Path

from django.conf import settings
from django.db import transaction

from pasti.accounts.actions import check_password, open_account
from pasti.accounts.roles import Role
from pasti.journal.actors import SYSTEM
from pasti.kit import typed
from pasti.kit.errors import Refused, Stop
from pasti.link.actions import become
from pasti.site import database

_LONGEST_NAME = 120
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


def init(args: argparse.Namespace) -> int:
    """Make the node that the arguments describe, asking for what is missing."""
    if args.role != settings.ROLE:
        # The settings were read for another kind of node: begin again with the right one.
        os.environ["PASTI_ROLE"] = args.role
        os.execv(sys.executable, [sys.executable, "-m", "pasti.site.command", *sys.argv[1:]])  # noqa: S606 - ourselves again
    try:
        holds_node = database.holds_node()
    except OSError as failure:
        raise Stop(
            f"{settings.DATA_DIR} cannot be used ({failure.strerror}). Choose another folder with --data."
        ) from None
    if holds_node:
        raise Stop(f"There is a node in {settings.DATA_DIR} already. Choose another folder with --data.")
    name = args.name or _ask("Name of the office, as the public reads it")
    if len(name) > _LONGEST_NAME:
        raise Stop(f"The name may have {_LONGEST_NAME} letters at most.")
    region = args.region or (_ask("Code of the regency or city (such as 32.75)") if args.role == "office" else "")
    zone = args.time_zone or _zone_of(region)
    if zone not in ZONES:
        raise Stop(f"The time zone must be one of {', '.join(ZONES)}.")
    username = args.admin or _ask("User name of the first administrator")
    full_name = args.admin_name or _ask("Full name of the first administrator")
    password = _password(args)
    make_node(
        args.role, name, region, zone=zone, administrator=(username, full_name, password), grant=args.numbers or ""
    )
    print(f"Ready: {name} in {settings.DATA_DIR}. Start it with: pasti up --data {settings.DATA_DIR}")
    return _introduce(args.code, args.centre or "") if args.code else 0


def _introduce(code: str, url: str) -> int:
    """Make the new office known at the centre. The node stands, whatever comes of it."""
    from pasti.site.introduce import enrol

    try:
        return enrol(code, url)
    except Refused as refused:
        raise Stop(f"{refused} The node is made; later: pasti link enrol CODE --centre URL") from refused


def make_node(
    role: str,
    name: str,
    region: str,
    *,
    zone: str,
    administrator: tuple[str, str, str],
    grant: str = "",
    sample: bool = False,
) -> None:
    """Write the node's settings and keys and fill its empty database.

    `administrator` is (user name, full name, password); `grant` is the block of case numbers that the office gave
    this node. Raises Refused for an unknown region, what is no grant, or a weak password; then the database stays
    empty.
    """
    write_settings({"ROLE": role, "TIME_ZONE": zone})
    write_secret_key()
    database.bring_up_to_date()
    username, full_name, password = administrator
    with transaction.atomic():
        become(role=role, name=name, region_code=region, sample=sample)
        if role == "office":
            _furnish(name, region, grant)
        chief = [Role.CENTRE_ADMIN] if role == "centre" else [Role.ADMIN]
        open_account(username=username, name=full_name, roles=chief, password=password, by=SYSTEM)


def _furnish(name: str, region: str, grant: str) -> None:
    from pasti.catalogue.loader import load
    from pasti.offices.actions import open_office

    open_office(name=name, region_code=region, grant=grant, by=SYSTEM)
    load()


def write_settings(values: dict[str, str]) -> None:
    """Write what the node must know before it can read its database, beside the data."""
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "pasti.env").write_text("".join(f"PASTI_{key}={value}\n" for key, value in values.items()))


def write_secret_key() -> None:
    """Make the key that signs cookies, once, readable by the node's own user only."""
    path = Path(settings.DATA_DIR) / "keys" / "secret.key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    settings.SECRET_KEY = path.read_text().strip()


def _zone_of(region: str) -> str:
    from pasti.offices.regions import time_zone_of

    return time_zone_of(region) if region else "Asia/Jakarta"


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise Stop(f"{question}: not given, and there is nobody to ask. See pasti init --help.")
    answer = typed.clean(input(f"{question}: "))
    return answer or _ask(question)


def _password(args: argparse.Namespace) -> str:
    if args.password_file:
        try:
            password = Path(args.password_file).read_text().strip()
        except (OSError, UnicodeDecodeError) as failure:
            raise Stop(f"The password cannot be read from {args.password_file}. Nothing was made.") from failure
    elif sys.stdin.isatty():
        password = getpass.getpass("Password of the first administrator (at least 10 letters): ")
        if password != getpass.getpass("Once more: "):
            raise Stop("The two passwords differ. Nothing was made.")
    else:
        raise Stop("The password was not given, and there is nobody to ask. See --password-file.")
    check_password(re.sub(r"\s+$", "", password))
    return password
