"""The clerk's one screen: every button does its one thing, for the person it was drawn for."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import ANYBODY, CARD_DATA, FIRST_CARD, LOST, MONDAY, accepted, account, draft, person, submitted

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.audit.models import Look
from pasti.catalogue import queries as catalogue
from pasti.desk.actions import file_for_person
from pasti.desk.tests.conftest import Clerk, words
from pasti.kit import clock
from pasti.offices.actions import decide, set_counter
from pasti.promises.risk import look
from pasti.queue import actions as queue
from pasti.queue import queries as queues
from pasti.queue.models import Ticket

FORMS = [
    "nomor/serve", "nomor/recall", "nomor/miss", "akhiri", "nomor/pass-on", "hubungkan", "berkas/lengkap",
    "berkas/kurang", "tolak", "terbit",
]  # fmt: skip


def take(clerk, letter: str = "C", application: Application | None = None) -> Ticket:
    return queue.issue_ticket(clerk.office.lanes[letter], application=application, by=ANYBODY)


def endings() -> list[tuple[str, str, str]]:
    return list(Ticket.objects.order_by("id").values_list("state", "outcome", "reason"))


def states() -> list[str]:
    return list(Ticket.objects.order_by("id").values_list("state", flat=True))


def buttons(page: str) -> list[str]:
    """Which forms and places the page leads to."""
    return re.findall(r'action="/meja/([^"]+)/"', page)


# ── sitting down ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_no_counter_chooses_one(office, signed_in):
    browser = signed_in(office.budi)
    page = words(browser.get("/meja/"))
    assert buttons(page) == [f"loket/{n}/buka" for n in (1, 2, 3, 4, 6, 7)]
    assert browser.post("/meja/loket/2/buka/").url == "/meja/"
    assert "Loket 2" in words(browser.get("/meja/"))


def test_a_taken_counter_is_not_offered_and_refused_by_name(budi, office, signed_in):
    browser = signed_in(office.rini)
    page = words(browser.get("/meja/"))
    assert "Budi Hartono" in page
    assert "loket/1/buka" not in buttons(page)
    assert "Budi Hartono" in words(browser.post("/meja/loket/1/buka/", follow=True))


@pytest.mark.parametrize("number", ["5", "0", "99999999999999999999"])
def test_a_counter_that_there_is_not_is_not_found(office, signed_in, number):
    assert signed_in(office.budi).post(f"/meja/loket/{number}/buka/").status_code == 404


def test_a_counter_that_is_not_in_use_is_not_found(office, signed_in):
    set_counter(1, lanes=[], active=False, by=ANYBODY)
    assert signed_in(office.budi).post("/meja/loket/1/buka/").status_code == 404


def test_an_office_without_counters_is_a_page_too(db, signed_in):
    assert signed_in(account("x", "X", Role.CLERK)).get("/meja/").status_code == 200


def test_nobody_leaves_or_changes_counters_in_the_middle(budi):
    take(budi)
    budi.press("panggil")
    for address in ("loket/tutup", "loket/2/buka"):
        assert "C-001" in words(budi.browser.post(f"/meja/{address}/", follow=True))
        assert "Loket 1" in budi.sees()
    for _press in range(2):
        budi.press("nomor/serve")
    budi.press("akhiri", ending="no_need")
    for _twice in range(2):
        assert budi.press("loket/tutup").url == "/meja/"
    assert "loket/1/buka" in buttons(budi.sees())


# ── calling ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_straight_path_is_one_key_at_a_time(budi, office):
    case = submitted()
    take(budi, "C", case)
    for address, typed, after, key in (
        ("panggil", {}, "called", "Enter"),
        ("nomor/serve", {}, "serving", "d"),
        ("berkas/lengkap", CARD_DATA, "serving", "l"),
        ("nomor/pass-on", {}, "waiting", "Enter"),
    ):
        page = budi.sees()
        assert page.count(f'data-key="{key}"') == 1
        assert page.count('data-key="Enter"') == (key == "Enter")
        answer = budi.press(address, **typed)
        assert (answer.status_code, answer.url) == (302, "/meja/")
        assert states() == [after]
    assert Ticket.objects.get().lane == office.lanes["B"]
    case.refresh_from_db()
    assert case.state == "in_progress"


def test_nobody_waits(budi):
    assert 'role="' in words(budi.browser.post("/meja/panggil/", follow=True))
    assert states() == []


def test_calling_twice_calls_one(budi):
    take(budi)
    take(budi)
    for _press in range(2):
        budi.press("panggil")
    assert states() == ["called", "waiting"]


def test_serving_twice_is_harmless(budi):
    take(budi)
    budi.press("panggil")
    for _press in range(2):
        assert budi.press("nomor/serve").status_code == 302
    assert states() == ["serving"]


def test_who_does_not_come_is_called_three_times_and_then_passed_over(budi):
    take(budi)
    budi.press("panggil")
    for times in (1, 2):
        page = budi.sees()
        assert re.search(r'data-key="x" disabled', page), "the page does not offer what would be refused"
        budi.miss()
        assert states() == ["called"]
        assert f"{times} kali" in budi.sees()
        budi.press("nomor/recall")
    assert re.search(r'data-key="x" data-after="20"', budi.sees()), "nobody crosses a hall in a moment"
    assert "20 detik lagi" in words(budi.browser.post("/meja/nomor/miss/", {"ticket": budi.holds()}, follow=True))
    assert states() == ["called"]
    budi.miss()
    assert states() == ["missed"]


def test_while_somebody_is_called_nothing_is_said_of_an_empty_line(budi):
    take(budi)
    take(budi)
    budi.press("panggil")
    page = budi.sees()
    assert "Tidak ada yang menunggu" not in page
    assert "Bila pemohon sudah di loket, tekan D." in page


def test_the_page_knows_what_the_office_decided(budi, office):
    decide("queue.calls_before_missed", value=1, valid_from=MONDAY.date(), legal_basis="SOP", by=office.nur.actor)
    take(budi)
    budi.press("panggil")
    assert not re.search(r'data-key="x" disabled', budi.sees())
    budi.miss()
    assert states() == ["missed"]


def missed(clerk) -> Ticket:
    ticket = take(clerk)
    clerk.press("panggil")
    for _again in range(2):
        clerk.press("nomor/recall")
    clerk.miss()
    return ticket


def test_who_was_missed_is_put_back_from_the_list_and_called_in_turn(budi):
    ticket = missed(budi)
    assert f"masuk-lagi/{ticket.pk}" in buttons(budi.sees())
    for _press in range(2):
        assert budi.press(f"masuk-lagi/{ticket.pk}").url == "/meja/"
    assert (states(), Ticket.objects.get().times_back) == (["waiting"], 1)
    assert f"masuk-lagi/{ticket.pk}" not in buttons(budi.sees())
    budi.press("panggil")
    assert states() == ["called"]


def test_who_was_missed_is_put_back_while_somebody_is_at_the_counter(budi):
    ticket = missed(budi)
    budi.serve()
    budi.press(f"masuk-lagi/{ticket.pk}")
    assert states() == ["waiting", "serving"]


def test_nobody_who_waits_is_put_back(budi):
    take(budi)
    second = take(budi)
    budi.press(f"masuk-lagi/{second.pk}")
    assert (states(), Ticket.objects.get(pk=second.pk).times_back) == (["waiting", "waiting"], 0)


@pytest.mark.parametrize("ticket", ["0", "999", "99999999999999999999999"])
def test_a_number_that_there_is_not_is_not_found(budi, ticket):
    assert budi.press(f"masuk-lagi/{ticket}").status_code == 404


@pytest.mark.parametrize("name", ["leave", "requeue", "close", "attach", "call", "finish", "x"])
def test_only_the_buttons_of_the_page_are_moves(budi, name):
    budi.serve()
    assert budi.press(f"nomor/{name}").status_code == 302
    assert states() == ["serving"]


# ── the page is for one person ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", FORMS)
def test_a_page_that_was_drawn_for_somebody_else_changes_nothing(budi, address):
    """Two tabs, or the browser's back button: what stands there belongs to the person before."""
    budi.serve(submitted())
    stale = budi.holds()
    budi.press("akhiri", ending="no_need")
    mine = submitted()
    budi.serve(mine)
    typed = CARD_DATA | {"missing-what": "KK", "refusal-reason": "x", "number": submitted().number}
    for held in (stale, "", "x", "\x00"):
        answer = budi.press(address, held=held, **typed)
        assert (answer.status_code, answer.url) == (302, "/meja/")
        assert "message--warning" in budi.sees()
    mine.refresh_from_db()
    assert (mine.state, mine.religion) == ("submitted", "")
    assert states() == ["unserved", "serving"]


