"""Incidents as people open, plan, change and close them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from tests.cast import MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.opened import Opened
from pasti.readiness import actions, queries, watch
from pasti.readiness.models import Effect, Incident, Interval, Letter
from pasti.readiness.needs import Cause, Need, State
from pasti.readiness.states import IncidentState
from pasti.readiness.tests.watching import begin, later, link, looked, of, only, watched

NIK = "3275 0152 0609 9001"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Step:
    rests_on: tuple[Need, ...]
    fallback: str = "Datang lain hari."


PRINTING = Step((Need.PRINTER, Need.BLANKS))


def broken(by, **other) -> Incident:
    """The card printer is said to be broken until eleven."""
    given: dict[str, Any] = {
        "needs": [Need.PRINTER],
        "cause": Cause.EQUIPMENT,
        "until": MONDAY + 2.5 * HOUR,
    }
    return actions.open_incident(**given | other, by=by)


def kinds() -> list[str]:
    return list(Entry.objects.filter(subject__startswith="incident:").order_by("id").values_list("kind", flat=True))


@pytest.fixture
def watching(office):
    begin()
    return office


def test_what_somebody_says_is_broken_stops_what_rests_on_it_at_once(watching):
    with later(minutes=1):
        incident = broken(watching.joko.actor)
        going = queries.can_go_on(PRINTING)
        assert not going.ok
        assert going.reason == "mesin cetak: kerusakan alat sejak Senin, 23 November 2026 pukul 08.31 WIB"
        assert going.told == (
            "Mesin cetak KTP-el sedang tidak berfungsi sejak pukul 08.31 WIB. Diperkirakan pulih pukul 11.00 WIB."
        )
        [printer] = going.fallen
        assert (going.fallback, printer.until, printer.incident) == ("Datang lain hari.", incident.until, incident)
    assert of("printer") == [("unknown", 0, 60), ("down", 60, None)]
    assert Interval.objects.get(need="printer", until=None).incident == incident
    assert [e.kind for e in Entry.objects.order_by("id")][-2:] == ["incident.open", "need.fell"]


def test_the_public_reads_the_sentence_that_was_written(watching):
    incident = broken(watching.joko.actor, sentence_id="Mesin cetak diperbaiki teknisi.", sentence_en="Being repaired.")
    assert queries.can_go_on(PRINTING).told.startswith("Mesin cetak diperbaiki teknisi sejak pukul 08.30 WIB.")
    assert incident.number == "001/2026"


def test_who_keeps_a_need_says_so_of_it_and_of_no_other(office):
    for who, needs, may in (
        (office.joko, [Need.PRINTER], True),
        (office.joko, [Need.PRINT_OPERATOR, Need.BLANKS], True),
        (office.joko, [Need.PRINTER, Need.STATION], False),
        (office.rini, [Need.STATION], True),
        (office.rini, [Need.LINK], False),
        (office.budi, [Need.CLERK], True),
        (office.agus, list(Need), True),
        (office.nur, [Need.LINK], True),
    ):
        assert actions.may_say(who.actor, needs) is may
    with pytest.raises(NotAllowed, match="diurus kepala dinas"):
        broken(office.rini.actor)
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"needs": []}, "Pilih apa"),
        ({"until": MONDAY}, "sesudah sekarang"),
        ({"until": MONDAY + timedelta(days=400)}, "Periksa tahunnya"),
        ({"starts_at": MONDAY + HOUR}, "paling lambat sekarang"),
        ({"starts_at": MONDAY - timedelta(days=31)}, "30 hari yang lalu"),
        ({"sentence_id": f"Menunggu {NIK}"}, "NIK"),
        ({"sentence_en": f"Waiting for {NIK}"}, "NIK"),
        ({"services": ["NEW", "TIDAK-ADA"]}, "TIDAK-ADA"),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(office, given, said):
    with pytest.raises(Refused, match=said):
        broken(office.agus.actor, **given)
    assert not Incident.objects.exists()


def test_the_same_sent_twice_is_one(office):
    broken(office.joko.actor)
    with pytest.raises(Refused, match="001/2026 tentang hal ini sudah berlangsung"):
        broken(office.joko.actor)
    assert Incident.objects.count() == 1


def test_it_may_be_about_some_services_only(office):
    broken(office.agus.actor, needs=[Need.CLERK], services=["KK"], cause=Cause.STAFF, until=None)
    step = Step((Need.CLERK,))
    assert not queries.can_go_on(step, "KK").ok
    assert queries.can_go_on(step, "NEW").ok
    general = queries.stands(Need.CLERK)
    assert (general.state, general.why) == (State.DEGRADED, "petugas berhalangan, untuk sebagian layanan")


def test_who_holds_the_role_and_acts_is_there(office):
    broken(office.agus.actor, needs=[Need.RECORDER], cause=Cause.STAFF)
    step = Step((Need.RECORDER,))
    assert not queries.can_go_on(step).ok
    assert queries.can_go_on(step, by=office.rini.actor).ok
    assert not queries.can_go_on(step, by=office.joko.actor).ok


def test_a_need_that_works_in_part_is_no_obstacle(office):
    broken(office.joko.actor, effect=Effect.DEGRADED)
    going = queries.can_go_on(Step((Need.PRINTER,)))
    assert (going.ok, going.warning) == (
        True, "mesin cetak: kerusakan alat sejak Senin, 23 November 2026 pukul 08.30 WIB",
    )  # fmt: skip


def test_every_forecast_stays(office):
    incident = broken(office.joko.actor)
    with later(minutes=30) as now:
        actions.forecast(incident, now + 4 * HOUR, reason="Suku cadang belum datang.", by=office.joko.actor)
        actions.forecast(incident, None, reason="Teknisi berhalangan.", by=office.agus.actor)
        actions.forecast(incident, None, by=office.agus.actor)
        assert queries.stands(Need.PRINTER).until is None
    said = list(incident.forecasts.values_list("until", "said_by"))
    assert said == [
        (MONDAY + timedelta(hours=2, minutes=30), "Joko Prasetyo"),
        (MONDAY + timedelta(hours=4, minutes=30), "Joko Prasetyo"),
        (None, "Agus Hermawan"),
    ]
    sentence = Entry.objects.filter(kind="incident.forecast").order_by("id")[0].sentence
    assert sentence == (
        "Perkiraan gangguan 001/2026: Senin, 23 November 2026 pukul 13.00 WIB (tadinya Senin, 23 November 2026 pukul "
        "11.00 WIB). Suku cadang belum datang."
    )


def test_a_forecast_that_has_passed_is_no_forecast(office):
    incident = broken(office.joko.actor)
    with later(hours=3):
        printer = queries.stands(Need.PRINTER)
        assert (printer.stands, printer.until) == (False, None)
        assert "sudah lewat; belum ada kabar baru" in printer.told
        with pytest.raises(Refused, match="sesudah sekarang"):
            actions.forecast(incident, MONDAY + HOUR, by=office.joko.actor)


def test_closing_it_lets_everything_go_on_at_once(watching):
    incident = broken(watching.joko.actor)
    with later(minutes=1) as now:
        link(up=True)
        watch.look_at_all()
        closed = actions.close_incident(incident, done="Kabel diganti.", by=watching.joko.actor)
        assert (closed.state, closed.ended_at, closed.closed_by) == ("closed", now, "Joko Prasetyo")
        assert queries.can_go_on(PRINTING).ok
        again = actions.close_incident(incident, done="Kabel diganti.", by=watching.joko.actor)
    assert again.state == IncidentState.CLOSED
    assert [deed.what for deed in incident.deeds.all()] == ["Kabel diganti."]
    assert kinds() == ["incident.open", "incident.deed", "incident.close"]
    assert Entry.objects.filter(kind="need.rose", facts__need="printer").count() == 1


def test_it_is_not_closed_while_it_is_measured_to_have_fallen(watching):
    watched(30, up=False)
    with later(seconds=60), pytest.raises(Refused, match="masih terganggu: sambungan ke pusat"):
        actions.close_incident(only(), by=watching.agus.actor)
    with later(seconds=90):
        link(up=True)
        watch.look_at_all()
    with later(seconds=100):
        closed = actions.close_incident(only(), by=watching.agus.actor)
    assert closed.ended_at == MONDAY + timedelta(seconds=90)
    assert of("link") == [("up", 0, 30), ("down", 30, 90), ("up", 90, None)]


def test_who_keeps_none_of_its_needs_closes_and_foretells_nothing(office):
    incident = broken(office.joko.actor)
    for act in (
        lambda: actions.close_incident(incident, by=office.rini.actor),
        lambda: actions.forecast(incident, None, by=office.rini.actor),
        lambda: actions.withdraw_incident(incident, "keliru", by=office.joko.actor),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert kinds() == ["incident.open"]


def test_what_was_opened_by_mistake_is_withdrawn_with_the_reason(watching):
    incident = broken(watching.joko.actor)
    with pytest.raises(Refused, match="alasannya"):
        actions.withdraw_incident(incident, " ", by=watching.agus.actor)
    taken = actions.withdraw_incident(incident, "Salah mesin.", by=watching.agus.actor)
    assert taken.state == IncidentState.WITHDRAWN
    assert queries.can_go_on(PRINTING).ok


def test_what_is_measured_is_not_withdrawn(watching):
    watched(30, up=False)
    with later(seconds=40), pytest.raises(Refused, match="tidak dapat ditarik"):
        actions.withdraw_incident(only(), "keliru", by=watching.agus.actor)


def test_an_incident_is_said_anew(watching):
    watched(30, up=False)
    with later(seconds=40):
        actions.change_incident(
            only(), needs=[Need.LINK, Need.MAY_SEND], cause=Cause.CARRIER, effect=Effect.MEASURED,
            sentence_id="Kabel penyedia putus di Cikarang.", by=watching.agus.actor,
        )  # fmt: skip
        assert queries.stands(Need.LINK).told.startswith("Kabel penyedia putus di Cikarang sejak")
        with pytest.raises(Refused, match="tetap bagian"):
            actions.change_incident(
                only(), needs=[Need.PRINTER], cause=Cause.CARRIER, effect=Effect.DOWN, by=watching.agus.actor
            )
    assert (only().cause, only().needs) == (Cause.CARRIER, ["link", "may_send"])


def test_letters_are_kept_with_their_scans_also_when_it_is_over(watching):
    incident = broken(watching.joko.actor)
    given = {"way": Letter.Way.OUT, "number": "470/12/DKPS/2026", "day": MONDAY.date(), "other": "Dirjen Dukcapil",
             "about": "Permohonan bantuan"}  # fmt: skip
    first = actions.note_letter(incident, **given, by=watching.joko.actor)
    assert not first.sha256
    scan = Opened(b"%PDF- a scan", "application/pdf", first_page=b"a page")
    second = actions.note_letter(incident, **given, scan=scan, by=watching.agus.actor)
    assert (second.pk, second.media_type) == (first.pk, "application/pdf")
    actions.close_incident(incident, by=watching.joko.actor)
    actions.note_letter(
        incident, **given | {"way": Letter.Way.IN, "number": "400/1", "other": "Dukcapil"}, by=watching.agus.actor
    )
    assert [(letter.way, letter.number) for letter in incident.letters.all()] == [
        ("out", "470/12/DKPS/2026"), ("in", "400/1"),
    ]  # fmt: skip
    assert kinds().count("incident.letter") == 2
    with pytest.raises(Refused, match="NIK"):
        actions.note_letter(incident, **given | {"about": NIK}, by=watching.joko.actor)
    with pytest.raises(NotAllowed):
        actions.note_letter(incident, **given, by=watching.stranger.actor)


def test_deeds_are_written_down_once(watching):
    incident = broken(watching.joko.actor)
    for _time in range(2):
        actions.note_deed(incident, "Menghubungi teknisi.", by=watching.joko.actor)
    assert incident.deeds.count() == 1


def outage(by, *, begins: float = 24, ends: float = 28, **other) -> Incident:
    """A planned outage of the link, so many hours from now."""
    given: dict[str, Any] = {"needs": [Need.LINK], "starts_at": MONDAY + begins * HOUR, "until": MONDAY + ends * HOUR}
    return actions.plan_incident(**given | other, by=by)


def test_a_plan_begins_and_ends_by_the_clock(watching):
    incident = outage(watching.agus.actor)
    assert (incident.state, incident.number) == ("planned", "001/2026")
    assert queries.planned() == [incident]
    assert queries.stands(Need.LINK).stands
    with later(hours=24):
        link(up=True)
        assert not queries.stands(Need.LINK).stands
        assert queries.current_incidents() == [incident]
        watch.look_at_all()
    assert only().state == "open"
    with later(hours=28):
        link(up=True)
        assert queries.stands(Need.LINK).stands
        watch.look_at_all()
    with later(hours=28, minutes=2):
        link(up=True)
        watch.look_at_all()
    assert (only().state, only().ended_at) == ("closed", MONDAY + 28 * HOUR)
    assert kinds() == ["incident.plan", "incident.open", "incident.close"]


def test_a_plan_that_nobody_opened_has_begun_all_the_same(watching):
    outage(watching.agus.actor)
    with later(hours=25):
        [fallen] = queries.can_go_on(Step((Need.LINK,))).fallen
        assert fallen.until == MONDAY + 28 * HOUR


def test_a_planned_outage_lasts_longer_while_it_is_measured(watching):
    outage(watching.agus.actor)
    for hours in (24, 28, 28.5, 29):
        looked(hours, up=False)
    assert only().state == "open"
    assert kinds() == ["incident.plan", "incident.open", "incident.overdue"]
    with later(hours=29.1):
        assert "Perkiraan pulih pukul 12.30 WIB sudah lewat" in queries.stands(Need.LINK).told


def test_that_a_forecast_passed_is_written_down_once_for_each(watching):
    incident = broken(watching.joko.actor)
    for hours in (2, 2.5, 2.6, 3):
        with later(hours=hours):
            link(up=True)
            watch.look_at_all()
    assert kinds() == ["incident.open", "incident.overdue"]
    with later(hours=3) as now:
        actions.forecast(incident, now + HOUR, by=watching.joko.actor)
    with later(hours=5):
        link(up=True)
        watch.look_at_all()
    assert kinds()[2:] == ["incident.forecast", "incident.overdue"]


@pytest.mark.parametrize(("begins", "ends", "said"), [(0, 2, "sesudah sekarang"), (5, 5, "sesudah mulainya"),
                                                       (24, 9999, "satu tahun")])  # fmt: skip
def test_a_plan_makes_sense(office, begins, ends, said):
    with pytest.raises(Refused, match=said):
        outage(office.agus.actor, begins=begins, ends=ends)


def test_only_who_decides_plans(office):
    with pytest.raises(NotAllowed):
        outage(office.joko.actor, needs=[Need.PRINTER])


def test_the_same_plan_twice_is_one(office):
    assert outage(office.agus.actor) == outage(office.nur.actor)


def test_a_plan_is_moved_and_each_time_stays(watching):
    incident = outage(watching.agus.actor)
    moved = actions.move_plan(
        incident, starts_at=MONDAY + 48 * HOUR, until=MONDAY + 50 * HOUR, reason="Diundur pusat.",
        by=watching.agus.actor,
    )  # fmt: skip
    assert (moved.starts_at, moved.until) == (MONDAY + 48 * HOUR, MONDAY + 50 * HOUR)
    assert moved.forecasts.count() == 2
    with later(hours=49), pytest.raises(NotAllowed):
        actions.move_plan(incident, starts_at=MONDAY + 60 * HOUR, until=MONDAY + 61 * HOUR, by=watching.agus.actor)


def test_a_plan_that_is_withdrawn_does_not_begin(watching):
    actions.withdraw_incident(outage(watching.agus.actor), "Dibatalkan pusat.", by=watching.agus.actor)
    with later(hours=25):
        link(up=True)
        watch.look_at_all()
        assert queries.stands(Need.LINK).stands
    assert only().state == "withdrawn"


def test_what_is_planned_or_down_is_known_from_when_until_when(watching):
    first = outage(watching.agus.actor, begins=27, ends=30, needs=[Need.STATION])
    other = outage(watching.agus.actor, begins=24, ends=28)
    outage(watching.agus.actor, begins=31, ends=32, needs=[Need.PRINTER])
    found = queries.outages([Need.LINK, Need.STATION])
    assert [(one.need, one.begins, one.ends, one.incident) for one in found] == [
        (Need.LINK, MONDAY + 24 * HOUR, MONDAY + 28 * HOUR, other),
        (Need.STATION, MONDAY + 27 * HOUR, MONDAY + 30 * HOUR, first),
    ]
    moments = ((23, 24, False), (23, 24.5, True), (27, 27, True), (28, 28, False), (28, 29, False))
    for begins, ends, met in moments:
        assert found[0].touches(MONDAY + begins * HOUR, MONDAY + ends * HOUR) is met


def test_what_is_down_now_lasts_until_its_forecast_and_without_one_nobody_knows(office):
    incident = broken(office.joko.actor)
    assert [one.ends for one in queries.outages([Need.PRINTER])] == [incident.until]
    actions.forecast(incident, None, reason="x", by=office.joko.actor)
    [down] = queries.outages([Need.PRINTER])
    assert down.ends is None
    assert down.touches(MONDAY + timedelta(days=3), MONDAY + timedelta(days=4))
    assert not queries.outages([Need.CLERK])


def test_two_incidents_of_one_need_last_until_the_later(office):
    broken(office.joko.actor, services=["NEW"], until=MONDAY + HOUR)
    broken(office.agus.actor, until=MONDAY + 3 * HOUR)
    assert queries.stands(Need.PRINTER, "NEW").until == MONDAY + 3 * HOUR
    with clock.stopped_at(MONDAY + 2 * HOUR):
        assert queries.stands(Need.PRINTER, "NEW").until is None
        assert queries.stands(Need.PRINTER, "LOST").until == MONDAY + 3 * HOUR
