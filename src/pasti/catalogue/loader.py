"""Puts the services of the data file into a fresh office. What an office has changed since is never touched."""

import tomllib
from datetime import date
from importlib import resources
from typing import Any

from django.db import transaction

from pasti.catalogue.models import Advice, Question, Requirement, Service, Step
from pasti.catalogue.steps import StepCode

_FROM = date(2019, 1, 1)

Table = dict[str, Any]


@transaction.atomic
def load() -> int:
    """Load every service that is not in the database yet; return how many were added."""
    data = tomllib.loads(resources.files("pasti.catalogue").joinpath("data/services.toml").read_text("utf-8"))
    added = 0
    for order, entry in enumerate(data["services"], start=1):
        if not Service.objects.filter(code=entry["code"]).exists():
            _load_service(order, entry, data)
            added += 1
    return added


def _load_service(order: int, entry: Table, data: Table) -> None:
    service = Service.objects.create(
        code=entry["code"],
        family=entry.get("family", "card"),
        for_whom=entry.get("for_whom", "WNI"),
        text_id=entry["id"],
        text_en=entry["en"],
        summary_id=entry["summary_id"],
        summary_en=entry["summary_en"],
        expected_days=entry["expected_days"],
        age_from=entry.get("age_from"),
        age_until=entry.get("age_until"),
        age_waived_when=entry.get("age_waived_when", {}),
        print_from_age=entry.get("print_from_age"),
        repeatable=entry.get("repeatable", False),
        legal_basis=entry["basis"],
        order=order,
    )
    for position, given in enumerate(entry["questions"], start=1):
        code, when = _named(given)
        _load_question(service, position, code, data["questions"][code], when)
    for position, given in enumerate(entry["requires"], start=1):
        code, when = _named(given)
        _load_requirement(service, position, code, data["requirements"][code], when)
    shared = [data["advice"][name] for name in entry.get("shared_advice", [])]
    for position, advice in enumerate([*entry.get("advice", []), *shared], start=1):
        Advice.objects.create(
            service=service,
            text_id=advice["id"],
            text_en=advice["en"],
            when=advice.get("when", {}),
            stops=advice.get("stops", False),
            valid_from=_FROM,
            legal_basis=advice["basis"],
            order=position,
        )
    for position, code in enumerate(data["paths"][entry["path"]], start=1):
        recording = code == StepCode.RECORDING
        Step.objects.create(
            service=service,
            code=code,
            when=entry.get("recording_when", {}) if recording else {},
            captures=entry.get("captures", []) if recording else [],
            order=position,
        )


def _named(given: str | Table) -> tuple[str, Table]:
    return (given, {}) if isinstance(given, str) else (given["code"], given.get("when", {}))


def _load_question(service: Service, order: int, code: str, entry: Table, when: Table) -> None:
    Question.objects.create(
        service=service,
        code=code,
        kind=entry.get("kind", "choice"),
        text_id=entry["id"],
        text_en=entry["en"],
        hint_id=entry.get("hint_id", ""),
        hint_en=entry.get("hint_en", ""),
        choices=entry.get("choices", []),
        when=when or entry.get("when", {}),
        order=order,
    )


def _load_requirement(service: Service, order: int, code: str, entry: Table, when: Table) -> None:
    Requirement.objects.create(
        service=service,
        code=code,
        text_id=entry["id"],
        text_en=entry["en"],
        detail_id=entry.get("detail_id", ""),
        detail_en=entry.get("detail_en", ""),
        when=when,
        dated_by=entry.get("dated_by", ""),
        good_for_days=entry.get("good_for_days"),
        uploadable=entry.get("uploadable", True),
        surrendered=entry.get("surrendered", False),
        valid_from=_FROM,
        legal_basis=entry["basis"],
        order=order,
    )
