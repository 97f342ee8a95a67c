"""What was typed is not lost when its page is too old, when whoever typed it has been signed out, or is reloaded."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from pasti.accounts.roles import Role
from tests.cast import account, submitted

OURS = {"Origin": "http://testserver"}
LOOKS = {"Accept": "text/html,application/xhtml+xml"}
TYPED = {"missing-what": "KK asli & akta <lama>", "ticket": "abc"}


def strict(who=None) -> Client:
    """A browser whose forms need their token."""
    client = Client(enforce_csrf_checks=True)
    if who:
        client.force_login(who, backend="pasti.accounts.backend.Backend")
    return client


def to_send_again(page: str) -> dict[str, str]:
    form = next((one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if "Kirim sekali lagi" in one), "")
    fields = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form))
    return {name: unescape(value) for name, value in fields.items()}


def test_a_page_that_is_too_old_keeps_what_was_typed_and_sends_it_once_more(office):
    case = submitted()
    browser = strict(office.budi)
    at = f"/permohonan/{case.number}/perbaikan/"
    answer = browser.post(at, {"name": "Siti & Nur'aini", "again": "1"}, headers=OURS)
    assert answer.status_code == 403
    again = to_send_again(answer.content.decode())
    assert again.pop("csrfmiddlewaretoken")
    assert again == {"name": "Siti & Nur'aini", "again": "1"}
    again["csrfmiddlewaretoken"] = to_send_again(answer.content.decode())["csrfmiddlewaretoken"]
    answer = browser.post(at, again, headers=OURS)
    assert answer.status_code in (200, 422)
    assert "Siti &amp; Nur" in answer.content.decode()


@pytest.mark.parametrize("origin", [{"Origin": "https://orang-lain.example"}, {"Origin": "null"}, {}])
def test_what_another_site_has_sent_is_not_sent_once_more(office, origin):
    answer = strict(office.budi).post("/meja/berkas/kurang/", TYPED, headers=origin)
    assert answer.status_code == 403
    assert to_send_again(answer.content.decode()) == {}


@pytest.mark.parametrize("name", ["password", "oldpassword", "password1"])
def test_a_password_is_not_written_into_a_page(office, name):
    answer = strict().post("/masuk/", {"login": "budi", name: "rahasia sekali"}, headers=OURS)
    assert answer.status_code == 403
    assert "rahasia" not in answer.content.decode()


def test_who_was_signed_out_meanwhile_signs_in_and_sends_it_once_more(office, client):
    answer = client.post("/meja/berkas/kurang/", TYPED, headers=OURS)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Anda sudah keluar" in page
    assert 'target="_blank"' in page
    again = to_send_again(page)
    again.pop("csrfmiddlewaretoken", None)
    assert again == TYPED
    client.force_login(office.budi, backend="pasti.accounts.backend.Backend")
    assert client.post("/meja/berkas/kurang/", again, headers=OURS).status_code == 302


def test_who_only_looks_is_asked_to_sign_in(office, client):
    assert client.get("/meja/").url == "/masuk/?next=/meja/"


def every_address(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        at = before + re.sub(r"<(?:(\w+):)?\w+>", _example, str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from every_address(entry, at)
        elif isinstance(entry, URLPattern):
            yield at


def _example(found: re.Match[str]) -> str:
    return "2026-11-23" if "day" in found[0] else "1"


@pytest.mark.either_database
def test_at_no_address_is_a_person_shown_a_blank_page(office):
    browser = Client()
    semua = account("semua", "Semua", *Role)
    browser.force_login(semua, backend="pasti.accounts.backend.Backend")
    dead = []
    for at in every_address(get_resolver()):
        if at.startswith(("/keluar", "/link/")):
            continue
        answer = browser.get(at, headers=LOOKS)
        if answer.status_code == 302 and answer.url.startswith("/") and answer.url != at:
            answer = browser.get(answer.url, headers=LOOKS)
        if answer.status_code == 405:
            dead.append(at)
    assert dead == []


def test_a_kiosk_reads_its_refusal_in_english(office, signed_in):
    kiosk = signed_in(account("anjungan", "Anjungan", Role.KIOSK))
    assert kiosk.post("/antrean/tiba/permohonan/", {"number": "1"}).status_code == 422
    # Where the question stands, it is asked again.
    assert kiosk.get("/antrean/tiba/permohonan/", headers=LOOKS).status_code == 200
    answer = kiosk.get("/antrean/tiba/langsung/", headers=LOOKS)
    assert (answer.status_code, answer.url) == (302, "/antrean/tiba/")
    # A program hears that it may not.
    assert kiosk.get("/antrean/tiba/langsung/").status_code == 405
