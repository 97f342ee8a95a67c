"""The page of a case is made once and kept, for whoever has proven whose it is, until anything of it changes."""

import re
from datetime import date, timedelta

from django.test import Client
from tests.cast import ANYBODY, MONDAY, accepted, browser_of, submitted

from pasti.applications import actions as applications
from pasti.appointments import actions as appointments
from pasti.appointments.queries import days_on_offer
from pasti.kit import clock, private_pages
from pasti.printing import actions as printing
from pasti.printing import advancing
from pasti.printing.tests.released import release
from pasti.promises.models import Stop
from pasti.readiness import actions as readiness
from pasti.readiness import watch
from pasti.readiness.needs import Cause, Need
from pasti.readiness.tests.watching import begin, later, link

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def page(browser: Client, case) -> str:
    answer = browser.get(f"/lacak/{case.number}/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode()


def test_a_second_look_asks_for_nothing_but_whose_it_is_and_whether_anything_changed(
    office, settings, django_assert_max_num_queries
):
    settings.LOOK_AGAIN_SECONDS = 60
    case = submitted()
    browser = browser_of(case)
    first = page(browser, case)
    with django_assert_max_num_queries(4):
        again = page(browser, case)
    assert _TOKEN.sub("", again) == _TOKEN.sub("", first)


def test_each_reader_has_a_token_of_their_own(office):
    case = submitted()
    one, other = browser_of(case), browser_of(case)
    tokens = [set(_TOKEN.findall(page(browser, case))) for browser in (one, other)]
    assert all(tokens)
    assert tokens[0].isdisjoint(tokens[1])
    for browser, [token] in zip((one, other), (list(found) for found in tokens), strict=True):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = browser.cookies
        answer = strict.post("/selesai/", {"csrfmiddlewaretoken": token})
        assert answer.status_code == 302
        assert browser.get(f"/lacak/{case.number}/").status_code == 302


def test_nobody_else_is_given_what_is_kept(office):
    case = submitted()
    page(browser_of(case), case)
    assert Client().get(f"/lacak/{case.number}/").status_code == 302


def test_each_language_has_its_own(office):
    case = submitted()
    browser = browser_of(case)
    assert "Permohonan Anda" in page(browser, case)
    browser.cookies["pasti-language"] = "en"
    assert "Your application" in page(browser, case)


def test_what_happens_to_the_case_the_office_or_the_day_is_shown_at_the_next_look(office):
    case = submitted()
    seen = set()

    def look() -> None:
        # A browser that is left alone for days would have to prove it again.
        kept = _TOKEN.sub("", page(browser_of(case), case))
        private_pages.forget()
        assert kept == _TOKEN.sub("", page(browser_of(case), case))
        seen.add(kept)

    look()
    starts = days_on_offer()[1].slots[0].starts_at
    appointments.book(case, starts, by=ANYBODY)
    look()
    readiness.open_incident(needs=[Need.CLERK], cause=Cause.STAFF, sentence_id="Petugas sakit", by=office.agus.actor)
    look()
    # Its session is over, and nobody has done anything.
    with clock.stopped_at(starts + timedelta(hours=2)):
        look()
    with clock.stopped_at(MONDAY + timedelta(days=3)):
        look()
    applications.withdraw(case, by=ANYBODY)
    look()
    assert len(seen) >= 5


def at_the_centre(office):
    case = accepted(office.budi.actor)
    return applications.finish_step(case, "recording", by=office.rini.actor)


def test_what_is_down_for_a_moment_and_not_believed_yet_leaves_nothing_on_the_page(office):
    case = at_the_centre(office)
    begin()
    browser = browser_of(case)
    before = _TOKEN.sub("", page(browser, case))
    with later(seconds=20) as moment:
        link(up=False, at=moment)
        private_pages.forget()
        assert "message--warning" not in page(browser, case)
    with later(seconds=40):
        link(up=True)
        assert _TOKEN.sub("", page(browser, case)) == before


def test_a_day_that_is_not_sure_any_more_is_not_said_by_what_was_kept(office):
    case = at_the_centre(office)
    begin()
    browser = browser_of(case)
    page(browser, case)
    with later(seconds=20) as moment:
        link(up=False, at=moment)
        kept = _TOKEN.sub("", page(browser, case))
        private_pages.forget()
        assert kept == _TOKEN.sub("", page(browser, case))


def test_what_is_reckoned_with_and_moves_no_date_is_on_the_page(office):
    case = at_the_centre(office)
    begin()
    with later(seconds=20) as moment:
        link(up=False, at=moment)
    browser = browser_of(case)
    with later(seconds=90) as moment:
        watch.look_at_all()
        page(browser, case)
        # It is noticed, and known for how long it lasts: too short for any date to move.
        Stop.objects.create(need=Need.LINK, since=moment, noticed_at=moment, until=moment + timedelta(minutes=1))
        kept = _TOKEN.sub("", page(browser, case))
        private_pages.forget()
        assert kept == _TOKEN.sub("", page(browser, case))
        assert "Gangguan ini sudah diperhitungkan" in kept


def test_how_many_cards_are_before_ones_own_is_as_it_is_now(office):
    own = release(office)
    case = own.application
    browser = browser_of(case)
    assert "Kartu Anda yang berikutnya dicetak." in page(browser, case)
    young = applications.finish_step(accepted(ANYBODY, birth_date=date(2009, 6, 12)), "recording", by=ANYBODY)
    release(office, young)
    assert "Sebelum kartu Anda ada 1 kartu dalam urutan cetak:" in page(browser, case)
    printing.start_run(1, by=office.joko.actor)
    assert "Kartu Anda yang berikutnya dicetak." in page(browser, case)
    other = release(office)
    advancing.state_deadline(other.application, MONDAY.date(), proof="Tiket umrah", by=ANYBODY)
    assert "Sebelum kartu Anda ada 1 kartu dalam urutan cetak:" in page(browser, case)
