"""A number on its holder's phone."""

from urllib.parse import quote

import pytest
from tests.cast import ANYBODY, account, submitted

from pasti.accounts.roles import Role
from pasti.queue import actions, queries
from pasti.queue.tests.hall import after, just_after_looking_at_tickets, missed, serving, take
from pasti.readiness.actions import open_incident
from pasti.readiness.needs import Cause, Need


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def page(client, ticket) -> str:
    answer = client.get(f"/antrean/nomor/{ticket.token}/")
    assert answer.status_code == 200
    return text(answer)


def test_it_says_how_many_are_before_you_and_what_comes_after(office, client):
    take(office)
    take(office)
    shown = page(client, take(office, "C", submitted()))
    assert "C-003" in shown
    assert "2 orang lagi di depan Anda" in shown
    assert "lajur B" in shown


def test_it_shows_every_state(office, client):
    ticket = take(office)
    seen = [page(client, ticket)]
    for act in (
        lambda: actions.call_next(office.counters[1], by=ANYBODY),
        lambda: actions.serve(ticket, by=ANYBODY),
        lambda: actions.finish(ticket, by=ANYBODY),
    ):
        act()
        seen.append(page(client, ticket))
    seen.append(page(client, missed(office)))
    take(office, "D")
    gone = actions.leave(actions.call_next(office.counters[3], by=ANYBODY), by=ANYBODY)
    seen.append(page(client, gone))
    bodies = [shown.partition('class="ticket')[2].partition("Lajur")[0] for shown in seen]
    assert len(set(bodies)) == len(bodies)
    assert "loket 1" in bodies[1]
    assert "loket 1" in bodies[2]


def test_who_is_done_is_not_sent_to_another_lane(office, client):
    ticket = serving(office, application=submitted())
    assert "Setelah itu" in page(client, ticket)
    actions.finish(ticket, by=ANYBODY)
    assert "Setelah itu" not in page(client, ticket)


def test_who_can_only_hand_in_papers_reads_that_it_is_half_of_what_they_came_for(office, client, signed_in):
    case = submitted()
    ticket = take(office, "C", case)
    kiosk = signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))
    half = "Hari ini baru sebagian: perekaman belum dapat dilakukan."
    shown = [page(client, ticket), text(kiosk.get(f"/antrean/tiba/nomor/{ticket.token}/"))]
    assert not any(half in one for one in shown)
    open_incident(needs=[Need.STATION], cause=Cause.EQUIPMENT, sentence_id="Kamera rusak", by=office.agus.actor)
    shown = [page(client, ticket), text(kiosk.get(f"/antrean/tiba/nomor/{ticket.token}/"))]
    for one in shown:
        assert half in one
        assert "Kamera rusak" in one
        assert "perekaman menyusul pada jadwal yang dapat dipilih" in one
    # Who comes for a family card is not recorded.
    assert half not in page(client, take(office, "D", submitted("KK", answers={})))


def test_nothing_about_the_person_is_on_it(office, client):
    case = submitted()
    shown = page(client, take(office, "C", case))
    for secret in ("Siti", case.nik, case.number, case.shown_number):
        assert secret not in shown


def test_it_keeps_itself_true(office, client):
    ticket, other = take(office), take(office)
    address = f"/antrean/nomor/{ticket.token}/kini/"
    version = client.get(address)["X-Version"]
    assert client.get(address, headers={"X-Version": version}).status_code == 204
    actions.call_next(office.counters[1], by=ANYBODY)
    fresh = client.get(address, headers={"X-Version": version})
    assert "loket 1" in text(fresh)
    assert "C-002" in text(client.get(f"/antrean/nomor/{other.token}/kini/")), "each phone has its own part"


def test_a_call_while_the_page_is_drawn_is_not_lost(office, client):
    ticket = take(office)
    with just_after_looking_at_tickets(lambda: actions.call_next(office.counters[1], by=ANYBODY)):
        shown = page(client, ticket)
    assert "loket 1" in shown or f'data-version="{queries.board_version()}"' not in shown


def test_the_next_day_it_is_over(office, client):
    ticket = take(office)
    with after(24 * 60):
        actions.close_day()
        assert "orang lagi" not in page(client, ticket)


@pytest.mark.parametrize(
    "token", ["x", "C-001", "1" * 500, quote("\x00"), "a%00b", quote("٣٣"), "..", "%2e%2e", "a%20b"]
)
@pytest.mark.parametrize("part", ["", "kini/"])
def test_a_number_that_nobody_has_is_not_found(office, client, token, part):
    take(office)
    assert client.get(f"/antrean/nomor/{token}/{part}").status_code == 404
