"""What is done about what people write back: as they meant it, and no more than that."""

from datetime import date, timedelta
from itertools import count

import pytest
from tests.cast import MONDAY, OWNER, submitted

from pasti.answers import opening
from pasti.answers import queries as answers
from pasti.answers.states import Choice
from pasti.answers.tests.conftest import a_ready_case, answer
from pasti.applications.models import Application
from pasti.appointments import actions as appointments_actions
from pasti.appointments import offering, waitlist
from pasti.appointments import queries as appointments
from pasti.appointments.models import Part
from pasti.handover.models import Relation
from pasti.journal.actors import applicant
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.notices import queries
from pasti.notices.models import Delivery, Heard, Notice, Stopped
from pasti.notices.tests.meta import meta, report, write
from pasti.notices.tests.telling import PHONE, agreed, at, case, go_on, later
from pasti.notices.tests.test_gathering import moved
from pasti.offices.actions import decide
from pasti.readiness.actions import open_incident
from pasti.readiness.needs import Cause, Need

SOON = MONDAY + timedelta(minutes=1)
_messages = count(1)


@pytest.fixture
def there(settings):
    with meta(settings) as found:
        yield found


@pytest.fixture
def told(office, there) -> Application:
    """Somebody was told of another date by WhatsApp."""
    made = case(office)
    moved(made, "2026-11-30", "2026-12-02")
    go_on()
    with later(SOON):
        return made


def says(*words: str, minutes: int = 2) -> None:
    """The one with the telephone writes, message by message."""
    with clock.stopped_at(MONDAY + timedelta(minutes=minutes)):
        for one in words:
            assert write(PHONE[1:], one, f"wamid.in{next(_messages)}") == 200
        go_on()


def rule(office, name: str, value: int) -> None:
    decide(name, value=value, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor, seen=[])


def no_session(office, capacity: int = 0) -> None:
    """The office offers no appointments, or so many."""
    rule(office, "appointments.session_capacity", capacity)


def test_a_polite_word_does_not_take_off_the_list_who_wants_another_time(office, told):
    no_session(office)
    says("PINDAH")
    says("Ok, terima kasih", minutes=3)
    with clock.stopped_at(SOON):
        assert report("read", Delivery.objects.exclude(notice=None).get().key) == 200
    (one,) = queries.call_list()
    assert str(one.notice.why) == "Minta jadwal lain lewat pesan."
    assert Notice.objects.get().reached_by == "dijawab PINDAH"


def test_who_was_given_another_time_in_the_end_need_not_be_rung_up(office, told):
    no_session(office)
    says("PINDAH")
    no_session(office, 2)
    says("PINDAH", minutes=3)
    assert appointments.standing(told).booking is not None
    assert queries.call_list() == []


def test_the_history_says_which_word_came(office, told):
    says("hm")
    assert not Entry.objects.filter(kind="notice.reach").exists()
    says("Ok")
    assert Entry.objects.get(kind="notice.reach").sentence == "Kabar sampai: dijawab OK."


def test_that_it_was_read_takes_back_nothing_of_what_was_said_about_collecting(office, there):
    ready = a_ready_case(office)
    Application.objects.filter(pk=ready.pk).update(phone=PHONE)
    ready.refresh_from_db()
    agreed(ready)
    with later(MONDAY), later(SOON + timedelta(minutes=10)):
        pass
    answer(ready, Choice.REPRESENT, name="Ahmad Fauzi", relation=Relation.FAMILY)
    answer(ready, Choice.LATER, day=date(2026, 12, 2))
    says("YA", minutes=12)
    assert Notice.objects.get(state="reached").reached_by == "dijawab YA"
    wishes = answers.wishes(ready)
    assert (wishes.name, wishes.stretch and wishes.stretch.day) == ("Ahmad Fauzi", date(2026, 12, 2))
    assert not Entry.objects.filter(kind="answer.keep").exists()


def answered() -> int:
    """How many answers were given to what was written."""
    return Delivery.objects.filter(notice=None).count()


def test_one_case_is_not_moved_again_and_again_by_message(office, told):
    rule(office, "answers.changes_per_hour", 3)
    says(*["PINDAH"] * 5)
    assert Entry.objects.filter(kind="answer.move").count() == answered() == 3
    assert Heard.objects.count() == 5
    says("PINDAH", minutes=70)
    assert answered() == 4


def test_the_link_and_the_messages_of_a_case_share_their_limit(office, told):
    rule(office, "answers.changes_per_hour", 3)
    with clock.stopped_at(MONDAY + timedelta(minutes=2)):
        for _time in range(3):
            opening.count_answer(told)
    says("PINDAH")
    assert (answered(), appointments.standing(told).booking) == (0, None)


def test_stop_and_mulai_by_turns_are_answered_so_often_only(office, told):
    rule(office, "answers.changes_per_hour", 3)
    says("STOP", "MULAI", "STOP", "MULAI", "MULAI")
    assert answered() == 3
    assert Stopped.objects.get().to == PHONE


def test_stop_holds_also_where_nothing_is_answered_any_more(office, told):
    rule(office, "answers.changes_per_hour", 3)
    says("STOP", "MULAI", "MULAI", "STOP")
    assert Stopped.objects.get().to == PHONE
    assert answered() == 2


