"""The week, planning it, absences and one's own page; who may see what."""

from datetime import timedelta

import pytest

from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.offices import queries as office_queries
from pasti.roster import at_counters, queries
from pasti.roster.models import Absence, Kind, Rest
from pasti.roster.tests.duty import TODAY, absent, dewi, moment, planned, with_a_break_at_noon

WEEK, MINE, NOW = "/kantor/jaga/", "/kantor/jaga/saya/", "/kantor/jaga/sekarang/"


@pytest.fixture
def noon(office):
    with_a_break_at_noon()
    return office


@pytest.fixture
def agus(noon, signed_in):
    return signed_in(noon.agus)


def said(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_head_plans_a_week(noon, agus):
    place = f"/kantor/jaga/petugas/{noon.budi.pk}/"
    assert "Jadwal biasa Budi Hartono" in said(agus.get(place))
    at = {"valid_from_day": "23", "valid_from_month": "11", "valid_from_year": "2026"}
    counter = noon.counters[2].pk
    assert agus.post(place, at | {"morning_0": f"clerk:{counter}", "afternoon_4": "clerk"}).status_code == 302
    [one] = queries.roster(TODAY, TODAY).planned
    assert (one.half, one.post.counter) == ("morning", counter)
    page = said(agus.get(WEEK))
    assert '<span class="soft">pagi</span> <a href="/kantor/jaga/petugas/' in page
    assert '">Loket 2<' in page
    assert f'value="clerk:{counter}" selected' in said(agus.get(place))


def test_what_nobody_offers_is_not_taken(noon, agus):
    place = f"/kantor/jaga/petugas/{noon.budi.pk}/"
    at = {"valid_from_day": "23", "valid_from_month": "11", "valid_from_year": "2026"}
    assert agus.post(place, at | {"morning_0": "recorder:4"}).status_code == 422
    assert agus.get("/kantor/jaga/petugas/99999/").status_code == 404
    assert agus.get(f"/kantor/jaga/petugas/{noon.agus.pk}/").status_code == 404


def test_a_day_differs(noon, agus):
    planned(noon, noon.budi, 1)
    place = f"/kantor/jaga/petugas/{noon.budi.pk}/2026-11-24/"
    assert 'value="usual" selected' in said(agus.get(place))
    agus.post(place, {"morning": "", "afternoon": "usual", "reason": "tukar jaga"})
    page = said(agus.get(WEEK))
    assert '<span class="soft">siang</span> <a href=' in page
    assert "lain dari biasanya" not in page
    assert "tukar jaga" in said(agus.get(place))
    assert agus.get(f"/kantor/jaga/petugas/{noon.budi.pk}/2099-01-01/").status_code == 404


def test_one_tap_says_what_rests_on_it(noon, agus):
    planned(noon, noon.rini, 4)
    answer = agus.post(f"/kantor/jaga/petugas/{noon.rini.pk}/berhalangan/", follow=True)
    page = said(answer)
    assert "Operator perekaman sedang berhalangan" in page
    assert "diperkirakan" in page or "sampai" in page
    assert "Gangguan 001/2026" in page
    assert "Semua yang berperan sama sudah dijadwalkan atau berhalangan." in page
    assert Absence.objects.get().ends_at == moment(15)


def test_two_taps_are_one(noon, agus):
    for _again in range(2):
        agus.post(f"/kantor/jaga/petugas/{noon.rini.pk}/berhalangan/")
    assert Absence.objects.count() == 1


def test_why_and_until_when_are_said_afterwards(noon, agus):
    absence = absent(noon, noon.budi)
    place = f"/kantor/jaga/berhalangan/{absence.pk}/"
    until = {"last_day_day": "24", "last_day_month": "11", "last_day_year": "2026", "last_half": "morning"}
    assert agus.post(place, {"kind": "sick"} | until).status_code == 302
    absence.refresh_from_db()
    assert (absence.kind, absence.ends_at) == (Kind.SICK, moment(36))
    assert agus.post(place, {"kind": "nonsense"} | until).status_code == 422


def test_leave_is_noted_before(noon, agus):
    place = f"/kantor/jaga/petugas/{noon.budi.pk}/berhalangan/rencana/"
    said(agus.get(place))
    days = {
        f"{at}_day_{i}": part
        for at in ("first", "last")
        for i, part in (("day", "25"), ("month", "11"), ("year", "2026"))
    }
    agus.post(place, {"kind": "leave", "first_half": "afternoon", "last_half": "afternoon"} | days)
    absence = Absence.objects.get()
    assert (absence.kind, absence.starts_at, absence.ends_at) == ("leave", moment(48 + 13), moment(48 + 15))


def test_who_is_back_and_what_was_a_mistake(noon, agus):
    absence = absent(noon, noon.budi)
    page = said(agus.post(f"/kantor/jaga/berhalangan/{absence.pk}/kembali/", follow=True))
    assert "sudah kembali" in page
    other = absent(noon, noon.rini)
    assert "ditarik" in said(agus.post(f"/kantor/jaga/berhalangan/{other.pk}/tarik/", follow=True))
    assert agus.post(f"/kantor/jaga/berhalangan/{other.pk}/lain/").status_code == 404


def test_colleagues_read_that_somebody_is_absent_and_not_why(noon, signed_in):
    planned(noon, noon.rini, 4)
    absence = absent(noon, noon.rini, kind=Kind.SICK)
    budi = signed_in(noon.budi)
    page = said(budi.get(WEEK))
    assert "Rini Wulandari" in page
    assert "berhalangan" in page
    assert "sakit" not in page
    assert budi.get(f"/kantor/jaga/berhalangan/{absence.pk}/").status_code == 404
    assert budi.post(f"/kantor/jaga/petugas/{noon.rini.pk}/berhalangan/").status_code == 404
    assert budi.get(f"/kantor/jaga/petugas/{noon.rini.pk}/").status_code == 403
    assert "sakit" in said(signed_in(noon.rini).get(f"/kantor/jaga/berhalangan/{absence.pk}/"))


def test_nobody_reads_the_load_of_others(noon, signed_in):
    offices.open_counter(noon.counters[1], noon.budi)
    assert signed_in(noon.rini).get(NOW).status_code == 403
    assert "Budi" not in said(signed_in(noon.rini).get(MINE))


def test_the_head_reads_who_should_rest(noon, agus):
    offices.open_counter(noon.counters[1], noon.budi)
    planned(noon, dewi(), 2)
    page = said(agus.get(NOW))
    assert "Dijadwalkan, belum duduk" in page
    assert "<td><b>2</b></td> <td>Dewi Anggraini</td>" in page
    assert "Sebaiknya istirahat dahulu" not in page
    with clock.stopped_at(moment(11)):
        assert "Budi Hartono (loket 1) sudah 2 jam 30 menit tanpa jeda" in said(agus.get(NOW))


def test_one_pauses_and_goes_on(noon, signed_in):
    shift = offices.open_counter(noon.counters[1], noon.budi)
    budi = signed_in(noon.budi)
    assert "Jeda, karena" in said(budi.get(MINE))
    budi.post(f"{MINE}jeda/", {"reason": "prayer"})
    assert queries.pause_of(shift).reason == Rest.PRAYER
    assert "Layani lagi" in said(budi.get(MINE))
    budi.post(f"{MINE}jeda/", {"reason": "nonsense"})
    assert queries.pause_of(shift) is not None
    budi.post(f"{MINE}jeda/")
    assert queries.pause_of(shift) is None


def test_one_hands_over_ones_counter(noon, signed_in):
    offices.open_counter(noon.counters[1], noon.budi)
    colleague = dewi()
    budi = signed_in(noon.budi)
    page = said(budi.post("/kantor/jaga/loket/1/serahkan/", {"to": colleague.pk}, follow=True))
    assert "Loket 1 diteruskan Dewi Anggraini." in page
    assert office_queries.shift_of(colleague).counter.number == 1


def test_one_takes_over_where_somebody_pauses(noon, signed_in):
    shift = offices.open_counter(noon.counters[1], noon.budi)
    rini = signed_in(noon.rini)
    assert "Teruskan loket 1" not in said(rini.get(MINE))
    rini.post("/kantor/jaga/loket/1/serahkan/")
    assert office_queries.shift_of(noon.budi) == shift
    at_counters.pause(shift, Rest.REST, by=noon.budi.actor)
    assert "Teruskan loket 1 (Budi Hartono)" in said(rini.get(MINE))
    rini.post("/kantor/jaga/loket/1/serahkan/")
    assert office_queries.shift_of(noon.rini).counter.number == 1


def test_ones_own_week(noon, signed_in):
    planned(noon, noon.joko)
    page = said(signed_in(noon.joko).get(MINE))
    assert "Ruang cetak" in page
    assert "Senin, 23 November 2026" in page


def test_who_is_absent_stands_above_the_week_from_whatever_day_of_it_one_comes(noon, agus):
    absent(noon, noon.budi, ends=24 * 4)
    tuesday = TODAY + timedelta(days=1)
    with clock.stopped_at(moment(9, tuesday)):
        for day, stands in ((TODAY, True), (tuesday, True), (TODAY - timedelta(days=7), False)):
            page = said(agus.get(WEEK, {"hari": str(day)}))
            assert ("<b>Budi Hartono</b></a> berhalangan" in page) == stands, day


@pytest.mark.parametrize("day", ["2026-11-23", "2020-01-01", "kemarin", ""])
def test_any_day_may_be_asked_for(agus, day):
    said(agus.get(WEEK, {"hari": day}))
