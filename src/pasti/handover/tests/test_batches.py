"""Cards leave in batches and are counted in by scanning; where each is has one answer, and what is off is refused."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.cast import MONDAY, account

from pasti.accounts.roles import Role
from pasti.applications.coming import coming
from pasti.applications.visits import next_visit
from pasti.applications.whereabouts import whereabouts
from pasti.handover import batches, delivery, papers, shelf
from pasti.handover.concerns import concerns
from pasti.handover.models import Batch, Card, Point
from pasti.handover.tests.test_hand_over import hand_over
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import decide

Way = Batch.Way


@pytest.fixture
def dewi(office):
    return account("dewi", "Dewi Lestari", Role.CLERK).actor


@pytest.fixture
def switch(office):
    """Let cards go in a way, or stop it."""

    def set_to(rule: str, value: int = 1) -> None:
        decide(f"handover.{rule}", value=value, valid_from=clock.today(), legal_basis="SK", by=office.agus.actor)

    return set_to


@pytest.fixture
def jatiasih(office, switch) -> Point:
    switch("at_points")
    return batches.set_point(
        "Kantor Kecamatan Jatiasih", address="Jl. Raya 1", hours="Senin–Jumat 08.00–15.00", by=office.agus.actor
    )


def state(case) -> str:
    card = shelf.card_of(case)
    assert card is not None
    return card.state


def serials(*cases) -> str:
    return "\n".join(case.product for case in cases)


def to_point(point, by, *cases) -> Batch:
    return batches.send(Way.POINT, serials(*cases), point=point, carried_by="Asep", by=by)


# ── to a point, and back ────────────────────────────────────────────────────────────────────────────────────────────


def test_where_a_card_is_has_one_answer_on_its_whole_way(ready, jatiasih, budi, dewi):
    case = ready()
    batch = to_point(jatiasih, budi, case)
    assert (state(case), shelf.place_of(Card.objects.get())) == ("travelling", None)
    assert "sedang dikirim ke Kantor Kecamatan Jatiasih" in next_visit(case).why_not
    batches.receive(batch, serials(case), by=dewi)
    there = whereabouts(case)
    assert there.told == "Kartu Anda ada di Kantor Kecamatan Jatiasih sejak Senin, 23 November 2026."
    assert next_visit(case).work == ""
    assert (coming(case).where, coming(case).hours) == ("Kantor Kecamatan Jatiasih, Jl. Raya 1", jatiasih.hours)
    back = batches.send(Way.BACK, serials(case), point=jatiasih, carried_by="Asep", by=dewi)
    assert "dikembalikan" in next_visit(case).why_not
    batches.receive(back, serials(case), by=budi)
    assert shelf.place_of(Card.objects.get()) == shelf.Place(1, 1, 1)
    assert next_visit(case).possible


def test_it_is_handed_over_there_and_not_on_its_way(ready, jatiasih, budi, dewi):
    case = ready()
    batch = to_point(jatiasih, budi, case)
    with pytest.raises(Refused, match="sedang dikirim"):
        hand_over(case, dewi)
    batches.receive(batch, serials(case), by=dewi)
    hand_over(case, dewi)
    assert (state(case), Card.objects.get().point) == ("handed_over", None)


def test_what_is_short_or_too_much_is_said(ready, jatiasih, budi, dewi):
    first, second, other = ready(), ready(), ready()
    batch = to_point(jatiasih, budi, first, second)
    counted = batches.receive(batch, f"{serials(first, other)} XYZ", by=dewi)
    assert (counted.came, counted.left, counted.surplus) == (1, 1, [other.product, "XYZ"])
    assert (state(first), state(second), state(other)) == ("at_point", "travelling", "kept")
    assert Batch.objects.get().state == "on_its_way"
    batches.receive(batch, serials(second), by=dewi)
    assert (state(second), Batch.objects.get().state) == ("at_point", "done")


def test_received_twice_is_harmless(ready, jatiasih, budi, dewi):
    case = ready()
    batch = to_point(jatiasih, budi, case)
    batches.receive(batch, serials(case), by=dewi)
    before = Entry.objects.count()
    counted = batches.receive(batch, serials(case), by=dewi)
    assert (counted.came, counted.left, counted.surplus, Entry.objects.count()) == (0, 0, [], before)


def test_who_sends_does_not_receive(ready, jatiasih, budi):
    batch = to_point(jatiasih, budi, ready())
    with pytest.raises(NotAllowed, match="orang lain"):
        batches.receive(batch, serials(*[card.application for card in batch.cards.all()]), by=budi)


def test_what_never_came_is_reported_and_found(ready, jatiasih, budi, dewi):
    case = ready()
    batch = to_point(jatiasih, budi, case)
    with clock.stopped_at(MONDAY.replace(day=24)):
        assert [one.sentence for one in concerns()] == [
            f"Kiriman {batch.number} sejak 23 November 2026 belum jelas semua kartunya."
        ]
    assert batches.report_left(batch, by=dewi) == 1
    assert batches.report_left(batch, by=dewi) == 0
    assert (state(case), Batch.objects.get().state) == ("missing", "done")
    shelf.found(Card.objects.get(), by=budi)
    assert next_visit(case).possible


@pytest.mark.parametrize("received", [False, True])
def test_a_batch_is_called_off_while_nothing_of_it_came(ready, jatiasih, budi, dewi, received):
    first, second = ready(), ready()
    batch = to_point(jatiasih, budi, first, second)
    if received:
        batches.receive(batch, serials(first), by=dewi)
        with pytest.raises(Refused, match="Sebagian"):
            batches.cancel(batch, by=budi)
        return
    batches.cancel(batch, by=budi)
    assert (state(first), state(second)) == ("kept", "kept")
    with pytest.raises(NotAllowed):
        batches.receive(batch, serials(first), by=dewi)


def test_what_was_called_off_has_no_list_to_go_with(ready, jatiasih, office, budi, signed_in):
    batch, clerk = to_point(jatiasih, budi, ready()), signed_in(office.budi)
    paper = f"/pengambilan/kiriman/{batch.pk}/daftar/"
    assert paper in clerk.get("/pengambilan/kiriman/").content.decode()
    batches.cancel(batch, by=budi)
    assert paper not in clerk.get("/pengambilan/kiriman/").content.decode()
    assert clerk.get(paper).status_code == 404


def test_only_what_lies_there_is_sent(ready, jatiasih, budi):
    case, given = ready(), ready()
    hand_over(given, budi)
    for wrong in (serials(case, given), "XYZ", ""):
        with pytest.raises(Refused):
            batches.send(Way.POINT, wrong, point=jatiasih, carried_by="Asep", by=budi)
    with pytest.raises(Refused):
        batches.send(Way.BACK, serials(case), point=jatiasih, carried_by="Asep", by=budi)
    assert (state(case), Batch.objects.count()) == ("kept", 0)


# ── what is off, what it costs ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("way", "rule"), [(Way.COURIER, "by_courier"), (Way.POST, "by_post"), (Way.HOME, "delivers_home")]
)
def test_a_way_is_off_until_the_head_switches_it_on(ready, budi, switch, way, rule, monkeypatch):
    case = ready()
    monkeypatch.setattr(delivery, "_asked", lambda cases: {one.pk for one in cases})
    with pytest.raises(Refused, match="tidak mengirim"):
        batches.send(way, serials(case), carried_by="Asep", by=budi)
    switch(rule)
    batch = batches.send(way, serials(case), carried_by="Asep", by=budi)
    assert (state(case), batch.fee) == ("carried", 10000 if way == Way.POST else 0)
    assert "unggu di rumah" in next_visit(case).why_not
    hand_over(case, budi)
    assert (state(case), Batch.objects.get().state) == ("handed_over", "done")


def test_no_point_is_sent_to_while_that_is_off(ready, jatiasih, budi, switch):
    switch("at_points", 0)
    with pytest.raises(Refused, match="tidak mengirim"):
        to_point(jatiasih, budi, ready())


def test_by_post_goes_only_what_its_holder_wishes(ready, budi, switch):
    switch("by_post")
    with pytest.raises(Refused, match="tidak minta diantar"):
        batches.send(Way.POST, serials(ready()), carried_by="Pos", by=budi)


def test_what_could_not_be_given_comes_back(ready, budi, dewi, switch):
    switch("by_courier")
    case = ready()
    batch = batches.send(Way.COURIER, serials(case), carried_by="Asep", by=budi)
    batches.receive(batch, serials(case), by=budi)
    assert shelf.place_of(Card.objects.get()) == shelf.Place(1, 1, 1)
    assert Batch.objects.get().state == "done"


def test_what_it_costs_is_the_couriers(switch):
    assert delivery.cost() == ""
    assert not delivery.offered()
    switch("by_post")
    assert "Rp10.000 dibayar kepada kurir; kartunya sendiri gratis" in delivery.cost()
    switch("delivers_home")
    assert "tanpa biaya" in delivery.cost()


# ── who may, and what is on paper ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["rini", "joko", "nur", "stranger"])
def test_only_clerks_and_the_head_send(ready, jatiasih, office, who):
    with pytest.raises(NotAllowed):
        to_point(jatiasih, getattr(office, who).actor, ready())


def test_the_head_alone_decides_on_points(office, budi, jatiasih):
    with pytest.raises(NotAllowed):
        batches.set_point("X", address="Y", hours="Z", by=budi)
    again = batches.set_point(jatiasih.name, address="Jl. Baru 2", hours=jatiasih.hours, by=office.agus.actor)
    assert (again.pk, again.address) == (jatiasih.pk, "Jl. Baru 2")


def test_the_manifest_names_each_card_and_no_nik(ready, jatiasih, budi):
    case = ready()
    drawn = PdfReader(BytesIO(papers.draw_manifest(to_point(jatiasih, budi, case))))
    said = "".join(page.extract_text() for page in drawn.pages)
    assert case.product in said
    assert case.name in said
    assert case.nik not in said


def test_on_the_screen(ready, jatiasih, office, signed_in):
    case, client = ready(), signed_in(office.budi)
    sent = {"batch-to": f"point-{jatiasih.pk}", "batch-carried_by": "Asep", "batch-scanned": case.product}
    assert client.post("/pengambilan/kiriman/baru/", sent | {"batch-to": "home-"}).status_code == 422
    assert client.post("/pengambilan/kiriman/baru/", sent).status_code == 302
    batch = Batch.objects.get()
    at = f"/pengambilan/kiriman/{batch.pk}/"
    assert case.name in client.get(at).content.decode()
    head = signed_in(office.agus)
    answer = head.post(at, {"scanned": f"{case.product} XYZ"}, follow=True).content.decode()
    assert "Bukan dari kiriman ini: XYZ." in answer
    assert case.name in head.get(f"/pengambilan/kiriman/tempat/{jatiasih.pk}/").content.decode()
    assert "Kantor Kecamatan Jatiasih" in client.get(f"/pengambilan/{case.number}/").content.decode()
