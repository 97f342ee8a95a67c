"""The public reads of an incident what is so: what has fallen now, how much of it, and of a plan that it will be."""

from datetime import timedelta

import pytest
from django.utils import translation
from tests.cast import MONDAY

from pasti.link.models import Lease, Peer
from pasti.readiness import actions, queries, sentences, watch
from pasti.readiness.models import Effect, Incident
from pasti.readiness.needs import Cause, Need
from pasti.readiness.tests.watching import begin, later, link, only

HOUR = timedelta(hours=1)
LEAVE = [Need.MAY_RECORD, Need.MAY_SEND, Need.MAY_PRINT]


@pytest.fixture
def watching(office):
    begin()
    return office


def opened(by, *needs: Need, **other) -> Incident:
    return actions.open_incident(needs=needs, cause=Cause.EQUIPMENT, by=by, **other)


def planned(by, *needs: Need, **other) -> Incident:
    return actions.plan_incident(needs=needs, starts_at=MONDAY + 24 * HOUR, until=MONDAY + 28 * HOUR, by=by, **other)


def allow(*rights: str) -> None:
    """The centre gives leave for this, and takes all other leave away."""
    link(up=True)
    Lease.objects.update_or_create(
        peer=Peer.objects.get(), service="ektp",
        defaults={"number": 1, "allows": list(rights), "until": MONDAY + timedelta(days=3), "since": MONDAY,
                  "reason": "Penyalahgunaan", "letter": "470/1"},
    )  # fmt: skip
    watch.look_at_all()


def test_what_was_given_back_is_named_no_more(watching):
    allow()
    for name in ("merekam", "mengirim", "mencetak"):
        assert name in sentences.told(only())
    with later(seconds=61):
        allow("record")
    with later(seconds=122):
        allow("record")
        assert only().needs == LEAVE
        told = sentences.told(only())
        assert told == (
            "Pusat sedang tidak mengizinkan kantor ini mengirim rekaman KTP-el; "
            "Pusat sedang tidak mengizinkan kantor ini mencetak KTP-el"
        )
        fallen = [queries.stands(need) for need in LEAVE if not queries.stands(need).stands]
        assert [sentence.split(" sejak ")[0] for sentence in queries.told(fallen)] == [told]
        assert fallen[1].told.startswith("Pusat sedang tidak mengizinkan kantor ini mencetak KTP-el sejak")


def test_what_is_in_the_way_of_a_step_is_named_and_nothing_else_of_its_incident(watching):
    opened(watching.agus.actor, Need.PRINTER, Need.STATION)
    assert queries.stands(Need.STATION).told.startswith("Alat perekaman sedang tidak berfungsi sejak pukul 08.30")
    assert "Alat perekaman" not in queries.stands(Need.PRINTER).told
    [both] = queries.told([queries.stands(Need.STATION), queries.stands(Need.PRINTER)])
    assert both == (
        "Mesin cetak KTP-el sedang tidak berfungsi; Alat perekaman sedang tidak berfungsi sejak pukul 08.30 WIB. "
        "Belum diketahui kapan pulih."
    )


def test_what_works_in_part_is_not_said_not_to_work(watching):
    incident = opened(watching.agus.actor, Need.PRINTER, Need.CLERK, effect=Effect.DEGRADED)
    assert sentences.told(incident) == "Mesin cetak dan petugas loket hanya tersedia sebagian"
    with translation.override("en"):
        assert sentences.told(incident) == "Printer and counter clerk: only partly available"


def test_a_plan_says_what_will_be(watching):
    when = "Selasa, 24 November 2026 pukul 08.30 WIB sampai Selasa, 24 November 2026 pukul 12.30 WIB."
    whole = planned(watching.agus.actor, Need.LINK)
    assert sentences.whole(whole) == f"Sambungan ke pusat tidak tersedia, {when}"
    [ahead] = queries.outages([Need.LINK])
    assert ahead.told == f"Sambungan ke pusat tidak tersedia, {when}"
    part = planned(watching.agus.actor, Need.BLANKS, effect=Effect.DEGRADED)
    assert sentences.whole(part) == f"Blangko hanya tersedia sebagian, {when}"
    taken = actions.withdraw_incident(whole, "Batal.", by=watching.agus.actor)
    assert sentences.told(taken) == "Sambungan ke pusat tidak tersedia"
    with later(hours=25):
        link(up=True)
        assert queries.stands(Need.LINK).stands
        assert sentences.told(part) == "Blangko hanya tersedia sebagian"


def test_a_plan_that_goes_on_is_told_as_what_has_fallen(watching):
    incident = planned(watching.agus.actor, Need.LINK)
    with later(hours=25):
        assert sentences.told(incident).endswith("sedang terputus")
        said = "sedang terputus sejak pukul 08.30 WIB. Diperkirakan pulih pukul 12.30 WIB."
        assert queries.stands(Need.LINK).told.endswith(said)


def test_its_own_sentence_stands_for_all_of_it(watching):
    opened(watching.agus.actor, Need.PRINTER, Need.STATION, sentence_id="Listrik padam.")
    fallen = [queries.stands(need) for need in (Need.PRINTER, Need.STATION)]
    assert queries.told(fallen) == ["Listrik padam sejak pukul 08.30 WIB. Belum diketahui kapan pulih."]
