"""The office at a glance: what the head asks before anybody complains."""

import re
from base64 import b64encode
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import ANYBODY, LOST, MONDAY, OWNER, accepted, account, submitted

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.appointments import queries as appointments
from pasti.appointments.actions import book, cancel
from pasti.dashboard import queries
from pasti.journal.actors import node
from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.link.models import Peer
from pasti.offices.actions import close_counter, decide, open_counter, set_lane
from pasti.offices.models import Counter
from pasti.printing import actions as printing
from pasti.printing.tests.released import release
from pasti.promises import queries as promises
from pasti.promises.models import Promise
from pasti.promises.risk import look
from pasti.queue import actions as queue
from pasti.recording import actions as recording
from pasti.recording.tests.pictures import fill
from pasti.stock import actions as stock

PAGE, TOMORROW = "/kantor/", MONDAY + timedelta(days=1)
CENTRE = node("centre-1", "Pusat")


def at_centre(office) -> Application:
    return applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)


def released(office):
    return printing.take_release(at_centre(office), b64encode(b"x").decode(), at=MONDAY, by=CENTRE)


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def head(office, signed_in):
    return signed_in(office.agus)


def test_a_quiet_morning(office):
    today = queries.today()
    assert set(today.tickets.values()) == set(today.counts.values()) == set(today.states.values()) == {0}
    assert (today.longest, today.expected, today.ready_to_print, today.printed) == (None, 0, 0, 0)
    assert (today.on_shift, today.overdue, today.overdue_count, today.held) == ([], [], 0, [])
    assert (today.ledger.in_stock, today.low) == (20, True)
    assert today.since == MONDAY.replace(hour=0, minute=0)


def test_who_waits_and_since_when(office):
    for minute, letter in enumerate("CCD"):
        with clock.stopped_at(MONDAY + timedelta(minutes=minute)):
            queue.issue_ticket(office.lanes[letter], by=ANYBODY)
    ticket = queue.serve(queue.call_next(office.counters[1], by=ANYBODY), by=ANYBODY)
    today = queries.today()
    assert (today.tickets["waiting"], today.tickets["serving"], today.tickets["done"]) == (2, 1, 0)
    assert today.longest.number == "C-002"
    queue.finish(ticket, by=ANYBODY)
    now = queries.today()
    assert (now.tickets["unserved"], now.wasted.today) == (1, 1)


def test_who_is_on_duty_where(office):
    shift = open_counter(office.counters[2], office.budi)
    open_counter(office.counters[1], office.rini)
    assert [(d.counter.number, d.account.name) for d in queries.today().on_shift] == [
        (1, "Rini Wulandari"), (2, "Budi Hartono"),
    ]  # fmt: skip
    close_counter(shift, by=ANYBODY)
    assert len(queries.today().on_shift) == 1


def test_who_is_expected_today(office):
    [first, *_more] = [slot for day in appointments.days_on_offer() for slot in day.slots if slot.free]
    kept, dropped = submitted(), submitted()
    for case in (kept, dropped):
        book(case, first.starts_at, by=OWNER)
    cancel(dropped.bookings.get(), by=OWNER)
    assert first.starts_at.date() == MONDAY.date()
    assert queries.today().expected == 1
    with clock.stopped_at(TOMORROW):
        assert queries.today().expected == 0


def test_what_was_filed_and_handed_over_today(office):
    with clock.stopped_at(MONDAY - timedelta(days=1)):
        accepted(office.budi.actor)
    case = accepted(office.budi.actor, "KK", {})
    issued = applications.finish_step(case, "issuing", by=office.budi.actor)
    changes = {"closed_at": clock.now()}
    applications.finish_step(
        issued, "handover", by=office.budi.actor, changes=changes, to="pemohon", card="", items="KK"
    )  # fmt: skip
    submitted()
    today = queries.today()
    assert today.counts == {"submitted": 2, "accepted": 1, "closed": 1}
    assert (today.states["submitted"], today.states["in_progress"]) == (1, 1)


def test_what_can_be_printed_and_was(office):
    job = release(office)
    release(office, minutes=1)
    assert queries.today().ready_to_print == 2
    run = printing.start_run(1, by=office.joko.actor)
    job.refresh_from_db()
    printing.fetch_faces([job], by=office.joko.actor)
    printing.confirm(run, job.serial, by=office.joko.actor)
    today = queries.today()
    assert (today.ready_to_print, today.printed) == (1, 1)
    assert (today.ledger.in_stock, today.ledger.used) == (19, 1)
    with clock.stopped_at(TOMORROW):
        assert queries.today().printed == 0


