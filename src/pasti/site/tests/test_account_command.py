"""`pasti account`: the second person where there is only one, and the way back when everything is lost."""

import re

from pasti.site.tests.program import pasti, rows, sentence

NEWS = "SELECT kind, by_name FROM journal_entry WHERE subject = 'account:1' ORDER BY id"


def test_what_there_is_is_listed(node):
    answer = pasti(node, "account", "list")
    assert answer.returncode == 0, answer.stderr
    assert re.match(r"nur +Nur Aini +admin", answer.stdout)


def test_a_link_is_printed_and_only_its_hash_is_kept(node):
    answer = pasti(node, "account", "link", "nur")
    [token] = re.findall(r"/kata-sandi/tautan/([\w-]{43})/", answer.stdout)
    [[kept]] = rows(node, "SELECT digest FROM accounts_passwordlink ORDER BY id DESC LIMIT 1")
    assert token != kept
    for file in (path for path in node.rglob("*") if path.is_file()):
        assert token.encode() not in file.read_bytes(), file.name
    assert ("account.link", "Baris perintah server") in rows(node, NEWS)


def test_a_lost_factor_is_taken_away_on_record(node):
    assert pasti(node, "account", "second-factor", "nur").returncode == 0
    assert ("account.factor_reset", "Baris perintah server") in rows(node, NEWS)


def test_a_role_is_given(node):
    assert pasti(node, "account", "grant", "nur", "head").returncode == 0
    assert {role for (role,) in rows(node, "SELECT role FROM accounts_grant")} == {"admin", "head"}
    assert "centre-admin" not in sentence(pasti(node, "account", "grant", "nur", "centre-admin"))


def test_what_is_not_there_is_said(node):
    assert "pasti account list" in sentence(pasti(node, "account", "link", "siapa"))
    assert "pasti account list" in sentence(pasti(node, "account", "link"))
    assert "pasti account list" in sentence(pasti(node, "account", "confirm", "99"))
    assert "pasti account list" in sentence(pasti(node, "account", "confirm", "nur"))