def test_the_same_message_twice_counts_once(office, told):
    rule(office, "answers.changes_per_hour", 3)
    with clock.stopped_at(SOON):
        for _time in range(4):
            write(PHONE[1:], "PINDAH", "wamid.same")
    says("PINDAH", "PINDAH")
    assert answered() == 3


def test_who_wants_no_messages_is_told_of_no_words(office, told):
    says("STOP")
    says("halo", minutes=60 * 24)
    assert answered() == 1


def written_of(case: Application) -> list[str]:
    return list(
        Entry.objects.filter(kind__in=["notice.stop", "notice.start"], case=case.number).values_list("kind", flat=True)
    )


def test_consent_that_is_taken_back_or_given_again_is_written_down(office, told):
    with clock.stopped_at(SOON):
        report("read", Delivery.objects.get().key)
    says("STOP", "stop", "MULAI", "mulai")
    assert written_of(told) == ["notice.stop", "notice.start"]


def test_who_wants_no_messages_before_any_was_sent_is_written_down_too(office, there):
    says("STOP", "MULAI")
    assert [entry.kind for entry in Entry.objects.filter(kind__startswith="notice.st")] == [
        "notice.stop",
        "notice.start",
    ]
    assert PHONE[1:] not in "".join(f"{entry.subject} {entry.facts}" for entry in Entry.objects.all())


@pytest.fixture
def expected(office, there) -> Application:
    """Somebody has an appointment, and was told of another date."""
    made = case(office)
    appointments_actions.book(made, at("24T10:00"), by=applicant(made.number))
    moved(made, "2026-11-30", "2026-12-02")
    go_on()
    with later(SOON):
        return made


def test_whose_visit_a_message_asks_about_is_waited_for_until_they_answer(office, expected):
    assert [(row.application, row.about) for row in answers.waiting()] == [(expected, "visit")]
    says("YA")
    assert list(answers.waiting()) == []
    assert Entry.objects.filter(kind="answer.keep").count() == 1


def test_who_was_told_of_another_date_and_has_no_visit_is_not_waited_for(office, told):
    assert Delivery.objects.get().state == "sent"
    assert list(answers.waiting()) == []


def test_a_visit_that_would_be_in_vain_is_not_waited_for(office, there):
    made = case(office)
    appointments_actions.book(made, at("24T10:00"), by=applicant(made.number))
    open_incident(needs=[Need.STATION], cause=Cause.POWER, until=at("24T12:00"), by=office.agus.actor)
    moved(made, "2026-11-30", "2026-12-02")
    go_on()
    with later(SOON):
        assert list(answers.waiting()) == []


@pytest.fixture
def offered(office, there) -> Application:
    """Somebody expected on Wednesday is told by WhatsApp that Tuesday at nine is free for them."""
    no_session(office, 1)
    made, holder = submitted(phone=PHONE), submitted()
    agreed(made)
    appointments_actions.book(made, at("25T09:00"), by=OWNER)
    appointments_actions.book(holder, at("24T09:00"), by=OWNER)
    go_on()
    waitlist.join(made, weekdays=[1], part=Part.MORNING, by=OWNER)
    for hour in ("08", "10", "11"):
        waitlist.decline(made, by=OWNER)
        assert offering.open_of(made) is not None, hour
    with later(SOON):
        appointments_actions.call_off(holder, by=OWNER)
    with later(SOON + timedelta(minutes=1)), later(SOON + timedelta(minutes=2)):
        return made


def expected_at(case: Application) -> str:
    booking = appointments.open_booking(case)
    return f"{clock.local(booking.session.starts_at):%dT%H:%M}" if booking else ""


@pytest.mark.parametrize(("word", "when"), [("AMBIL", "24T09:00"), ("Ya", "24T09:00"), ("tidak", "25T09:00")])
def test_an_earlier_place_is_taken_or_left_by_one_word(offered, word, when):
    sent = Delivery.objects.exclude(notice=None).latest("id").text
    assert "Ada tempat lebih awal: Selasa, 24 November 2026 pukul 09.00 WIB, disimpan untuk Anda sampai" in sent
    says(word, word, minutes=5)
    assert expected_at(offered) == when
    assert offering.open_of(offered) is None or when == "25T09:00"


def test_who_comes_too_late_for_it_is_told_so_and_keeps_what_they_have(offered):
    says("AMBIL", minutes=130)
    assert expected_at(offered) == "25T09:00"
    assert answered() == 1
    assert "sudah diberikan kepada yang lain" in Delivery.objects.filter(notice=None).latest("id").text


@pytest.mark.parametrize("word", ["AMBIL", "Tidak"])
def test_whom_no_place_was_offered_is_told_which_words_there_are(told, word):
    says(word)
    assert "Balas YA bila sudah dibaca, PINDAH untuk jadwal lain" in Delivery.objects.filter(notice=None).get().text
    assert Notice.objects.get().reached_by == ""


