"""Many thousand cases at once, each as one is that went through all the doors: its rows again, under another name.

What a journal tells of them is written too, as far as the order of printing asks it.
"""

import random
from collections.abc import Iterator
from copy import copy
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction

from pasti.applications import queries as cases
from pasti.applications.models import Application, CaseStep
from pasti.applications.numbers import new_number
from pasti.journal.actions import Fact, record_all
from pasti.kit import blobs
from pasti.link import keys
from pasti.link.schema import CardContent
from pasti.printing.models import Job
from pasti.printing.tests.released import centre, picture
from pasti.promises.models import Promise

_AT_ONCE = 1000
# Whose first card it is, at 17, and anybody else.
_YOUNG, _GROWN = date(2009, 6, 12), date(1984, 3, 9)
_PHOTO = picture((240, 320))


def again(like: Application, count: int, *, since: datetime, until: datetime) -> list[Application]:
    """Make so many cases like one, with their steps and the dates they were given, spread over a time by chance."""
    chance = random.Random(count)
    moments = sorted(since + chance.random() * (until - since) for _ in range(count))
    first_serial = Application.objects.count()
    rows = [
        _case(like, number, serial, _YOUNG if chance.random() < 0.4 else _GROWN, at)
        for serial, (number, at) in enumerate(zip(_numbers(count), moments, strict=True), start=first_serial)
    ]
    made = list[Application]()
    for first in range(0, count, _AT_ONCE):
        with transaction.atomic():
            part = Application.objects.bulk_create(rows[first : first + _AT_ONCE])
            _rows_of(like.steps.all(), CaseStep, part)
            _rows_of(Promise.objects.filter(application=like, ended_at=None), Promise, part)
        made += part
    return made


def _numbers(count: int) -> Iterator[str]:
    known = set(Application.objects.values_list("number", flat=True))
    for _ in range(count):
        while (number := new_number("32.75", ["98"])) in known:
            pass
        known.add(number)
        yield number


def _case(like: Application, number: str, serial: int, born: date, accepted_at: datetime) -> Application:
    row = copy(like)
    row.pk, row.number, row.form, row.resident = None, number, "", None
    district, last = divmod(serial, 9000)
    row.nik = f"3275{district + 10:02d}{born.day + 40:02d}{born:%m%y}{last + 1000}"
    row.name, row.birth_date, row.accepted_at = f"Warga {_letters(serial)}", born, accepted_at
    return row


def _letters(number: int) -> str:
    """A name without digits."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number)).capitalize()


def _rows_of(rows: models.QuerySet[Any], model: type[models.Model], of: list[Application]) -> None:
    made, like = [], list(rows)
    for case in of:
        for row in like:
            one = copy(row)
            one.pk, one.application = None, case
            made.append(one)
    model._base_manager.bulk_create(made, batch_size=500)


def released(of: list[Application], *, later: timedelta) -> list[Job]:
    """Let the centre have released the cards of cases, some time after their papers; sealed for this office."""
    rows = []
    for case in of:
        assert case.accepted_at
        biodata = cases.as_biodata(case)
        inside = CardContent(biodata=biodata, photo=_PHOTO, signature="").model_dump_json().encode()
        blob = blobs.keep(keys.seal(inside, keys.recipient()))
        rows.append(
            Job(
                application=case, content=blob.sha256, released_at=case.accepted_at + later, state=Job.State.WAITING,
                beginner=case.birth_date == _YOUNG,
            )
        )  # fmt: skip
    made = Job.objects.bulk_create(rows, batch_size=500)
    for first in range(0, len(made), _AT_ONCE):
        facts = [
            Fact("job.ready", job.subject, centre(), job.application.number) for job in made[first : first + _AT_ONCE]
        ]
        with transaction.atomic():
            record_all(facts)
    return made
