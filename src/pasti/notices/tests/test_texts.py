"""What a message says to somebody without a browser: who writes, what to do, with what, and how to answer."""

from typing import Any

import pytest
from django.db import transaction
from tests.cast import ANYBODY

from pasti.journal.actions import record
from pasti.journal.models import Entry
from pasti.journal.registry import kinds
from pasti.notices import texts
from pasti.notices.models import Fact
from pasti.notices.registry import tellings
from pasti.notices.tests.telling import case
from pasti.offices.models import Office

_SAID = {"id": "Sambungan ke pusat terputus.", "en": "The link to the centre is down."}
_PLACE = {"id": "Kelurahan Harapan Mulya", "en": "Kelurahan Harapan Mulya"}
# What an entry may say; any other thing is a number.
_FACTS = {
    "was": "2026-11-30", "day": "2026-12-02", "until": "2026-12-24T10:00:00+07:00", "when": "2026-11-24T10:00:00+07:00",
    "cause": _SAID, "why": _SAID, "what": {"id": "pada Rabu, 2 Desember 2026", "en": "on Wednesday, 2 December 2026"},
    "place": _PLACE,
}  # fmt: skip
_NEWS = sorted(telling.kind for telling in tellings if telling.say)


def news(of, kind: str, **more: str) -> Entry:
    said: dict[str, Any] = {**dict.fromkeys(kinds.get(kind).facts, "1"), **_FACTS, **more}
    with transaction.atomic():
        return record(kind, subject=of.subject, case=of.number, by=ANYBODY, **said)


def message(of, kind: str, language: str = "id", via: str = "sms") -> str:
    more = {"until": "2026-12-24"} if kind == "card.remind" else {}
    fact = Fact(application=of, entry=news(of, kind, **more))
    return texts.message([fact], of, via, language, asks=tellings.get(kind).sets_out is not None).text


@pytest.fixture
def siti(office, settings):
    """Somebody at an office whose address is of a usual length."""
    settings.PUBLIC_URL = "https://pasti.kotacontoh.go.id"
    return case(office)


def test_every_message_fits_two_parts_says_who_writes_and_names_nobody(siti):
    siti.state = "ready"
    for kind in _NEWS:
        for language in ("id", "en"):
            said = message(siti, kind, language)
            assert texts.parts(said) <= 2, said
            assert said.startswith("Disdukcapil Kota Bekasi: "), said
            assert f"(no. {siti.number[-4:]})" in said
            assert set(said) <= texts._GSM, said
            assert not any(secret in said for secret in (siti.nik, siti.number, siti.name, siti.phone)), said


def test_who_may_choose_when_to_come_is_told_the_word_that_does_it_without_a_browser(siti):
    chosen = [kind for kind in _NEWS if "Balas PINDAH untuk jadwal lain." in message(siti, kind)]
    assert chosen == ["application.record_again", "booking.free", "booking.make", "booking.miss"]
    assert "PINDAH" not in message(siti, "booking.free", via="email")


def test_who_collects_is_told_what_to_bring(siti):
    assert "Bawa: Slip pengambilan, atau nomor permohonan; Tanda pengenal:" in message(siti, "application.printed")


def test_nobody_is_told_to_bring_a_number_that_the_message_does_not_have(siti):
    assert "nomor ini" not in message(siti, "application.record_again")


def test_the_offices_telephone_is_said_where_there_is_one(siti):
    Office.objects.update(phone="021 8890 1234")
    assert "telepon 021 8890 1234 hari ini" in message(siti, "card.hold")
    assert message(siti, "application.ask").endswith("Tanya: 021 8890 1234")
