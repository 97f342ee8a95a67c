"""A worker that is killed at any step loses no notice and sends none twice: those who were told count."""

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pasti.notices.tests.gammu import Smsd
from pasti.notices.tests.meta import NUMBER_ID, TOKEN, meta
from pasti.notices.tests.telling import mail_server
from tests.house.floors import ROOT
from tests.processes.database import Node, node

pytestmark = pytest.mark.processes


def run(own: Node, *arguments: str, **settings: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.processes.notices_programs", *arguments],
        env={**own.environment, **settings}, capture_output=True, text=True, cwd=ROOT, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def check(state: list[dict[str, Any]], counted: Counter[str], *, told: int, takes_once: bool) -> None:
    """Everybody was told once, so many people, or somebody rings them up who may have been told already."""
    cases: dict[int, list[dict[str, Any]]] = {}
    for notice in state:
        cases.setdefault(notice["case"], []).append(notice)
    assert len(cases) == told, "news of somebody was lost"
    assert counted, "nothing was sent at all"
    assert max(counted.values()) == 1, "somebody was told the same twice"
    known = set()
    for notices in cases.values():
        open_ones = [notice for notice in notices if notice["state"] != "over"]
        assert len(open_ones) == 1, notices
        (notice,) = open_ones
        # That papers are complete, and the newest day.
        assert notice["current"] == 2
        sent = [(key, state) for key, state, _attempts in notice["sent"] if state != "cancelled"]
        ((key, state_of_it),) = sent
        known.add(key)
        if state_of_it == "sent":
            assert notice["state"] == "sending"
            assert counted[key] == 1
        else:
            # It is not known whether it left: nobody sends it again, and nobody forgets it.
            assert not takes_once
            assert (state_of_it, notice["state"]) == ("unsure", "call")
            assert counted[key] in (0, 1)
    assert set(counted) <= known


def test_by_sms_it_is_sent_exactly_once(tmp_path: Path) -> None:
    daemon = Smsd(tmp_path / "smsd")
    with node(tmp_path) as own:
        run(own, "make")
        done = run(own, "kill_at_each_step", "sms", PASTI_SMS_DATABASE=str(daemon.database))
        assert done["killed"] > 10
        with closing(sqlite3.connect(daemon.database)) as database:
            counted = Counter(key for (key,) in database.execute("SELECT CreatorID FROM outbox"))
        check(run(own, "state"), counted, told=done["told"], takes_once=True)


def test_by_email_it_is_sent_once_at_most_and_never_forgotten(tmp_path: Path, settings: Any) -> None:
    with node(tmp_path) as own, mail_server(settings) as box:
        run(own, "make")
        done = run(
            own, "kill_at_each_step", "email", PASTI_MAIL_HOST=settings.MAIL_HOST,
            PASTI_MAIL_PORT=str(settings.MAIL_PORT), PASTI_MAIL_SECURITY="none", PASTI_MAIL_FROM="a@example.go.id",
        )  # fmt: skip
        assert done["killed"] > 10
        counted = Counter(str(mail["Message-ID"]).strip("<").partition("@")[0] for mail in box.mails)
        state = run(own, "state")
    check(state, counted, told=done["told"], takes_once=False)
    assert any(delivery[1] == "unsure" for notice in state for delivery in notice["sent"])


def test_by_whatsapp_it_is_sent_once_at_most_and_never_forgotten(tmp_path: Path, settings: Any) -> None:
    with node(tmp_path) as own, meta(settings) as there:
        run(own, "make")
        done = run(
            own, "kill_at_each_step", "whatsapp", PASTI_WHATSAPP_URL=there.url, PASTI_WHATSAPP_NUMBER_ID=NUMBER_ID,
            PASTI_WHATSAPP_TOKEN=TOKEN, PASTI_WHATSAPP_TEMPLATE="kabar",
        )  # fmt: skip
        assert done["killed"] > 10
        assert there.refused == []
        counted = Counter(said["biz_opaque_callback_data"] for said in there.taken)
        state = run(own, "state")
    check(state, counted, told=done["told"], takes_once=False)
    assert any(delivery[1] == "unsure" for notice in state for delivery in notice["sent"])