@pytest.mark.parametrize("address", FORMS)
def test_at_an_empty_counter_or_without_one_nothing_happens(budi, address):
    for _once in range(2):
        assert budi.press(address, number=submitted().number).url == "/meja/"
        budi.press("loket/tutup")
    assert states() == []


def test_a_call_while_the_page_is_drawn_is_not_lost(budi):
    take(budi)
    done = []

    def elsewhere(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not done and "COUNT(*)" in sql and 'FROM "queue_ticket"' in sql:
            done.append(True)
            take(budi)
        return result

    with connection.execute_wrapper(elsewhere):
        page = budi.sees()
    assert done
    assert f'data-version="{queues.board_version()}"' not in page


# ── a number without a case ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_is_connected_with_a_case_as_people_write_it(budi):
    case = submitted()
    budi.serve()
    for written in (case.shown_number[5:], case.shown_number):
        budi.press("hubungkan", number=written)
    assert Ticket.objects.get().application == case
    assert case.name in budi.sees()


@pytest.mark.parametrize("number", ["", "x", "123", "\x00", "327548217709", "٣٢٧٥٤٨٢١٧٧٠٨", "9" * 50_000])
def test_what_is_no_number_of_a_case_is_said(budi, number):
    budi.serve()
    assert budi.press("hubungkan", number=number).status_code == 302
    page = budi.sees()
    assert "message--error" in page
    assert Ticket.objects.get().application is None


def test_only_a_case_that_is_under_way_is_connected(budi):
    budi.serve()
    budi.press("hubungkan", number=draft().number)
    assert "message--error" in budi.sees()
    assert Ticket.objects.get().application is None


def test_what_the_clerk_filed_today_is_one_click_away(budi, office):
    mine, _code = file_for_person(
        catalogue.service("NEW"), FIRST_CARD, person(), ticket=None, by=office.budi.actor
    )  # fmt: skip
    other = submitted()
    budi.serve()
    page = budi.sees()
    assert f'value="{mine.number}"' in page
    assert other.number not in page


# ── papers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "wrong",
    [
        {"religion": ""}, {"religion": "x"}, {"marital_status": ""}, {"occupation": ""}, {"occupation": "x" * 200},
        {"blood_type": "Z"}, {"religion": "\x00"}, {"occupation": "\x00"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_on_the_family_card_is_said_and_the_rest_stays(budi, wrong):
    case = submitted()
    budi.serve(case)
    answer = budi.press("berkas/lengkap", **CARD_DATA | wrong)
    assert answer.status_code == 422
    page = words(answer)
    assert "govuk-error-summary" in page
    assert "occupation" in wrong or 'value="Pelajar/Mahasiswa" selected' in page
    case.refresh_from_db()
    assert (case.state, case.occupation) == ("submitted", "")
    assert f'name="ticket" value="{Ticket.objects.get().token}"' in page, "the corrected form can be sent"


def test_papers_are_accepted_once(budi):
    case = submitted()
    budi.serve(case)
    for _press in range(2):
        assert budi.press("berkas/lengkap", **CARD_DATA).url == "/meja/"
    case.refresh_from_db()
    assert case.state == "in_progress"


def test_a_family_card_needs_nothing_copied(office, signed_in):
    clerk = Clerk(office, signed_in(office.budi), office.budi, 3)
    case = submitted("KK", {})
    clerk.serve(case)
    clerk.press("berkas/lengkap")
    assert "terbit" in buttons(clerk.sees())
    for number in ("", " ", "x" * 41, "\x00"):
        answer = clerk.press("terbit", number=number)
        assert answer.status_code == 422
        case.refresh_from_db()
        assert case.state == "in_progress"
    clerk.press("terbit", number="3275011201189001")
    case.refresh_from_db()
    assert (case.state, case.product) == ("ready", "3275011201189001")
    assert f"/pengambilan/{case.number}/" in clerk.sees()


def test_who_lacks_papers_is_told_what_and_goes(budi):
    case = submitted()
    budi.serve(case)
    budi.press("berkas/kurang", **{"missing-what": "KK yang asli"})
    case.refresh_from_db()
    assert (case.state, case.remark) == ("incomplete", "KK yang asli")
    assert endings() == [("unserved", "vain", "paper")]


@pytest.mark.parametrize(("address", "field"), [("berkas/kurang", "missing-what"), ("tolak", "refusal-reason")])
@pytest.mark.parametrize("written", ["", "  ", "x" * 301, "\x00", "a\ufffdb"])
def test_without_a_sentence_for_the_applicant_nothing_is_decided(budi, address, field, written):
    case = submitted()
    budi.serve(case)
    answer = budi.press(address, **{field: written})
    assert answer.status_code == 422
    assert "<details" in words(answer)
    assert re.search(r"<details[^>]* open", words(answer)), "what is wrong is not folded away"
    # Where a refusal that belongs to no field is said, too.
    assert words(answer).count("govuk-error-summary__list") == 1
    case.refresh_from_db()
    assert (case.state, states()) == ("submitted", ["serving"])


@pytest.mark.parametrize(("address", "field"), [("berkas/kurang", "missing-what"), ("tolak", "refusal-reason")])
def test_no_nik_is_written_to_the_applicant(budi, address, field):
    case = submitted()
    budi.serve(case)
    answer = budi.press(address, **{field: "NIK 3275 0152-0609.9001 salah"})
    assert answer.status_code == 422
    page = words(answer)
    assert "Jangan tulis NIK atau nomor KK lengkap di sini" in page
    assert ">NIK 3275 0152-0609.9001 salah</textarea>" in " ".join(page.split()).replace("> NIK", ">NIK")
    case.refresh_from_db()
    assert (case.state, states()) == ("submitted", ["serving"])


def test_a_case_is_turned_down_with_its_reason(budi):
    case = submitted()
    budi.serve(case)
    budi.press("tolak", **{"refusal-reason": "Bukan penduduk kota ini."})
    case.refresh_from_db()
    assert (case.state, case.remark) == ("refused", "Bukan penduduk kota ini.")
    page = budi.sees()
    assert "Bukan penduduk kota ini." in page
    assert buttons(page).count("akhiri") > 1


def test_what_belongs_to_another_step_is_not_done(budi, office):
    case = accepted(office.budi.actor)
    budi.serve(case)
    for address in ("berkas/lengkap", "berkas/kurang", "tolak", "terbit"):
        typed = CARD_DATA | {"missing-what": "KK", "refusal-reason": "x", "number": "1"}
        assert budi.press(address, **typed).url == "/meja/"
        assert budi.press(address).url == "/meja/"
    case.refresh_from_db()
    assert case.state == "in_progress"


def test_what_the_person_sent_is_looked_at_beside_what_is_needed(budi):
    case = submitted()
    budi.serve(case)
    page = budi.sees()
    assert case.nik in page
    assert "Kartu Keluarga" in page


def test_other_cases_of_the_person_are_named(budi):
    data = person()
    other = submitted("KK", {}, **data)
    budi.serve(submitted("LOST", LOST, **data))
    assert other.shown_number in budi.sees()


def test_looking_at_a_case_is_noted(budi):
    case = submitted()
    budi.serve(case)
    budi.sees()
    look = Look.objects.latest("id")
    assert (look.what, look.subject, look.by_name) == ("desk", case.subject, "Budi Hartono")


# ── the line beside the desk ────────────────────────────────────────────────────────────────────────────────────────


def test_the_line_keeps_itself_true_and_is_never_shared(budi, rini):
    ticket = take(budi)
    first = budi.browser.get("/meja/antrean/")
    assert "C-001" in words(first)
    assert "C-001" not in words(rini.browser.get("/meja/antrean/")), "each counter has its own line"
    version = first["X-Version"]
    assert budi.browser.get("/meja/antrean/", headers={"X-Version": version}).status_code == 204
    queue.leave(ticket, by=ANYBODY)
    assert "C-001" not in words(budi.browser.get("/meja/antrean/", headers={"X-Version": version}))


def test_the_line_names_nobody(budi):
    take(budi, "C", submitted())
    page = words(budi.browser.get("/meja/antrean/"))
    assert "C-001" in page
    assert "Siti" not in page


def test_without_a_counter_there_is_no_line(office, signed_in):
    assert signed_in(office.budi).get("/meja/antrean/").status_code == 204


def test_a_long_line_is_cut_and_counted(budi):
    for _ in range(9):
        take(budi)
    page = words(budi.browser.get("/meja/antrean/"))
    assert "9" in page
    assert [f"C-00{n}" in page for n in range(1, 10)] == [True] * 6 + [False] * 3


# ── for whom ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["joko", "agus", "nur", "stranger"])
def test_only_who_serves_has_a_desk(office, signed_in, who):
    browser = signed_in(getattr(office, who))
    for address in ("", "antrean/"):
        assert browser.get(f"/meja/{address}").status_code == 403
    for address in (*FORMS, "panggil", "masuk-lagi/1", "loket/1/buka", "loket/tutup"):
        assert browser.post(f"/meja/{address}/").status_code == 403


def test_an_operator_of_recording_is_offered_no_door_that_is_closed(rini):
    rini.serve()
    assert "permohonan-baru" not in rini.sees()


def test_an_operator_of_recording_decides_no_papers(rini):
    case = submitted()
    rini.serve(case)
    for address in ("berkas/lengkap", "berkas/kurang", "tolak", "terbit"):
        assert rini.press(address, **CARD_DATA).status_code == 403
    assert rini.browser.get("/meja/permohonan-baru/").status_code == 403
    case.refresh_from_db()
    assert case.state == "submitted"
    rini.press("nomor/pass-on")
    assert Ticket.objects.get().lane.letter == "C"


@pytest.mark.parametrize("address", [*FORMS, "panggil", "masuk-lagi/1", "loket/1/buka", "loket/tutup"])
def test_looking_changes_nothing(budi, address):
    budi.serve()
    assert budi.browser.get(f"/meja/{address}/").status_code in (302, 405)
    assert states() == ["serving"]


def test_a_person_under_service_at_midnight_can_be_finished(budi):
    budi.serve()
    with clock.stopped_at(MONDAY.replace(hour=0, minute=5, day=24)):
        budi.press("akhiri", ending="no_need")
    assert endings() == [("unserved", "vain", "no_need")]


def test_a_person_whose_case_is_held_is_not_recorded_by_accident(rini, office):
    case = accepted(office.budi.actor)
    rini.serve(case)
    assert f"/perekaman/{case.number}/" in rini.sees()
    applications.finish_step(case, "recording", by=office.rini.actor)
    assert f"/perekaman/{case.number}/" not in rini.sees()


def test_what_is_wrong_in_the_data_is_put_right_from_the_desk(budi):
    case = submitted()
    budi.serve(case)
    assert f'href="/permohonan/{case.number}/perbaikan/?back=/meja/"' in budi.sees()


def test_who_goes_home_gives_the_number_back_with_the_reason_that_the_records_have(budi):
    waiting, away = take(budi), missed(budi)
    page = buttons(budi.sees())
    assert {f"pulang/{waiting.pk}", f"pulang/{away.pk}"} <= set(page)
    for ticket in (waiting, away, away):
        assert budi.press(f"pulang/{ticket.pk}").url == "/meja/"
    ended = [(one.state, one.outcome, one.reason) for one in Ticket.objects.all()]
    assert ended == [("left", "vain", "left")] * 2
    assert budi.press("pulang/999999").status_code == 404


def test_what_is_about_to_be_broken_is_above_the_list_while_nobody_is_at_the_counter(budi, office):
    case = accepted(office.budi.actor, "KK", {})
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        look()
        assert case.shown_number in budi.sees()
    take(budi)
    budi.press("panggil")
    assert case.shown_number not in budi.sees()
