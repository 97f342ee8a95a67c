"""Rows that are written many at once are the rows that Django would have written one by one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy

from pasti.kit import clock
from pasti.kit.many import insert_each, update_each
from pasti.kit.words import Words
from pasti.link.models import Peer, Received

NAMES = ("kind", "key", "body", "happened_at", "received_at", "not_before", "thread")


def said(peer: Peer, number: int, **other: object) -> dict[str, object]:
    now = clock.now()
    given = {"kind": "card.progress", "key": f"k{number}", "body": {"n": [number, None, "é"]}, "thread": f"{number}"}
    moments = {"happened_at": now - timedelta(hours=number), "received_at": now, "not_before": now}
    return {"peer_id": peer.pk, "number": number, **given, **moments, **other}


def as_kept(row: Received) -> dict[str, object]:
    return model_to_dict(Received.objects.get(pk=row.pk), exclude=["id", "number", "key", "thread"])


def test_what_is_not_said_is_as_the_model_has_it(centre):
    [key] = insert_each(Received, [said(centre, 1)])
    written = Received.objects.get(pk=key)
    other = Received.objects.create(**said(centre, 2, happened_at=written.happened_at, body=written.body))
    assert as_kept(written) == as_kept(other)


def test_keys_come_in_the_order_of_the_rows_however_many_they_are(centre):
    keys = insert_each(Received, [said(centre, n) for n in range(1, 151)])
    assert list(Received.objects.order_by("number").values_list("pk", flat=True)) == keys


def test_no_rows_are_no_question(centre, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_each(Received, []) == []
        update_each([], ["kind"])


def test_fields_are_kept_as_their_models_keep_them(centre):
    words = Words(gettext_lazy("Simpan"))
    [key] = insert_each(Received, [said(centre, 1, set_aside=words, aside_at=None, taken=True)])
    row = Received.objects.get(pk=key)
    assert (row.set_aside, row.aside_at, row.taken, row.body) == (words, None, True, {"n": [1, None, "é"]})


def test_a_row_that_stands_in_the_way_lets_all_fail(centre):
    insert_each(Received, [said(centre, 1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_each(Received, [said(centre, 2), said(centre, 1)])
    assert Received.objects.count() == 1


def test_each_row_is_changed_to_what_stands_in_it_and_nothing_else_of_it(centre):
    insert_each(Received, [said(centre, n) for n in (1, 2, 3)])
    one, two, _three = Received.objects.order_by("number")
    one.body, one.attempts, one.kind = {"a": 1}, 7, "unwritten"
    two.body, two.attempts = {}, 8
    update_each([one, two], ["body", "attempts"])
    rows = Received.objects.order_by("number").values_list("kind", "body", "attempts")
    assert list(rows) == [
        ("card.progress", {"a": 1}, 7), ("card.progress", {}, 8), ("card.progress", {"n": [3, None, "é"]}, 0),
    ]  # fmt: skip


def test_fifty_rows_are_one_question(centre):
    with CaptureQueriesContext(connection) as asked:
        insert_each(Received, [said(centre, n) for n in range(1, 51)])
    assert len(asked) == 1
