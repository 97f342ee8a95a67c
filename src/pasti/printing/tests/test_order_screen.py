"""The pages of the order of printing."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, accepted

from pasti.printing import actions, advancing
from pasti.printing.models import Advance, Deadline


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def when(days: int) -> dict[str, int]:
    day = MONDAY.date() + timedelta(days=days)
    return {"deadline-day_day": day.day, "deadline-day_month": day.month, "deadline-day_year": day.year}


def test_a_clerk_notes_a_deadline_and_what_is_wrong_stays(ready, office, signed_in):
    client, case = signed_in(office.budi), ready(2)[1].application
    at = f"/cetak/urutan/{case.number}/"
    refused = client.post(f"{at}tenggat/", when(3) | {"deadline-proof": ""})
    assert (refused.status_code, "Tuliskan bukti tenggat" in text(refused)) == (422, True)
    assert client.post(f"{at}tenggat/", when(3) | {"deadline-proof": "Tiket umrah"}).status_code == 302
    page = text(client.get(at))
    assert "Tiket umrah" in page
    assert "<dd>0</dd>" in page
    client.post(f"{at}tenggat/cabut/")
    assert Deadline.objects.get().ended_at


def test_an_exception_is_asked_for_agreed_to_and_listed(ready, office, signed_in, client):
    clerk, head, case = signed_in(office.budi), signed_in(office.agus), ready(1)[0].application
    at = f"/cetak/urutan/{case.number}/dahulukan/"
    assert clerk.post(at, {"advance-reason": ""}).status_code == 422
    clerk.post(at, {"advance-reason": "Dirawat di rumah sakit"})
    row = Advance.objects.get()
    assert "orang lain daripada Budi Hartono" in text(clerk.get("/cetak/urutan/"))
    assert clerk.post(f"/cetak/dahulukan/{row.pk}/setujui/").status_code == 403
    head.post(f"/cetak/dahulukan/{row.pk}/setujui/")
    assert "Dirawat di rumah sakit" in text(head.get("/cetak/urutan/"))
    told = text(client.get("/urutan-cetak/"))
    assert "satu kartu didahulukan" in told
    assert "rumah sakit" not in told
    head.post(f"/cetak/dahulukan/{row.pk}/tidak/")
    assert Advance.objects.get().state == "refused"


def test_why_is_answered_in_a_sentence(ready, joko, office, signed_in):
    client, (first, second) = signed_in(office.agus), ready(2)
    actions.start_run(1, by=joko)
    asked = {"dahulu": first.application.shown_number, "kemudian": second.application.number}
    assert f"Kartu {first.application.shown_number} siap cetak" in text(client.get("/cetak/urutan/", asked))
    assert client.get("/cetak/urutan/", asked | {"kemudian": "1"}).status_code == 422


def test_the_print_room_says_why_each_stands_where_it_does(ready, office, signed_in):
    job = ready(2)[1]
    advancing.state_deadline(job.application, MONDAY.date(), proof="Tiket", by=office.budi.actor)
    page = text(signed_in(office.joko).get("/cetak/"))
    assert "tenggat 23 November 2026" in page


@pytest.mark.parametrize("page", ["/cetak/urutan/", "/urutan-cetak/"])
def test_an_empty_office_has_the_rule(office, signed_in, page):
    assert "Tenggat dengan bukti" in text(signed_in(office.joko).get(page))


def test_a_case_without_a_card_has_no_turn(office, signed_in):
    case = accepted(office.budi.actor, "KK", {})
    assert signed_in(office.budi).get(f"/cetak/urutan/{case.number}/").status_code == 404
