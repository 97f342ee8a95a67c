"""Why one number was called before another: told months later, in a sentence, as things were on that day."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY, submitted

from pasti.kit import clock
from pasti.offices.actions import decide, set_counter
from pasti.queue import actions, aside, hooks, why
from pasti.queue.tests.hall import after, called, missed, serving, take

DAY = MONDAY.date()


def months_later(first: str, second: str) -> str:
    with clock.stopped_at(MONDAY + timedelta(days=200)):
        return why.why_before(DAY, first, second)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("C-001", "C-001"),
        ("c1", "C-001"),
        (" b 014 ", "B-014"),
        ("P1234", "P-1234"),
        ("14", ""),
        ("CC-1", ""),
        ("", ""),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, number):
    assert why.typed_number(typed) == number


def test_each_lane_has_its_own_counters(office):
    """The morning of Bekasi: a B is called while C-001 waits, and nobody had jumped the queue."""
    with after(0):
        take(office, "C")
    with after(5):
        take(office, "B")
    with after(6):
        assert called(office, 4) == "B-001"
    # Counters and lanes are others since: what is told is that of the day.
    set_counter(4, lanes=[office.lanes["C"]], by=ANYBODY)
    assert months_later("B-001", "C-001") == (
        f"C-001 menunggu di lajur C ({office.lanes['C'].name}), B-001 di lajur B ({office.lanes['B'].name}). "
        f"Loket 4, yang memanggil B-001 pukul 08.36, tidak memanggil dari lajur C ({office.lanes['C'].name})."
    )


def test_the_longer_wait(office):
    for minute in (0, 3):
        with after(minute):
            take(office)
    with after(9):
        called(office)
        called(office)
    said = "C-001 dihitung menunggu sejak pukul 08.30, C-002 sejak pukul 08.33."
    assert months_later("C-001", "C-002") == said
    assert months_later("C-002", "C-001") == "C-001 dipanggil lebih dahulu, pukul 08.39."


def test_one_had_no_number_yet_was_served_or_had_left(office):
    with after(0):
        take(office)
        called(office)
    with after(1):
        served = serving(office)
    with after(4):
        take(office)
        assert called(office, 2) == "C-003"
    with after(5):
        actions.finish(served, by=ANYBODY)
        take(office)
        called(office)
    assert months_later("C-001", "C-002") == "Ketika C-001 dipanggil pukul 08.30, nomor C-002 belum diambil."
    with after(6):
        gone = take(office)
        take(office)
        actions.leave(gone, by=ANYBODY)
        called(office)
    assert months_later("C-006", "C-005") == "Ketika C-006 dipanggil pukul 08.36, C-005 sudah selesai atau pulang."
    assert months_later("C-005", "C-006") == "C-005 tidak dipanggil pada hari itu."
    assert months_later("C-001", "C-099") == "Nomor C-099 tidak ada pada hari itu."


def test_those_who_come_first_and_the_others_after_so_many(office):
    set_counter(1, lanes=[office.lanes["C"], office.lanes["P"]], by=ANYBODY)
    for minute, letter in enumerate("CPPP"):
        with after(minute):
            take(office, letter)
    with after(8):
        assert [called(office) for _ in range(4)] == ["P-001", "P-002", "C-001", "P-003"]
    decide("queue.priority_in_a_row", value=9, valid_from=DAY, legal_basis="SK", by=ANYBODY)
    assert months_later("P-002", "C-001") == (
        "P-002 nomor prioritas dan dipanggil lebih dahulu, pukul 08.38; paling banyak 2 berturut-turut di satu loket."
    )
    assert months_later("C-001", "P-003") == (
        "Di loket 1 sudah 2 nomor prioritas berturut-turut dipanggil; setelah itu giliran satu nomor lain: C-001, "
        "pukul 08.38."
    )


def test_an_appointment_a_wait_that_went_on_and_a_call_in_vain_are_said(office, monkeypatch):
    with after(0):
        take(office)
    monkeypatch.setattr(hooks, "booked", lambda _case, _day: MONDAY + timedelta(minutes=20))
    with after(10):
        take(office, "C", submitted())
    with after(11):
        called(office)
    assert "C-002 punya janji pukul 08.50." in months_later("C-002", "C-001")
    with after(12):
        gone = missed(office)
    with after(13):
        take(office)
        aside.requeue(gone, by=ANYBODY)
        called(office)
        called(office)
    assert months_later("C-003", "C-001").startswith("C-001 dipanggil lebih dahulu")


def test_a_wait_in_the_lane_before_is_said(office):
    with after(0):
        early = take(office, "C")
    with after(10):
        take(office, "B")
    with after(20):
        actions.call_next(office.counters[1], by=ANYBODY)
        actions.pass_on(actions.serve(early, by=ANYBODY), office.lanes["B"], by=ANYBODY)
    with after(21):
        assert called(office, 4) == "C-001"
    said = [one.why for one in why.called_before(DAY, "B-001", 5) if one.at == MONDAY + timedelta(minutes=21)]
    longer = "C-001 dihitung menunggu sejak pukul 08.30, B-001 sejak pukul 08.40."
    assert said == [f"{longer} Waktu menunggu C-001 di lajur sebelumnya ikut dihitung."]


def test_who_was_called_in_vain_before_reads_that(office):
    with after(1):
        gone = missed(office)
        take(office)
        assert called(office) == "C-002"
        aside.requeue(gone, by=ANYBODY)
        called(office)
    said = "C-001 dipanggil lebih dahulu, pukul 08.31. C-001 tidak datang ketika dipanggil."
    assert months_later("C-002", "C-001") == said


def test_an_appointment_for_which_somebody_comes_too_late_is_no_reason(office, monkeypatch):
    monkeypatch.setattr(hooks, "booked", lambda _case, _day: MONDAY - timedelta(minutes=30))
    ticking = (MONDAY + timedelta(milliseconds=n) for n in range(10_000))
    monkeypatch.setattr(clock, "now", lambda: next(ticking))
    take(office, "C", submitted())
    take(office)
    called(office)
    assert "punya janji" not in why.why_before(DAY, "C-001", "C-002")


def test_the_holder_reads_of_the_calls_of_that_day_and_of_all_while_they_waited(office):
    with after(0):
        back = missed(office, 2, "D")
        left = take(office, "C")
    with after(1):
        take(office, "C")
        actions.leave(left, by=ANYBODY)
        assert called(office) == "C-002"
    with after(2):
        aside.requeue(back, by=ANYBODY)
        take(office, "C")
        assert called(office) == "C-003"
    assert [one.number for one in why.called_before(DAY, back.number, 9)] == ["C-003", "C-002"]
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        take(office, "C")
        called(office)
    assert [one.number for one in why.called_before(DAY, left.number, 9)] == []
    assert [one.number for one in why.called_before(DAY, back.number, 9)] == ["C-003", "C-002"]


# ── screens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_holder_reads_why_others_were_called_while_they_wait(client, office):
    take(office, "B")
    mine = take(office, "C")
    with after(3):
        called(office, 4)
    page = client.get(f"/antrean/nomor/{mine.token}/mengapa/").content.decode()
    assert "tidak memanggil dari lajur C" in page
    assert "Paling banyak 2 nomor prioritas" in page
    assert client.get("/antrean/nomor/x/mengapa/").status_code == 404
    assert "berturut-turut" in client.get("/antrean/urutan/").content.decode()
    assert f"/antrean/nomor/{mine.token}/mengapa/" in client.get(f"/antrean/nomor/{mine.token}/").content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("hari=2026-11-23&dahulu=b1&kemudian=c1", "tidak memanggil dari lajur C"),
        ("hari=2026-11-23&dahulu=b1&kemudian=b1", "Isi dua nomor antrean yang berbeda"),
        ("hari=2026-11-23&dahulu=b1&kemudian=", "Isi dua nomor antrean yang berbeda"),
        ("hari=kemarin&dahulu=b1&kemudian=c1", "Pilih harinya."),
        ("hari=2026-11-24&dahulu=b1&kemudian=c1", "Nomor B-001 tidak ada pada hari itu."),
    ],
)
def test_the_office_asks_of_any_day(office, signed_in, asked, said):
    take(office, "C")
    take(office, "B")
    called(office, 4)
    answer = signed_in(office.budi).get(f"/antrean/mengapa/?{asked}")
    assert said in answer.content.decode()
    assert answer.status_code == (422 if said.startswith(("Isi", "Pilih")) else 200)


@pytest.mark.parametrize("who", ["joko", "stranger"])
def test_who_calls_nobody_does_not_ask(office, signed_in, who):
    assert signed_in(getattr(office, who)).get("/antrean/mengapa/").status_code == 403