def test_blanks_run_low_below_what_the_office_decided(office):
    decide("stock.warn_below", value=20, valid_from=MONDAY.date(), legal_basis="SOP", by=ANYBODY)
    assert not queries.today().low
    stock.spoil("BK00000001", "patah", by=ANYBODY)
    assert queries.today().low


def test_a_broken_promise_is_seen_the_day_after_and_not_before(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    promise = promises.current(case)
    assert promise is not None
    with clock.stopped_at(clock.at(promise.day, 23, 59)):
        assert queries.today().overdue == []
    with clock.stopped_at(clock.at(promise.day) + timedelta(days=1)):
        assert queries.today().overdue == [promise]


def test_the_oldest_promises_first_and_all_are_counted(office):
    cases = [accepted(office.budi.actor) for _ in range(10)]
    for age, case in enumerate(cases):
        case.promises.update(day=MONDAY.date() - timedelta(days=age + 1))
    today = queries.today()
    assert [promise.application for promise in today.overdue] == cases[:1:-1]
    assert today.overdue_count == 10


def test_what_the_centre_holds(office):
    case = applications.hold(at_centre(office), "Diduga ganda.", by=CENTRE)
    today = queries.today()
    assert today.held == [case]
    assert today.states["held"] == 1


def test_yesterdays_people_are_not_todays(office):
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    with clock.stopped_at(TOMORROW):
        today = queries.today()
        assert set(today.tickets.values()) == {0}
        assert today.longest is None


# ── the screen ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_it_all(head, office):
    case = applications.hold(at_centre(office), "Diduga ganda.", by=CENTRE)
    late = accepted(office.budi.actor)
    late.promises.update(day=MONDAY.date() - timedelta(days=1))
    open_counter(office.counters[1], office.budi)
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    queue.call_next(office.counters[1], by=ANYBODY)
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    with clock.stopped_at(MONDAY + timedelta(minutes=43)):
        page = words(head.get(PAGE))
    for shown in (case.shown_number, "Diduga ganda.", late.shown_number, "Budi Hartono", "C-001 (1)", ">42</a>"):
        assert shown in page


def test_an_empty_office_is_a_page_too(db, signed_in):
    assert signed_in(account("x", "X", Role.HEAD)).get(PAGE).status_code == 200


def test_a_closed_lane_with_people_is_on_the_page(head, office):
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    set_lane("C", names=("Tutup", "Closed"), purposes=("x", "x"), serves=[], active=False, by=ANYBODY)
    assert "Tutup" in words(head.get(PAGE))


@pytest.mark.parametrize("away", [True, False])
def test_a_link_that_is_down_is_said_first(head, office, away):
    contact = MONDAY - timedelta(hours=2) if away else MONDAY
    Peer.objects.update(last_contact_at=contact, round_trip_ms=50, down_since=contact if away else None)
    page = words(head.get(PAGE))
    first = page.partition("Perlu ditangani")[2].partition("</li>")[0]
    assert ("Sambungan ke pusat: terputus sejak" in first) is away
    assert ('class="is-urgent"' in first) is away


@pytest.fixture
def in_order(office):
    """An office in which nothing needs anybody."""
    decide("stock.warn_below", value=5, valid_from=MONDAY.date(), legal_basis="SOP", by=ANYBODY)
    Peer.objects.update(last_contact_at=MONDAY, round_trip_ms=50)


def test_when_all_goes_by_itself_it_says_so_and_zeros_are_quiet(head, office, in_order):
    assert queries.matters(queries.today()) == []
    page = words(head.get(PAGE))
    assert "Tidak ada. Semua berjalan." in page
    assert page.count('<div class="is-zero">') == 9, "all figures but the blanks"


def test_what_needs_somebody_leads_to_where_it_is_dealt_with_the_most_urgent_first(head, office, in_order):
    applications.hold(at_centre(office), "Diduga ganda.", by=CENTRE)
    accepted(office.budi.actor).promises.update(day=MONDAY.date() - timedelta(days=1))
    for _blank in range(19):
        released(office)
    stock.spoil("BK00000001", "patah", by=ANYBODY)
    stock.spoil("BK00000002", "patah", by=ANYBODY)
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    now = queries.matters(queries.today())
    assert [(matter.place, matter.urgent) for matter in now] == [
        ("offices:lanes", True), ("stock:ledger", True), ("#lewat", False), ("#tertahan", False),
    ]  # fmt: skip
    page = words(head.get(PAGE))
    for said in (
        "1 orang menunggu, dan tidak ada loket yang dibuka.",
        '<a href="/blangko/">19 kartu siap cetak, blangko tinggal 18.</a>',
        '<a href="#lewat">1 permohonan lewat dari perkiraan.</a>',
        '<a href="#tertahan">1 permohonan tertahan di pusat.</a>',
    ):
        assert said in page
    assert page.count('id="lewat"') == page.count('id="tertahan"') == 1


def test_every_figure_that_is_none_leads_somewhere_or_is_zero(head, office):
    slot = next(slot for day in appointments.days_on_offer() for slot in day.slots if slot.free)
    book(submitted(), slot.starts_at, by=OWNER)
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    figures = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", words(head.get(PAGE)))
    counted = {label: shown.strip() for label, shown in figures if shown.strip() != "0"}
    assert counted["Jadwal kedatangan hari ini"] == '<a href="/sesi/">1</a>'
    assert [label for label, shown in counted.items() if "<a " not in shown] == []


def test_a_place_that_somebody_may_not_enter_is_no_link(signed_in, office):
    stock.spoil("BK00000001", "patah", by=ANYBODY)
    page = words(signed_in(office.nur).get(PAGE))
    assert "Blangko tinggal 19 keping." in page
    assert 'href="/blangko/"' not in page.partition("<main")[2]


def test_nobody_is_named_whose_case_is_in_order(head, office):
    case = submitted()
    queue.issue_ticket(office.lanes["C"], application=case, by=ANYBODY)
    page = words(head.get(PAGE))
    for secret in (case.name, case.nik, case.shown_number):
        assert secret not in page


def test_looking_changes_nothing(head, office):
    before = Entry.objects.count()
    assert head.post(PAGE).status_code in (200, 405)
    head.get(PAGE)
    assert Entry.objects.count() == before


def test_a_full_office_costs_no_more_questions_than_a_small_one(head, office):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries_made:
            head.get(PAGE)
        return len(queries_made)

    def come() -> None:
        queue.issue_ticket(office.lanes["C"], by=ANYBODY)
        case = accepted(office.budi.actor)
        case.promises.update(day=MONDAY.date() - timedelta(days=1))

    come()
    few = asked()
    for _ in range(9):
        come()
    assert asked() <= few


def test_administrators_see_it_too(office, signed_in):
    assert signed_in(office.nur).get(PAGE).status_code == 200


@pytest.mark.parametrize("who", ["budi", "rini", "joko", "stranger"])
def test_nobody_else_does(office, signed_in, who):
    assert signed_in(getattr(office, who)).get(PAGE).status_code == 403


def test_a_new_office_is_told_what_to_prepare_until_it_has_a_counter(office, signed_in):
    first = "Kantor ini masih baru"
    assert first not in words(signed_in(office.nur).get(PAGE))
    Counter.objects.all().delete()
    assert first in words(signed_in(office.nur).get(PAGE))
    assert first not in words(signed_in(office.agus).get(PAGE)), "who cannot change it is not told to"


def test_the_head_reads_for_how_many_there_is_room_on_the_disk(office, head, monkeypatch):
    for free, sentence, urgent in (
        (1000, "Penyimpanan tinggal 1000 MB: cukup untuk kira-kira 125 perekaman lagi.", False),
        (400, "Perekaman dihentikan", True),
    ):
        monkeypatch.setattr(blobs, "free_mb", lambda free=free: free)
        assert sentence in words(head.get(PAGE))
        assert [m.urgent for m in queries.matters(queries.today()) if m.place == "recording:waiting"] == [urgent]
    monkeypatch.setattr(blobs, "free_mb", lambda: 100_000)
    assert "Penyimpanan" not in words(head.get(PAGE))


# ── sent, and not heard of ──────────────────────────────────────────────────────────────────────────────────────────


def sent(case: Application) -> Application:
    applications.note_status(case, "SENT_FOR_ENROLLMENT", at=clock.now(), source="Kantor", by=CENTRE)
    return case


def unheard(at: datetime) -> list[tuple[str, list[str]]]:
    with clock.stopped_at(at):
        return [
            (one.case.number, [before.application.number for before in one.earlier]) for one in queries.today().unheard
        ]


def test_what_was_sent_days_ago_without_news_is_said_to_the_head(office, head):
    case = sent(at_centre(office))
    days = MONDAY + timedelta(days=3)
    assert unheard(days - timedelta(minutes=1)) == []
    assert unheard(days) == [(case.number, [])]
    with clock.stopped_at(days):
        page = words(head.get(PAGE))
    assert "1 rekaman terkirim terlalu lama tanpa kabar dari pusat." in page
    assert "Terkirim, tanpa kabar dari pusat" in page


@pytest.mark.parametrize("code", ["RECEIVED_AT_CENTRAL", "ADJUDICATE_RECORD", "HOLD_FOR_REASONS_OF_ITS_OWN"])
def test_any_news_ends_it_whatever_the_clock_of_the_centre_says(office, code):
    case = sent(at_centre(office))
    applications.note_status(case, code, at=MONDAY - timedelta(days=400), source="Pusat", by=CENTRE)
    assert unheard(MONDAY + timedelta(days=30)) == []


def test_how_long_is_a_rule_of_the_office(office):
    case = sent(at_centre(office))
    decide("applications.sent_alarm_days", value=20, valid_from=MONDAY.date(), legal_basis="Uji", by=office.nur.actor)
    assert unheard(MONDAY + timedelta(days=19)) == []
    assert unheard(MONDAY + timedelta(days=20)) == [(case.number, [])]


def test_what_was_recorded_before_under_this_nik_may_be_why(office):
    first = accepted(office.budi.actor)
    rini = office.rini.actor
    recording.seal(fill(recording.open_recording(first, by=rini), rini), by=rini)
    second = accepted(office.budi.actor, "MOVE_LN", {"recorded_before": "unsure"}, nik=first.nik)
    sent(applications.finish_step(second, "recording", by=rini))
    assert (second.number, [first.number]) in unheard(MONDAY + timedelta(days=3))


def test_who_came_in_vain_stands_first(office, signed_in):
    browser = signed_in(office.agus)
    page = browser.get("/kantor/").content.decode()
    assert page.index('id="wasted"') < page.index('id="matters"')
    assert "/kantor/kedatangan/sia-sia/" not in page, "nothing to be listed"
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    queue.finish(queue.serve(queue.call_next(office.counters[1], by=ANYBODY), by=ANYBODY), by=ANYBODY)
    page = " ".join(browser.get("/kantor/").content.decode().split())
    assert "<b>1</b> hari ini" in page
    assert "/kantor/kedatangan/sia-sia/?dari=2026-11-23" in page
    assert "Pekan ini 1; pekan lalu sampai hari yang sama 0" in page


def ended(outcomes: dict[str, int], case: Application, at: datetime) -> None:
    rows = [
        Promise(
            application=case, what="ready", day=at.date(), basis="measured", begins_at=at, made_by="x", ended_at=at,
            outcome=outcome, cause="x",
        )
        for outcome, count in outcomes.items()
        for _n in range(count)
    ]  # fmt: skip
    Promise.objects.bulk_create(rows)


def test_what_became_of_dates_is_told_by_service_and_month_of_those_with_enough(head, office):
    lost, document = accepted(office.budi.actor, "LOST", LOST), accepted(office.budi.actor, "KK", {})
    ended({"kept": 18, "broken": 3, "moved": 4, "withheld": 1, "dropped": 9}, lost, MONDAY)
    ended({"kept": 19}, document, MONDAY)
    ended({"kept": 30}, document, MONDAY - timedelta(days=30))
    page = words(head.get(PAGE))
    table = page.partition('id="tepat"')[2].partition("</table>")[0]
    cells = re.findall(r'<td class="amount[^"]*"[^>]*>([^<]*)</td>', table)
    assert cells == ["86%", "18", "3", "5", "100%"]
    before = words(head.get(PAGE, {"bulan": "2026-10"})).partition('id="tepat"')[2].partition("</table>")[0]
    assert re.findall(r'<td class="amount[^"]*"[^>]*>([^<]*)</td>', before) == ["100%", "30", "0", "0", "0%"]
    for odd in ("2026-13", "x", "", "9999-01", "0001-01"):
        assert head.get(PAGE, {"bulan": odd}).status_code == 200


def test_what_is_about_to_be_broken_stands_on_top(head, office):
    case = accepted(office.budi.actor, "KK", {})
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        look()
        page = words(head.get(PAGE))
        assert "1 permohonan terancam lewat" in page
        box = page.partition('id="terancam"')[2].partition("</ul>")[0]
        assert case.shown_number in box
        assert "Penerbitan dokumen" in box


def test_blanks_that_should_be_here_are_asked_after(head, office):
    stock.expect_delivery(letter="470/9", day=MONDAY.date(), count=5, by=ANYBODY)
    assert "belum datang" not in words(head.get(PAGE))
    with clock.stopped_at(TOMORROW):
        assert "Kiriman blangko yang diperkirakan tiba 23 November 2026 belum datang" in words(head.get(PAGE))
