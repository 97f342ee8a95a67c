"""From the journal to one notice for a case: merged, replaced, void, and of each change one that is current."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import MONDAY, accepted, submitted
from tests.examples import examples

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, applicant
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.words import Words
from pasti.notices import gathering, releasing, texts
from pasti.notices.models import Fact, Notice
from pasti.notices.tests.telling import PHONE, agreed, at, case, go_on, later, read_journal
from pasti.promises.cards import NO_BLANKS


def moved(application: Application, was: str, day: str, cause: object = "") -> Entry:
    with transaction.atomic():
        return record(
            "promise.move", subject=application.subject, case=application.number, by=SYSTEM,
            was=was, day=day, cause=cause,
        )  # fmt: skip


def said(notice: Notice, language: str = "id", via: str = "sms") -> str:
    facts = notice.facts.filter(current=True).select_related("entry")
    return texts.message(facts, notice.application, via, language, asks=notice.sets_out is not None).text


def test_complete_papers_and_the_date_are_one_message(office):
    made = agreed(accepted(office.budi.actor, phone=PHONE))
    read_journal()
    notice = Notice.objects.get()
    assert notice.state == "collecting"
    assert notice.not_before == MONDAY + timedelta(minutes=10)
    assert "Berkas lengkap dan diterima. Siap paling lambat Senin, 30 November 2026." in said(notice)
    assert f"(no. {made.number[-4:]})" in said(notice)


def test_an_entry_that_is_read_twice_is_one_fact(office):
    made = case(office)
    entry = moved(made, "2026-11-30", "2026-12-02")
    gathering.gather(entry)
    gathering.gather(entry)
    read_journal()
    assert (Notice.objects.count(), Fact.objects.count()) == (1, 1)


def test_a_newer_date_takes_the_place_of_one_that_nobody_was_told(office):
    made = case(office)
    moved(made, "2026-11-30", "2026-12-02")
    moved(made, "2026-12-02", "2026-12-04")
    read_journal()
    notice = Notice.objects.get()
    assert [fact.current for fact in notice.facts.all()] == [False, True]
    assert "4 Desember" in said(notice)
    assert "30 November" not in said(notice)


def test_a_date_that_is_taken_back_is_told_before_its_day_until_there_is_another(office):
    made = case(office)
    with transaction.atomic():
        record(
            "promise.withhold", subject=made.subject, case=made.number, by=SYSTEM, day="2026-11-25",
            cause=Words(NO_BLANKS).kept,
        )  # fmt: skip
    read_journal()
    notice = Notice.objects.get()
    assert "belum siap pada Rabu, 25 November 2026. Tanggal baru kami kabarkan" in said(notice)
    assert notice.sets_out == at("25T08:00")
    with transaction.atomic():
        record("promise.make", subject=made.subject, case=made.number, by=SYSTEM, day="2026-12-02")
    read_journal()
    assert "Siap paling lambat Rabu, 2 Desember 2026" in said(Notice.objects.get())
    assert "25 November" not in said(Notice.objects.get())


def test_what_is_void_is_never_said(office):
    made = case(office)
    moved(made, "2026-11-30", "2026-12-02")
    with transaction.atomic():
        record("application.withdraw", subject=made.subject, case=made.number, by=SYSTEM)
    read_journal()
    assert Notice.objects.get().state == "over"


def test_news_that_waits_for_a_call_is_said_in_the_same_call(office):
    made = case(office)
    moved(made, "2026-11-30", "2026-12-02")
    with later(MONDAY):
        pass
    with later(MONDAY + timedelta(minutes=1)):
        assert Notice.objects.get().state == "call"
        moved(made, "2026-12-02", "2026-12-07")
    with later(MONDAY + timedelta(minutes=2)):
        pass
    with later(MONDAY + timedelta(minutes=3)):
        notice = Notice.objects.get()
    assert notice.state == "call"
    assert "7 Desember" in said(notice)


def test_it_is_said_in_the_language_in_which_somebody_applied(office):
    made = case(office, language="en")
    cause = {"id": "Sambungan ke pusat terputus.", "en": "The link to the centre is down."}
    moved(made, "2026-11-30", "2026-12-02", cause)
    read_journal()
    english = said(Notice.objects.get(), "en")
    assert "Wednesday, 2 December 2026" in english
    assert "The link to the centre is down." in english
    assert "Sambungan" not in english


def test_nobodys_own_words_no_name_and_no_nik_are_said(office):
    made = agreed(submitted(phone=PHONE, name="Siti Nurjanah"))
    applications.ask_for_papers(made, "Akta kelahiran Siti Nurjanah, tulisannya kabur.", by=office.budi.actor)
    read_journal()
    words = said(Notice.objects.get(), via="email")
    assert "Berkas belum lengkap" in words
    for secret in ("Siti", "Akta", "kabur", made.nik, made.number, made.phone):
        assert secret not in words


def test_an_sms_has_two_parts_at_most_and_only_letters_that_it_knows(office):
    made = case(office)
    moved(made, "2026-11-30", "2026-12-02", {"id": "Sambungan “ke pusat” – terputus. " * 6, "en": "x"})
    read_journal()
    words = said(Notice.objects.get())
    assert texts.parts(words) <= 2
    assert "Sambungan" not in words
    assert texts.plain("“Ya” – sampai jumpa…") == '"Ya" - sampai jumpa...'


def test_who_moved_the_appointment_themselves_is_not_told(office):
    made = case(office)
    for by in ("citizen", "account:7"):
        with transaction.atomic():
            Entry.objects.create(
                kind="booking.make", subject="booking:1", case=made.number, by_id=by, by_name="x",
                facts={"when": "2026-11-24T09:00:00+07:00"}, happened_at=clock.now(),
            )  # fmt: skip
    entries = Entry.objects.filter(kind="booking.make")
    assert gathering.gather(entries[0]) is None
    assert "Jadwal Anda: Selasa, 24 November 2026 pukul 09.00 WIB." in said(gathering.gather(entries[1]))


def test_news_that_is_read_late_makes_nothing_newer_void_and_is_not_told(office):
    """What could not be read at first is tried again, when what came after it has been read long since."""
    made = case(office)
    late, newer = moved(made, "2026-11-30", "2026-12-02"), moved(made, "2026-12-02", "2026-12-04")
    gathering.gather(newer)
    assert gathering.gather(late) is None
    read_journal()
    (fact,) = Fact.objects.filter(current=True)
    assert fact.entry == newer
    assert Notice.objects.get().state == "collecting"


@pytest.mark.parametrize("over", ["application.withdraw", "application.hold"])
def test_what_is_read_late_is_not_told_when_something_newer_made_it_void(office, over):
    made = case(office)
    with transaction.atomic():
        late = record("application.ask", subject=made.subject, case=made.number, by=SYSTEM, what="KK")
        newer = record(over, subject=made.subject, case=made.number, by=SYSTEM, reason="x")
    gathering.gather(newer)
    gathering.gather(late)
    assert not Fact.objects.filter(entry=late, current=True).exists()
    read_journal()
    assert not Notice.objects.filter(facts__entry=late).exclude(state="over").exists()


def test_who_has_another_session_by_now_is_not_told_that_the_first_was_freed(office):
    made, when = case(office), "2026-11-24T09:00:00+07:00"
    with transaction.atomic():
        told = {"subject": "booking:1", "case": made.number, "when": when}
        late = record("booking.free", by=SYSTEM, why={"id": "Pilkada", "en": "Elections"}, **told)
        newer = record("booking.make", by=applicant(made.number), **told)
    gathering.gather(newer)
    gathering.gather(late)
    assert not Fact.objects.filter(current=True).exists()
    assert not Notice.objects.exclude(state="over").exists()


KINDS = ["move", "accept", "hold", "released", "release", "go on"]


@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(KINDS), max_size=12))
def test_of_any_sequence_the_newest_of_each_topic_is_current_once_and_one_notice_gathers(office, happens):
    with transaction.atomic():
        made = case(office)
        days = iter(range(1, 30))
        latest = None
        for step, what in enumerate(happens):
            with clock.stopped_at(MONDAY + timedelta(minutes=step)):
                if what == "move":
                    latest = next(days)
                    moved(made, "2026-11-30", f"2026-12-{latest:02d}")
                elif what == "release":
                    releasing.release_due()
                elif what == "go on":
                    go_on()
                else:
                    facts = {"hold": {"reason": "x"}}.get(what, {})
                    record(f"application.{what}", subject=made.subject, case=made.number, by=SYSTEM, **facts)
                read_journal()
        ready = Fact.objects.filter(application=made, topic="ready", current=True)
        assert ready.count() == (1 if latest else 0)
        if latest:
            fact = ready.get()
            assert fact.entry.facts["day"] == f"2026-12-{latest:02d}"
            # Whoever has not been told yet will be told of this one and of no older one.
            untold = Notice.objects.filter(application=made, state__in=["collecting", "sending", "call"])
            assert [fact.notice_id] == [n.pk for n in untold if n.facts.filter(topic="ready", current=True)]
        assert Notice.objects.filter(application=made, state="collecting").count() <= 1
        transaction.set_rollback(True)


@pytest.mark.parametrize("kind", ["hand_over", "withdraw", "lapse"])
def test_of_a_case_that_is_over_nothing_is_left_to_say(office, kind):
    made = case(office)
    moved(made, "2026-11-30", "2026-12-02")
    facts = {"to": "self"} if kind == "hand_over" else {}
    with transaction.atomic():
        record(f"application.{kind}", subject=made.subject, case=made.number, by=SYSTEM, **facts)
    go_on()
    assert not Fact.objects.filter(current=True).exists()
    assert {notice.state for notice in Notice.objects.all()} == {"over"}