def test_what_somebody_else_has_by_now_is_told_to_nobody(office, there):
    no_session(office, 1)
    made, holder = submitted(phone=PHONE), submitted()
    agreed(made)
    appointments_actions.book(made, at("25T09:00"), by=OWNER)
    appointments_actions.book(holder, at("24T09:00"), by=OWNER)
    waitlist.join(made, weekdays=[1], part=Part.ANY, by=OWNER)
    waitlist.leave(made, by=OWNER)
    with later(SOON), later(SOON + timedelta(minutes=1)):
        assert not Delivery.objects.exists()


def last_answer() -> str:
    return Delivery.objects.filter(notice=None).latest("pk").text


@pytest.mark.parametrize("said", ["iya pak", "Y", "sudah dibaca", "oke bu"])
def test_what_people_write_for_ya_says_that_it_was_read(told, said):
    says(said)
    assert Notice.objects.get().state == "reached"
    assert answered() == 0


@pytest.mark.parametrize(
    ("said", "when"),
    [("pindah ke kamis", "26T08:00"), ("ya pindah tgl 27 pak", "27T08:00"), ("pindah besok", "24T08:00")],
)
def test_the_day_that_somebody_names_is_the_one_they_are_given(told, said, when):
    says(said)
    assert expected_at(told) == when
    assert f"(no. {told.number[-4:]}): jadwal Anda sekarang" in last_answer()


def test_a_day_before_their_own_may_be_named(office, there):
    made = case(office)
    appointments_actions.book(made, at("26T10:00"), by=OWNER)
    moved(made, "2026-11-30", "2026-12-02")
    go_on()
    with later(SOON):
        pass
    says("pindah rabu")
    assert expected_at(made) == "25T10:00"


def test_a_day_without_a_place_moves_nobody_and_says_so(expected):
    says("pindah ke minggu")
    assert expected_at(expected) == "24T10:00"
    assert last_answer().startswith("Belum dipindah: pada hari itu tidak ada tempat.")
    assert queries.call_list() == []


def test_who_cannot_come_is_told_what_to_write_and_loses_nothing(expected):
    says("maaf tidak bisa datang")
    assert expected_at(expected) == "24T10:00"
    assert "Balas PINDAH untuk jadwal terdekat" in last_answer()
    assert Notice.objects.get().state == "reached"


def test_batal_calls_the_visit_off_and_keeps_the_application(expected):
    says("batal", "batal")
    assert expected_at(expected) == ""
    expected.refresh_from_db()
    assert expected.live
    assert "kunjungan dibatalkan; permohonan tetap berlaku" in Delivery.objects.filter(notice=None).earliest("pk").text
    says("pindah", minutes=3)
    assert expected_at(expected) == "24T08:00"


def test_batal_where_there_is_no_visit_is_told_which_words_there_are(told):
    says("batal")
    assert last_answer().startswith("Balas YA bila sudah dibaca")


def test_whose_number_it_is_not_is_rung_up_and_not_taken_for_told(told):
    says("Maaf salah nomor")
    (one,) = queries.call_list()
    assert "bukan milik pemohon" in str(one.notice.why)
    assert Notice.objects.get().reached_at is None


def test_a_number_that_was_put_right_answers_for_nobody_any_more(told):
    """Whoever had the wrong number neither moves the visit nor is sent a link that opens it."""
    Application.objects.filter(pk=told.pk).update(phone="+6281299999999")
    says("PINDAH", "YA", "apa ini")
    assert expected_at(told) == ""
    assert Notice.objects.get().reached_at is None
    assert answered() == 0


@pytest.fixture
def two(office, there) -> list[Application]:
    """Two of a family with one telephone, each told of another date."""
    cases = [case(office), case(office, name="Nisa Azzahra")]
    for one in cases:
        moved(one, "2026-11-30", "2026-12-02")
    go_on()
    with later(SOON):
        return cases


def test_ya_twice_is_for_both_of_a_family(two):
    says("ya")
    assert list(Notice.objects.order_by("pk").values_list("state", flat=True)) == ["sending", "reached"]
    says("ya", "ya")
    assert set(Notice.objects.values_list("state", flat=True)) == {"reached"}


def test_who_names_the_number_moves_that_case(two):
    first, second = two
    says(f"pindah {first.number[-4:]}")
    assert (expected_at(first), expected_at(second)) == ("24T08:00", "")
    assert f"(no. {first.number[-4:]}): jadwal Anda sekarang" in last_answer()
    assert "Untuk permohonan lain, sebut 4 angka nomornya." in last_answer()
    says("pindah")
    assert expected_at(second) == "24T08:00"


def test_a_case_that_went_on_promises_no_call(told):
    Notice.objects.update(state="over")
    Application.objects.filter(pk=told.pk).update(state="withdrawn")
    says("pindah")
    assert "sudah berjalan lebih lanjut" in last_answer()
    assert queries.call_list() == []


def test_mulai_from_whom_nobody_had_stopped_is_told_which_words_there_are(told):
    says("mulai")
    assert last_answer().startswith("Balas YA bila sudah dibaca")


def test_a_reply_for_a_day_that_is_over_books_the_next(expected):
    says("pindah", minutes=60 * 48)
    assert expected_at(expected) == "26T10:00"
