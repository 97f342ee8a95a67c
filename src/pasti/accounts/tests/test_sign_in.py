"""Signing in and out by the real page."""

import re

import pytest
from django.contrib.auth import get_user
from django.test import Client
from tests.cast import PASSWORD, account

from pasti.accounts import known_browser
from pasti.accounts.models import Account
from pasti.accounts.roles import Role

WRONG = "Nama pengguna atau kata sandi salah."
TOO_OFTEN = "Terlalu banyak percobaan. Silakan coba lagi dalam 1 menit."


@pytest.fixture(autouse=True)
def siti(db) -> Account:
    return account("siti", "Siti Nurjanah", Role.CLERK)


def sign_in(client: Client, username: str = "siti", password: str = PASSWORD, **more: str):
    return client.post("/masuk/", {"login": username, "password": password, **more})


def problems(answer) -> list[str]:
    summary = re.search(
        r'<ul class="govuk-list govuk-error-summary__list">(.*?)</ul>', answer.content.decode(), re.DOTALL
    )
    return re.findall(r">([^<>]+?)</", summary.group(1)) if summary else []


def nobody_is_signed_in(client: Client) -> bool:
    return get_user(client).is_anonymous


def test_the_page_asks_for_a_name_and_a_password_and_offers_nothing_else(client):
    page = client.get("/masuk/").content.decode()
    assert re.findall(r"<label[^>]*>\s*([^<]+?)\s*</label>", page) == ["Nama pengguna", "Kata sandi"]
    assert page.count('class="govuk-input"') == 2
    assert "placeholder" not in page
    assert not re.search("daftar|lupa|sign.?up|reset", page, re.IGNORECASE)


def test_the_right_password_lets_in(client, siti):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/tugas/")
    assert get_user(client) == siti


@pytest.mark.parametrize("username", ["SITI", "Siti", " siti "])
def test_a_name_is_read_however_it_is_typed(client, siti, username):
    sign_in(client, username)
    assert get_user(client) == siti


def test_it_goes_on_where_somebody_wanted_to_go(client):
    assert sign_in(client, next="/kata-sandi/")["Location"] == "/kata-sandi/"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com/", "/\\example.com"])
def test_it_leads_nobody_away(client, target):
    assert sign_in(client, next=target)["Location"] == "/tugas/"


def test_the_wrong_password_does_not(client):
    answer = sign_in(client, password="kuda salah baterai")
    assert problems(answer) == [WRONG]
    assert nobody_is_signed_in(client)


def test_what_was_typed_stays_except_the_password(client):
    page = sign_in(client, password="kuda salah baterai").content.decode()
    assert 'value="siti"' in page
    assert "kuda salah baterai" not in page


def test_nobody_learns_which_accounts_there_are(client):
    def told(username: str) -> str:
        page = sign_in(client, username, "kuda salah baterai").content.decode()
        return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', "", page).replace(username, "…")

    assert told("siti") == told("sita")


def test_an_empty_form_says_what_is_missing(client):
    assert problems(sign_in(client, "", "")) == ["Isi nama pengguna.", "Isi kata sandi."]


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client):
    assert [problems(sign_in(client, password="kuda salah")) for _ in range(5)] == [[WRONG]] * 5
    assert problems(sign_in(client, password="kuda salah")) == [TOO_OFTEN]
    assert problems(sign_in(client)) == [TOO_OFTEN]
    assert nobody_is_signed_in(client)


def test_the_same_holds_for_an_account_that_does_not_exist(client):
    for _ in range(5):
        sign_in(client, "sita", "kuda salah")
    assert problems(sign_in(client, "sita", "kuda salah")) == [TOO_OFTEN]


def test_a_colleague_can_sign_in_meanwhile(client):
    account("budi", "Budi Hartono", Role.CLERK)
    for _ in range(6):
        sign_in(client, password="kuda salah")
    assert sign_in(client, "budi").status_code == 302


def test_one_network_does_not_try_all_names(client):
    answers = [sign_in(client, f"nama{i}", "kuda salah") for i in range(31)]
    assert problems(answers[29]) == [WRONG]
    assert problems(answers[30]) == [TOO_OFTEN]


def test_somebody_elsewhere_keeps_nobody_out():
    elsewhere, here = Client(REMOTE_ADDR="198.51.100.1"), Client(REMOTE_ADDR="192.0.2.1")
    for _ in range(8):
        sign_in(elsewhere, password="kuda salah")
    assert problems(sign_in(elsewhere)) == [TOO_OFTEN]
    assert sign_in(here).status_code == 302


def test_somebody_in_the_hall_keeps_nobody_out_of_the_browser_they_use(client):
    """Hall and counters often share a network: thirty wrong words in five minutes kept the whole office out."""
    sign_in(client)
    client.post("/keluar/")
    hall = Client()
    for i in range(31):
        sign_in(hall, "siti" if i < 6 else f"nama{i}", "kuda salah")
    assert problems(sign_in(hall)) == [TOO_OFTEN]
    assert sign_in(client).status_code == 302


def test_a_browser_is_known_for_who_signed_in_there_and_has_its_own_bound(client):
    account("budi", "Budi Hartono", Role.CLERK)
    sign_in(client)
    client.post("/keluar/")
    other = Client()
    for i in range(31):
        sign_in(other, f"nama{i}", "kuda salah")
    assert problems(sign_in(client, "budi")) == [TOO_OFTEN]
    assert [problems(sign_in(client, password="kuda salah")) for _ in range(5)] == [[WRONG]] * 5
    assert problems(sign_in(client)) == [TOO_OFTEN]


def test_a_wrong_cookie_is_no_known_browser():
    stranger = Client()
    stranger.cookies[known_browser.COOKIE] = "x:y:z"
    assert problems(sign_in(stranger, password="kuda salah")) == [WRONG]
    assert known_browser.COOKIE not in stranger.get("/masuk/").cookies


def test_a_whole_office_signs_in_from_one_address_in_the_morning():
    for _ in range(40):
        assert sign_in(Client()).status_code == 302


def test_behind_a_proxy_each_client_is_counted_for_itself(settings):
    settings.PROXIES = 1
    one, other = (Client(headers={"X-Forwarded-For": address}) for address in ("198.51.100.1", "198.51.100.2"))
    for i in range(30):
        sign_in(one, f"nama{i}", "kuda salah")
    assert problems(sign_in(one)) == [TOO_OFTEN]
    assert sign_in(other).status_code == 302


def test_who_is_signed_in_already_goes_to_work(client):
    sign_in(client)
    assert client.get("/masuk/")["Location"] == "/tugas/"


def test_signing_out_ends_it(client):
    sign_in(client)
    answer = client.post("/keluar/")
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/")
    assert nobody_is_signed_in(client)


def test_a_link_signs_nobody_out(client):
    sign_in(client)
    page = client.get("/keluar/")
    assert "Keluar?" in page.content.decode()
    assert not nobody_is_signed_in(client)


def test_it_speaks_english_to_who_asks_for_it(client):
    client.cookies["pasti-language"] = "en"
    answer = sign_in(client, password="kuda salah baterai")
    assert problems(answer) == ["The username or the password is wrong."]


@pytest.mark.parametrize(
    "path", ["/daftar/", "/signup/", "/accounts/signup/", "/accounts/login/", "/kata-sandi/lupa/", "/password/reset/"]
)
def test_there_is_no_page_for_signing_up_or_for_forgotten_passwords(client, path):
    assert client.get(path).status_code == 404
