"""The ledger on the screen: what is wrong is said, and nothing typed is lost."""

import pytest
from tests.cast import ANYBODY, account

from pasti.accounts.roles import Role
from pasti.journal.models import Entry
from pasti.stock import actions
from pasti.stock.models import Blank, Delivery

PAGE, RECEIVE, SPOIL = "/blangko/", "/blangko/terima/", "/blangko/rusak/"


@pytest.fixture
def jokos(office, signed_in):
    return signed_in(office.joko)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def box(**other: str) -> dict[str, str]:
    return {"delivery-letter": "470/77", "delivery-first_serial": "BK00012001", "delivery-count": "3"} | other


def broken(**other: str) -> dict[str, str]:
    return {"spoil-serial": "BK00000005", "spoil-reason": "patah di sudut"} | other


def test_it_counts_where_blanks_are(jokos, office):
    actions.load(2, by=ANYBODY)
    page = text(jokos.get(PAGE))
    figures = page.partition('<dl class="figures">')[2].partition("</dl>")[0]
    assert [figures.count(f"<dd>{n}</dd>") for n in (18, 2, 0, 20)] == [1, 1, 2, 1]
    assert "470/1" in page
    assert "BK00000001" in page


def test_a_box_is_noted(jokos, office):
    answer = jokos.post(RECEIVE, box())
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert Delivery.objects.latest("id").received_by == "Joko Prasetyo"
    assert "BK00012001" in text(jokos.get(PAGE))


def test_two_clicks_are_one_box(jokos, office):
    jokos.post(RECEIVE, box())
    answer = jokos.post(RECEIVE, box())
    assert answer.status_code == 422
    assert "BK00012001" in text(answer).partition('role="alert"')[2]
    assert Blank.objects.count() == 23


@pytest.mark.parametrize(
    "typed",
    [
        {"delivery-count": "0"}, {"delivery-count": "-3"}, {"delivery-count": "x"}, {"delivery-count": "1.5"},
        {"delivery-count": ""}, {"delivery-count": "20001"}, {"delivery-count": "9" * 5000}, {"delivery-count": "\x00"},
        {"delivery-first_serial": ""}, {"delivery-first_serial": "BK-1"},
        {"delivery-first_serial": "B" * 5000}, {"delivery-first_serial": "BK00000020"},
        {"delivery-letter": " "}, {"delivery-letter": "x" * 81}, {"delivery-letter": "\x00"},
        {"delivery-letter": "3275015206099001"},
    ],
    ids=lambda typed: "-".join(f"{k[9:]}={v[:16]!r}" for k, v in typed.items()),
)  # fmt: skip
def test_what_is_wrong_with_a_box_is_said_and_the_rest_stays(jokos, office, typed):
    answer = jokos.post(RECEIVE, box(**typed))
    assert answer.status_code == 422
    page = text(answer)
    assert "govuk-error-summary" in page
    for name, value in (box() | dict.fromkeys(typed, "")).items():
        assert not value or f'name="{name}" value="{value}"' in page
    assert Blank.objects.count() == 20
    assert Entry.objects.filter(kind="stock.delivery").count() == 1


def test_a_spoiled_blank_is_noted(jokos, office):
    answer = jokos.post(SPOIL, broken(**{"spoil-serial": " bk00000005"}), follow=True)
    assert Blank.objects.get(serial="BK00000005").reason == "patah di sudut"
    page = text(answer)
    assert page.count("BK00000005") >= 2, "it is confirmed, and listed"


@pytest.mark.parametrize(
    "typed",
    [
        {"spoil-serial": ""}, {"spoil-serial": "BK99999999"}, {"spoil-serial": "\x00"}, {"spoil-serial": "B" * 500},
        {"spoil-reason": ""}, {"spoil-reason": "x" * 161}, {"spoil-reason": "\x00"},
        {"spoil-reason": "milik 3275015206099001"},
    ],
    ids=lambda typed: "-".join(f"{k[6:]}={v[:16]!r}" for k, v in typed.items()),
)  # fmt: skip
def test_what_is_wrong_with_a_spoiled_blank_is_said_and_the_rest_stays(jokos, office, typed):
    answer = jokos.post(SPOIL, broken(**typed))
    assert answer.status_code == 422
    page = text(answer)
    assert "govuk-error-summary" in page
    for name, value in (broken() | dict.fromkeys(typed, "")).items():
        assert not value or f'name="{name}" value="{value}"' in page
    assert not Blank.objects.filter(state="spoiled").exists()


def test_spoiling_twice_is_said(jokos, office):
    jokos.post(SPOIL, broken())
    assert jokos.post(SPOIL, broken()).status_code == 422
    assert Entry.objects.filter(kind="blank.spoil").count() == 1


def test_a_blank_in_the_machine_is_not_spoiled_behind_its_card(jokos, office):
    actions.load(5, by=ANYBODY)
    answer = jokos.post(SPOIL, broken())
    assert answer.status_code == 422
    assert "ruang cetak" in text(answer)
    assert Blank.objects.get(serial="BK00000005").state == "loaded"


@pytest.mark.parametrize("address", [RECEIVE, SPOIL])
def test_looking_at_a_form_changes_nothing(jokos, office, address):
    assert jokos.get(address).status_code == 200
    assert Blank.objects.count() == 20


def test_when_blanks_run_out_it_warns(jokos, office):
    assert "message--warning" in text(jokos.get(PAGE))
    actions.receive_delivery(first_serial="BL0001", count=80, letter="2", by=ANYBODY)
    assert "message--warning" not in text(jokos.get(PAGE))


def test_an_empty_ledger_is_a_page_too(db, signed_in):
    assert signed_in(account("x", "X", Role.PRINTER)).get(PAGE).status_code == 200


def test_the_head_of_office_looks_and_is_offered_nothing_to_do(office, signed_in):
    head = signed_in(office.agus)
    page = text(head.get(PAGE))
    assert "<dd>20</dd>" in page
    assert RECEIVE not in page
    assert SPOIL not in page
    assert head.post(RECEIVE, box()).status_code == 403
    assert head.post(SPOIL, broken()).status_code == 403
    assert Blank.objects.filter(state="in_stock").count() == 20


@pytest.mark.parametrize("who", ["budi", "rini", "nur", "stranger"])
@pytest.mark.parametrize("address", [PAGE, RECEIVE, SPOIL])
def test_nobody_else_sees_it(office, signed_in, who, address):
    browser = signed_in(getattr(office, who))
    assert browser.get(address).status_code == 403
    assert browser.post(address, box() | broken()).status_code == 403
    assert Blank.objects.filter(state="in_stock").count() == 20
