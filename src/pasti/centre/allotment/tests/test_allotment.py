"""What offices ask for at the centre, and the answers."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, account

from pasti.accounts.roles import Role
from pasti.centre.allotment import actions, queries
from pasti.centre.allotment.models import Ask
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.models import Envelope
from pasti.link.registry import appliers
from pasti.link.schema import BlankRequest, Said

TODAY = MONDAY.date()


@pytest.fixture
def operator(centre):
    return account("op", "Operator Pusat", Role.CENTRE_OPERATOR)


def comes(centre, key="k1", *, count=3000, runs_out=TODAY):
    said = BlankRequest(
        request=key,
        count=count,
        letter="470/200",
        in_stock=20,
        waiting=50,
        a_day=12.5,
        runs_out=runs_out,
        at=clock.now(),
    )
    appliers.get(Said.BLANK_REQUEST)(said, centre)
    return Ask.objects.get(key=key)


def answer(ask, by, **other):
    given = {"count": 1000, "day": TODAY + timedelta(days=7), "letter": "470/901", "note": ""} | other
    return actions.answer(ask, **given, by=by.actor)


def test_the_same_request_is_one(centre):
    comes(centre)
    comes(centre)
    assert (Ask.objects.count(), Entry.objects.filter(kind="ask.come").count()) == (1, 1)


def test_who_runs_out_first_stands_first(centre):
    for key, runs_out in (("later", TODAY + timedelta(days=9)), ("never", None), ("now", TODAY)):
        comes(centre, key, runs_out=runs_out)
    assert [ask.key for ask in queries.asked()] == ["now", "later", "never"]


def test_the_answer_goes_to_the_office_and_counts(centre, operator):
    answer(comes(centre), operator)
    body = Envelope.objects.get(kind=Said.BLANK_ALLOTMENT).body
    assert (body["request"], body["count"], body["day"]) == ("k1", 1000, str(TODAY + timedelta(days=7)))
    assert queries.shares_got() == {centre.pk: pytest.approx(1 / 3)}
    assert queries.asked().count() == 0


def test_none_at_all_says_why(centre, operator):
    ask = comes(centre)
    with pytest.raises(Refused):
        answer(ask, operator, count=0, day=None)
    done = answer(ask, operator, count=0, day=None, note="Persediaan pusat habis")
    assert (done.allotted, done.arrives) == (0, None)


@pytest.mark.parametrize(
    "wrong", [{"count": -1}, {"count": 1_000_001}, {"day": None}, {"day": TODAY - timedelta(days=1)}, {"letter": " "},
              {"note": "3275015206099001"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_sent(centre, operator, wrong):
    with pytest.raises(Refused):
        answer(comes(centre), operator, **wrong)
    assert queries.asked().count() == 1
    assert not Envelope.objects.filter(kind=Said.BLANK_ALLOTMENT).exists()


def test_it_is_answered_once_and_not_by_everybody(centre, operator):
    ask = comes(centre)
    with pytest.raises(NotAllowed):
        answer(ask, account("x", "X", Role.CENTRE_ADMIN))
    answer(ask, operator)
    with pytest.raises(NotAllowed):
        answer(ask, operator, count=5)


def test_the_screens_show_and_take_it(centre, operator, signed_in):
    client, ask = signed_in(operator), comes(centre)
    page = client.get("/pusat/blangko/").content.decode()
    assert "Disdukcapil Kota Bekasi" in page
    at = f"/pusat/blangko/{ask.pk}/"
    day = TODAY + timedelta(days=7)
    when = {"day_day": day.day, "day_month": day.month, "day_year": day.year}
    form = {"count": "1000", **when, "letter": "", "note": "Menyusul"}
    refused = client.post(at, form)
    assert (refused.status_code, "Menyusul" in refused.content.decode()) == (422, True)
    assert client.post(at, form | {"letter": "470/901"}).status_code == 302
    again = client.post(at, form | {"letter": "470/902"}, follow=True)
    assert again.redirect_chain == [("/pusat/blangko/", 302)]
    assert "Permintaan Disdukcapil Kota Bekasi sudah dijawab." in again.content.decode()
    assert "470/901" in client.get("/pusat/blangko/").content.decode()
    assert Ask.objects.get().answer_letter == "470/901"
    assert client.get("/pusat/blangko/0/").status_code == 404
