"""`pasti check` finds each illness and says what to do."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from tests.cast import MONDAY

from pasti.journal import append_only, chain, heads, owners
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry, Snag
from pasti.kit import clock
from pasti.kit.duties import duties
from pasti.kit.models import Beat
from pasti.link.models import Peer, ThisNode
from pasti.link.queries import NotSetUp
from pasti.site import check
from pasti.site.database import NewerDatabase, OtherHouse


@pytest.fixture
def healthy(office, running_role, settings, tmp_path):
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
        MigrationRecorder(connection).record_unapplied("stock", "0001_initial")
    assert ill() == {"database": "BAD"}


def test_a_database_that_is_newer(healthy, running_role):
    with running_role():
        MigrationRecorder(connection).record_applied("stock", "9999_future")
    with pytest.raises(NewerDatabase, match=r"stock\.9999_future"):
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
    assert ill() == {"disk": "BAD"}
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=501 * 1024 * 1024))
    assert ill() == {}


def test_a_clock_that_was_put_back(healthy):
    with clock.stopped_at(MONDAY + timedelta(minutes=2)):
        record("application.withdraw", subject="test:1", by=SYSTEM)
    assert ill() == {"clock": "BAD"}
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
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


def test_a_centre_counts_its_offices(centre, settings):
    settings.ROLE = "centre"
    assert "1" in said("link")
    assert "link" not in ill()


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
