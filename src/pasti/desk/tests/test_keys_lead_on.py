"""One key leads from one person to the next; who steps aside comes back; a NIK is enough to find a case."""

import re

from tests.cast import ANYBODY, LOST, accepted, submitted

from pasti.audit.models import Look
from pasti.desk.tests.conftest import words
from pasti.queue import actions as queue
from pasti.queue.models import Ticket


def states() -> list[str]:
    return list(Ticket.objects.order_by("id").values_list("state", flat=True))


def take(clerk, letter: str = "C") -> Ticket:
    return queue.issue_ticket(clerk.office.lanes[letter], by=ANYBODY)


def keys(page: str) -> set[str]:
    return set(re.findall(r'data-key="([^"]+)"', page))


def test_passing_on_calls_the_next_one_with_one_key(budi, office):
    budi.serve(accepted(office.budi.actor))
    assert ('name="next" value="yes"' in budi.sees(), "e" in keys(budi.sees())) == (False, False), "nobody waits"
    take(budi)
    page = budi.sees()
    assert 'name="next" value="yes" data-key="Enter"' in page
    assert "e" in keys(page)
    budi.press("nomor/pass-on", next="yes")
    assert states() == ["waiting", "called"]
    assert "C-002" in budi.sees()


def test_finishing_calls_the_next_one_only_when_the_key_says_so(budi):
    for next_one, after in ({}, "waiting"), ({"next": "yes"}, "called"):
        budi.serve()
        waits = take(budi)
        budi.press("akhiri", ending="no_need", preset="yes", **next_one)
        assert Ticket.objects.get(pk=waits.pk).state == after
        queue.leave(Ticket.objects.get(pk=waits.pk), by=ANYBODY)


def test_nobody_is_called_when_ending_was_refused(budi):
    budi.serve()
    take(budi)
    answer = budi.press("akhiri", ending="served", next="yes")
    assert (answer.status_code, states()) == (422, ["serving", "waiting"])


def test_a_key_pressed_twice_calls_one(budi):
    budi.serve()
    take(budi)
    take(budi)
    held = budi.holds()
    for _press in range(2):
        budi.press("akhiri", held=held, ending="no_need", preset="yes", next="yes")
    assert states() == ["unserved", "called", "waiting"]


def test_a_case_is_moved_only_to_where_its_step_is_done(budi):
    budi.serve(submitted())
    assert "o" not in keys(budi.sees())
    budi.press("nomor/transfer", lane="B", next="yes")
    assert states() == ["serving"]


def test_who_chose_the_wrong_lane_is_moved_to_another_and_keeps_the_number(budi):
    budi.serve()
    page = budi.sees()
    assert {"o", "a", "d"} <= keys(page)
    budi.press("nomor/transfer", lane="D", next="yes")
    moved = Ticket.objects.get()
    assert (moved.number, moved.lane.letter, moved.state) == ("C-001", "D", "waiting")


def test_nobody_is_moved_into_their_own_lane_or_none(budi):
    budi.serve()
    for lane in ("C", "Q", ""):
        assert "Pilih lajur lain" in words(
            budi.browser.post("/meja/nomor/transfer/", {"ticket": budi.holds(), "lane": lane}, follow=True)
        )
    assert states() == ["serving"]


def test_who_fetches_something_steps_aside_and_comes_back_without_waiting(budi):
    first = budi.serve()
    take(budi)
    budi.press("nomor/hold")
    assert states() == ["held", "waiting"]
    page = budi.sees()
    assert f"lanjutkan/{first.pk}" in page
    assert "b" in keys(page)
    budi.press("panggil")
    assert f"lanjutkan/{first.pk}" not in budi.sees(), "somebody is at the counter"
    budi.press(f"lanjutkan/{first.pk}")
    assert states() == ["held", "called"]
    budi.press("nomor/serve")
    budi.press("akhiri", ending="no_need")
    for _press in range(2):
        budi.press(f"lanjutkan/{first.pk}")
    assert states() == ["serving", "unserved"]


def test_who_was_called_by_mistake_is_back_where_they_were(budi):
    take(budi)
    take(budi)
    budi.press("panggil")
    budi.press("nomor/put-back")
    assert states() == ["waiting", "waiting"]
    budi.press("panggil")
    assert states() == ["called", "waiting"]


def test_enter_opens_no_new_application(budi):
    budi.serve()
    page = budi.sees()
    begin = re.search(r'<form[^>]*action="/meja/permohonan-baru/".*?</form>', page)
    assert begin
    assert 'data-key="n"' in begin[0]
    assert "Enter" not in begin[0]


def test_a_nik_finds_the_case(budi):
    case = submitted()
    budi.serve()
    budi.press("hubungkan", number=f"{case.nik[:6]} {case.nik[6:12]} {case.nik[12:]}")
    assert Ticket.objects.get().application == case


def test_of_several_cases_with_one_nik_one_is_chosen(budi):
    case = submitted()
    other = submitted("LOST", LOST, nik=case.nik)
    budi.serve()
    answer = budi.press("hubungkan", number=case.nik)
    page = words(answer)
    assert (answer.status_code, Ticket.objects.get().application) == (200, None)
    assert case.number in page
    assert other.number in page
    assert {"1", "2"} <= keys(page)
    assert Look.objects.get(what="found by NIK").listed.split() == [case.subject, other.subject]
    budi.press("hubungkan", number=other.number)
    assert Ticket.objects.get().application == other


def test_a_nik_without_a_case_is_carried_into_the_new_one(budi):
    budi.serve()
    answer = budi.press("hubungkan", number="3275014107900001")
    page = words(answer)
    assert answer.status_code == 200
    assert "Tidak ada permohonan yang berjalan dengan NIK ini" in page
    begun = budi.browser.post("/meja/permohonan-baru/", {"begin": "yes", "known": "3275014107900001"})
    assert 'value="3275014107900001"' in words(begun)
    assert Look.objects.filter(what="found by NIK").exists()
