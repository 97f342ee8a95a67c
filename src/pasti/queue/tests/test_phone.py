"""A number on its holder's phone."""

from urllib.parse import quote

import pytest
from tests.cast import ANYBODY, submitted

from pasti.queue import actions, queries
from pasti.queue.tests.hall import after, just_after_looking_at_tickets, missed, serving, take


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
